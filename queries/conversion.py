"""Which recorded customers may be the one that asked, and what a lead already tells of customer and opportunity."""

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Row, Select, exists, select, union_all

import clock
import identifiers
from access import visible
from extensions import db
from models import Contact, Customer, CustomerShare, Lead, LeadStep, Unit, User
from policy.conversion import ConversionFacts, Match, Standing, Way, way
from policy.entry import CustomerStatus
from policy.leads import LeadDeed, LeadStatus
from queries import search
from queries.customers import alike_rows
from queries.lead_following import hands_facts
from scopes import Scope, scope_of

MOST = 8
COLUMNS = (
    *(Customer.id, Customer.name, Customer.name_key, Customer.credit_code, Customer.phone, Customer.status),
    *(Customer.owner_id, Customer.unit_id, User.name.label("owner"), Unit.name.label("unit")),
)
_ORDER = {match: place for place, match in enumerate(Match)}


@dataclass(frozen=True)
class Asked:
    """What a customer is looked for by: the lead's own words, or what was typed in their place."""

    name: str = ""
    credit_code: str | None = None
    phones: frozenset[str] = frozenset()
    term: str = ""


@dataclass(frozen=True)
class Candidate:
    """A recorded customer that may be the one that asked. Of one outside the own company nothing else is told (A13)."""

    id: int
    way: Way
    matches: list[Match] = field(default_factory=list)
    name: str = ""
    owner: str = ""
    unit: str = ""


def asked_of(lead: Lead, name: str = "", credit_code: str | None = None, phone: str = "", term: str = "") -> Asked:
    """What to look for: the lead's company and phone, and what was typed beside them."""
    return Asked(name or lead.company, credit_code, frozenset(filter(None, (_phone(lead.phone), phone))), term)


def candidates(by: User, asked: Asked) -> list[Candidate]:
    """The customers that may be meant, those with the most telling match first."""
    key = identifiers.name_key(asked.name)
    alike = {row.id for row in alike_rows(asked.name)} if len(key) > 2 else set()
    found = _found(by, asked.term) if asked.term else set()
    rows = db.session.execute(_rows(by, key, asked, alike | found))
    named = [
        _candidate(row, scope_of(by), _matches(row, key, asked, row.id in alike, row.id in found))
        for row in rows
        if row.status is not CustomerStatus.LAPSED
    ]
    return sorted(named, key=lambda one: (_ORDER[one.matches[0]], -one.id))[:MOST]


def _found(by: User, term: str) -> set[int]:
    """What was looked for by hand: only among the customers that the person may see."""
    hits = search.look_up(term)
    if hits is None:
        return set()
    seen = visible(Customer, by).where(hits.narrow()).with_only_columns(Customer.id)
    return set(db.session.scalars(seen.order_by(Customer.id.desc()).limit(MOST)))


def _rows(by: User, key: str, asked: Asked, more: set[int]) -> Select:
    """The customers of this name, code or phone, those whose contacts have the phone, and ``more``; in one select,
    each way by its own index."""
    phones, ways = sorted(asked.phones), [Customer.name_key == key] if key else []
    ways += [Customer.credit_code == asked.credit_code] if asked.credit_code else []
    ways += [Customer.phone.in_(phones)] if phones else []
    ids = [select(Customer.id).where(way_).limit(MOST).subquery() for way_ in ways]
    calls = select(Contact.customer_id.label("id")).where(Contact.phone.in_(phones)).limit(MOST).subquery()
    ids += [calls] if phones else []
    ids.append(select(Customer.id).where(Customer.id.in_(sorted(more))).subquery())
    rows = select(*COLUMNS, _shared_with(by).label("shared"), Customer.id.in_(select(calls.c.id)).label("calls"))
    rows = rows.outerjoin(User, User.id == Customer.owner_id).outerjoin(Unit, Unit.id == Customer.unit_id)
    return rows.where(Customer.id.in_(union_all(*(select(each.c.id) for each in ids))))


