"""What dispatch looks at: the rules of a company, the people whom they name, and whether those may receive leads (A5)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from flask import has_request_context
from sqlalchemy import Row, Select, exists, func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

import clock
from access import known
from extensions import db
from models import (
    Absence,
    DispatchGroupMember,
    DispatchRule,
    Lead,
    LeadDispatch,
    LeadRight,
    User,
    UserRole,
)
from policy.dispatch import (
    AWAY_FROM_LEADS,
    Candidate,
    Considered,
    DispatchEnd,
    Inquiry,
    Outcome,
    Receiver,
    ReceivingFacts,
    Right,
    Rule,
    choose,
    has_priority,
    matching,
    suspension,
)
from policy.leads import HELD
from policy.permissions import ROLES, Permission
from queries import parameters
from queries.people import HEADS

FOLLOWING = frozenset(role for role, permissions in ROLES.items() if Permission.FOLLOW_LEADS in permissions)
MOST_IDS = 500
"""Ids that are named in one select; more people than that are read in portions."""

RULE = (
    DispatchRule.id,
    DispatchRule.label,
    DispatchRule.provinces,
    DispatchRule.cities,
    DispatchRule.industries,
    DispatchRule.receiver,
    DispatchRule.user_id,
    DispatchRule.group_id,
    DispatchRule.managed_unit_id,
)
IN_ORDER = DispatchRule.position, DispatchRule.id
ACTIVE_RULES = select(*RULE).where(DispatchRule.active).order_by(*IN_ORDER)
VERSIONS = select(DispatchRule.id, DispatchRule.version).where(DispatchRule.active).order_by(*IN_ORDER)


def active_rules(company_id: int) -> list[Rule]:
    """The active rules of a company in their order, without the people behind them."""
    return [as_rule(row) for row in db.session.execute(ACTIVE_RULES.where(DispatchRule.company_id == company_id))]


def rules_for(company_id: int, inquiry: Inquiry) -> list[Rule]:
    """The rules of a company that are for an inquiry, in their order, each with the people whom it names today."""
    return with_people(matching(_kept_rules(company_id), inquiry))


def _kept_rules(company_id: int) -> list[Rule]:
    """The active rules; where many leads are dispatched in a row they are read anew only when one of them changed."""
    if has_request_context():
        return active_rules(company_id)
    versions = db.session.execute(VERSIONS.where(DispatchRule.company_id == company_id)).all()
    known = db.session.info.setdefault("dispatch_rules", {}).get(company_id)
    if known is None or known[0] != versions:
        known = db.session.info["dispatch_rules"][company_id] = versions, active_rules(company_id)
    return known[1]


def as_rule(row: Any) -> Rule:
    """A rule as the policy reads it, from a row or anything else that bears the columns; without its people."""
    named = {
        Receiver.PERSON: row.user_id,
        Receiver.GROUP: row.group_id,
        Receiver.MANAGER: row.managed_unit_id,
    }
    return Rule(
        id=row.id,
        label=row.label,
        provinces=frozenset(row.provinces or ()),
        cities=frozenset(row.cities or ()),
        industries=frozenset(row.industries or ()),
        receiver=(row.receiver, named[row.receiver] or 0),
    )


def with_people(rules: Iterable[Rule]) -> list[Rule]:
    """The same rules with the people behind them: the person, the members, the heads of the unit."""
    rules = list(rules)
    named = {rule.receiver for rule in rules}
    people = {
        Receiver.GROUP: _members({one for kind, one in named if kind is Receiver.GROUP}),
        Receiver.MANAGER: heads_of({one for kind, one in named if kind is Receiver.MANAGER}),
        Receiver.PERSON: {one: (one,) for kind, one in named if kind is Receiver.PERSON},
    }
    return [replace(rule, people=tuple(people[rule.receiver[0]].get(rule.receiver[1], ()))) for rule in rules]


def _members(group_ids: Collection[int]) -> dict[int, list[int]]:
    members = defaultdict(list)
    if not group_ids:
        return members
    rows = select(DispatchGroupMember.group_id, DispatchGroupMember.user_id)
    for group_id, user_id in db.session.execute(rows.where(DispatchGroupMember.group_id.in_(sorted(group_ids)))):
        members[group_id].append(user_id)
    return members


def heads_of(unit_ids: Collection[int]) -> dict[int, list[int]]:
    """The active managers of each of these units, of the unit itself alone."""
    heads = defaultdict(list)
    if not unit_ids:
        return heads
    rows = (
        select(User.unit_id, User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.active, User.unit_id.in_(sorted(unit_ids)), UserRole.role.in_(sorted(HEADS)))
        .distinct()
    )
    for unit_id, user_id in db.session.execute(rows):
        heads[unit_id].append(user_id)
    return heads


def candidates(user_ids: Iterable[int], lead_id: int | None = None) -> dict[int, Candidate]:
    """These people, with everything that decides about them today; ``lead_id`` asks who gave that lead back."""
    wanted, found = sorted(set(user_ids)), {}
    for start in range(0, len(wanted), MOST_IDS):
        found |= _portion(wanted[start : start + MOST_IDS], lead_id)
    return found


def _portion(ids: list[int], lead_id: int | None) -> dict[int, Candidate]:
    today, limit = clock.today(), int(parameters.value("open_leads_limit"))
    rights = rights_of(ids)
    people = {}
    for row in db.session.execute(_people(ids, lead_id, today)):
        stopped = suspension(rights.get(row.id, ()), today)
        facts = ReceivingFacts(
            active=row.active,
            follows_leads=row.follows_leads,
            leave_until=row.leave_until,
            suspended_since=stopped.from_on if stopped else None,
            suspended_under=stopped.clause if stopped else "",
            held=row.held,
            limit=limit,
            gave_back=row.gave_back,
        )
        first = has_priority(rights.get(row.id, ()), today)
        people[row.id] = Candidate(row.id, row.name, facts, first, row.last_at)
    return people


def _people(ids: list[int], lead_id: int | None, today: dt.date) -> Select:
    held = select(func.count(Lead.id)).where(Lead.owner_id == User.id, Lead.status.in_(sorted(HELD)))
    last = select(func.max(LeadDispatch.at)).where(LeadDispatch.user_id == User.id)
    away = select(func.max(Absence.until_on)).where(
        Absence.user_id == User.id,
        Absence.kind.in_(sorted(AWAY_FROM_LEADS)),
        Absence.from_on <= today,
        Absence.until_on >= today,
        Absence.cancelled_at.is_(None),
    )
    follows = exists().where(UserRole.user_id == User.id, UserRole.role.in_(sorted(FOLLOWING)))
    back = exists().where(
        LeadDispatch.lead_id == (lead_id or 0),
        LeadDispatch.user_id == User.id,
        LeadDispatch.ended == DispatchEnd.GIVEN_BACK,
    )
    return select(
        User.id,
        User.name,
        User.active,
        held.correlate(User).scalar_subquery().label("held"),
        last.correlate(User).scalar_subquery().label("last_at"),
        away.correlate(User).scalar_subquery().label("leave_until"),
        follows.correlate(User).label("follows_leads"),
        back.correlate(User).label("gave_back"),
    ).where(User.id.in_(ids))


def rights_of(ids: Iterable[int]) -> dict[int, list[Right]]:
    """Every record of these people's right to leads."""
    rights = defaultdict(list)
    columns = LeadRight.user_id, LeadRight.id, LeadRight.kind, LeadRight.from_on, LeadRight.until_on, LeadRight.clause
    for user_id, *right in db.session.execute(select(*columns).where(LeadRight.user_id.in_(list(ids)))):
        rights[user_id].append(Right(*right))
    return rights


