"""A3.4: advances: paid out once, given back in money, not paid out at all."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from policy.filler import hollow
from policy.paying import return_problems
from policy.problems import Problem, refusals
from policy.trips import AdvanceStatus
from policy.words import N_

_refused = refusals("A3.4")
LEAST_REASON = 2


@dataclass(frozen=True)
class AdvanceFacts:
    """An advance and who wants to do something about it. ``left`` is what is not settled, ``pays``: finance of its
    company. ``batched``: it is in a payment batch."""

    status: AdvanceStatus
    left: Decimal
    today: dt.date
    granted_on: dt.date
    paid_on: dt.date | None = None
    own: bool = False
    pays: bool = True
    settled: Decimal = Decimal(0)
    batched: bool = False


def pay_out_problems(facts: AdvanceFacts, paid_on: dt.date | None = None) -> Iterator[Problem]:
    """Why an advance is not paid out; without a day: whether the form is offered at all."""
    yield from _hands(facts)
    if facts.status is not AdvanceStatus.APPROVED:
        yield _refused("advance_not_due", N_("This advance does not wait to be paid out."))
    if paid_on is not None:
        yield from _day(paid_on, facts.granted_on, facts.today, "paid_on")


def by_hand_problems(facts: AdvanceFacts) -> Iterator[Problem]:
    """Why an advance is not paid or called off by itself."""
    if facts.batched:
        yield _refused("in_batch", N_("This advance is in a payment batch."), N_("Take it out of the batch first."))


def came_back_problems(facts: AdvanceFacts, on: dt.date) -> Iterator[Problem]:
    """Why the payout of an advance was not sent back by the bank."""
    yield from _hands(facts)
    if facts.paid_on is None:
        yield _refused("advance_not_open", N_("Nothing of this advance is open."))
    else:
        yield from return_problems(facts.paid_on, on, facts.today)


def give_back_problems(
    facts: AdvanceFacts, amount: Decimal | None = None, on: dt.date | None = None
) -> Iterator[Problem]:
    """Why money is not booked as given back."""
    yield from _hands(facts)
    if facts.status is not AdvanceStatus.PAID:
        yield _refused("advance_not_open", N_("Nothing of this advance is open."))
    elif amount is not None and not 0 < amount <= facts.left:
        message, remedy = N_("Of this advance %(left)s yuan are open."), N_("Enter at most that.")
        yield _refused("more_than_open", message, remedy, "amount", left=f"{facts.left:,.2f}")
    if on is not None:
        yield from _day(on, facts.paid_on or facts.granted_on, facts.today, "on")


def cancel_problems(facts: AdvanceFacts, reason: str | None = None) -> Iterator[Problem]:
    """Why an advance is not called off."""
    yield from pay_out_problems(facts)
    yield from by_hand_problems(facts)
    if facts.settled:
        remedy = N_("Pay it out once more: those claims were paid less for it.")
        yield _refused("advance_used", N_("A part of this advance was set off against claims."), remedy)
    if reason is not None and hollow(reason, LEAST_REASON) is not None:
        remedy = N_("Say why it is not paid out.")
        yield _refused("reason_missing", N_("A reason is needed."), remedy, "reason")


def _hands(facts: AdvanceFacts) -> Iterator[Problem]:
    if facts.own:
        remedy = N_("Leave it to somebody else of finance.")
        yield _refused("own_advance", N_("Nobody pays or settles their own advance."), remedy)
    elif not facts.pays:
        yield _refused("not_finance", N_("Finance of this company pays and settles advances."))


def _day(day: dt.date, first: dt.date, today: dt.date, field: str) -> Iterator[Problem]:
    if not first <= day <= today:
        message = N_("This day lies in the future, or before the advance.")
        yield _refused("day_impossible", message, N_("Enter the day on which the money moved."), field)
