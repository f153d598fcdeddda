"""Digests as their readers know of them: whose they are, which are still to be read or passed on, what is to be drawn (A3.3)."""

import datetime as dt

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload, selectinload

import clock
from access import visible
from extensions import db
from models import AssistantLink, Digest, DigestReader, Unit, User
from policy.digests import LOOKED_BACK, ReaderFacts
from policy.permissions import Permission
from policy.roles import HEADS
from queries.parameters import value
from queries.people import active_people, holding
from scopes import scope_of

DAY = dt.timedelta(days=1)


def heads_by_unit() -> dict[int, list[User]]:
    """The active managers of every active unit that has one, by unit."""
    found: dict[int, list[User]] = {}
    active = select(Unit.id).where(Unit.active)
    for head in active_people(select(User).where(User.id.in_(holding(HEADS)), User.unit_id.in_(active))):
        found.setdefault(head.unit_id, []).append(head)
    return found


def cut_off(day: dt.date) -> dt.datetime:
    """The moment at which the digest of a day is drawn; the next one goes on from there."""
    return clock.start_of(day) + dt.timedelta(hours=int(value("digest_hour", on=day)))


def days_to_draw(now: dt.datetime) -> list[dt.date]:
    """The days whose digests are due, from the last one drawn on (which may be unfinished); the latest last.

    Where none was drawn yet only the latest day is due.
    """
    today = clock.day_of(now)
    latest = today if now >= cut_off(today) else today - DAY
    last = db.session.scalar(select(func.max(Digest.day)))
    first = latest if last is None else max(last, latest - (LOOKED_BACK - 1) * DAY)
    return [first + place * DAY for place in range((latest - first).days + 1)]


def units_drawn(day: dt.date) -> set[int]:
    """The units whose digest of the day is there."""
    return set(db.session.scalars(select(Digest.unit_id).where(Digest.day == day)))


def digests(by: User, *, unit_id: int | None = None, show: str = "") -> Select:
    """The digests that somebody may know of; ``show`` "mine" is those that one is to read, "unread" those not yet read."""
    rows = visible(Digest, by)
    rows = rows.where(Digest.unit_id == unit_id) if unit_id else rows
    if show:
        rows = rows.where(_addressed(by, unread=show == "unread"))
    return rows.options(joinedload(Digest.unit), selectinload(Digest.readers).joinedload(DigestReader.user))


def _addressed(by: User, unread: bool) -> ColumnElement[bool]:
    mine = select(DigestReader.digest_id).where(DigestReader.user_id == by.id)
    return Digest.id.in_(mine.where(DigestReader.read_at.is_(None)) if unread else mine)


def unread_count(by: User) -> int:
    """How many digests somebody is to read."""
    rows = select(func.count()).select_from(DigestReader)
    return db.session.scalar(rows.where(DigestReader.user_id == by.id, DigestReader.read_at.is_(None)))


def assisted(by: User) -> Select:
    """The ids of the managers for whom somebody passes the day on."""
    return select(AssistantLink.manager_id).where(AssistantLink.assistant_id == by.id)


def relays(by: User, done: bool = False) -> Select:
    """The digests that somebody was asked to pass on: those still open, or those done or read meanwhile."""
    rows = select(DigestReader).where(DigestReader.relay_asked_at.is_not(None), DigestReader.user_id.in_(assisted(by)))
    settled = DigestReader.relayed_at.is_not(None) | DigestReader.read_at.is_not(None)
    if Permission.RELAY_DAY not in scope_of(by).permissions:
        rows = rows.where(DigestReader.id.is_(None))
    return rows.where(settled if done else ~settled).options(
        joinedload(DigestReader.user),
        joinedload(DigestReader.relayed_by),
        joinedload(DigestReader.digest).joinedload(Digest.unit),
    )


def relay_of(reader_id: int, by: User) -> DigestReader | None:
    """A reading that somebody was asked to pass on, or passed on."""
    rows = select(DigestReader).where(DigestReader.id == reader_id, DigestReader.user_id.in_(assisted(by)))
    if Permission.RELAY_DAY not in scope_of(by).permissions:
        return None
    return db.session.scalar(rows.options(joinedload(DigestReader.digest).joinedload(Digest.unit)))


def to_relay(digest: Digest, by: User) -> set[int]:
    """The ids of the readings of a digest that somebody is asked to pass on."""
    rows = relays(by).where(DigestReader.digest_id == digest.id).with_only_columns(DigestReader.id)
    return set(db.session.scalars(rows)) if Permission.RELAY_DAY in scope_of(by).permissions else set()


def open_relays(by: User) -> int:
    """How many digests somebody was asked to pass on and has not."""
    return db.session.scalar(select(func.count()).select_from(relays(by).with_only_columns(DigestReader.id).subquery()))


def reader_facts(row: DigestReader, by: User, note: str = "") -> ReaderFacts:
    """What the rules of reading and passing on are given."""
    helps = Permission.RELAY_DAY in scope_of(by).permissions
    return ReaderFacts(
        own=row.user_id == by.id,
        assists=helps and row.user_id in set(db.session.scalars(assisted(by))),
        read=row.read_at is not None,
        relayed=row.relayed_at is not None,
        note=note,
    )


def relay_due(base: dt.date) -> dt.datetime:
    """When a digest that is not read is passed on: at the hour of the parameter on the next working day."""
    day = clock.add_working_days(base, 1)
    return clock.start_of(day) + dt.timedelta(hours=int(value("digest_relay_hour", on=day)))


def neighbours(digest: Digest) -> tuple[int | None, int | None]:
    """The digests of the same unit before and after this one."""
    rows = select(Digest.id).where(Digest.unit_id == digest.unit_id)
    before = rows.where(Digest.day < digest.day).order_by(Digest.day.desc()).limit(1)
    after = rows.where(Digest.day > digest.day).order_by(Digest.day).limit(1)
    return db.session.scalar(before), db.session.scalar(after)
