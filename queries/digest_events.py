"""What happened between two moments, for the digests: found by one walk along the audit log, then looked up kind by kind.

A deed belongs to the digest of the day on which it was recorded, so that what is recorded late is not lost between two.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select

from extensions import db
from models import (
    Activity,
    AuditEntry,
    Collection,
    Contract,
    Customer,
    Lead,
    Opportunity,
    Stage,
    UrgentEvent,
    User,
)
from policy.digests import Section
from policy.following import ActivityStatus, OpportunityStatus
from policy.leads import LeadDeed

S = Section
CHUNK = 500
VERBS = {
    ("recorded", "activities"): S.ACTIVITIES,
    ("completed", "activities"): S.ACTIVITIES,
    ("approved", "customers"): S.CUSTOMERS,
    ("released", "customers"): S.LEAVING,
    ("given_up", "customers"): S.LEAVING,
    ("registered", "opportunities"): S.OPPORTUNITIES,
    ("stage_changed", "opportunities"): S.STAGES,
    ("changed", "opportunities"): S.DATES,
    ("closed", "opportunities"): S.WON,
    ("contract_signed", "contracts"): S.CONTRACTS,
    ("collection_entered", "collections"): S.COLLECTIONS,
    (f"lead_{LeadDeed.DISPATCHED.value}", "leads"): S.LEADS,
    (f"lead_{LeadDeed.REDISPATCHED.value}", "leads"): S.LEADS,
}
"""Which lines of the audit log a digest reads, and where they stand in it."""


@dataclass(frozen=True)
class Happening:
    """One line of a digest: what, in which unit, whose, and where it is to be seen. ``amount`` in yuan, as text."""

    section: Section
    unit_id: int
    who: str
    title: str
    url: str
    amount: str | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As a digest keeps it."""
        line = {"who": self.who, "title": self.title, "url": self.url, **self.more}
        return line | ({"amount": self.amount} if self.amount is not None else {})


@dataclass(frozen=True)
class _Found:
    """A line of the audit log that a digest reads."""

    subject_id: int
    before: dict
    after: dict


def happenings(since: dt.datetime, until: dt.datetime) -> Iterator[Happening]:
    """Everything from one moment on until before the other, section by section, each in the order in which it happened."""
    found = _walked(since, until)
    yield from _urgent(since, until)
    for section, rows in found.items():
        yield from MAKERS[section](section, rows)


def _walked(since: dt.datetime, until: dt.datetime) -> dict[Section, list[_Found]]:
    rows = (
        select(AuditEntry.verb, AuditEntry.subject_type, AuditEntry.subject_id, AuditEntry.before, AuditEntry.after)
        .where(AuditEntry.verb.in_(sorted({verb for verb, _ in VERBS})))
        .where(AuditEntry.at >= since, AuditEntry.at < until)
        .order_by(AuditEntry.id)
    )
    found: dict[Section, list[_Found]] = defaultdict(list)
    for row in db.session.execute(rows):
        section = VERBS.get((row.verb, row.subject_type))
        if section is not None and (section is not S.DATES or "expected_on" in row.after):
            found[section].append(_Found(row.subject_id, row.before, row.after))
    return found


def _looked_up(query: Select, ident, rows: Iterable[_Found]) -> dict[int, Any]:
    ids = sorted({row.subject_id for row in rows})
    found = {}
    for start in range(0, len(ids), CHUNK):
        for row in db.session.execute(query.where(ident.in_(ids[start : start + CHUNK]))):
            found[row.id] = row
    return found


def _urgent(since: dt.datetime, until: dt.datetime) -> Iterator[Happening]:
    rows = (
        select(UrgentEvent.id, UrgentEvent.unit_id, UrgentEvent.words, User.name)
        .join(User, User.id == UrgentEvent.by_id)
        .where(UrgentEvent.at >= since, UrgentEvent.at < until)
    )
    for row in db.session.execute(rows.order_by(UrgentEvent.id)):
        yield Happening(S.URGENT, row.unit_id, row.name, _short(row.words), f"/urgent/{row.id}")


def _activities(section: Section, rows: list[_Found]) -> Iterator[Happening]:
    query = (
        select(Activity.id, Activity.kind, Activity.subject, Activity.unit_id, Activity.imported, Activity.starts_at)
        .add_columns(User.name.label("who"), Customer.name.label("customer"))
        .join(User, User.id == Activity.owner_id)
        .outerjoin(Customer, Customer.id == Activity.customer_id)
        .where(Activity.status == ActivityStatus.DONE, Activity.imported.is_(False))
    )
    for one in _once(rows, _looked_up(query, Activity.id, rows)):
        more = {"kind": one.kind.value, "customer": one.customer or "", "at": one.starts_at.isoformat()}
        yield Happening(section, one.unit_id, one.who, _short(one.subject), f"/activities/{one.id}", None, more)


def _customers(section: Section, rows: list[_Found]) -> Iterator[Happening]:
    query = (
        select(Customer.id, Customer.name, Customer.unit_id, User.name.label("who"))
        .outerjoin(User, User.id == Customer.owner_id)
        .where(Customer.imported.is_(False))
    )
    for one in _once(rows, _looked_up(query, Customer.id, rows)):
        yield Happening(section, one.unit_id, one.who or "", one.name, f"/customers/{one.id}")


