"""A3.4, A3.2: trips that are approved before money is spent, and advances on them."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from policy.approvals import StepPlan
from policy.problems import Kind, Problem, refusals
from policy.roles import Role
from policy.words import N_, Word

_refused = refusals("A3.4")


class TripStatus(Word):
    """Where a trip request stands."""

    DRAFT = "draft", N_("Draft")
    SUBMITTED = "submitted", N_("Submitted")
    APPROVED = "approved", N_("Approved")
    RETURNED = "returned", N_("Returned")
    CANCELLED = "cancelled", N_("Cancelled")


class AdvanceStatus(Word):
    """Where an advance stands."""

    APPROVED = "approved", N_("To be paid out")
    PAID = "paid", N_("Paid out")
    SETTLED = "settled", N_("Settled")
    CANCELLED = "cancelled", N_("Cancelled")


MOVES = {
    ("change", TripStatus.DRAFT): TripStatus.DRAFT,
    ("change", TripStatus.RETURNED): TripStatus.RETURNED,
    ("remove", TripStatus.DRAFT): TripStatus.DRAFT,
    ("submit", TripStatus.DRAFT): TripStatus.SUBMITTED,
    ("submit", TripStatus.RETURNED): TripStatus.SUBMITTED,
    ("withdraw", TripStatus.SUBMITTED): TripStatus.DRAFT,
    ("cancel", TripStatus.RETURNED): TripStatus.CANCELLED,
    ("cancel", TripStatus.APPROVED): TripStatus.CANCELLED,
    ("claim", TripStatus.APPROVED): TripStatus.APPROVED,
}
"""What the traveller may do: (deed, state) → state. Approving and returning is the matter of the approvals."""

APPROVAL = StepPlan(
    1, Role.DEPARTMENT_MANAGER, "A3.4", N_("A trip is approved by the department manager before money is spent.")
)

LONGEST_DAYS = 92
SEPARATORS = str.maketrans(dict.fromkeys(",，;；/→-—\n", "、"))


def cities_of(text: str) -> tuple[str, ...]:
    """The cities of a journey in their order, however they were separated when they were typed, without 市."""
    parts = (part.strip() for part in text.translate(SEPARATORS).split("、"))
    return tuple(part.removesuffix("市") if len(part) > 2 else part for part in parts if part)


@dataclass(frozen=True)
class AdvanceLeft:
    """An advance that was paid out, and how much of it is still open."""

    id: int
    paid_on: dt.date
    left: Decimal


def shares(accepted: Decimal, already: Decimal, advances: Iterable[AdvanceLeft]) -> list[tuple[int, Decimal]]:
    """How much of which advance a claim uses up, the oldest first: never more than was accepted, nor than is open."""
    left, found = accepted - already, []
    for advance in sorted(advances, key=lambda one: (one.paid_on, one.id)):
        part = min(left, advance.left)
        if part > 0:
            found.append((advance.id, part))
            left -= part
    return found


@dataclass(frozen=True)
class DeedFacts:
    """Who wants to do what to a trip. ``claims``: how many claims were made from it."""

    deed: str
    status: TripStatus
    traveller: bool
    claims: int = 0


def deed_problems(facts: DeedFacts) -> Iterator[Problem]:
    """Why the traveller's deed is refused."""
    if not facts.traveller:
        yield _refused("not_the_traveller", N_("Only who travels does this."))
    if (facts.deed, facts.status) not in MOVES:
        remedy = N_("Look at where the trip stands now.")
        yield _refused("wrong_state", N_("The trip has moved on; this cannot be done in its present state."), remedy)
    elif facts.deed == "cancel" and facts.claims:
        remedy = N_("Remove the claim first, if nothing was spent.")
        yield _refused("trip_claimed", N_("A claim was made from this trip."), remedy)


def may(facts: DeedFacts) -> bool:
    """Whether the deed's button is offered."""
    return not any(True for _ in deed_problems(facts))


@dataclass(frozen=True)
class PlanFacts:
    """A trip as it is planned. ``owed`` is what of earlier advances is still open, ``activities`` how many are planned."""

    from_on: dt.date
    until_on: dt.date
    today: dt.date
    cities: tuple[str, ...]
    estimate: Decimal
    advance_wanted: Decimal
    activities: int = 0
    outside: int = 0
    owed: Decimal = Decimal(0)


def plan_problems(facts: PlanFacts) -> Iterator[Problem]:
    """Why a trip cannot be written down like this."""
    if facts.until_on < facts.from_on:
        message = N_("The last day lies before the first one.")
        yield _refused("not_in_order", message, N_("Correct the two days."), "until_on")
    elif (facts.until_on - facts.from_on).days >= LONGEST_DAYS:
        message = N_("A trip is at most %(days)s days long.")
        yield _refused("too_long", message, N_("Ask for the rest as another trip."), "until_on", days=LONGEST_DAYS)
    if not facts.cities:
        yield _refused("no_city", N_("A trip says where it leads."), N_("Enter the cities in their order."), "cities")
    if facts.advance_wanted > facts.estimate:
        message = N_("The advance is more than the trip is estimated to cost.")
        yield _refused("advance_too_large", message, N_("Ask for less, or correct the estimate."), "advance_wanted")


def submission_problems(facts: PlanFacts) -> Iterator[Problem]:
    """Why a trip is not decided about: it is asked for before it begins."""
    yield from plan_problems(facts)
    if facts.from_on < facts.today:
        message = N_("The trip has begun already: it is approved before money is spent.")
        remedy = N_("Claim what was spent without a trip; each line then rests on its own activity.")
        yield _refused("trip_begun", message, remedy, "from_on")
    if facts.estimate <= 0:
        message = N_("A trip says what it is going to cost.")
        yield _refused("no_estimate", message, N_("Enter an estimate of the whole cost."), "estimate")


def plan_doubts(facts: PlanFacts) -> Iterator[Problem]:
    """What who decides looks at."""
    if not facts.activities:
        message, remedy = N_("No activity is planned on this trip."), N_("Ask what it is for before you approve it.")
        yield Problem("A3.4", Kind.WARNS, message, remedy, code="nothing_planned")
    if facts.outside:
        message = N_("%(count)s planned activities lie outside the days of the trip.")
        remedy = N_("Correct the days, or move the activities.")
        yield Problem("A3.4", Kind.WARNS, message, remedy, code="planned_outside", params={"count": facts.outside})
    if facts.owed and facts.advance_wanted:
        message = N_("Of earlier advances %(owed)s yuan are still open.")
        remedy = N_("Have them settled before more is given.")
        params = {"owed": f"{facts.owed:,.2f}"}
        yield Problem("A3.4", Kind.WARNS, message, remedy, code="advance_still_open", params=params)
