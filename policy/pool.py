"""A7.3: the public pool. Who may claim a customer from it, and who may give one back."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.problems import Problem, refusals
from policy.words import N_

_refused = refusals("A7.3")


@dataclass(frozen=True)
class ClaimFacts:
    """``held`` counts the customers that the person holds and claimed from the pool, ``claimed_today`` those claimed
    on this company day, given up again or not; ``left_on`` is the last company day on which this customer left this
    person, whoever owned it since."""

    sells: bool
    same_company: bool
    approved: bool
    pooled: bool
    held: int
    limit: int
    claimed_today: int
    daily_limit: int
    left_on: dt.date | None
    cooldown_days: int
    today: dt.date


def claim_problems(facts: ClaimFacts) -> Iterator[Problem]:
    """Why the person may not claim the customer from the pool now."""
    if not facts.sells:
        yield _refused("not_selling", N_("Only salespeople claim customers from the public pool."))
    if not facts.same_company:
        yield _refused("other_company", N_("This is the public pool of another company."))
    if not facts.approved:
        yield _refused("not_approved", N_("Only an approved customer can be claimed."))
    if not facts.pooled:
        yield _refused("owned", N_("This customer has an owner."))
    if facts.held >= facts.limit:
        yield limit_reached(facts.held, facts.limit)
    if facts.claimed_today >= facts.daily_limit:
        yield day_is_full(facts.claimed_today, facts.daily_limit)
    free_on = free_again(facts.left_on, facts.cooldown_days)
    if free_on and facts.today < free_on:
        yield _refused(
            "cooling",
            N_("You owned this customer until %(left_on)s and may claim it again from %(free_on)s."),
            N_("Until then a colleague may claim it, or your manager may assign it."),
            left_on=facts.left_on.isoformat(),
            free_on=free_on.isoformat(),
        )


def free_again(left_on: dt.date | None, cooldown_days: int) -> dt.date | None:
    """The first day on which a former owner may claim the customer again; None for who never owned it."""
    return None if left_on is None else left_on + dt.timedelta(days=cooldown_days)


def limit_reached(held: int, limit: int) -> Problem:
    """The refusal of one more customer than one may hold from the pool."""
    message = N_("You hold %(held)s customers from the public pool; the limit is %(limit)s.")
    remedy = N_("Work one of them to a contract, or give one back, before you claim another.")
    return _refused("limit", message, remedy, held=held, limit=limit)


def day_is_full(claimed: int, limit: int) -> Problem:
    """The refusal of one more claim than one person may make on a day."""
    message = N_("You claimed %(claimed)s customers from the public pool today; the limit for a day is %(limit)s.")
    return _refused("daily_limit", message, N_("Claim the next one tomorrow."), claimed=claimed, limit=limit)


def just_claimed(owner: str) -> Problem:
    """What the second of two people hears who claim the same customer at the same moment."""
    message = N_("%(owner)s has just claimed this customer.")
    return _refused("just_claimed", message, N_("Choose another one from the pool."), owner=owner)


@dataclass(frozen=True)
class AssignFacts:
    """A manager gives a pooled customer to a subordinate."""

    pooled: bool
    approved: bool
    same_company: bool
    subordinate: bool
    sells: bool


def assign_problems(facts: AssignFacts) -> Iterator[Problem]:
    """Why the manager may not assign the customer to that person."""
    if not facts.same_company:
        yield _refused("other_company", N_("This is the public pool of another company."))
    if not facts.approved:
        yield _refused("not_approved", N_("Only an approved customer can be assigned."))
    if not facts.pooled:
        yield _refused("owned", N_("This customer has an owner."))
    if not facts.subordinate:
        yield _refused("not_subordinate", N_("You assign customers to the people of your own units."), field="user_id")
    elif not facts.sells:
        yield _refused("not_selling", N_("Only salespeople own customers."), field="user_id")


@dataclass(frozen=True)
class GiveUpFacts:
    """Somebody gives a customer to the pool by hand, before the clock does."""

    owned: bool
    approved: bool
    allowed: bool
    note: str


def give_up_problems(facts: GiveUpFacts) -> Iterator[Problem]:
    """Why the customer cannot be given to the pool by this person."""
    if not facts.owned:
        yield _refused("pooled", N_("It is in the public pool already."))
    if not facts.approved:
        yield _refused("not_approved", N_("Only an approved customer goes to the public pool."))
    if not facts.allowed:
        yield _refused("not_allowed", N_("Only its owner or a manager gives a customer to the public pool."))
    if not facts.note.strip():
        yield _refused("no_reason", N_("Say why the customer goes to the public pool."), field="note")
