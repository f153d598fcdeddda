"""What waited for a decision under the first versions, asked under the one mechanism of approvals (A4.2, A6.7).

For the migration alone: content, route and seat are what the code of that time would have made of them, said here once
more in plain statements, because models and rules go on changing and what was moved does not.
"""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import JSON, Boolean, Connection, Date, Integer, String, column, insert, select, table, text

import clock
from columns import UTCDateTime

CHUNK = 1000
DAYS = 2
"""Working days after which a decision is late: the parameter is younger than what is moved, nobody changed it."""

WHY = {
    "customer": ("A4.2", "A new customer counts after manager or assistant checked customer, contact and phone."),
    "closing": ("A6.7", "Manager or sales assistant confirms that the record of a closed opportunity is complete."),
}
HEADS = ("department_manager", "general_manager")
STAND_IN = ("sales_management", "presidents_assistant", "vice_president", "president")
PARTNERS = ("joint_venture", "agent")


def move_waiting(connection: Connection, last: int) -> int:
    """Ask for the decision about every submitted customer and unconfirmed closing, numbered on from ``last``."""
    house = House(connection)
    for waiting in (_customers(connection), _closings(connection)):
        for chunk in waiting:
            _ask(connection, house, chunk, last)
            last += len(chunk)
    return last


class Waiting(NamedTuple):
    """One thing that somebody submitted and nobody has decided about. ``barred``: whose work it is."""

    kind: str
    subject_id: int
    customer_id: int
    title: str
    unit_id: int
    asked_by: int
    asked_at: dt.datetime
    barred: frozenset[int]
    content: dict[str, Any]


def _columns(of: str, /, **types: Any):
    return table(of, *(column(key, kind) for key, kind in types.items()))


NUMBERS = {"id": Integer, "unit_id": Integer, "owner_id": Integer}
CHECKED = ("name", "credit_code", "province", "city", "industry", "phone", "address")
CUSTOMERS = _columns(
    "customers",
    **NUMBERS,
    **dict.fromkeys((*CHECKED, "status"), String),
    created_by_id=Integer,
    created_at=UTCDateTime(),
    submitted_at=UTCDateTime(),
)
CONTACTS = _columns(
    "contacts", id=Integer, customer_id=Integer, name=String, title=String, phone=String, active=Boolean
)
OPPORTUNITIES = _columns("opportunities", **NUMBERS, customer_id=Integer, name=String)
CLOSINGS = _columns(
    "closings",
    id=Integer,
    opportunity_id=Integer,
    status=String,
    reason=String,
    result_on=Date,
    closed_at=UTCDateTime(),
    closed_by_id=Integer,
    confirmed_at=UTCDateTime(),
    sent_back_at=UTCDateTime(),
)
AUDIT = _columns(
    "audit_entries", id=Integer, subject_type=String, subject_id=Integer, verb=String, by_id=Integer, at=UTCDateTime()
)
AUDIT_OF = {"customer": ("customers", "submitted"), "closing": ("opportunities", "closed")}
PENDING = _columns(
    "approvals",
    **dict.fromkeys(("id", "version", "subject_id", "customer_id", "requested_by_id", "unit_id"), Integer),
    **dict.fromkeys(("kind", "title", "state", "fingerprint", "note"), String),
    **dict.fromkeys(("content", "before"), JSON),
    plain=Boolean,
    requested_at=UTCDateTime(),
)
OPEN = _columns(
    "approval_steps",
    **dict.fromkeys(("id", "approval_id", "position", "unit_id", "told_level"), Integer),
    **dict.fromkeys(("role", "clause", "why", "state", "opinion"), String),
    **dict.fromkeys(("params", "details"), JSON),
    **dict.fromkeys(("opened_at", "due_at"), UTCDateTime()),
    assistants=Boolean,
)
WHOSE = _columns("approval_barred", approval_id=Integer, user_id=Integer)


def _customers(connection: Connection) -> Iterator[list[Waiting]]:
    """The customers that were submitted, in bounded portions."""
    rows = select(CUSTOMERS).where(CUSTOMERS.c.status == "submitted").order_by(CUSTOMERS.c.id).limit(CHUNK)
    for chunk in _chunks(connection, rows, CUSTOMERS.c.id):
        people, asked = _people(connection, chunk), _asked(connection, "customer", [row.id for row in chunk])
        yield [_customer(row, people[row.id], *asked.get(row.id, (None, None))) for row in chunk]


def _customer(row, people: list[str], by_id: int | None, at: dt.datetime | None) -> Waiting:
    content = {field: getattr(row, field) or "" for field in CHECKED} | {"contacts": people}
    asked_by = by_id or row.owner_id or row.created_by_id
    barred = frozenset({row.owner_id, row.created_by_id, asked_by} - {None})
    at = row.submitted_at or at or row.created_at
    return Waiting("customer", row.id, row.id, row.name, row.unit_id, asked_by, at, barred, content)


def _people(connection: Connection, customers: list) -> dict[int, list[str]]:
    """The contacts of these customers as a reviewer reads them, each in one line."""
    rows = select(CONTACTS).where(CONTACTS.c.customer_id.in_([row.id for row in customers]), CONTACTS.c.active)
    said = defaultdict(list)
    for row in connection.execute(rows.order_by(CONTACTS.c.id)):
        said[row.customer_id].append(", ".join(part for part in (row.name, row.title, row.phone) if part))
    return said


