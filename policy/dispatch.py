"""A5, A12.4: dispatch. By region and industry, to whom, and who may receive leads at all."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from policy.problems import Kind, Problem, refusals
from policy.regions import REGIONS, province_of
from policy.words import N_, Word

_refused = refusals("A5")


class Receiver(Word):
    """Whom a dispatch rule names."""

    PERSON = "person", N_("Account manager")
    GROUP = "group", N_("Group")
    MANAGER = "manager", N_("Regional manager")


class RightKind(Word):
    """What a record of the right to leads says."""

    GRANTED = "granted", N_("Right to leads granted")
    SUSPENDED = "suspended", N_("Right to leads suspended")
    PRIORITY = "priority", N_("First in dispatch")


class DispatchEnd(Word):
    """How a lead left the hands it was dispatched to."""

    GIVEN_BACK = "given_back", N_("Given back")
    REDISPATCHED = "redispatched", N_("Dispatched anew")
    HANDED_OVER = "handed_over", N_("Handed over")
    CONVERTED = "converted", N_("Converted")


class AbsenceKind(Word):
    """Why somebody is away."""

    LEAVE = "leave", N_("Leave")
    TRAVEL = "travel", N_("Business trip")


AWAY_FROM_LEADS = frozenset({AbsenceKind.LEAVE})
"""Who is on a business trip works on, and still receives leads."""


@dataclass(frozen=True)
class Inquiry:
    """What a dispatch rule looks at. An empty city or industry is not known yet; a city says its province."""

    province: str = ""
    city: str = ""
    industry: str = ""

    @property
    def where(self) -> str:
        """The province, from the city where only that is known."""
        return self.province or province_of(self.city)


@dataclass(frozen=True)
class Rule:
    """Leads of these places and industries go to this receiver; an empty list means any.

    A province of which the rule also names cities counts in those cities alone; one without counts whole. ``receiver``
    tells two rules apart by whom they name; ``people`` are the ids of who that is today.
    """

    id: int | None
    label: str
    provinces: frozenset[str] = frozenset()
    cities: frozenset[str] = frozenset()
    industries: frozenset[str] = frozenset()
    receiver: tuple[Receiver, int] = (Receiver.PERSON, 0)
    people: tuple[int, ...] = ()

    @cached_property
    def whole(self) -> frozenset[str]:
        """The provinces that count with everything in them."""
        return frozenset(province for province in self.provinces if self.cities.isdisjoint(REGIONS.get(province, ())))

    @property
    def anywhere(self) -> bool:
        return not self.provinces and not self.cities

    def matches(self, inquiry: Inquiry) -> bool:
        """Whether the rule is for an inquiry from there, of that industry."""
        if self.industries and inquiry.industry not in self.industries:
            return False
        return self.anywhere or inquiry.city in self.cities or inquiry.where in self.whole


@dataclass(frozen=True)
class ReceivingFacts:
    """What decides whether a person may receive a lead today. ``held`` counts the open leads in their hands."""

    active: bool = True
    follows_leads: bool = True
    leave_until: dt.date | None = None
    suspended_since: dt.date | None = None
    suspended_under: str = ""
    held: int = 0
    limit: int = 1
    gave_back: bool = False


OVERRIDABLE = frozenset({"full", "gave_back"})
"""What a person who dispatches by hand, with a reason, may pass over; everything else holds for people as for rules."""

SKIPS = {
    "inactive": N_("No longer active."),
    "not_following": N_("Does not follow leads."),
    "on_leave": N_("On leave until %(until_on)s."),
    "suspended": N_("Right to leads suspended since %(since_on)s (%(under)s)."),
    "full": N_("Holds %(held)s open leads; the limit is %(limit)s."),
    "gave_back": N_("Gave this lead back."),
    "nobody": N_("The rule names nobody who could be asked."),
}
"""Why a candidate was skipped, by the code that is kept with the dispatch."""


def receiving_problems(facts: ReceivingFacts) -> Iterator[Problem]:
    """Why a person may not receive this lead now: the one predicate, for rules and people alike (A5, A12.3)."""
    if not facts.active:
        yield _skip("inactive")
    if not facts.follows_leads:
        yield _skip("not_following")
    if facts.leave_until is not None:
        yield _skip("on_leave", until_on=facts.leave_until.isoformat())
    if facts.suspended_since is not None:
        since = facts.suspended_since.isoformat()
        yield _skip("suspended", "A12.3", since_on=since, under=facts.suspended_under)
    if facts.held >= facts.limit:
        yield _skip("full", held=facts.held, limit=facts.limit)
    if facts.gave_back:
        yield _skip("gave_back")


def _skip(code: str, clause: str = "A5", **params: Any) -> Problem:
    return Problem(clause, Kind.BLOCKS, SKIPS[code], code=code, params=params)


@dataclass(frozen=True)
class Candidate:
    """A person whom a rule names. ``last_at`` is when they last received a lead, None for never."""

    id: int
    name: str
    facts: ReceivingFacts
    priority: bool = False
    last_at: dt.datetime | None = None

    @property
    def turn(self) -> tuple:
        """Sorts who comes first: priority (A12.4), fewest open leads, longest wait, then who was there first."""
        waited = (0, 0.0) if self.last_at is None else (1, self.last_at.timestamp())
        return (not self.priority, self.facts.held, waited, self.id)


@dataclass(frozen=True)
class Considered:
    """A candidate as one rule looked at them; ``person`` None when the rule named nobody."""

    rule: Rule
    person: Candidate | None
    skips: tuple[Problem, ...] = ()
    chosen: bool = False


@dataclass(frozen=True)
class Outcome:
    """Where a lead goes, by which rule, and how that came about. Without ``person`` it waits."""

    rule: Rule | None
    person: Candidate | None
    workings: tuple[Considered, ...] = field(default=())


def matching(rules: Iterable[Rule], inquiry: Inquiry) -> list[Rule]:
    """The rules that are for an inquiry, in their order."""
    return [rule for rule in rules if rule.matches(inquiry)]


def choose(rules: Iterable[Rule], people: Mapping[int, Candidate]) -> Outcome:
    """Ask the matching ``rules`` one after the other until one names somebody who may receive the lead."""
    workings: list[Considered] = []
    for rule in rules:
        ranked = sorted((people[one] for one in rule.people if one in people), key=lambda person: person.turn)
        looked_at = [Considered(rule, person, tuple(receiving_problems(person.facts))) for person in ranked]
        first = next((one for one in looked_at if not one.skips), None)
        if first is not None:
            settled = [Considered(rule, one.person, one.skips, one is first) for one in looked_at]
            return Outcome(rule, first.person, (*workings, *settled))
        workings += looked_at or [Considered(rule, None, (_skip("nobody"),))]
    return Outcome(None, None, tuple(workings))


@dataclass(frozen=True)
class Right:
    """A record of the right to leads, as the rule reads it."""

    id: int
    kind: RightKind
    from_on: dt.date
    until_on: dt.date | None
    clause: str = ""

    def holds(self, day: dt.date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


def suspension(rights: Collection[Right], day: dt.date) -> Right | None:
    """The suspension in force on a day: what began last decides, and a grant ends a suspension (A12.3)."""
    ways = [right for right in rights if right.holds(day) and right.kind is not RightKind.PRIORITY]
    last = max(ways, key=lambda right: (right.from_on, right.id), default=None)
    return last if last is not None and last.kind is RightKind.SUSPENDED else None


def has_priority(rights: Collection[Right], day: dt.date) -> bool:
    """Whether a person comes first in dispatch on a day (A12.4)."""
    return any(right.kind is RightKind.PRIORITY and right.holds(day) for right in rights)


@dataclass(frozen=True)
class HandFacts:
    """Somebody dispatches a lead by hand. ``own_lead``: the lead lies within their reach; ``own_person``: so does the
    receiver; ``holds``: the receiver has it already."""

    own_lead: bool
    own_person: bool
    holds: bool
    reason: str
    receiving: ReceivingFacts


def by_hand_problems(facts: HandFacts) -> Iterator[Problem]:
    """Why a lead may not be dispatched to this person by hand (A5)."""
    if not facts.own_lead:
        yield _refused("other_units", N_("This lead lies with a unit that you do not lead."))
    if not facts.reason.strip():
        yield _refused("no_reason", N_("Say why you dispatch it by hand."), field="reason")
    if not facts.own_person:
        yield _refused("not_yours", N_("You dispatch leads to the people of your own units."), field="user_id")
        return
    if facts.holds:
        yield _refused("holds_it", N_("This person has the lead already."), field="user_id")
    remedy = N_("Choose somebody else.")
    for problem in receiving_problems(facts.receiving):
        if problem.code not in OVERRIDABLE:
            yield Problem(problem.clause, Kind.BLOCKS, problem.message, remedy, "user_id", problem.code, problem.params)


def hand_over_problems(facts: ReceivingFacts) -> Iterator[Problem]:
    """Why a lead may not go to this person when its holder leaves: leave and limit do not stop it, for nothing may be
    lost; who may have no leads gets none."""
    for problem in receiving_problems(facts):
        if problem.code in {"inactive", "not_following", "suspended"}:
            yield problem
