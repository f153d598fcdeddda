"""What is known of a caller while the call is taken: earlier leads, contacts and customers of the number and name (A5).

Outside one's own company only that something stands there is told, never what (A13).
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy import text as sql

import clock
import identifiers
from access import visible
from extensions import db
from models import Contact, Customer, Lead, Unit, User
from policy.leads import ENDED
from policy.lookups import Likeness
from queries import lookups
from queries.inquiries import number_of
from scopes import Scope, scope_of

MOST = 5
SHORTEST_NAME = 3
SHORTEST_NUMBER = 7
"""Digits from which on a number may be somebody's."""
LATELY_DAYS = 180
"""A lead of the same caller within this time is likely the same inquiry."""


@dataclass(frozen=True)
class Known:
    """Something that is known of the caller. ``near`` is whether it lies in one's own company; else nothing more is
    told. ``exact`` is the same number or name, else the name is only alike. ``url`` where the person may open it."""

    kind: str
    near: bool
    exact: bool = True
    name: str = ""
    person: str = ""
    status: str = ""
    holder: str = ""
    unit: str = ""
    at: str = ""
    url: str = ""
    running: bool = False


def telling(phone: str, company: str) -> tuple[str, str]:
    """Number and name as far as they may mean somebody; empty where too little was typed."""
    number = number_of(phone) if sum(character.isdigit() for character in phone) >= SHORTEST_NUMBER else ""
    return number, company if len(identifiers.name_key(company)) >= SHORTEST_NAME else ""


def known(user: User, number: str, company: str) -> list[Known]:
    """What is known of a telling number and name, as far as this person may be told; running leads first."""
    leads = sorted(_leads(user, number, identifiers.name_key(company)), key=lambda one: not one.running)
    return [*leads, *_people(user, number), *_customers(user, number, company)]


def _leads(user: User, number: str, name_key: str) -> list[Known]:
    found = {}
    # The second half of each pair says it in the words of the partial index, which the databases else would not use.
    for wanted, column, words in (
        (number, Lead.phone, "leads.phone <> ''"),
        (name_key, Lead.name_key, "leads.name_key <> ''"),
    ):
        if wanted:
            rows = _lead_rows().where(column == wanted, sql(words)).order_by(Lead.id.desc()).limit(MOST)
            found |= {row.id: row for row in db.session.execute(rows)}
    opened = _open_to(user, Lead, found)
    me = scope_of(user)
    return [_lead(row, me, row.id in opened) for row in sorted(found.values(), key=lambda row: -row.id)[:MOST]]


def _lead_rows():
    columns = (Lead.id, Lead.company, Lead.contact, Lead.status, Lead.arrived_at, Lead.unit_id)
    query = select(*columns, User.name.label("holder"), Unit.name.label("unit"))
    return query.outerjoin(User, User.id == Lead.owner_id).join(Unit, Unit.id == Lead.unit_id)


def _lead(row, me: Scope, opened: bool) -> Known:
    if not _near(row.unit_id, me):
        return Known("lead", near=False)
    return Known(
        "lead",
        near=True,
        name=row.company,
        person=row.contact,
        status=row.status.label,
        holder=row.holder or "",
        unit=row.unit,
        at=f"{clock.local(row.arrived_at):%Y-%m-%d %H:%M}",
        url=f"/leads/{row.id}" if opened else "",
        running=row.status not in ENDED and (clock.now() - row.arrived_at).days <= LATELY_DAYS,
    )


def _people(user: User, number: str) -> list[Known]:
    if not number:
        return []
    query = _customer_rows(Contact.name.label("person")).join(Contact, Contact.customer_id == Customer.id)
    rows = db.session.execute(query.where(Contact.phone == number, Contact.active).limit(MOST)).all()
    return _told(user, "contact", rows)


def _customers(user: User, number: str, company: str) -> list[Known]:
    """Those with the number, and those with the name or one like it; each once."""
    rows = db.session.execute(_customer_rows().where(Customer.phone == number).limit(MOST)).all() if number else []
    called, named = _told(user, "customer", rows), _named(user, company) if company else []
    urls = {one.url for one in called if one.url}
    return [*called, *(one for one in named if one.url not in urls)]


def _named(user: User, company: str) -> list[Known]:
    hits = lookups.find(company, user)
    near = [
        Known(
            "customer",
            near=True,
            exact=hit.likeness is Likeness.SAME,
            name=hit.name,
            holder=hit.owner,
            unit=hit.unit,
            url=f"/customers/{hit.id}" if hit.readable else "",
        )
        for hit in sorted(hits.customers, key=lambda hit: hit.likeness)[:MOST]
    ]
    return near + ([Known("customer", near=False, exact=hits.outside is Likeness.SAME)] if hits.outside else [])


def _customer_rows(*more):
    query = select(
        Customer.id, Customer.name, Customer.unit_id, User.name.label("holder"), Unit.name.label("unit"), *more
    )
    return query.outerjoin(User, User.id == Customer.owner_id).outerjoin(Unit, Unit.id == Customer.unit_id)


def _told(user: User, kind: str, rows) -> list[Known]:
    me, opened = scope_of(user), _open_to(user, Customer, [row.id for row in rows])
    return [
        Known(
            kind,
            near=True,
            name=row.name,
            person=getattr(row, "person", ""),
            holder=row.holder or "",
            unit=row.unit or "",
            url=f"/customers/{row.id}" if row.id in opened else "",
        )
        if _near(row.unit_id, me)
        else Known(kind, near=False)
        for row in rows
    ]


def _open_to(user: User, model: type, ids) -> set[int]:
    """Those of the rows that the person may open."""
    if not ids:
        return set()
    return set(db.session.scalars(visible(model, user).where(model.id.in_(list(ids))).with_only_columns(model.id)))


def _near(unit_id: int | None, me: Scope) -> bool:
    return me.everything or unit_id in me.near
