"""Who sits in the seats that decide (``policy.seats``): who is asked, for whom deputies and assistants stand."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from flask import g, has_request_context
from sqlalchemy import and_, literal, or_, select, union_all

import clock
from extensions import db
from models import AssistantLink, Deputy, Unit, User, UserRole
from policy.roles import COMPANY_HEADS, HEADS, Role
from policy.seats import ABOVE, PersonFacts, Seat, Standing, ladder, seats_held, standing
from queries.people import active_people, holding, upwards
from scopes import company_in, scope_of, tree


@dataclass(frozen=True)
class Seated:
    """A seat and who sits there; nobody, where the whole company has nobody for it."""

    seat: Seat
    people: tuple[User, ...]


def find(role: Role, unit_id: int, but: Collection[int]) -> Seated:
    """Who decides as ``role`` for a unit, leaving out the people ``but``: climbing, then whoever stands in.

    A company's own people come before those of headquarters, which decide for partners that have nobody themselves.
    """
    climb = upwards(unit_id)
    if role in HEADS:
        role = Role.DEPARTMENT_MANAGER
        heads = [head for head in _holders(HEADS, but) if head.unit_id in climb]
        for unit in climb:
            if here := tuple(head for head in heads if head.unit_id == unit):
                return Seated(Seat(role, unit), here)
    found = _of_company(role, unit_id, climb[-1] if climb else unit_id, but)
    return found or Seated(Seat(role, unit_id), ())


def _of_company(role: Role, unit_id: int, company_id: int, but: Collection[int]) -> Seated | None:
    wanted = [one for one in ladder(role) if one not in HEADS]
    holders = _holders(frozenset(wanted), but)
    companies = companies_of(holders)
    top = _top()
    for one in wanted:
        for company in dict.fromkeys((company_id, top)):
            here = tuple(who for who in holders if one in who.roles and companies[who.id] == company)
            if here:
                return Seated(Seat(one, company), here)
    return None


def in_seat(seat: Seat, but: Collection[int] = ()) -> list[User]:
    """The active people who sit there."""
    if seat.role in HEADS:
        return [head for head in _holders(HEADS, but) if head.unit_id == seat.unit_id]
    holders = _holders(frozenset({seat.role}), but)
    companies = companies_of(holders)
    return [who for who in holders if companies[who.id] == seat.unit_id]


def names_in(seats: Collection[Seat]) -> dict[Seat, str]:
    """The names of who sits in each of these seats, in one query; empty where nobody does."""
    if not seats:
        return {}
    leads = UserRole.role.in_(sorted(HEADS))
    units_led = [seat.unit_id for seat in seats if seat.role in HEADS]
    held = UserRole.role.in_(sorted({seat.role for seat in seats} - HEADS))
    rows = select(User.name, User.unit_id, UserRole.role).join(UserRole, UserRole.user_id == User.id)
    rows = rows.where(User.active, or_(and_(leads, User.unit_id.in_(units_led)), held)).order_by(User.id)
    units, names = tree(), {seat: {} for seat in seats}
    for name, unit_id, role in db.session.execute(rows):
        leading = role in HEADS
        seat = Seat(Role.DEPARTMENT_MANAGER if leading else role, unit_id if leading else company_in(units, unit_id))
        if seat in names:
            names[seat][name] = None
    return {seat: ", ".join(people) for seat, people in names.items()}


def companies_of(people: Iterable[User]) -> dict[int, int]:
    """The id of the company of each person: of their joint venture or agent, else of the unit at the top."""
    people = list(people)
    units = tree() if people else {}
    return {person.id: company_in(units, person.unit_id) for person in people}


def seats_of(people: Iterable[User]) -> dict[int, frozenset[Seat]]:
    """The seats of each of these people."""
    people = list(people)
    companies = companies_of(people)
    return {person.id: seats_held(person.roles, person.unit_id, companies[person.id]) for person in people}


def standing_of(
    seat: Seat, assistants: bool, barred: Collection[int], user: User
) -> tuple[Standing, int | None] | None:
    """In which capacity a person meets a step with this seat, and for whom they decide."""
    if user.id in barred:
        return None
    return standing(seat, assistants, _facts(seat, assistants, barred, user))


def _facts(seat: Seat, assistants: bool, barred: Collection[int], user: User) -> PersonFacts:
    me = scope_of(user)
    deputised, helped = ({key: seats for key, seats in part.items() if key not in barred} for part in stood_for(user))
    asks = assistants and Role.SALES_ASSISTANT in user.roles and not any(seat in seats for seats in helped.values())
    above = [one for one in assisted(helped) if leads(one, seat)] if asks else []
    return PersonFacts(
        barred=False,
        seats=me.seats,
        above=user.active and leads(user, seat),
        deputy_for=deputised,
        assists=helped,
        assists_above=above[0].id if above else None,
    )


def leads(user: User, seat: Seat) -> bool:
    """Whether the person is above this seat in the line of authority."""
    if seat.unit_id not in scope_of(user).managed:
        return False
    if user.roles & ABOVE.get(seat.role, frozenset()):
        return True
    return seat.role is Role.DEPARTMENT_MANAGER and leads_unit(user, seat.unit_id)


def leads_unit(user: User, unit_id: int) -> bool:
    """Whether the unit lies in what the person leads; what they see as somebody's assistant they do not lead."""
    units = tree()
    return bool(user.roles & HEADS) and units[unit_id].path.startswith(units[user.unit_id].path)


