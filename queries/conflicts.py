"""Conflicts (A8): which run, who is to rule on them, and what the rules of opening and ruling are given."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

import clock
import identifiers
from access import visible
from extensions import db
from models import (
    Conflict,
    ConflictParty,
    ConflictRuling,
    Customer,
    CustomerShare,
    NextInLine,
    Opportunity,
    User,
)
from policy.conflicts import Claiming, ConflictStatus, Instance, OpenFacts, Outcome, standing
from policy.permissions import Permission
from policy.rulings import PartyFacts, RulingFacts
from policy.sharing import sells
from queries.organisation import company_of_path
from queries.pages import Page, keyset
from queries.people import COMPANY_HEADS, managers_of, people_with
from scopes import scope_of

PEOPLE = selectinload(Conflict.parties).options(joinedload(ConflictParty.user), joinedload(ConflictParty.unit))


def over(today: dt.date) -> ColumnElement[bool]:
    """Which conflicts are settled by themselves: nobody appealed against the ruling in its term."""
    return and_(Conflict.status == ConflictStatus.RULED, Conflict.appeal_until < today)


def running_on(today: dt.date) -> ColumnElement[bool]:
    """Which conflicts run on a day, whether or not somebody has written down since that their term is over."""
    return and_(Conflict.closed_at.is_(None), or_(Conflict.appeal_until.is_(None), ~over(today)))


def running(customer_id: int) -> Conflict | None:
    """The conflict that runs about the customer today."""
    return db.session.scalar(select(Conflict).where(Conflict.customer_id == customer_id, running_on(clock.today())))


def claims(customer_id: int, user_id: int) -> bool:
    """Whether the person claims the customer in the conflict that runs."""
    mine = select(ConflictParty.id).join(Conflict, Conflict.id == ConflictParty.conflict_id)
    here = ConflictParty.user_id == user_id, ConflictParty.left_at.is_(None)
    rows = mine.where(Conflict.customer_id == customer_id, running_on(clock.today()), *here)
    return db.session.scalar(rows.where(ConflictParty.claiming == Claiming.LATER).limit(1)) is not None


def unclosed(customer_id: int) -> Conflict | None:
    """The file that is not closed yet, though its term may be over; at most one per customer."""
    rows = select(Conflict).where(Conflict.customer_id == customer_id, Conflict.closed_at.is_(None))
    return db.session.scalar(rows.options(PEOPLE))


def stands(conflict: Conflict) -> ConflictStatus:
    """Where the conflict stands today."""
    return standing(conflict.status, conflict.appeal_until, clock.today())


def in_state(status: ConflictStatus, today: dt.date) -> ColumnElement[bool]:
    """Which conflicts stand there on a day."""
    if status is ConflictStatus.SETTLED:
        return or_(Conflict.status == status, over(today))
    return (
        and_(Conflict.status == status, ~over(today)) if status is ConflictStatus.RULED else Conflict.status == status
    )


def present(conflict: Conflict) -> list[ConflictParty]:
    """Who is a party now: who recorded it first, then who came later in the order of their claims."""
    here = [party for party in conflict.parties if party.left_at is None]
    return sorted(here, key=lambda party: (party.claiming is Claiming.LATER, party.id))


def party_of(conflict: Conflict, user_id: int) -> ConflictParty | None:
    """The part that the person has, or had, in the conflict."""
    return next((party for party in conflict.parties if party.user_id == user_id), None)


def claim_of(conflict: Conflict, by: User) -> ConflictParty | None:
    """The claim that the person may take back: the own one, or the one for which they opened the file."""
    own = party_of(conflict, by.id)
    if own is None and conflict.opened_by_id == by.id:
        return next((party for party in present(conflict) if party.claiming is Claiming.LATER), None)
    return own


def known(by: User, customer_id: int | None) -> tuple[Customer, str] | None:
    """A customer that the person sees, or was refused when recording it, with the name by which they know it."""
    if not customer_id:
        return None
    customer = db.session.scalar(visible(Customer, by).where(Customer.id == customer_id))
    if customer is not None:
        return customer, customer.name
    waiting = select(NextInLine).where(NextInLine.customer_id == customer_id, NextInLine.user_id == by.id)
    refused = db.session.scalar(waiting.order_by(NextInLine.id.desc()).limit(1))
    return (db.session.get_one(Customer, customer_id), refused.name) if refused else None


def named(name: str) -> Customer | None:
    """The customer that is recorded under exactly this name."""
    key = identifiers.name_key(name)
    return db.session.scalar(select(Customer).where(Customer.name_key == key)) if key else None


def refused_at(customer_id: int, user_id: int) -> dt.datetime | None:
    """When the person first wanted to record the company and was refused."""
    rows = select(func.min(NextInLine.at)).where(NextInLine.customer_id == customer_id, NextInLine.user_id == user_id)
    return db.session.scalar(rows)


def open_facts(customer: Customer, claimant: User, conflict: Conflict | None) -> OpenFacts:
    """What the rule of opening is given; ``conflict`` is the file that runs."""
    party = party_of(conflict, claimant.id) if conflict else None
    return OpenFacts(
        sells=sells(claimant.roles),
        active=claimant.active,
        near=customer.unit_id in scope_of(claimant).company,
        recorded=customer.name_key is not None,
        owned=customer.owner_id is not None,
        owner=customer.owner_id == claimant.id,
        claims=party is not None and party.left_at is None,
        running=stands(conflict) if conflict else None,
        heard=_heard(customer, claimant.id),
    )


def _heard(customer: Customer, user_id: int) -> bool:
    """Whether a claim of the person was ruled on since the customer has its present owner."""
    claimed = exists().where(ConflictParty.conflict_id == Conflict.id, ConflictParty.user_id == user_id)
    ruled = exists().where(ConflictRuling.conflict_id == Conflict.id)
    settled = select(Conflict.id).where(
        Conflict.customer_id == customer.id,
        in_state(ConflictStatus.SETTLED, clock.today()),
        ruled.where(ConflictRuling.at >= (customer.owned_since or customer.created_at)),
        claimed.where(ConflictParty.left_at.is_(None)),
    )
    return db.session.scalar(settled.limit(1)) is not None


def kept_by_others(conflict: Conflict) -> int:
    """Percent of the credit that running shares give to whom the ruling gives none: colleagues outside the conflict, and
    parties who are not active any more."""
    inside = [party.user_id for party in present(conflict) if party.user.active] + [conflict.customer.owner_id or 0]
    rows = select(func.coalesce(func.sum(CustomerShare.percent), 0)).where(
        CustomerShare.customer_id == conflict.customer_id,
        CustomerShare.until_at.is_(None),
        CustomerShare.user_id.not_in(inside),
    )
    return int(db.session.scalar(rows))


def ruling_facts(
    conflict: Conflict,
    by: User,
    instance: Instance,
    outcome: Outcome | None = None,
    reason: str = "",
    shares: Mapping[int, int | None] | None = None,
) -> RulingFacts:
    """What the rule of ruling is given."""
    return RulingFacts(
        instance=instance,
        status=stands(conflict),
        outcome=outcome,
        reason=reason,
        parties=tuple(_facts_of(party) for party in present(conflict)),
        shares=shares or {},
        kept=kept_by_others(conflict),
        leads_all=_leads_all(by, conflict),
        involved=by.id == conflict.opened_by_id or party_of(conflict, by.id) is not None,
        ruled_first=any(ruling.by_id == by.id for ruling in conflict.rulings),
    )


def _facts_of(party: ConflictParty) -> PartyFacts:
    stated = bool(party.preference.strip() or party.relation.strip())
    return PartyFacts(party.user_id, party.claiming, party.user.active, stated)


def to_rule(user: User) -> Select:
    """The conflicts and appeals that wait for this person's ruling (A8)."""
    me, ways = scope_of(user), []
    if Permission.RULE_CONFLICTS in me.permissions:
        ways.append(and_(Conflict.status == ConflictStatus.OPEN, Conflict.opened_by_id != me.user_id))
    if Permission.RULE_APPEALS in me.permissions:
        mine = exists().where(ConflictRuling.conflict_id == Conflict.id, ConflictRuling.by_id == me.user_id)
        ways.append(and_(Conflict.status == ConflictStatus.APPEALED, Conflict.opened_by_id != me.user_id, ~mine))
    beyond = and_(ConflictParty.left_at.is_(None), ConflictParty.unit_id.not_in(sorted(me.managed)))
    hinders = exists().where(ConflictParty.conflict_id == Conflict.id, or_(ConflictParty.user_id == me.user_id, beyond))
    return select(Conflict).where(or_(*ways) if ways else false(), ~hinders)