def inquiry_of(row: Lead | Row) -> Inquiry:
    """What the rules look at in a lead."""
    return Inquiry(row.province, row.city, row.industry)


def would_go(company_id: int, inquiry: Inquiry) -> Outcome:
    """Where a lead like this would go now, and why: the same choice as dispatch makes, without doing it."""
    rules = rules_for(company_id, inquiry)
    return choose(rules, candidates(one for rule in rules for one in rule.people))


def running_dispatch(lead_id: int) -> LeadDispatch | None:
    """The dispatch of a lead that is in somebody's hands."""
    running = LeadDispatch.lead_id == lead_id, LeadDispatch.ended_at.is_(None), LeadDispatch.user_id.is_not(None)
    return db.session.scalar(select(LeadDispatch).where(*running))


def open_waiting(lead_id: int) -> LeadDispatch | None:
    """The last try of a lead that found nobody, while the lead still waits."""
    waiting = LeadDispatch.lead_id == lead_id, LeadDispatch.ended_at.is_(None), LeadDispatch.user_id.is_(None)
    return db.session.scalar(select(LeadDispatch).where(*waiting).order_by(LeadDispatch.id.desc()).limit(1))


def workings(considered: Iterable[Considered]) -> list[dict]:
    """How a choice came about, as it is kept with the dispatch: every candidate in order, with what spoke against."""
    return [
        {
            "rule": one.rule.id,
            "label": one.rule.label,
            "receiver": one.rule.receiver[0].value,
            "person": one.person.id if one.person else None,
            "name": one.person.name if one.person else "",
            "held": one.person.facts.held if one.person else 0,
            "priority": bool(one.person and one.person.priority),
            "last_at": one.person.last_at.isoformat() if one.person and one.person.last_at else None,
            "skips": [{"code": skip.code, "params": skip.params} for skip in one.skips],
            "chosen": one.chosen,
        }
        for one in considered
    ]


def dispatches_of(lead_id: int, user: User) -> list[LeadDispatch]:
    """Every dispatch of a lead, also those to nobody, the last first, for who may read their workings: of whom the
    person may know. How people of another company stand is not told to whom the lead went there (A13)."""
    rows = select(LeadDispatch).where(LeadDispatch.lead_id == lead_id).order_by(LeadDispatch.id.desc())
    people = joinedload(LeadDispatch.user), joinedload(LeadDispatch.by), joinedload(LeadDispatch.rule)
    return _told(list(db.session.scalars(rows.options(*people))), user)


def _told(rows: list[LeadDispatch], user: User) -> list[LeadDispatch]:
    named = {one["person"] for row in rows for one in row.workings if one["person"]}
    near = (
        set(db.session.scalars(select(User.id).where(User.id.in_(sorted(named)), known(User, user)))) if named else ()
    )
    for row in rows:
        told = [one for one in row.workings if one["person"] is None or one["person"] in near]
        set_committed_value(row, "workings", told)
    return rows


def last_tries(lead_ids: Collection[int], user: User) -> dict[int, LeadDispatch]:
    """The last try of each waiting lead that found nobody, with the workings that the person may read."""
    rows = select(LeadDispatch).where(LeadDispatch.lead_id.in_(list(lead_ids)), LeadDispatch.user_id.is_(None))
    last = {row.lead_id: row for row in db.session.scalars(rows.order_by(LeadDispatch.id))}
    _told(list(last.values()), user)
    return last
