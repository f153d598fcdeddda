"""A9.1: what becomes of an approved quote. Sent, answered, revised, run out; and what stands across its paper."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from policy.mailing import is_address
from policy.problems import Kind, Problem, refusals
from policy.quoting import IN_FORCE, LineFacts, QuotedFacts, QuoteStatus, quoted_problems
from policy.words import N_, Word

_refused = refusals("A9.1")


class SendingWay(Word):
    """How a quote reaches the customer."""

    MAIL = "mail", N_("By mail, from here")
    HANDED = "handed", N_("Handed over another way")


class DeclineReason(Word):
    """Why a customer does not take an offer."""

    PRICE = "price", N_("The price is too high")
    COMPETITOR = "competitor", N_("A competitor was chosen")
    TERMS = "terms", N_("Terms or delivery do not suit")
    FUNCTION = "function", N_("It does not meet the need")
    BUDGET = "budget", N_("No budget, or put off")
    DROPPED = "dropped", N_("The project was given up")
    OTHER = "other", N_("Another reason")


class Stamp(Word):
    """What stands across the paper of a quote that may not be relied on."""

    DRAFT = "draft", N_("DRAFT")
    EXPIRED = "expired", N_("EXPIRED")
    REPLACED = "replaced", N_("SUPERSEDED")
    DECLINED = "declined", N_("DECLINED")
    VOID = "void", N_("VOID")


STAMPS = {
    QuoteStatus.EXPIRED: Stamp.EXPIRED,
    QuoteStatus.REPLACED: Stamp.REPLACED,
    QuoteStatus.DECLINED: Stamp.DECLINED,
    QuoteStatus.CANCELLED: Stamp.VOID,
}
UNANSWERED = frozenset({QuoteStatus.APPROVED, QuoteStatus.SENT})
"""In force, and held to its last day: these run out."""
ANSWERABLE = frozenset({QuoteStatus.SENT, QuoteStatus.EXPIRED})
"""What the customer may have answered; of one that has run out, an answer that was given in time."""
REVISABLE = IN_FORCE | {QuoteStatus.DECLINED, QuoteStatus.EXPIRED, QuoteStatus.CANCELLED}
"""Of what a new version is made; a draft is mended as it is, and of a version that was replaced the newer one is taken."""


def stamp(status: QuoteStatus, valid_until: dt.date, today: dt.date) -> Stamp | None:
    """What stands across every page; None for what is in force. A day that has passed counts before the worker comes."""
    if status in IN_FORCE:
        return Stamp.EXPIRED if has_run_out(status, valid_until, today) else None
    return STAMPS.get(status, Stamp.DRAFT)


def has_run_out(status: QuoteStatus, valid_until: dt.date, today: dt.date) -> bool:
    """Whether a quote that nobody answered is past its last day, which it still holds on."""
    return status in UNANSWERED and valid_until < today


@dataclass(frozen=True)
class SendingFacts:
    """A quote that is to go out on ``today``."""

    status: QuoteStatus
    valid_until: dt.date
    today: dt.date
    quoted: QuotedFacts
    lines: tuple[LineFacts, ...] = ()


def sending_problems(facts: SendingFacts) -> Iterator[Problem]:
    """Why a quote does not go out: not approved, run out, for a customer who gets none, or with what is not sold."""
    if facts.status not in IN_FORCE:
        message, remedy = _not_in_force(facts.status)
        yield _refused("not_approved", message, remedy)
        return
    if has_run_out(facts.status, facts.valid_until, facts.today):
        message = N_("The quote was valid until %(day)s.")
        remedy = N_("Make a new version with a later day and have it approved.")
        yield _refused("run_out", message, remedy, day=str(facts.valid_until))
    yield from quoted_problems(replace(facts.quoted, contacted=True, stage_allows=True))
    for line in facts.lines:
        if not line.active:
            message = N_("Line %(line)s: %(product)s was withdrawn from sale.")
            remedy = N_("Make a new version without it.")
            yield _refused("withdrawn", message, remedy, line=line.position, product=line.label)


def _not_in_force(status: QuoteStatus) -> tuple[str, str]:
    if status in STAMPS:
        return N_("A quote in this state does not go out."), N_("Make a new version of it, or take the newer one.")
    return N_("The quote is not approved: nothing goes out before."), N_("Submit it, and send it when it is approved.")


def letter_problems(way: SendingWay, recipient: str, address: str, subject: str, body: str) -> Iterator[Problem]:
    """What a sending lacks: an address, a subject and words where it is a mail; else who got it."""
    if way is SendingWay.HANDED:
        if not recipient:
            message, remedy = N_("It does not say who got the quote."), N_("Write down the person.")
            yield _refused("nobody", message, remedy, "recipient")
        return
    if not is_address(address):
        message = N_("This is no mail address that the quote could be sent to.")
        yield _refused("address", message, N_("Write an address such as li.na@example.com."), "address")
    for field, said in (("subject", subject), ("body", body)):
        if not said:
            message = N_("A mail without subject or text is not sent.")
            yield _refused(f"no_{field}", message, N_("Please fill this in."), field)


@dataclass(frozen=True)
class AnswerFacts:
    """What the customer said ``on`` a day to a quote that went out on ``sent_on``; ``contract`` rests on it, if any."""

    status: QuoteStatus
    sent_on: dt.date | None
    valid_until: dt.date
    on: dt.date
    today: dt.date
    person: str
    accepted: bool
    reason: DeclineReason | None = None
    words: str = ""
    contract: str = ""


def answer_problems(facts: AnswerFacts) -> Iterator[Problem]:
    """Why an answer is not recorded: nothing is out, the day cannot be, nobody or nothing is named."""
    if facts.status not in ANSWERABLE or facts.sent_on is None:
        message = N_("A quote in this state is not answered.")
        yield _refused("not_out", message, N_("Only one that went out and was not answered yet is."))
        return
    if facts.on > facts.today or facts.on < facts.sent_on:
        message = N_("The answer was given between %(first)s, when the quote went out, and today.")
        yield _refused("day", message, N_("Correct the day."), "answered_on", first=str(facts.sent_on))
    elif facts.accepted and facts.on > facts.valid_until:
        message = N_("The quote was valid until %(day)s: it cannot be accepted after that.")
        remedy = N_("Make a new version with a later day and have it approved.")
        yield _refused("run_out", message, remedy, "answered_on", day=str(facts.valid_until))
    if facts.contract:
        yield _contract_rests(facts.contract)
    if not facts.person:
        message, remedy = N_("It does not say who at the customer answered."), N_("Write down the person.")
        yield _refused("nobody", message, remedy, "answered_by")
    if not facts.accepted and facts.reason is None:
        yield _refused("no_reason", N_("It does not say why."), N_("Choose the main reason."), "decline_reason")
    elif not facts.accepted and facts.reason is DeclineReason.OTHER and not facts.words:
        message = N_("Another reason is told in words.")
        yield _refused("no_words", message, N_("Write what the customer said."), "answer")


def revision_problems(status: QuoteStatus, contract: str = "") -> Iterator[Problem]:
    """Why no new version is made. ``contract`` is the number of the one that rests on the quote, if any."""
    if status is QuoteStatus.REPLACED:
        yield _refused("replaced", N_("There is a newer version already."), N_("Look at the newest one."))
    elif status not in REVISABLE:
        message = N_("A quote that was not approved yet needs no new version.")
        yield _refused("not_revisable", message, N_("Take it back if it waits, and change it as it is."))
    elif contract:
        yield _contract_rests(contract)


def _contract_rests(number: str) -> Problem:
    message, remedy = N_("Contract %(number)s rests on this quote."), N_("Change the contract, or cancel it first.")
    return Problem("A9.2", Kind.BLOCKS, message, remedy, "", "contract_rests", {"number": number})