def to_state(user_id: int) -> Select:
    """The open conflicts in which the person has not put anything forward yet."""
    silent = (ConflictParty.user_id == user_id, ConflictParty.left_at.is_(None), ConflictParty.stated_at.is_(None))
    return select(Conflict.id).where(
        Conflict.status == ConflictStatus.OPEN, exists().where(ConflictParty.conflict_id == Conflict.id, *silent)
    )


def conflicts(user: User, tab: str, status: ConflictStatus | None, after: str = "", before: str = "") -> Page:
    """One page of the conflicts, the newest first: ``mine``, ``rule`` (that wait for one's ruling), or all."""
    rows = to_rule(user) if tab == "rule" else visible(Conflict, user)
    if tab == "mine":
        rows = rows.where(exists().where(ConflictParty.conflict_id == Conflict.id, ConflictParty.user_id == user.id))
    if status is not None:
        rows = rows.where(in_state(status, clock.today()))
    rows = rows.options(PEOPLE, joinedload(Conflict.customer), selectinload(Conflict.rulings))
    return keyset(rows, Conflict.id, Conflict.id, after=after, before=before)


def rulers(conflict: Conflict, instance: Instance) -> list[User]:
    """Who is to rule: the nearest manager of all parties; between companies, and on an appeal, sales management (A8)."""
    barred = {party.user_id for party in conflict.parties} | {conflict.opened_by_id}
    barred |= {ruling.by_id for ruling in conflict.rulings}
    paths = [party.unit.path for party in present(conflict)]
    if instance is Instance.MANAGER and len({company_of_path(path) for path in paths}) == 1:
        near = [one for one in managers_of(_common_unit(paths)) if one.id not in barred]
        if near:
            return near
    heads = [one for one in people_with(*COMPANY_HEADS) if one.id not in barred and _leads_all(one, conflict)]
    for role in COMPANY_HEADS:
        if standing_in := [one for one in heads if role in one.roles]:
            return standing_in
    return []


def _common_unit(paths: list[str]) -> int:
    """The lowest unit that all of them lie in."""
    ids = [path.strip("/").split("/") for path in paths]
    shared = [here[0] for here in zip(*ids, strict=False) if len(set(here)) == 1]
    return int(shared[-1])


def _leads_all(head: User, conflict: Conflict) -> bool:
    return {party.unit_id for party in present(conflict)} <= scope_of(head).managed


def claimable_opportunity(by: User, customer_id: int, opportunity_id: int | None) -> Opportunity | None:
    """The opportunity of the customer that the claim is about, if the person may see it."""
    if not opportunity_id:
        return None
    mine = visible(Opportunity, by).where(Opportunity.id == opportunity_id, Opportunity.customer_id == customer_id)
    return db.session.scalar(mine)
