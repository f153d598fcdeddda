"""What the pages of the dispatch rules read: rules, groups, whom they may name, and what a change would do (A5)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import abort
from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

import clock
from access import visible
from extensions import db
from models import DispatchGroup, DispatchGroupMember, DispatchRule, Lead, Unit, User, UserRole
from policy.dispatch import Inquiry, Receiver, Rule
from policy.dispatch_rules import FIELDS, PREVIEW_DAYS, RuleFacts, Shift, order_problems, shifts
from policy.leads import LeadStatus
from policy.problems import Problem
from queries.dispatch import FOLLOWING, active_rules, as_rule, heads_of, with_people
from scopes import scope_of

MOST_PEOPLE = 1000
MOST_SHOWN = 50
MOST_KINDS = 300
FILTERED = (LeadStatus.FILTERED, LeadStatus.DISPATCHED, LeadStatus.ACCEPTED, LeadStatus.CONVERTED)


def rules_in_order(user: User) -> list[DispatchRule]:
    """Every rule of the person's company, also those switched off, with their receivers."""
    rows = select(DispatchRule).where(DispatchRule.company_id == scope_of(user).home)
    whom = joinedload(DispatchRule.user), joinedload(DispatchRule.group), joinedload(DispatchRule.managed_unit)
    return list(db.session.scalars(rows.options(*whom).order_by(DispatchRule.position, DispatchRule.id)))


def rule_or_404(rule_id: int, user: User) -> DispatchRule:
    """A rule of the person's own company."""
    return _own_or_404(DispatchRule, rule_id, user)


def group_or_404(group_id: int, user: User) -> DispatchGroup:
    """A group of the person's own company."""
    return _own_or_404(DispatchGroup, group_id, user)


def _own_or_404(model, row_id: int, user: User):
    mine = model.id == row_id, model.company_id == scope_of(user).home
    return db.session.scalar(select(model).where(*mine)) or abort(404)


@dataclass(frozen=True)
class Row:
    """A rule on its page: ``people`` counts who it names today and who follows leads, ``problem`` is what is odd."""

    rule: DispatchRule
    people: int
    problem: Problem | None


def rule_rows(user: User) -> list[Row]:
    """The rules of the person's company in their order, with what is odd about the active ones."""
    rows = rules_in_order(user)
    active = [as_rule(row) for row in rows if row.active]
    odd = order_problems(active)
    found = {rule.id: odd[at] for at, rule in enumerate(active) if at in odd}
    named = {rule.id: rule.people for rule in with_people(map(as_rule, rows))}
    able = _able({one for people in named.values() for one in people})
    return [Row(row, len(able.intersection(named[row.id])), found.get(row.id)) for row in rows]


def _able(user_ids: set[int]) -> set[int]:
    """Those of the people who are active and follow leads."""
    following = select(UserRole.user_id).where(UserRole.role.in_(sorted(FOLLOWING)))
    return set(db.session.scalars(select(User.id).where(User.id.in_(user_ids), User.active, User.id.in_(following))))


def names_of(wanted: Iterable[tuple[Receiver, int]]) -> dict[tuple[Receiver, int], str]:
    """What receivers are called."""
    tables = {Receiver.PERSON: User, Receiver.GROUP: DispatchGroup, Receiver.MANAGER: Unit}
    names = {}
    for kind, model in tables.items():
        ids = sorted({one for named, one in wanted if named is kind})
        rows = db.session.execute(select(model.id, model.name).where(model.id.in_(ids))) if ids else ()
        names |= {(kind, row.id): row.name for row in rows}
    return names


def groups_of(user: User) -> list[DispatchGroup]:
    """The groups of the person's company with their members, by name."""
    rows = select(DispatchGroup).where(DispatchGroup.company_id == scope_of(user).home)
    return list(db.session.scalars(rows.options(selectinload(DispatchGroup.members)).order_by(DispatchGroup.name)))


def nameable(user: User) -> Select:
    """The active people whom a rule may name: who follows leads, among those the person knows of."""
    following = select(UserRole.user_id).where(UserRole.role.in_(sorted(FOLLOWING)))
    return visible(User, user).where(User.active, User.id.in_(following))


def receivers(user: User) -> list[User]:
    """The same people for a choice, by name; at most a thousand."""
    rows = nameable(user).options(joinedload(User.unit)).order_by(User.name, User.id)
    return list(db.session.scalars(rows.limit(MOST_PEOPLE)))


def headed_units(user: User) -> list[Unit]:
    """The active units with a manager whom a rule may name, in the order of the tree."""
    units = list(db.session.scalars(visible(Unit, user).where(Unit.active).order_by(Unit.path)))
    headed = heads_of([unit.id for unit in units])
    return [unit for unit in units if headed.get(unit.id)]


def rule_facts(values: Mapping[str, Any], user: User, rules: int = 0) -> RuleFacts:
    """What the rule about rules is given."""
    receiver = Receiver(values["receiver"]) if values.get("receiver") else None
    wanted = values.get(FIELDS[receiver]) if receiver else None
    known, active, people = _receiver(receiver, wanted, user) if wanted else (False, False, 0)
    lists = {name: tuple(values.get(name) or ()) for name in ("provinces", "cities", "industries")}
    return RuleFacts(
        **lists, receiver=receiver, named=bool(wanted), known=known, active=active, people=people, rules=rules
    )


