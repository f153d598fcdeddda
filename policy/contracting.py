"""A9.2, A3.6: contracts. When the department manager decides alone, and when they are countersigned."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from policy.approvals import StepPlan
from policy.milestones import MilestoneFacts, milestone_problems
from policy.problems import Problem, refusals
from policy.roles import Role
from policy.words import N_, Word

refused = refusals("A9.2")


class ContractStatus(Word):
    """Where a contract stands."""

    DRAFT = "draft", N_("Draft")
    PENDING = "pending", N_("Waiting for approval")
    RETURNED = "returned", N_("Returned")
    APPROVED = "approved", N_("Approved")
    SIGNED = "signed", N_("Signed")
    ENDED = "ended", N_("Ended")
    CANCELLED = "cancelled", N_("Cancelled")


class ChangeStatus(Word):
    """Where a change order stands."""

    DRAFT = "draft", N_("Draft")
    PENDING = "pending", N_("Waiting for approval")
    RETURNED = "returned", N_("Returned")
    IN_FORCE = "in_force", N_("In force")
    CANCELLED = "cancelled", N_("Cancelled")


OPEN = frozenset({ContractStatus.DRAFT, ContractStatus.RETURNED})
"""What may be submitted."""
EDITABLE = OPEN | {ContractStatus.APPROVED}
"""What may still be changed or cancelled. A change of what was approved voids the approval."""
OPEN_CHANGES = frozenset({ChangeStatus.DRAFT, ChangeStatus.RETURNED})


@dataclass(frozen=True)
class RouteFacts:
    """What A9.2 looks at; ``limit`` and ``floor`` are the parameters in force. ``amount`` 0: prices without an amount."""

    amount: Decimal
    discount: Decimal
    standard: bool
    limit: Decimal
    floor: Decimal


COUNTERSIGNED = (
    (1, Role.SALES_MANAGEMENT),
    (2, Role.RND_VICE_PRESIDENT),
    (2, Role.IMPLEMENTATION_VICE_PRESIDENT),
    (2, Role.PRESIDENT),
)
"""First the preliminary opinion on the terms, then the reviews, side by side."""


class Because(Word):
    """Why a contract is countersigned."""

    OPEN_AMOUNT = "open_amount", N_("The amount is left open: the contract is countersigned.")
    LARGE = "large", N_("The amount %(amount)s is above %(limit)s: the contract is countersigned.")
    DEEP = "deep", N_("The ratio %(ratio)s is below %(floor)s: the contract is countersigned.")
    OTHER_TEXT = "other_text", N_("The text is not the standard one: the contract is countersigned.")


SMALL = N_("At most %(limit)s, a ratio of at least %(floor)s, standard text: the department manager decides.")


def reasons(facts: RouteFacts) -> list[Because]:
    """Why the department manager does not decide alone; empty when the contract is small and standard."""
    found = [Because.OPEN_AMOUNT] if facts.amount <= 0 else []
    found += [Because.LARGE] if facts.amount > facts.limit else []
    found += [Because.DEEP] if facts.discount < facts.floor else []
    return found + ([] if facts.standard else [Because.OTHER_TEXT])


def route(facts: RouteFacts) -> list[StepPlan]:
    """Who decides about a contract, or about a change order by what the contract is to be (A9.2)."""
    params = {"amount": f"{facts.amount:,.2f}", "limit": f"{facts.limit:,.2f}"}
    params |= {"ratio": f"{facts.discount:f}", "floor": f"{facts.floor:f}"}
    why = reasons(facts)
    if not why:
        return [StepPlan(1, Role.DEPARTMENT_MANAGER, "A9.2", SMALL, params)]
    return [StepPlan(position, role, "A9.2", why[0].label, params) for position, role in COUNTERSIGNED]


@dataclass(frozen=True)
class CustomerFacts:
    """The customer of a contract as the CRM knows it (A3.6)."""

    known: bool
    approved: bool
    opportunity_fits: bool = True


def customer_problems(facts: CustomerFacts) -> Iterator[Problem]:
    """A contract is approved only if its customer exists in the CRM, whoever signs it in whose name (A3.6)."""
    if not facts.known:
        message = N_("The customer of a contract exists in the CRM.")
        yield refused("no_customer", message, N_("Record the customer first."), "customer_id", "A3.6")
    elif not facts.approved:
        message = N_("The customer is not approved in the CRM: the contract is not approved either.")
        remedy = N_("Have the customer approved first; this also holds for who signs in headquarters' name.")
        yield refused("customer_not_approved", message, remedy, "customer_id", "A3.6")
    if not facts.opportunity_fits:
        message = N_("This opportunity belongs to another customer, or ended without a sale.")
        yield refused("other_opportunity", message, N_("Choose one of the customer's own."), "opportunity_id")


@dataclass(frozen=True)
class TermsFacts:
    """What a contract says. ``quote_usable``: approved, of this customer, and no other contract rests on it;
    ``as_quoted``: amount and ratio are those that the quote has now."""

    title: str
    amount: Decimal
    discount: Decimal
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    quote_usable: bool = True
    as_quoted: bool = True


def terms_problems(facts: TermsFacts) -> Iterator[Problem]:
    """What is wrong with the terms by themselves."""
    if not facts.title.strip():
        yield refused("no_title", N_("A contract has a title."), N_("Say what it is about."), "title")
    if facts.amount < 0:
        yield refused("negative", N_("An amount is not negative."), N_("Correct the amount."), "amount")
    if not 0 <= facts.discount <= 1:
        message = N_("A discount ratio lies between 0 and 1; 0.85 is 8.5 zhe.")
        yield refused("ratio", message, N_("Correct the ratio."), "discount")
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        yield refused("days", N_("The contract ends before it begins."), N_("Correct the days."), "ends_on")
    if not facts.quote_usable:
        message = N_("No contract is made from this quote.")
        remedy = N_("It must be approved, of this customer, and without another contract.")
        yield refused("quote", message, remedy, "quote_id", "A9.1")
    elif not facts.as_quoted:
        message = N_("The quote was changed since the contract took its amount and ratio from it.")
        remedy = N_("Edit the contract and save it again, then check its payments.")
        yield refused("quote_moved", message, remedy, "quote_id", "A9.1")


@dataclass(frozen=True)
class SubmissionFacts:
    """A contract that is submitted. ``text_problems`` is what speaks against its text (``policy.contract_text``)."""

    status: ContractStatus
    customer: CustomerFacts
    terms: TermsFacts
    milestones: tuple[MilestoneFacts, ...]
    text_problems: tuple[Problem, ...]


def submission_problems(facts: SubmissionFacts) -> Iterator[Problem]:
    """Why a contract is not submitted (A3.6, A9.2)."""
    if facts.status not in OPEN:
        message = N_("A contract in this state is not submitted.")
        yield refused("not_open", message, N_("Look at where it stands now."))
        return
    yield from customer_problems(facts.customer)
    yield from terms_problems(facts.terms)
    yield from milestone_problems(facts.terms.amount, facts.milestones)
    yield from facts.text_problems


def edit_problems(status: ContractStatus) -> Iterator[Problem]:
    """Why a contract is not changed or cancelled. What waits is frozen; what is signed takes a change order."""
    if status is ContractStatus.PENDING:
        message, remedy = N_("The contract waits for approval."), N_("Take it back first, or wait for the decision.")
        yield refused("frozen", message, remedy)
    elif status is ContractStatus.SIGNED:
        yield refused("signed", N_("A signed contract is not edited."), N_("Draw up a change order."))
    elif status not in EDITABLE:
        yield refused("over", N_("A contract in this state is not changed any more."), N_("Draw up a new one."))


@dataclass(frozen=True)
class SigningFacts:
    """A signing as it is to be recorded; days are the company's."""

    status: ContractStatus
    signed_on: dt.date
    approved_on: dt.date | None
    today: dt.date
    scanned: bool


