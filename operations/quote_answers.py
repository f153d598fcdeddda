"""What becomes of a quote that went out (A9.1): accepted, declined, revised, run out."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import clock
from extensions import db
from models import Contract, Quote, QuoteLine, User
from operations import locked, notify, once, record, refuse_if, transaction
from policy.quote_answers import (
    UNANSWERED,
    AnswerFacts,
    DeclineReason,
    answer_problems,
    has_run_out,
    revision_problems,
)
from policy.quoting import QuoteStatus
from queries import parameters
from queries.people import managers_of
from queries.quote_outcome import contract_on

CARRIED = (
    "number customer_id opportunity_id contact_id owner_id unit_id title language price_list_id list_total net_total "
    "tax_total discount deepest terms note"
).split()
LINE = (
    "position product_id label measure quantity list_price net_price tax_rate list_amount net_amount tax_amount "
    "discount note"
).split()


@dataclass(frozen=True)
class Answer:
    """What the customer said, and who there said it."""

    answered_on: dt.date
    answered_by: str
    answer: str = ""
    decline_reason: DeclineReason | None = None


def accept(quote_id: int, version: int, answer: Answer, by: User) -> Quote:
    """The customer takes the offer, within its validity. Raises ``Refused``, ``Stale``."""
    return _answered(quote_id, version, answer, by, QuoteStatus.ACCEPTED)


def decline(quote_id: int, version: int, answer: Answer, by: User) -> Quote:
    """The customer does not take the offer, for a reason. Raises ``Refused``, ``Stale``."""
    return _answered(quote_id, version, answer, by, QuoteStatus.DECLINED)


def _answered(quote_id: int, version: int, answer: Answer, by: User, status: QuoteStatus) -> Quote:
    accepted = status is QuoteStatus.ACCEPTED
    with transaction():
        quote = locked(Quote, quote_id, version)
        resting = None if accepted else contract_on(quote.id)
        refuse_if(answer_problems(_facts(quote, answer, accepted, resting.number if resting else "")))
        values = vars(answer) | ({"decline_reason": None} if accepted else {})
        for name, value in values.items():
            setattr(quote, name, value)
        quote.status = status
        record("quote_accepted" if accepted else "quote_declined", quote, by, after=values)
        _tell(quote, "quote_answered", f"quote_answered:{quote.id}", but=by, by=by.name)
    return quote


def accept_with(quote: Quote, contract: Contract, by: User) -> None:
    """Who signs the contract takes the offer that it was drawn up from, if that is out and was not answered.

    Both are locked; joins the running transaction.
    """
    if quote.status is not QuoteStatus.SENT:
        return
    quote.status, quote.answered_on = QuoteStatus.ACCEPTED, contract.signed_on
    quote.answered_by, quote.answer = quote.customer.name[:200], f"{contract.number} {contract.title}"
    told = {name: getattr(quote, name) for name in ("answered_on", "answered_by", "answer")}
    record("quote_accepted", quote, by, after=told)


def _facts(quote: Quote, answer: Answer, accepted: bool, contract: str) -> AnswerFacts:
    return AnswerFacts(
        status=quote.status,
        sent_on=clock.day_of(quote.sent_at) if quote.sent_at else None,
        valid_until=quote.valid_until,
        on=answer.answered_on,
        today=clock.today(),
        person=answer.answered_by,
        accepted=accepted,
        reason=answer.decline_reason,
        words=answer.answer,
        contract=contract,
    )


def revise(quote_id: int, version: int, by: User, form_key: str = "") -> Quote:
    """Begin a new version; the one it comes from is replaced at once and stays as it was. Raises ``Refused``, ``Stale``.

    The new one is a draft like any other: its content decides who approves it.
    """
    with transaction():
        form = once(form_key, by.id)
        quote = locked(Quote, quote_id, version)
        resting = contract_on(quote.id)
        refuse_if(revision_problems(quote.status, resting.number if resting else ""))
        was, quote.status = quote.status, QuoteStatus.REPLACED
        until = clock.today() + dt.timedelta(days=int(parameters.value("quote_valid_days")))
        made = Quote(
            revision=quote.revision + 1,
            previous_id=quote.id,
            valid_until=until,
            created_at=clock.now(),
            created_by_id=by.id,
            lines=[QuoteLine(**{name: getattr(line, name) for name in LINE}) for line in quote.lines],
            **{name: getattr(quote, name) for name in CARRIED},
        )
        db.session.add(made)
        record("quote_replaced", quote, by, before={"status": was}, after={"status": quote.status})
        record("quote_revised", made, by, after={"number": made.number, "revision": made.revision})
        if form is not None:
            form.location = f"/quotes/{made.id}/edit"
    return made


def run_out(quote_id: int) -> int:
    """Nobody answered until the last day: the quote is no offer any more, and its owner hears it. 1 where it was so."""
    with transaction():
        quote = locked(Quote, quote_id)
        if not has_run_out(quote.status, quote.valid_until, clock.today()):
            return 0
        was, quote.status = quote.status, QuoteStatus.EXPIRED
        record(
            "quote_expired",
            quote,
            None,
            before={"status": was},
            after={"status": quote.status, "valid_until": quote.valid_until},
        )
        _tell(quote, "quote_expired", f"quote_expired:{quote.id}:{quote.valid_until}", valid_until=quote.valid_until)
    return 1


def remind_of_end(quote_id: int) -> int:
    """The last day comes near and nobody answered: tell the owner, once per last day. 1 where somebody was told."""
    with transaction():
        quote = locked(Quote, quote_id)
        if quote.told_of_end_at is not None or quote.status not in UNANSWERED:
            return 0
        quote.told_of_end_at = clock.now()
        key = f"quote_ends:{quote.id}:{quote.valid_until}"
        return int(_tell(quote, "quote_ends", key, valid_until=quote.valid_until) > 0)


def _tell(quote: Quote, event: str, key: str, but: User | None = None, **more: Any) -> int:
    """The owner, or who leads them where they have left; how many were told."""
    owner = {quote.owner_id} if quote.owner.active else {one.id for one in managers_of(quote.unit_id)}
    about = {"number": quote.number, "title": quote.title, "customer": quote.customer.name, **more}
    told = sorted(owner - ({but.id} if but else set()))
    return sum(notify(user_id, event, f"/quotes/{quote.id}", key=key, **about) for user_id in told)