def _receiver(receiver: Receiver, wanted: int, user: User) -> tuple[bool, bool, int]:
    """Whether a receiver is there, whether it is active, and how many people it names who may follow leads."""
    if receiver is Receiver.PERSON:
        person = db.session.scalar(visible(User, user).where(User.id == wanted))
        follows = db.session.scalar(nameable(user).where(User.id == wanted)) is not None
        return person is not None, person is not None and person.active, int(follows)
    if receiver is Receiver.MANAGER:
        unit = db.session.scalar(visible(Unit, user).where(Unit.id == wanted))
        people = len(heads_of([wanted]).get(wanted, ())) if unit else 0
        return unit is not None, unit is not None and unit.active, people
    own = DispatchGroup.id == wanted, DispatchGroup.company_id == scope_of(user).home
    group = db.session.scalar(select(DispatchGroup.id).where(*own))
    member = select(DispatchGroupMember.user_id).where(DispatchGroupMember.group_id == wanted)
    following = select(UserRole.user_id).where(UserRole.role.in_(sorted(FOLLOWING)))
    people = select(func.count(User.id)).where(User.active, User.id.in_(member), User.id.in_(following))
    return group is not None, True, db.session.scalar(people)


def group_members(user_ids: list[int], user: User, group: DispatchGroup | None = None) -> list[User]:
    """Those of the people who may belong to a group; who belongs to it already may stay."""
    present = {person.id for person in group.members} if group else set()
    found = {person.id: person for person in db.session.scalars(nameable(user).where(User.id.in_(user_ids)))}
    kept = select(User).where(User.id.in_(present & set(user_ids)), User.active)
    found |= {person.id: person for person in db.session.scalars(kept)}
    return [found[one] for one in sorted(found)]


def rules_naming(group: DispatchGroup | None) -> list[str]:
    """The labels of the active rules that name a group."""
    if group is None:
        return []
    rows = select(DispatchRule.label).where(DispatchRule.group_id == group.id, DispatchRule.active)
    return list(db.session.scalars(rows.order_by(DispatchRule.position)))


@dataclass(frozen=True)
class Preview:
    """What a change of the rules would have done to the leads of the last days. ``leads`` are the newest of those that
    would have gone to somebody else, each with the shift that it belongs to."""

    looked_at: int
    moved: int
    shifts: list[Shift] = field(default_factory=list)
    leads: list[tuple[Lead, Shift]] = field(default_factory=list)
    since: dt.date | None = None
    names: dict[tuple[Receiver, int], str] = field(default_factory=dict)


def changed_rules(user: User, rule_id: int | None, typed: Rule | None, position: int | None) -> list[Rule]:
    """The active rules as they would be with ``typed`` at a place (None: at the end) instead of the rule of that id;
    ``typed`` None takes that rule away."""
    order = [(as_rule(row), row.active) for row in rules_in_order(user) if row.id != rule_id]
    if typed is not None:
        place = len(order) if position is None else max(0, min(position - 1, len(order)))
        order.insert(place, (typed, True))
    return [rule for rule, active in order if active]


def preview(user: User, changed: list[Rule]) -> Preview:
    """What the rules ``changed`` would do otherwise than the present ones; nothing is written.

    Looked at are the leads that lie with the person's company; those that went to a partner are no longer seen.
    """
    since = clock.today() - dt.timedelta(days=PREVIEW_DAYS)
    kinds = Lead.province, Lead.city, Lead.industry
    leads = visible(Lead, user).where(Lead.arrived_at >= clock.start_of(since), Lead.status.in_(FILTERED))
    counted = db.session.execute(leads.with_only_columns(*kinds, func.count()).group_by(*kinds)).all()
    inquiries = {Inquiry(*row[:3]): row[3] for row in counted}
    found = shifts(active_rules(scope_of(user).home), changed, inquiries)
    moved = {inquiry: shift for shift in found for inquiry in shift.inquiries}
    shown = _newest(leads, kinds, moved)
    names = names_of({rule.receiver for shift in found for rule in (shift.before, shift.after) if rule})
    return Preview(sum(inquiries.values()), sum(shift.count for shift in found), found, shown, since, names)


def _newest(leads: Select, kinds: tuple, moved: dict[Inquiry, Shift]) -> list[tuple[Lead, Shift]]:
    """The newest leads that would have gone elsewhere. Of very many kinds only the first are looked for."""
    if not moved:
        return []
    wanted = [(one.province, one.city, one.industry) for one in list(moved)[:MOST_KINDS]]
    rows = leads.where(tuple_(*kinds).in_(wanted)).order_by(Lead.arrived_at.desc(), Lead.id.desc()).limit(MOST_SHOWN)
    return [(lead, moved[Inquiry(lead.province, lead.city, lead.industry)]) for lead in db.session.scalars(rows)]