def signing_problems(facts: SigningFacts) -> Iterator[Problem]:
    """Why a signing is not recorded: approved first, then signed, and the signed paper is at hand."""
    if facts.status is not ContractStatus.APPROVED:
        message = N_("Only an approved contract is signed.")
        yield refused("not_approved", message, N_("Submit it, and wait for the decision."))
        return
    if facts.signed_on > facts.today:
        yield refused("future", N_("The signing lies in the future."), N_("Enter the day of signing."), "signed_on")
    if facts.approved_on and facts.signed_on < facts.approved_on:
        message = N_("It was approved only on %(day)s: a contract is signed after its approval.")
        remedy, day = N_("Enter the day of signing."), str(facts.approved_on)
        yield refused("before_approval", message, remedy, "signed_on", day=day)
    if not facts.scanned:
        message = N_("The scan of the signed contract is missing.")
        yield refused("no_scan", message, N_("Attach the signed and stamped contract."), "file")


def ending_problems(status: ContractStatus, note: str, open_changes: int = 0) -> Iterator[Problem]:
    """Why a contract is not ended: only what was signed ends, and the record says why."""
    if status is not ContractStatus.SIGNED:
        yield refused("not_signed", N_("Only a signed contract ends."), N_("Look at where it stands now."))
    elif open_changes:
        message = N_("A change order of this contract is still open.")
        yield refused("open_change", message, N_("Cancel it, or wait for its decision."))
    if not note.strip():
        yield refused("no_note", N_("Say why it ends."), N_("Fulfilled, run out, or dissolved."), "note")


