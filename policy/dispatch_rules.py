"""A5: what makes a dispatch rule a sound one, which rules speak against each other, and what a change would do."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from policy.dispatch import Inquiry, Receiver, Rule
from policy.industries import Industry
from policy.problems import Kind, Problem, refusals
from policy.regions import REGIONS, province_of
from policy.words import N_

_refused = refusals("A5")

MOST_RULES = 500
PREVIEW_DAYS = 90
EVERY_INDUSTRY = (*(industry.value for industry in Industry), "")
EVERY_PLACE = ("", *REGIONS, *(city for cities in REGIONS.values() for city in cities))


@dataclass(frozen=True)
class RuleFacts:
    """A rule as it was entered. ``named``: a receiver was chosen, ``known``: it is there and within reach, ``active``:
    not left or closed; ``people`` counts those whom it names who are active and follow leads."""

    provinces: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    receiver: Receiver | None = None
    named: bool = True
    known: bool = True
    active: bool = True
    people: int = 1
    rules: int = 0


FIELDS = {Receiver.PERSON: "user_id", Receiver.GROUP: "group_id", Receiver.MANAGER: "managed_unit_id"}
NOBODY = {
    Receiver.PERSON: (N_("This person does not follow leads."), N_("Choose somebody who sells or leads sales.")),
    Receiver.GROUP: (
        N_("Nobody in this group follows leads: the rule would name nobody."),
        N_("Add somebody to the group first, or choose another one."),
    ),
    Receiver.MANAGER: (
        N_("This unit has no manager: the rule would name nobody."),
        N_("Choose another unit, or have a manager put in charge of it first."),
    ),
}


def rule_problems(facts: RuleFacts) -> Iterator[Problem]:
    """Why a rule cannot be kept as it was entered."""
    if facts.rules >= MOST_RULES:
        yield _refused(
            "too_many",
            N_("There are %(count)s rules already; a company has at most %(most)s."),
            N_("Put those together that go to the same receiver."),
            count=facts.rules,
            most=MOST_RULES,
        )
    yield from place_problems(facts.provinces, facts.cities)
    for industry in facts.industries:
        if industry not in EVERY_INDUSTRY[:-1]:
            yield unknown_industry(industry)
    yield from _receiver_problems(facts)


def place_problems(provinces: Iterable[str], cities: Iterable[str]) -> Iterator[Problem]:
    """Provinces and cities that do not exist, and cities outside the provinces that were chosen."""
    provinces = tuple(provinces)
    for province in provinces:
        if province not in REGIONS:
            message, remedy = N_("There is no province “%(province)s”."), N_("Choose from the list.")
            yield _refused("unknown_province", message, remedy, "provinces", province=province[:40])
    for city in cities:
        inside = province_of(city)
        if not inside:
            message = N_("There is no city “%(city)s”.")
            remedy = N_("Write it as it is called officially, such as 苏州市; of counties, write the city above.")
            yield _refused("unknown_city", message, remedy, "cities", city=city[:40])
        elif provinces and inside not in provinces:
            message = N_("%(city)s lies in %(province)s, which is not chosen.")
            remedy = N_("Choose the province as well: with its city named, it counts in that city alone.")
            yield _refused("city_outside", message, remedy, "cities", city=city, province=inside)


def inquiry_problems(inquiry: Inquiry) -> Iterator[Problem]:
    """What is wrong with a question where a lead would go."""
    places = place_problems([inquiry.province] if inquiry.province else [], [inquiry.city] if inquiry.city else [])
    singular = {"provinces": "province", "cities": "city"}
    yield from (dataclasses.replace(problem, field=singular[problem.field]) for problem in places)
    if inquiry.industry not in EVERY_INDUSTRY:
        yield unknown_industry(inquiry.industry, "industry")


def unknown_industry(industry: str, where: str = "industries") -> Problem:
    """The refusal of an industry that is not in the list."""
    message, remedy = N_("There is no industry “%(industry)s”."), N_("Choose from the list.")
    return _refused("unknown_industry", message, remedy, where, industry=industry[:40])


def _receiver_problems(facts: RuleFacts) -> Iterator[Problem]:
    where = FIELDS.get(facts.receiver, "receiver")
    if facts.receiver is None or not facts.named:
        message = N_("The rule names nobody.")
        yield _refused("names_nobody", message, N_("Choose a person, a group or a unit."), where)
    elif not facts.known:
        yield _refused("unknown_receiver", N_("This receiver does not exist."), N_("Choose from the list."), where)
    elif not facts.active:
        message = N_("This receiver is no longer active: the rule would name nobody.")
        yield _refused("inactive_receiver", message, N_("Choose another one."), where)
    elif not facts.people:
        message, remedy = NOBODY[facts.receiver]
        yield _refused("names_nobody", message, remedy, where)


def group_problems(members: int, unknown: int, used_by: Iterable[str] = ()) -> Iterator[Problem]:
    """Why a group cannot be kept: nobody in it who follows leads, or somebody who does not."""
    if unknown:
        message = N_("A group holds active people of your company who follow leads.")
        yield _refused("unknown_member", message, N_("Choose from the list."), "user_ids")
    elif not members:
        names = ", ".join(used_by)
        message = N_("The group would be empty.")
        if names:
            message = N_("The group would be empty, and these rules name it: %(rules)s.")
        yield _refused("empty_group", message, N_("Choose at least one person."), "user_ids", rules=names)


def order_problems(rules: Sequence[Rule]) -> dict[int, Problem]:
    """What is odd about the order of the active ``rules``: by place in the list, the warning that belongs there.

    Two rules with the same condition and different receivers contradict each other and the first wins; a rule whose
    every lead belongs to earlier ones is only asked when nobody of those may receive leads.
    """
    covered: dict[str, frozenset[str]] = {}
    conditions: dict[tuple, int] = {}
    found = {}
    for at, rule in enumerate(rules):
        earlier = conditions.setdefault((rule.whole, rule.cities, rule.industries), at)
        industries = rule.industries or frozenset(EVERY_INDUSTRY)
        places = _places(rule)
        if earlier != at:
            found[at] = _same_condition(rules[earlier], earlier, rule)
        elif all(industries <= covered.get(place, frozenset()) for place in places):
            found[at] = _never_first(rules[:at], rule)
        for place in places:
            covered[place] = covered.get(place, frozenset()) | industries
    return found


def oddities(before: Sequence[Rule], after: Sequence[Rule], rule_id: int | None) -> list[Problem]:
    """What a change of one rule makes odd: about the rule itself, and the others that it puts into its shade."""
    was = {before[at].id for at in order_problems(before)}
    found = []
    for at, problem in order_problems(after).items():
        if after[at].id == rule_id:
            found.append(problem)
        elif after[at].id not in was:
            message = N_("With this, “%(rule)s” never comes first: its leads go by rules before it.")
            remedy = N_(
                "Move that one up, or switch it off, unless it is meant for when nobody else may receive leads."
            )
            params = {"rule": after[at].label}
            found.append(Problem("A5", Kind.WARNS, message, remedy, code="shades", params=params))
    return found


def _places(rule: Rule) -> Sequence[str]:
    """Every place of a rule; a province stands for itself too, for leads of which no city is known."""
    if rule.anywhere:
        return EVERY_PLACE
    cities = [city for province in rule.whole for city in REGIONS.get(province, ())]
    return [*rule.whole, *rule.cities, *cities]


def _same_condition(first: Rule, at: int, rule: Rule) -> Problem:
    params = {"first": first.label, "place": at + 1}
    if first.receiver == rule.receiver:
        message = N_("Says the same as “%(first)s” in place %(place)s.")
        return Problem("A5", Kind.WARNS, message, N_("Switch one of them off."), code="twice", params=params)
    message = N_("Contradicts “%(first)s” in place %(place)s: the same leads, another receiver. The first one wins.")
    remedy = N_("This one is only asked when nobody of the first may receive leads; if that is not meant, change one.")
    return Problem("A5", Kind.WARNS, message, remedy, code="contradicts", params=params)


def _never_first(earlier: Sequence[Rule], rule: Rule) -> Problem:
    mine = frozenset(_places(rule))
    over = [
        one.label
        for one in earlier
        if not (one.industries and rule.industries and one.industries.isdisjoint(rule.industries))
        and not mine.isdisjoint(_places(one))
    ]
    names = ", ".join(f"“{label}”" for label in over[:3]) + (" …" if len(over) > 3 else "")
    message = N_("Never comes first: all its leads go by the rules before it (%(rules)s).")
    remedy = N_("Move it up, unless it is meant for when nobody of those may receive leads.")
    return Problem("A5", Kind.WARNS, message, remedy, code="never_first", params={"rules": names})


class RuleIndex:
    """Finds the first rule for an inquiry in a few look-ups, however many rules there are."""

    def __init__(self, rules: Iterable[Rule]):
        self.rules = list(rules)
        self._first: dict[tuple[str | None, str | None], int] = {}
        for at, rule in enumerate(self.rules):
            places = [None] if rule.anywhere else [*rule.whole, *rule.cities]
            for place in places:
                for industry in rule.industries or [None]:
                    self._first.setdefault((place, industry), at)

    def first(self, inquiry: Inquiry) -> Rule | None:
        """The rule that an inquiry goes by, if any."""
        keys = ((place, kind) for place in (inquiry.city, inquiry.where, None) for kind in (inquiry.industry, None))
        at = min((self._first[key] for key in keys if key in self._first), default=None)
        return None if at is None else self.rules[at]


@dataclass(frozen=True)
class Shift:
    """Leads that would go by another rule: how many, and which kinds of inquiry they are. None: they would wait."""

    before: Rule | None
    after: Rule | None
    count: int
    inquiries: tuple[Inquiry, ...] = field(default=())


def shifts(before: Iterable[Rule], after: Iterable[Rule], inquiries: Mapping[Inquiry, int]) -> list[Shift]:
    """What a change of the rules would do to ``inquiries`` (how many of each kind): the leads that would go to another
    receiver, most first."""
    old, new = RuleIndex(before), RuleIndex(after)
    moved: dict[tuple, tuple[Rule | None, Rule | None, list[Inquiry]]] = {}
    for inquiry in inquiries:
        was, now = old.first(inquiry), new.first(inquiry)
        if (was and was.receiver) == (now and now.receiver):
            continue
        key = (was and (was.id, was.receiver), now and (now.id, now.receiver))
        moved.setdefault(key, (was, now, []))[2].append(inquiry)
    found = [Shift(was, now, sum(inquiries[one] for one in kinds), tuple(kinds)) for was, now, kinds in moved.values()]
    return sorted(found, key=lambda shift: -shift.count)