def _closings(connection: Connection) -> Iterator[list[Waiting]]:
    """The closings that nobody confirmed or sent back, in bounded portions."""
    both = CLOSINGS.join(OPPORTUNITIES, OPPORTUNITIES.c.id == CLOSINGS.c.opportunity_id)
    subject = [OPPORTUNITIES.c[key] for key in ("unit_id", "owner_id", "customer_id", "name")]
    rows = select(*CLOSINGS.c, *subject).select_from(both).order_by(CLOSINGS.c.id).limit(CHUNK)
    rows = rows.where(CLOSINGS.c.confirmed_at.is_(None), CLOSINGS.c.sent_back_at.is_(None))
    for chunk in _chunks(connection, rows, CLOSINGS.c.id):
        asked = _asked(connection, "closing", [row.opportunity_id for row in chunk])
        yield [_closing(row, *asked.get(row.opportunity_id, (None, None))) for row in chunk]


def _closing(row, by_id: int | None, at: dt.datetime | None) -> Waiting:
    content = {"result": row.status, "reason": row.reason, "result_on": row.result_on.isoformat()}
    asked_by = by_id or row.closed_by_id
    barred = frozenset({row.owner_id, row.closed_by_id, asked_by})
    about = row.opportunity_id, row.customer_id, row.name, row.unit_id
    return Waiting("closing", *about, asked_by, at or row.closed_at, barred, content)


def _chunks(connection: Connection, rows, key) -> Iterator[list]:
    last = 0
    while chunk := connection.execute(rows.where(key > last)).all():
        yield chunk
        last = chunk[-1].id


def _asked(connection: Connection, kind: str, ids: list[int]) -> dict[int, tuple[int | None, dt.datetime]]:
    """Who asked last for the decision about each of these, and when, as far as the proof says."""
    subject_type, verb = AUDIT_OF[kind]
    rows = select(AUDIT.c.subject_id, AUDIT.c.by_id, AUDIT.c.at).order_by(AUDIT.c.id)
    rows = rows.where(AUDIT.c.subject_type == subject_type, AUDIT.c.subject_id.in_(ids), AUDIT.c.verb == verb)
    return {row.subject_id: (row.by_id, row.at) for row in connection.execute(rows)}


class House:
    """Who leads which unit, and who stands in for a whole company, on the day of the move."""

    def __init__(self, connection: Connection):
        units = connection.execute(text("SELECT id, path, kind FROM units")).all()
        self.partners = {unit.id for unit in units if unit.kind in PARTNERS}
        self.way = {unit.id: [int(part) for part in unit.path.split("/") if part] for unit in units}
        self.top = min(units, key=lambda unit: len(unit.path)).id if units else 0
        self.heads, self.stand_in = defaultdict(set), defaultdict(set)
        people = "SELECT u.id, u.unit_id, r.role FROM users u JOIN user_roles r ON r.user_id = u.id WHERE u.active"
        for person in connection.execute(text(people)):
            if person.role in HEADS:
                self.heads[person.unit_id].add(person.id)
            elif person.role in STAND_IN:
                self.stand_in[person.role, self.upwards(person.unit_id)[-1]].add(person.id)

    def upwards(self, unit_id: int) -> list[int]:
        """From the unit up to the root of its company: partners are companies of their own."""
        ids = self.way[unit_id] or [unit_id]
        innermost = max((place for place, unit in enumerate(ids) if unit in self.partners), default=0)
        return ids[innermost:][::-1]

    def seat(self, unit_id: int, barred: frozenset[int]) -> tuple[str, int]:
        """The role and unit that are asked: the nearest head whose own work it is not, else who stands in."""
        climb = self.upwards(unit_id)
        led = next((unit for unit in climb if self.heads[unit] - barred), None)
        if led is not None:
            return HEADS[0], led
        companies = dict.fromkeys((climb[-1], self.top))
        seats = ((role, company) for role in STAND_IN for company in companies)
        return next((seat for seat in seats if self.stand_in[seat] - barred), (HEADS[0], unit_id))


def _late(asked_at: dt.datetime) -> dt.datetime:
    day = clock.day_of(asked_at)
    return clock.start_of(clock.add_working_days(day, DAYS)) + (asked_at - clock.start_of(day))


def _fingerprint(one: Waiting) -> str:
    said = [one.kind, one.subject_id, one.content]
    said = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def _ask(connection: Connection, house: House, waiting: list[Waiting], last: int) -> None:
    """Keep these as pending approvals with an open step each."""
    approvals, steps, barred = [], [], []
    for number, one in enumerate(waiting, last + 1):
        role, unit_id = house.seat(one.unit_id, one.barred)
        clause, why = WHY[one.kind]
        about = {"kind": one.kind, "subject_id": one.subject_id, "customer_id": one.customer_id, "title": one.title}
        asked = {"requested_by_id": one.asked_by, "requested_at": one.asked_at, "unit_id": one.unit_id}
        approvals.append({"id": number, **about, **asked, "content": one.content, "fingerprint": _fingerprint(one)})
        step = {"id": number, "approval_id": number, "role": role, "unit_id": unit_id, "clause": clause, "why": why}
        details = {} if role == HEADS[0] else {"instead_of": HEADS[0]}
        steps.append(step | {"opened_at": one.asked_at, "due_at": _late(one.asked_at), "details": details})
        barred += [{"approval_id": number, "user_id": person} for person in sorted(one.barred)]
    same = {"version": 1, "state": "pending", "before": {}, "plain": False, "note": ""}
    connection.execute(insert(PENDING).values(same), approvals)
    open_ = {"position": 1, "assistants": True, "params": {}, "state": "open", "told_level": 0, "opinion": ""}
    connection.execute(insert(OPEN).values(open_), steps)
    connection.execute(insert(WHOSE), barred)
