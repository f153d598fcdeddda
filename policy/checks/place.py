"""A3.4: whether cities and days of a line agree with activity, customer, journeys and stays."""

import re
from collections.abc import Iterator

from policy.checks.findings import CannotCheck, blocker, doubt
from policy.expenses import Category
from policy.line_facts import LineFacts, Stop
from policy.problems import Problem
from policy.words import N_

TRAVELLING = frozenset({Category.TRAVEL, Category.LODGING, Category.MEALS, Category.ALLOWANCE})
JOURNEYS = frozenset({Category.TRAVEL, Category.LODGING})


def city_key(city: str) -> str:
    """What two names of a city are compared by: without 市 and blanks."""
    return re.sub(r"[\s　]|市$", "", city.strip()).casefold()


def same_city(one: str, other: str) -> bool:
    """Whether two names mean one city."""
    return city_key(one) == city_key(other)


def place(facts: LineFacts) -> Iterator[Problem]:
    """The city of the expense is one that the activity, the customer or the journey there accounts for."""
    known = [facts.activity.city if facts.activity else "", facts.customer_city, *facts.trip_cities]
    known = [city for city in known if city]
    if not facts.city or not known:
        field = "city" if not facts.city else "activity_id"
        remedy = N_("Say in which city the money was spent, and where the activity took place.")
        raise CannotCheck(N_("Whether the cities fit could not be checked."), remedy, field, "place_unknown")
    cities = [*known, facts.home] if facts.category in {Category.TRAVEL, Category.LOCAL_TRANSPORT} else known
    spent_in = [facts.city, *([facts.from_city] if facts.category is Category.TRAVEL and facts.from_city else [])]
    if not any(same_city(one, other) for one in spent_in for other in cities if other):
        message = N_("Spent in %(city)s, but activity and customer are in %(known)s.")
        remedy = N_("Explain in the description what led there.")
        yield doubt(message, remedy, "city", "other_city", city=facts.city, known="、".join(dict.fromkeys(known)))


def chain(facts: LineFacts) -> Iterator[Problem]:
    """The journey makes sense: one is in one city at a time, comes there, and sleeps there while one is there."""
    if not facts.city or (facts.category is Category.TRAVEL and not facts.from_city):
        field = "from_city" if facts.city else "city"
        remedy = N_("Say where the journey began and where it led.")
        raise CannotCheck(N_("The journey could not be checked: a city is missing."), remedy, field, "journey_unknown")
    others = [stop for stop in facts.journey if stop.line_id != facts.line_id or stop.line_id is None]
    if facts.category is Category.LODGING:
        yield from _stay(facts, others)
    else:
        yield from _journey(facts, others)


def _stay(facts: LineFacts, others: list[Stop]) -> Iterator[Problem]:
    until = facts.ended_on or facts.spent_on
    for stop in others:
        if not stop.travels and stop.day < until and facts.spent_on < stop.until:
            if same_city(stop.city, facts.city):
                message = N_("Another line has nights in %(city)s at the same time.")
                yield doubt(message, N_("One night is claimed once."), "ended_on", "nights_twice", city=stop.city)
            else:
                message = N_("Another line has nights in %(city)s at the same time.")
                remedy = N_("Correct the days: nobody sleeps in two cities in one night.")
                yield blocker(message, remedy, "ended_on", "two_cities_at_once", city=stop.city)
            return
    away = not (facts.home and same_city(facts.home, facts.city))
    came = any(stop.travels and same_city(stop.city, facts.city) and stop.day <= until for stop in others)
    if away and not came and not any(same_city(city, facts.city) for city in facts.trip_cities):
        message = N_("Nights in %(city)s, but no journey there.")
        remedy = N_("Enter the journey, or say in the description how one came there.")
        yield doubt(message, remedy, "city", "no_journey_there", city=facts.city)


def _journey(facts: LineFacts, others: list[Stop]) -> Iterator[Problem]:
    if same_city(facts.from_city, facts.city):
        message = N_("The journey ends where it began.")
        yield doubt(message, N_("Enter the two ways as two lines."), "from_city", "journey_in_place")
    same_way = [
        stop
        for stop in others
        if stop.travels
        and stop.day == facts.spent_on
        and same_city(stop.city, facts.city)
        and same_city(stop.origin, facts.from_city)
    ]
    if same_way:
        message = N_("Another line has the same journey on the same day.")
        yield doubt(message, N_("Check that it was not claimed twice."), "spent_on", "journey_twice")
        return
    journeys = [stop for stop in others if stop.travels]
    here = (facts.spent_on, facts.from_city, facts.city)
    back = any(same_city(stop.city, facts.from_city) and stop.day <= facts.spent_on for stop in journeys)
    forth = any(same_city(stop.origin, facts.city) and stop.day >= facts.spent_on for stop in journeys)
    from_home = not facts.home or same_city(facts.home, facts.from_city)
    to_home = not facts.home or same_city(facts.home, facts.city)
    if not from_home and not back:
        message = N_("A journey from %(city)s, but none that led there.")
        remedy = N_("Enter the way there, or say in the description how one came there.")
        yield doubt(message, remedy, "from_city", "journey_from_nowhere", city=here[1])
    elif not to_home and not forth:
        message = N_("A journey to %(city)s, but none that led on or back.")
        remedy = N_("Enter the way back, or say in the description how it was made.")
        yield doubt(message, remedy, "city", "no_way_back", city=here[2])
