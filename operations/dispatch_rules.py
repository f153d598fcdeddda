"""The rules of dispatch and the groups that they name (A5): who sets them, in which order, always with a trace."""

from typing import Any

from sqlalchemy import func, select

from extensions import db
from models import DispatchGroup, DispatchRule, User
from operations import changes, flush_or, locked, once, record, refuse_if, transaction
from operations.house import one_at_a_time
from operations.waiting_leads import ring_for_waiting
from policy.dispatch import Receiver
from policy.dispatch_rules import FIELDS, group_problems, oddities, rule_problems
from policy.problems import Kind, Problem
from policy.words import N_
from queries.dispatch import active_rules
from queries.dispatch_rules import group_members, rule_facts, rules_naming
from queries.organisation import company_of

LISTS = ("provinces", "cities", "industries")
TAKEN = Problem(
    "A5", Kind.BLOCKS, N_("There is a group of this name already."), N_("Choose another name."), "name", "group_taken"
)


def create_rule(values: dict[str, Any], by: User, form_key: str = "") -> tuple[DispatchRule, list[Problem]]:
    """Add a rule at ``values["position"]`` (empty: at the end); the rule, and what is odd about it now.

    The other values are label, provinces, cities, industries, receiver, and user_id, group_id or managed_unit_id.
    """
    with transaction():
        form = once(form_key, by.id, "/leads/rules")
        one_at_a_time()
        company = company_of(by.unit_id)
        count = db.session.scalar(select(func.count(DispatchRule.id)).where(DispatchRule.company_id == company))
        refuse_if(rule_problems(rule_facts(values, by, rules=count)))
        present = active_rules(company)
        rule = DispatchRule(company_id=company, position=count + 1, **_columns(values))
        db.session.add(rule)
        db.session.flush()
        _place(rule, values.get("position"))
        if form:
            form.location = "/leads/rules"
        record("dispatch_rule_created", rule, by, after={**_columns(values), "position": rule.position})
        ring_for_waiting()
        return rule, oddities(present, active_rules(rule.company_id), rule.id)


def edit_rule(rule_id: int, version: int, values: dict[str, Any], by: User) -> tuple[DispatchRule, list[Problem]]:
    """Change condition, receiver or place of a rule; the rule, and what is odd about it now."""
    with transaction():
        one_at_a_time()
        rule = locked(DispatchRule, rule_id, version)
        refuse_if(rule_problems(rule_facts(values, by)))
        present = active_rules(rule.company_id)
        before, after = changes(rule, _columns(values))
        was = rule.position
        _place(rule, values.get("position"))
        if rule.position != was:
            before["position"], after["position"] = was, rule.position
        record("dispatch_rule_changed", rule, by, before=before, after=after)
        ring_for_waiting()
        return rule, oddities(present, active_rules(rule.company_id), rule.id)


def move_rule(rule_id: int, version: int, steps: int, by: User) -> DispatchRule:
    """Move a rule by some places, up (negative) or down."""
    with transaction():
        one_at_a_time()
        rule = locked(DispatchRule, rule_id, version)
        was = rule.position
        _place(rule, was + steps)
        record("dispatch_rule_moved", rule, by, before={"position": was}, after={"position": rule.position})
        ring_for_waiting()
        return rule


def switch_rule(rule_id: int, version: int, active: bool, by: User) -> DispatchRule:
    """Switch a rule off, or on again when it still names somebody; dispatches that name it stay as they are."""
    with transaction():
        one_at_a_time()
        rule = locked(DispatchRule, rule_id, version)
        if active:
            present = {name: getattr(rule, name) for name in (*LISTS, "receiver", *FIELDS.values())}
            refuse_if(rule_problems(rule_facts(present, by)))
        before, after = changes(rule, {"active": active})
        record("dispatch_rule_on" if active else "dispatch_rule_off", rule, by, before=before, after=after)
        ring_for_waiting()
        return rule


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """The columns of a rule; of the receivers only the one that its kind names."""
    named = dict.fromkeys(FIELDS.values())
    receiver = Receiver(values["receiver"])
    named[FIELDS[receiver]] = values[FIELDS[receiver]]
    lists = {name: list(values[name]) for name in LISTS}
    return {"label": values["label"], "receiver": receiver, **lists, **named}


def _place(rule: DispatchRule, position: int | None) -> None:
    """Put the rule at a place and number the rules of its company anew; only those that really move are written."""
    rows = select(DispatchRule).where(DispatchRule.company_id == rule.company_id)
    order = list(db.session.scalars(rows.order_by(DispatchRule.position, DispatchRule.id)))
    order.remove(rule)
    place = len(order) if position is None else max(0, min(position - 1, len(order)))
    order.insert(place, rule)
    for number, one in enumerate(order, 1):
        if one.position != number:
            one.position = number
    db.session.flush()


def create_group(values: dict[str, Any], by: User, form_key: str = "") -> DispatchGroup:
    """Make a group of people who follow leads: name and user_ids."""
    with transaction():
        form = once(form_key, by.id, "/leads/groups")
        one_at_a_time()
        members = _members(values["user_ids"], by)
        group = DispatchGroup(company_id=company_of(by.unit_id), name=values["name"], members=members)
        db.session.add(group)
        flush_or(TAKEN)
        if form:
            form.location = "/leads/groups"
        record("dispatch_group_created", group, by, after=_said(group))
        return group


def edit_group(group_id: int, version: int, values: dict[str, Any], by: User) -> DispatchGroup:
    """Rename a group, or change who belongs to it; a group that a rule names is never empty."""
    with transaction():
        one_at_a_time()
        group = locked(DispatchGroup, group_id, version)
        before = _said(group)
        group.members = _members(values["user_ids"], by, group)
        group.name = values["name"]
        if _said(group) != before:
            group.version += 0 if group.name != before["name"] else 1
        flush_or(TAKEN)
        record("dispatch_group_changed", group, by, before=before, after=_said(group))
        ring_for_waiting()
        return group


def _said(group: DispatchGroup) -> dict[str, Any]:
    return {"name": group.name, "members": [person.name for person in group.members]}


def _members(user_ids: list[int], by: User, group: DispatchGroup | None = None) -> list[User]:
    """The people chosen; refused when one may not be in a group, or nobody is left."""
    known = group_members(user_ids, by, group)
    refuse_if(group_problems(len(known), len(set(user_ids)) - len(known), rules_naming(group)))
    return known
