"""A3.4: the customer of a line, its real progress and its key value."""

from collections.abc import Iterator

from policy.checks.findings import blocker, doubt
from policy.filler import Hollow, bare, hollow
from policy.line_facts import LineFacts
from policy.problems import Problem
from policy.words import N_

PROGRESS = (
    N_("The customer's real progress is missing."),
    N_("The progress says nothing real: it counts as absent."),
    N_("The same progress stands on an earlier line."),
    N_("Write what has really moved: a decision, a date, a stage, what the customer said."),
    N_("The progress is %(percent)s %% like that of another of the claimant's last lines."),
)
KEY_VALUE = (
    N_("The customer's key value is missing."),
    N_("The key value says nothing real: it counts as absent."),
    N_("The same key value stands on an earlier line."),
    N_("Write what this customer is worth to us: budget, volume, reference, who decides."),
    N_("The key value is %(percent)s %% like that of another of the claimant's last lines."),
)


def customer(facts: LineFacts) -> Iterator[Problem]:
    """A customer is named, approved (A4.2), and owns the opportunity."""
    if facts.customer_id is None:
        remedy = N_("Choose the customer whom the expense was for.")
        yield blocker(N_("A customer expense names no customer."), remedy, "customer_id", "customer_missing")
    elif not facts.customer_approved:
        yield blocker(
            N_("“%(customer)s” is not approved yet; only an approved customer counts."),
            N_("Have the customer reviewed (A4.2), then submit the claim; the draft waits."),
            "customer_id",
            "customer_not_approved",
            customer=facts.customer_name,
        )
    if facts.opportunity_customer_id not in (None, facts.customer_id):
        remedy = N_("Choose an opportunity of this customer, or none.")
        yield blocker(N_("The opportunity is another customer's."), remedy, "opportunity_id", "opportunity_of_other")


def statement(facts: LineFacts) -> Iterator[Problem]:
    """Progress and key value are stated, and say something that other lines do not say already."""
    yield from _of_the_text(facts, "progress", facts.progress, PROGRESS)
    yield from _of_the_text(facts, "key_value", facts.key_value, KEY_VALUE)
    if bare(facts.progress) and bare(facts.progress) == bare(facts.key_value):
        remedy = N_("Say in one what has moved, in the other what the customer is worth to us.")
        yield doubt(N_("Progress and key value say the same."), remedy, "key_value", "same_text_twice")


def _of_the_text(facts: LineFacts, field: str, text: str, words: tuple[str, ...]) -> Iterator[Problem]:
    missing, filled, repeated, remedy, alike = words
    likeness = (facts.similar or {}).get(field, 0)
    reason = hollow(text, facts.least, [facts.customer_name] if facts.customer_name else [])
    if reason is Hollow.BLANK:
        yield blocker(missing, remedy, field, f"{field}_missing")
    elif reason is not None:
        yield blocker(filled, remedy, field, f"{field}_filler", reason=reason.value)
    elif field in facts.repeated:
        yield doubt(repeated, N_("Write what was different this time."), field, f"{field}_repeated")
    elif likeness >= facts.similar_share:
        percent = int(likeness * 100)
        yield doubt(alike, N_("Write what was different this time."), field, f"{field}_similar", percent=percent)