def stood_for(user: User) -> tuple[dict[int, frozenset[Seat]], dict[int, frozenset[Seat]]]:
    """The seats of those whose deputy the person is today, and of those whom they assist (A3.3), read once per request."""
    if not has_request_context():
        return _stood_for(user)
    known = g.setdefault("stood_for", {})
    if user.id not in known:
        known[user.id] = _stood_for(user)
    return known[user.id]


def _stood_for(user: User) -> tuple[dict[int, frozenset[Seat]], dict[int, frozenset[Seat]]]:
    today = clock.today()
    days = Deputy.from_on <= today, Deputy.until_on >= today, Deputy.ended_at.is_(None)
    named = select(literal(True).label("deputy"), Deputy.user_id.label("id")).where(Deputy.deputy_id == user.id, *days)
    helped = select(literal(False), AssistantLink.manager_id).where(AssistantLink.assistant_id == user.id)
    both = union_all(named, helped).subquery()
    rows = select(both.c.deputy, User.id, User.unit_id, UserRole.role).join(User, User.id == both.c.id)
    held: dict[tuple[bool, int, int], set[Role]] = {}
    for deputy, ident, unit_id, role in db.session.execute(
        rows.join(UserRole, UserRole.user_id == User.id).where(User.active)
    ):
        held.setdefault((bool(deputy), ident, unit_id), set()).add(role)
    units, found = tree() if held else {}, ({}, {})
    for (deputy, ident, unit_id), roles in held.items():
        found[not deputy][ident] = seats_held(frozenset(roles), unit_id, company_in(units, unit_id))
    return found


def deputies_for(people: Collection[int]) -> list[User]:
    """Who is a deputy of any of these people today."""
    today = clock.today()
    named = select(Deputy.deputy_id).where(Deputy.user_id.in_(sorted(people)), Deputy.ended_at.is_(None))
    return active_people(
        select(User).where(User.id.in_(named.where(Deputy.from_on <= today, Deputy.until_on >= today)))
    )


def assisted(ids: Collection[int]) -> list[User]:
    """The people with these ids, whom somebody assists."""
    return active_people(select(User).where(User.id.in_(sorted(ids)))) if ids else []


def superiors_of(seat: Seat, unit_id: int, but: Collection[int]) -> list[User]:
    """Who is above the seat: the next manager up the tree, else the next role of the ladder."""
    if seat.role is Role.DEPARTMENT_MANAGER:
        parent = db.session.scalar(select(Unit.parent_id).where(Unit.id == seat.unit_id))
        if parent is not None and parent in upwards(unit_id):
            return list(find(seat.role, parent, but).people)
    climb = upwards(unit_id)
    for role in ladder(seat.role)[1:] if seat.role is not Role.DEPARTMENT_MANAGER else COMPANY_HEADS:
        if found := _of_company_only(role, climb[-1] if climb else unit_id, but):
            return found
    return []


def _of_company_only(role: Role, company_id: int, but: Collection[int]) -> list[User]:
    holders = _holders(frozenset({role}), but)
    companies = companies_of(holders)
    for company in dict.fromkeys((company_id, _top())):
        if here := [who for who in holders if companies[who.id] == company]:
            return here
    return []


def _top() -> int:
    return min(tree().values(), key=lambda unit: len(unit.path)).id


def _holders(roles: frozenset[Role], but: Collection[int]) -> list[User]:
    return [one for one in active_people(select(User).where(User.id.in_(holding(roles)))) if one.id not in but]
