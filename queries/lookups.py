"""Is this one taken? Customers, contacts and leads that a term finds, named inside the asker's company alone (A8.1, A13).

Only reads; ``operations.lookups.look_up`` is the door, which counts and logs.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

import clock
import identifiers
from extensions import db
from models import Contact, Customer, Lead, LookUp, Unit, User
from policy.entry import CustomerStatus
from policy.leads import ENDED, LeadStatus
from policy.lookups import FUZZY, MOST, SHORTEST, Asked, Likeness, likeness
from policy.permissions import Permission
from queries import search
from queries.customers import alike_rows, recorded
from queries.pages import keyset
from queries.registration import kept
from scopes import Scope, scope_of

NAMESAKES = 200
"""Of so many contacts of one name those of the own company are picked."""
WALKED = 20_000
"""Among so many of the newest customers a term is looked for that the search index cannot narrow."""
FEW_UNITS = 8
VIEW_POOL = Permission.VIEW_POOL
OPEN_LEADS = [status for status in LeadStatus if status not in ENDED]


@dataclass(frozen=True)
class Hit:
    """One hit inside the asker's company. ``id`` is that of the customer or lead; ``person`` a contact's name.

    ``readable`` is whether the asker may open it.
    """

    id: int
    likeness: Likeness
    name: str
    owner: str
    unit: str
    at: dt.datetime
    status: Any
    own: bool = False
    pooled: bool = False
    readable: bool = False
    person: str = ""


@dataclass
class Hits:
    """What a question found, in groups. ``outside`` is all that is told of other companies: that one is recorded.

    ``kept_until`` is set while the name is free and kept for whoever was next in line.
    """

    term: str
    customers: list[Hit] = field(default_factory=list)
    contacts: list[Hit] = field(default_factory=list)
    leads: list[Hit] = field(default_factory=list)
    outside: Likeness | None = None
    more: bool = False
    kept_until: dt.datetime | None = None
    kept_for_me: bool = False

    @property
    def count(self) -> int:
        return len(self.customers) + len(self.contacts) + len(self.leads)

    @property
    def same(self) -> bool:
        """Whether the very company that was asked for is recorded."""
        found = [*self.customers, *self.contacts, *self.leads]
        return self.outside is Likeness.SAME or any(hit.likeness is Likeness.SAME for hit in found)


def asked_of(term: str) -> Asked:
    """What a typed term may stand for."""
    term = unicodedata.normalize("NFKC", term).strip()
    key, phone = identifiers.name_key(term), ""
    if re.fullmatch(r"[0-9+() -]{7,}", term):
        try:
            phone = identifiers.phone(term)
        except ValueError:
            phone = ""
    code = re.sub(r"[\s-]", "", term).upper()
    return Asked(key, code if re.fullmatch(r"[0-9A-Z]{18}", code) else "", phone)


def find(term: str, user: User) -> Hits:
    """Everything that a term finds, at most ``MOST`` of a group; the same ones first, then the newest."""
    asked, hits, me = asked_of(term), Hits(term), scope_of(user)
    if len(asked.key) < SHORTEST:
        return hits
    exact = list(db.session.execute(_customers().where(_is(asked)).limit(MOST + 1)))
    known = {row.id for row in exact}
    found = [row for row in exact if row.unit_id in me.near]
    parts, hits.more = _parts(term, me)
    found += [row for row in parts if row.id not in known]
    if len(asked.key) >= FUZZY and not asked.phone and len(found) <= MOST:
        known |= {row.id for row in found}
        alike = [row for row in alike_rows(term) if row.id not in known]
        found += [row for row in alike if row.unit_id in me.near]
        if any(row.unit_id not in me.near for row in alike):
            hits.outside = Likeness.SIMILAR
    contacts = _contacts(asked, term)
    if any(row.unit_id not in me.near for row in (*exact, *(contacts if asked.phone else ()))):
        hits.outside = Likeness.SAME
    contacts = [row for row in contacts if row.unit_id in me.near]
    wish = db.session.scalar(kept(asked.key, asked.code))
    if wish is not None:
        hits.kept_until, hits.kept_for_me = wish.reserved_until, wish.user_id == user.id
    leads = _leads(asked, me)
    hits.customers = [_hit(row, asked, me, row.phone) for row in found[:MOST]]
    hits.contacts = [_hit(row, asked, me, row.contact_phone, row.person) for row in contacts[:MOST]]
    hits.leads = sorted((_lead(row, asked, me) for row in leads[:MOST]), key=lambda hit: hit.likeness)
    hits.more = hits.more or max(map(len, (found, contacts, leads))) > MOST
    return hits


def _customers(*more: Any) -> Select:
    return recorded(*more).where(Customer.status != CustomerStatus.LAPSED)


def _is(asked: Asked):
    ways = [Customer.name_key == asked.key]
    ways += [Customer.credit_code == asked.code] if asked.code else []
    ways += [Customer.phone == asked.phone] if asked.phone else []
    return or_(*ways)


def _parts(term: str, me: Scope) -> tuple[list[Row], bool]:
    """Customers of the own company whose name holds the term, and whether only the newest were looked at.

    Few come from the search index; for what very many names hold, the newest customers are walked.
    """
    hits = search.look_up(term)
    if hits is None:
        return [], False
    units = sorted(me.near)
    if hits.ids is None and not re.search(r"\d{6}", term):
        return _walk(hits.where, units), True
    rows = _customers().where(hits.narrow(), _lies_in(units)).limit(MOST + 1)
    return list(db.session.execute(rows if hits.ids is None else rows.order_by(Customer.id.desc()))), False


def _lies_in(units: list[int]) -> ColumnElement[bool]:
    """Said like this, because `unit_id IN` would lead SQLite to whole units instead of what the rest narrows it to."""
    return func.coalesce(Customer.unit_id, 0).in_(units)


def _walk(where, units: list[int]) -> list[Row]:
    """Along the newest of every unit; or, where the company has many, along the newest of all."""
    if len(units) <= FEW_UNITS:
        sides = [and_(Customer.unit_id == unit, Customer.id > _floor(unit)) for unit in units]
        return keyset(_customers().where(where), Customer.id, Customer.id, sides=sides, size=MOST + 1).rows
    newest = select(func.max(Customer.id)).scalar_subquery()
    rows = _customers().where(where, _lies_in(units), Customer.id > newest - WALKED)
    return list(db.session.execute(rows.order_by(Customer.id.desc()).limit(MOST + 1)))


def _floor(unit: int):
    rows = select(Customer.id).where(Customer.unit_id == unit).order_by(Customer.id.desc())
    return func.coalesce(rows.offset(WALKED // FEW_UNITS).limit(1).correlate(None).scalar_subquery(), 0)


def _contacts(asked: Asked, term: str) -> list[Row]:
    """Contacts with this phone or of this very name, whatever company they are of."""
    mine = Contact.phone == asked.phone if asked.phone else Contact.name == identifiers.clean(term)
    ids = list(db.session.scalars(select(Contact.id).where(mine).limit(NAMESAKES)))
    if not ids:
        return []
    rows = _customers(Contact.name.label("person"), Contact.phone.label("contact_phone"))
    rows = rows.join(Contact, Contact.customer_id == Customer.id).where(Contact.id.in_(ids))
    return list(db.session.execute(rows.order_by(Contact.id.desc())))


def _leads(asked: Asked, me: Scope) -> list[Row]:
    """Leads that are being worked on in the own company: by name, part of it, or phone."""
    wanted = Lead.phone == asked.phone if asked.phone else Lead.name_key.contains(asked.key, autoescape=True)
    mine = Lead.status.in_(OPEN_LEADS), Lead.unit_id.in_(sorted(me.near))
    # The ids first, from an index that holds all of it; then the few rows.
    ids = sorted(db.session.scalars(select(Lead.id).where(*mine, wanted)), reverse=True)[: MOST + 1]
    if not ids:
        return []
    columns = (Lead.id, Lead.company.label("name"), Lead.name_key, Lead.phone, Lead.status, Lead.owner_id, Lead.unit_id)
    rows = select(*columns, Lead.taken_by_id, Lead.arrived_at.label("created_at"), User.name.label("owner"))
    rows = rows.add_columns(Unit.name.label("unit"), Lead.contact.label("person"))
    rows = rows.outerjoin(User, User.id == Lead.owner_id).outerjoin(Unit, Unit.id == Lead.unit_id)
    return list(db.session.execute(rows.where(Lead.id.in_(ids)).order_by(Lead.id.desc())))


def _hit(row: Row, asked: Asked, me: Scope, phone: str, person: str = "") -> Hit:
    own, pooled = row.owner_id == me.user_id, row.owner_id is None and row.status == CustomerStatus.APPROVED
    tag = likeness(asked, None if person else row.name_key, None if person else row.credit_code, (phone,))
    return Hit(
        id=row.id,
        likeness=tag,
        name=row.name,
        owner=row.owner or "",
        unit=row.unit or "",
        at=row.created_at,
        status=row.status,
        own=own,
        pooled=pooled,
        readable=own or me.everything or row.unit_id in me.managed or (pooled and VIEW_POOL in me.permissions),
        person=person,
    )


def _lead(row: Row, asked: Asked, me: Scope) -> Hit:
    return Hit(
        id=row.id,
        likeness=likeness(asked, row.name_key, None, (row.phone,)),
        name=row.name or row.person,
        owner=row.owner or "",
        unit=row.unit or "",
        at=row.created_at,
        status=row.status,
        own=row.owner_id == me.user_id,
        readable=me.everything or row.unit_id in me.managed or me.user_id in (row.owner_id, row.taken_by_id),
    )


def hit_of(customer_id: int, user: User) -> Hit | None:
    """A customer of the own company as a hit; None for one of others, or that holds no name."""
    me = scope_of(user)
    row = db.session.execute(_customers().where(Customer.id == customer_id)).first()
    return _hit(row, Asked(""), me, "") if row is not None and row.unit_id in me.near else None


def asked_today(user_id: int) -> int:
    """How many questions of today count for the person."""
    today = LookUp.user_id == user_id, LookUp.on == clock.today()
    return db.session.scalar(select(func.count(LookUp.id)).where(*today))


def last_question(user_id: int) -> LookUp | None:
    """The person's latest question of today."""
    today = LookUp.user_id == user_id, LookUp.on == clock.today()
    return db.session.scalar(select(LookUp).where(*today).order_by(LookUp.id.desc()).limit(1))