def _shared_with(by: User) -> ColumnElement[bool]:
    running = CustomerShare.user_id == by.id, CustomerShare.until_at.is_(None)
    return exists().where(CustomerShare.customer_id == Customer.id, *running).correlate(Customer)


def way_to(customer: Customer, by: User) -> Way:
    """What attaching to the customer means for the person, as things stand now."""
    shared = db.session.scalar(select(_shared_with(by)).select_from(Customer).where(Customer.id == customer.id))
    return way(_standing(customer, scope_of(by), shared=shared))


def _standing(row: Row | Customer, me: Scope, *, shared: bool) -> Standing:
    return Standing(
        own=row.owner_id == me.user_id,
        shared=shared,
        managed=row.unit_id in me.managed,
        pooled=row.owner_id is None,
        near=row.unit_id in me.near,
        lapsed=row.status is CustomerStatus.LAPSED,
    )


def _candidate(row: Row, me: Scope, matches: list[Match]) -> Candidate:
    meant = way(_standing(row, me, shared=row.shared))
    if meant is Way.OUTSIDE:
        return Candidate(row.id, meant, matches)
    return Candidate(row.id, meant, matches, row.name, row.owner or "", row.unit or "")


def _matches(row: Row, key: str, asked: Asked, alike: bool, found: bool) -> list[Match]:
    holds = {
        Match.NAME: bool(key) and row.name_key == key,
        Match.CODE: asked.credit_code is not None and row.credit_code == asked.credit_code,
        Match.PHONE: row.phone in asked.phones,
        Match.CONTACT: row.calls,
        Match.SIMILAR: alike,
        Match.FOUND: found,
    }
    return [match for match in Match if holds[match]]


def contact_like(customer_id: int, phone: str, email: str) -> Contact | None:
    """Somebody who is still at the customer and has this phone, or else this mail address."""
    here = select(Contact).where(Contact.customer_id == customer_id, Contact.active).order_by(Contact.id).limit(1)
    for column, value in ((Contact.phone, phone), (Contact.email, email)):
        if value and (known := db.session.scalar(here.where(column == value))) is not None:
            return known
    return None


def conversion_facts(lead: Lead, by: User, contact: str, reused: bool) -> ConversionFacts:
    """What the rule of the conversion is given."""
    hands = hands_facts(lead, by)
    done = converted_step(lead) if lead.status is LeadStatus.CONVERTED else None
    return ConversionFacts(
        status=lead.status,
        holds=hands.holds,
        leads=hands.leads,
        contact=contact,
        reused=reused,
        result=lead.opportunity.name if lead.opportunity else "",
        who=done.by.name if done and done.by else "",
        when=f"{clock.local(done.at):%Y-%m-%d %H:%M}" if done else "",
    )


def converted_step(lead: Lead) -> LeadStep | None:
    """The step by which the lead was converted."""
    steps = select(LeadStep).where(LeadStep.lead_id == lead.id, LeadStep.deed == LeadDeed.CONVERTED)
    return db.session.scalar(steps.order_by(LeadStep.id.desc()).limit(1))


def presets(lead: Lead) -> tuple[dict, dict]:
    """What the lead says already, as columns of the customer with its contact, and of the opportunity."""
    need = next((line.strip() for line in lead.need.splitlines() if line.strip()), "")
    customer = {
        "name": lead.company,
        "phone": "",
        "province": lead.province,
        "city": lead.city,
        "industry": lead.industry,
        "contact_name": lead.contact,
        "contact_title": lead.title,
        "contact_phone": lead.phone,
        "contact_email": lead.email,
    }
    name = " – ".join(filter(None, (lead.company, need)))[:200]
    return customer, {"name": name, "product_interest": need[:300], "amount": lead.budget}


def _phone(number: str) -> str:
    try:
        return identifiers.phone(number)
    except ValueError:
        return ""
