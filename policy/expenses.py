"""A3.4: every reimbursement rests on data in the CRM. Categories, states and their moves, the examination of a line."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from policy.evidence import ActivityFacts, activity_problems
from policy.filler import Hollow, bare, hollow
from policy.problems import Kind, Problem
from policy.words import N_, Word


class Category(Word):
    """What kind of expense a line is; presets what it relates to."""

    TRAVEL = "travel", N_("Long-distance travel")
    LODGING = "lodging", N_("Lodging")
    LOCAL_TRANSPORT = "local_transport", N_("Local transport")
    MEALS = "meals", N_("Travel meals")
    ENTERTAINMENT = "entertainment", N_("Entertainment")
    GIFTS = "gifts", N_("Gifts")
    MARKETING = "marketing", N_("Fairs and marketing")
    COMMUNICATION = "communication", N_("Communication")
    OFFICE = "office", N_("Office supplies")
    TRAINING = "training", N_("Training")
    ALLOWANCE = "allowance", N_("Daily allowance")
    MILEAGE = "mileage", N_("Own car")
    OTHER = "other", N_("Other")


class ClaimStatus(Word):
    """Where a claim stands."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Submitted")
    MANAGER_APPROVED = "manager_approved", N_("Approved by manager")
    IN_CHECK = "in_check", N_("In check")
    APPROVED = "approved", N_("Approved for payment")
    RETURNED = "returned", N_("Returned")
    PAID = "paid", N_("Paid")


class Verdict(Word):
    """What finance decided about one line."""

    OPEN = "open", N_("Not checked yet")
    ACCEPTED = "accepted", N_("Accepted")
    CUT = "cut", N_("Cut")
    REJECTED = "rejected", N_("Rejected")


class ClaimStep(Word):
    """Who decided about a claim, in order."""

    SUBMISSION = "submission", N_("Submission")
    MANAGER = "manager", N_("Manager's approval")
    CHECK = "check", N_("Finance check")
    PAYMENT = "payment", N_("Payment")


ALWAYS_BOTH = frozenset({Category.ENTERTAINMENT, Category.GIFTS})
"""What is spent on people of a customer always has to do with the customer and with a sales action."""

USUALLY_BOTH = ALWAYS_BOTH | {Category.TRAVEL, Category.LODGING, Category.MEALS, Category.LOCAL_TRANSPORT}
USUALLY_ACTION = USUALLY_BOTH | {Category.MARKETING}


def preset(category: Category) -> tuple[bool, bool]:
    """What a line of this category relates to unless its claimant says otherwise: (customer, sales action)."""
    return category in USUALLY_BOTH, category in USUALLY_ACTION


def declared(category: Category | None, customer: bool, action: bool) -> tuple[bool, bool]:
    """What a line relates to: as declared, but entertainment and gifts are always both (A3.4)."""
    return (True, True) if category in ALWAYS_BOTH else (customer, action)


@dataclass(frozen=True)
class LineFacts:
    """Everything that the examination of one line asks about; what is not stated is None or empty.

    ``window_days``, ``record_days`` and ``least`` are the policy parameters of the day of the expense. The numbers of
    other lines count everybody's, never saying whose; ``repeated`` names the fields whose text stands on an earlier
    line that rests on another activity.
    """

    now: dt.datetime
    today: dt.date
    spent_on: dt.date
    category: Category
    amount: Decimal
    relates_to_customer: bool
    relates_to_action: bool
    period: tuple[dt.date, dt.date]
    window_days: int = 7
    record_days: int = 1
    least: int = 4
    customer_id: int | None = None
    customer_name: str = ""
    customer_approved: bool = False
    opportunity_customer_id: int | None = None
    progress: str = ""
    key_value: str = ""
    activity: ActivityFacts | None = None
    submitted_at: dt.datetime | None = None
    repeated: frozenset[str] = frozenset()
    same_invoice: int = 0
    alike: int = 0
    named: tuple[str, ...] = ()


def examine(facts: LineFacts) -> list[Problem]:
    """What A3.4 says about one line: blockers, then doubts, then what is in order.

    The same answer is shown while typing, decides the submission, and stands on the finance desk.
    """
    customer, action = declared(facts.category, facts.relates_to_customer, facts.relates_to_action)
    found = [*_of_the_day(facts), *_of_the_others(facts)]
    if customer:
        found += _of_the_customer(facts)
    elif facts.named:
        found.append(_names_a_customer(facts.named))
    if action:
        found += _of_the_activity(facts, customer)
    return sorted([*found, *_in_order(found, customer, action)], key=lambda problem: _ORDER[problem.kind])


_ORDER = {Kind.BLOCKS: 0, Kind.NEEDS_APPROVAL: 1, Kind.WARNS: 2, Kind.FINE: 3}


def _blocker(message: str, remedy: str, field: str, code: str, **params) -> Problem:
    return Problem("A3.4", Kind.BLOCKS, message, remedy, field, code, params)


def _doubt(message: str, remedy: str, field: str, code: str, **params) -> Problem:
    return Problem("A3.4", Kind.WARNS, message, remedy, field, code, params)