def cancel_problems(status: ContractStatus, note: str) -> Iterator[Problem]:
    """Why a contract is not cancelled: what was signed binds, and the record says why."""
    if status is ContractStatus.SIGNED:
        yield refused("signed", N_("A signed contract is not cancelled."), N_("End it, and say why."))
    else:
        yield from edit_problems(status)
    if not note.strip():
        yield refused("no_note", N_("Say why it is cancelled."), N_("Write the reason."), "note")


@dataclass(frozen=True)
class ChangeFacts:
    """A change order. ``differs``: what the contract is to be is not what it is; ``settled`` maps milestones that are
    reached, invoiced or paid to what is settled of each; ``kept`` is what is to be left of these."""

    status: ChangeStatus
    contract: ContractStatus
    reason: str
    differs: bool
    terms: TermsFacts
    milestones: tuple[MilestoneFacts, ...]
    settled: tuple[tuple[str, Decimal, Decimal | None], ...] = ()
    as_drawn_up: bool = True
    other_open: bool = False


def change_problems(facts: ChangeFacts) -> Iterator[Problem]:
    """Why a change order is not submitted (A9.2)."""
    if facts.contract is not ContractStatus.SIGNED:
        message = N_("Only a signed contract takes a change order.")
        yield refused("not_signed", message, N_("Edit the contract itself, or draw up a new one."))
        return
    if facts.status not in OPEN_CHANGES:
        message = N_("A change order in this state is not submitted.")
        yield refused("not_open", message, N_("Look at where it stands now."))
        return
    if facts.other_open:
        message = N_("Another change order of this contract waits for its decision.")
        yield refused("other_open", message, N_("Wait for the decision."))
    if not facts.as_drawn_up:
        message = N_("The contract changed since this change order was drawn up.")
        yield refused("drifted", message, N_("Save the change order again: it is compared with what holds now."))
    if not facts.reason.strip():
        yield refused("no_reason", N_("A change order says why."), N_("Write the reason."), "reason")
    if not facts.differs:
        yield refused("nothing", N_("The change order changes nothing."), N_("Enter what is to change."))
    yield from terms_problems(replace(facts.terms, quote_usable=True))
    yield from milestone_problems(facts.terms.amount, facts.milestones)
    yield from settled_problems(facts.settled)


def settled_problems(settled: Collection[tuple[str, Decimal, Decimal | None]]) -> Iterator[Problem]:
    """A milestone that is reached, invoiced or paid stays, with at least what is settled of it."""
    for label, least, left in settled:
        if left is None or left < least:
            message = N_("“%(label)s” is reached, invoiced or paid with %(least)s: it stays at least as large.")
            params = {"label": label, "least": f"{least:,.2f}"}
            yield refused("settled", message, N_("Change the payments that are still open."), "milestones", **params)