def _left(section: Section, rows: list[_Found]) -> Iterator[Happening]:
    """Who had a customer before it left: by now it may be somebody else's."""
    query = select(Customer.id, Customer.name, Customer.unit_id)
    known = _looked_up(query, Customer.id, rows)
    owners = {row.before.get("owner_id") for row in rows} - {None}
    people = {
        row.id: row for row in db.session.execute(select(User.id, User.name, User.unit_id).where(User.id.in_(owners)))
    }
    for row in rows:
        one, owner = known.get(row.subject_id), people.get(row.before.get("owner_id"))
        if one is not None:
            unit_id = owner.unit_id if owner else one.unit_id
            yield Happening(section, unit_id, owner.name if owner else "", one.name, f"/customers/{one.id}")


def _opportunities(section: Section, rows: list[_Found]) -> Iterator[Happening]:
    query = (
        select(Opportunity.id, Opportunity.name, Opportunity.unit_id, Opportunity.amount, Opportunity.status)
        .add_columns(User.name.label("who"), Customer.name.label("customer"))
        .join(User, User.id == Opportunity.owner_id)
        .join(Customer, Customer.id == Opportunity.customer_id)
    )
    known, stages = _looked_up(query, Opportunity.id, rows), _stages() if section is S.STAGES else {}
    if section is S.WON:
        # Sent back and closed again on the same day, it is won or lost once.
        rows = list({row.subject_id: row for row in rows}.values())
    for row in rows:
        one = known.get(row.subject_id)
        if one is None:
            continue
        more, place = {"customer": one.customer}, section
        if section is S.STAGES:
            more |= {"from": stages.get(row.before.get("stage")), "to": stages.get(row.after.get("stage"))}
        if section is S.DATES:
            more |= {"from_on": row.before.get("expected_on"), "to_on": row.after["expected_on"]}
        if section is S.WON:
            if one.status is OpportunityStatus.OPEN:
                continue
            place = S.WON if one.status is OpportunityStatus.WON else S.LOST
        yield Happening(place, one.unit_id, one.who, one.name, f"/opportunities/{one.id}", str(one.amount), more)


def _stages() -> dict[str, list[str]]:
    """The names of the stages by code, in Chinese and in English."""
    return {
        row.code: [row.name_zh, row.name_en]
        for row in db.session.execute(select(Stage.code, Stage.name_zh, Stage.name_en))
    }


def _contracts(section: Section, rows: list[_Found]) -> Iterator[Happening]:
    query = (
        select(Contract.id, Contract.number, Contract.title, Contract.unit_id, Contract.amount)
        .add_columns(User.name.label("who"), Customer.name.label("customer"))
        .join(User, User.id == Contract.owner_id)
        .join(Customer, Customer.id == Contract.customer_id)
    )
    for one in _once(rows, _looked_up(query, Contract.id, rows)):
        more, title = {"customer": one.customer}, f"{one.number} {one.title}"
        yield Happening(section, one.unit_id, one.who, title, f"/contracts/{one.id}", str(one.amount), more)


def _collections(section: Section, rows: list[_Found]) -> Iterator[Happening]:
    query = (
        select(Collection.id, Collection.unit_id, Collection.amount, Collection.contract_id, Collection.customer_id)
        .add_columns(User.name.label("who"), Customer.name.label("customer"))
        .join(User, User.id == Collection.by_id)
        .join(Customer, Customer.id == Collection.customer_id)
        .where(Collection.withdrawn_at.is_(None))
    )
    for one in _once(rows, _looked_up(query, Collection.id, rows)):
        url = f"/contracts/{one.contract_id}" if one.contract_id else f"/customers/{one.customer_id}"
        yield Happening(section, one.unit_id, one.who, one.customer, url, str(one.amount))


def _leads(section: Section, rows: list[_Found]) -> Iterator[Happening]:
    query = (
        select(Lead.id, Lead.company, Lead.contact, Lead.unit_id, User.name.label("who"))
        .join(User, User.id == Lead.owner_id)
        .where(Lead.owner_id.is_not(None))
    )
    for one in _once(rows, _looked_up(query, Lead.id, rows)):
        yield Happening(section, one.unit_id, one.who, one.company or one.contact, f"/leads/{one.id}")


def _once(rows: list[_Found], known: dict[int, Any]) -> Iterator[Any]:
    """What was looked up, each once, in the order in which it happened."""
    for subject_id in dict.fromkeys(row.subject_id for row in rows):
        if subject_id in known:
            yield known[subject_id]


def _short(words: str) -> str:
    first = words.strip().partition("\n")[0]
    return first if len(first) <= 120 else f"{first[:119]}…"


MAKERS: dict[Section, Callable[[Section, list[_Found]], Iterator[Happening]]] = {
    S.ACTIVITIES: _activities,
    S.CUSTOMERS: _customers,
    S.LEAVING: _left,
    S.OPPORTUNITIES: _opportunities,
    S.STAGES: _opportunities,
    S.DATES: _opportunities,
    S.WON: _opportunities,
    S.CONTRACTS: _contracts,
    S.COLLECTIONS: _collections,
    S.LEADS: _leads,
}