def _of_the_day(facts: LineFacts) -> Iterator[Problem]:
    first, last = facts.period
    if facts.spent_on > facts.today:
        remedy = N_("Enter the day on which the money was spent.")
        yield _blocker(N_("The expense lies in the future."), remedy, "spent_on", "spent_in_future")
    elif not first <= facts.spent_on <= last:
        message = N_("The expense lies outside the claim's period %(first)s to %(last)s.")
        remedy = N_("Correct the day, or the period of the claim.")
        yield _doubt(message, remedy, "spent_on", "outside_period", first=first, last=last)


def _of_the_others(facts: LineFacts) -> Iterator[Problem]:
    if facts.same_invoice:
        message = N_("The same invoice number stands on %(count)s other line(s).")
        remedy = N_("Check the number; an invoice is reimbursed once.")
        yield _doubt(message, remedy, "invoice_number", "same_invoice", count=facts.same_invoice)
    if facts.alike:
        message = N_("%(count)s other line(s) have the same day, amount and category.")
        remedy = N_("Check that this was not claimed before; if it is another expense, say so in the description.")
        yield _doubt(message, remedy, "amount", "same_day_amount_category", count=facts.alike)


def _names_a_customer(names: tuple[str, ...]) -> Problem:
    message = N_("Declared unrelated to a customer, but the text names “%(names)s”.")
    remedy = N_("Say that the line relates to this customer, or mend the description.")
    return _doubt(message, remedy, "relates_to_customer", "names_customer", names="、".join(names))


def _of_the_customer(facts: LineFacts) -> Iterator[Problem]:
    if facts.customer_id is None:
        remedy = N_("Choose the customer whom the expense was for.")
        yield _blocker(N_("A customer expense names no customer."), remedy, "customer_id", "customer_missing")
    elif not facts.customer_approved:
        yield _blocker(
            N_("“%(customer)s” is not approved yet; only an approved customer counts."),
            N_("Have the customer reviewed (A4.2), then submit the claim; the draft waits."),
            "customer_id",
            "customer_not_approved",
            customer=facts.customer_name,
        )
    if facts.opportunity_customer_id not in (None, facts.customer_id):
        remedy = N_("Choose an opportunity of this customer, or none.")
        yield _blocker(N_("The opportunity is another customer's."), remedy, "opportunity_id", "opportunity_of_other")
    yield from _of_the_text(facts, "progress", facts.progress, PROGRESS)
    yield from _of_the_text(facts, "key_value", facts.key_value, KEY_VALUE)
    if bare(facts.progress) and bare(facts.progress) == bare(facts.key_value):
        remedy = N_("Say in one what has moved, in the other what the customer is worth to us.")
        yield _doubt(N_("Progress and key value say the same."), remedy, "key_value", "same_text_twice")


PROGRESS = (
    N_("The customer's real progress is missing."),
    N_("The progress says nothing real: it counts as absent."),
    N_("The same progress stands on an earlier line."),
    N_("Write what has really moved: a decision, a date, a stage, what the customer said."),
)
KEY_VALUE = (
    N_("The customer's key value is missing."),
    N_("The key value says nothing real: it counts as absent."),
    N_("The same key value stands on an earlier line."),
    N_("Write what this customer is worth to us: budget, volume, reference, who decides."),
)


def _of_the_text(facts: LineFacts, field: str, text: str, words: tuple[str, ...]) -> Iterator[Problem]:
    missing, filled, repeated, remedy = words
    reason = hollow(text, facts.least, [facts.customer_name] if facts.customer_name else [])
    if reason is Hollow.BLANK:
        yield _blocker(missing, remedy, field, f"{field}_missing")
    elif reason is not None:
        yield _blocker(filled, remedy, field, f"{field}_filler", reason=reason.value)
    elif field in facts.repeated:
        yield _doubt(repeated, N_("Write what was different this time."), field, f"{field}_repeated")


def _of_the_activity(facts: LineFacts, customer: bool) -> Iterator[Problem]:
    activity = facts.activity
    if activity is None:
        remedy = N_("Link the visit, meeting or event, or record it first.")
        yield _blocker(N_("A sales-action expense links no activity."), remedy, "activity_id", "activity_missing")
        return
    yield from activity_problems(
        activity,
        facts.spent_on,
        facts.now,
        facts.window_days,
        facts.record_days,
        customer,
        facts.customer_id,
        facts.submitted_at,
    )


def _in_order(found: list[Problem], customer: bool, action: bool) -> Iterator[Problem]:
    """What needs no more attention, said only of a part in which nothing was found."""
    at_fault = {problem.field for problem in found}
    if customer and not at_fault & {"customer_id", "opportunity_id", "progress", "key_value"}:
        yield _fine(N_("Customer, real progress and key value are stated."), "customer_stated")
    if action and "activity_id" not in at_fault:
        yield _fine(N_("Rests on an activity that took place and fits."), "activity_fits")
    if not customer and not action and not found:
        yield _fine(N_("Declared unrelated to customers and sales actions."), "unrelated")


def _fine(message: str, code: str) -> Problem:
    return Problem("A3.4", Kind.FINE, message, code=code)
