"""Who could be given a lead by hand, each with how they stand (A5)."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from extensions import db
from models import Lead, User, UserRole
from policy.dispatch import OVERRIDABLE, Candidate, receiving_problems
from policy.permissions import Permission
from policy.problems import Problem
from queries.dispatch import FOLLOWING, candidates, inquiry_of, rules_for
from queries.organisation import company_of
from scopes import scope_of

MOST_PEOPLE = 500


@dataclass(frozen=True)
class Person:
    """One who could be given the lead. ``named``: a rule for this lead names them; ``stops``: what forbids it;
    ``passes``: what who dispatches by hand may pass over."""

    user: User
    candidate: Candidate
    named: bool
    stops: tuple[Problem, ...]
    passes: tuple[Problem, ...]


def reach(by: User) -> frozenset[int]:
    """The units within which a person dispatches by hand: business its whole company, managers what they lead."""
    me = scope_of(by)
    return me.managed | me.company if Permission.FILTER_LEADS in me.permissions else me.managed


def receivers_of(lead: Lead, by: User) -> list[Person]:
    """The people within reach who follow leads, but for who holds it: first who may receive it, of those first whom the
    rules name for it, in the order in which they would take them."""
    following = select(UserRole.user_id).where(UserRole.role.in_(sorted(FOLLOWING)))
    rows = select(User).where(User.active, User.unit_id.in_(sorted(reach(by))), User.id.in_(following))
    rows = rows.where(User.id != (lead.owner_id or 0)).options(joinedload(User.unit))
    people = {person.id: person for person in db.session.scalars(rows.order_by(User.id).limit(MOST_PEOPLE))}
    me = scope_of(by)
    company = me.home if lead.unit_id in me.company else company_of(lead.unit_id)
    rules = rules_for(company, inquiry_of(lead))
    named, found = {one for rule in rules for one in rule.people}, []
    for one, candidate in candidates(people, lead.id).items():
        problems = list(receiving_problems(candidate.facts))
        stops = tuple(problem for problem in problems if problem.code not in OVERRIDABLE)
        passes = tuple(problem for problem in problems if problem.code in OVERRIDABLE)
        found.append(Person(people[one], candidate, one in named, stops, passes))
    return sorted(found, key=lambda one: (bool(one.stops), bool(one.passes), not one.named, one.candidate.turn))
