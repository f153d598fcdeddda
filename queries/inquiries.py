"""Who screens an inquiry, the number of who asks, the consultations that run, and the keys of websites (A5)."""

import hmac
from collections.abc import Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

import identifiers
from access import visible
from extensions import db
from models import ApiKey, Lead, LeadMessage, Unit, User
from policy.leads import ENDED
from policy.permissions import Permission
from policy.roles import PARTNER_KINDS, Role
from queries import organisation, people
from scopes import permissions_of

MOST_THREADS = 1000
"""Consultations that are looked at for a list: so many visitors never wait at once."""
MOST_SHOWN = 300
"""Messages of a thread that a page shows, the latest."""


def headquarters_id() -> int:
    """The unit that inquiries from the public doors belong to: the one at the top."""
    return db.session.scalar(select(Unit.id).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1))


def house_name() -> str:
    """What visitors call us: the name of the unit at the top."""
    return db.session.scalar(select(Unit.name).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1)) or ""


def screeners(unit_id: int) -> list[User]:
    """Who screens the leads of the unit's company: marketing, else business, else who manages there (A5)."""
    company = organisation.company_of(unit_id)
    partners = set(db.session.scalars(select(Unit.id).where(Unit.kind.in_(PARTNER_KINDS))))

    def of_company(person: User) -> bool:
        ids = [int(part) for part in person.unit.path.split("/") if part]
        return next((unit for unit in reversed(ids) if unit in partners), ids[0]) == company

    for roles in ((Role.MARKETING,), (Role.BUSINESS_MANAGER, Role.BUSINESS_ASSISTANT)):
        if found := [person for person in people.people_with(*roles) if of_company(person)]:
            return found
    return people.managers_of(company)


def number_of(typed: str) -> str:
    """A caller's number in the one way of writing; one that is none in our books is kept as it was typed."""
    typed = " ".join(identifiers.clean(typed).split())[:40]
    try:
        return identifiers.phone(typed)
    except ValueError:
        return typed


def thread(lead_id: int, after: int = 0) -> list[LeadMessage]:
    """The latest messages of a thread in the order of writing; only those after the message with the id ``after``."""
    newest = select(LeadMessage).where(LeadMessage.lead_id == lead_id, LeadMessage.id > after)
    newest = newest.options(joinedload(LeadMessage.by)).order_by(LeadMessage.id.desc())
    rows = db.session.scalars(newest.limit(MOST_SHOWN))
    return list(rows)[::-1]


def thread_of_visitor(thread_key: str) -> Lead | None:
    """The lead behind the secret address of a thread, by the hash of its token."""
    return db.session.scalar(select(Lead).where(Lead.thread_key == thread_key))


def asked(user: User) -> Select:
    """The consultations in which a visitor waits, as far as the person may see them; sort by ``asked_at``."""
    waiting = select(Lead.id).where(Lead.asked_at.is_not(None)).order_by(Lead.asked_at, Lead.id)
    return _among(waiting, user)


def answered(user: User) -> Select:
    """The running consultations in which nobody waits, among the newest; sort by ``arrived_at``."""
    quiet = select(Lead.id).where(Lead.thread_key.is_not(None), Lead.asked_at.is_(None))
    return _among(quiet.where(Lead.status.not_in(sorted(ENDED))).order_by(Lead.arrived_at.desc(), Lead.id.desc()), user)


def _among(threads: Select, user: User) -> Select:
    """In two steps, because SQLite would else begin with all the leads that nobody holds instead of the few threads."""
    return visible(Lead, user).where(Lead.id.in_(list(db.session.scalars(threads.limit(MOST_THREADS)))))


def asked_count(user: User) -> int:
    """How many visitors wait for an answer, counted up to 100."""
    return db.session.scalar(select(func.count()).select_from(asked(user).limit(100).subquery()))


def last_messages(lead_ids: Iterable[int]) -> dict[int, LeadMessage]:
    """The last message of each of these threads."""
    last = select(func.max(LeadMessage.id)).where(LeadMessage.lead_id.in_(list(lead_ids))).group_by(LeadMessage.lead_id)
    return {row.lead_id: row for row in db.session.scalars(select(LeadMessage).where(LeadMessage.id.in_(last)))}


def may_answer(lead: Lead, user: User) -> bool:
    """Whether the person answers the visitor: who holds the lead, or who takes inquiries (A5)."""
    return lead.owner_id == user.id or Permission.TAKE_LEADS in permissions_of(user)


def api_keys() -> list[ApiKey]:
    """Every key of websites, the newest first."""
    return list(db.session.scalars(select(ApiKey).order_by(ApiKey.id.desc())))


def working_key(key_hash: str) -> ApiKey | None:
    """The key with this hash, unless it was revoked. The hash is searched, so the time taken tells nothing of a key."""
    row = db.session.scalar(select(ApiKey).where(ApiKey.key_hash == key_hash, ApiKey.revoked_at.is_(None)))
    return row if row is not None and hmac.compare_digest(row.key_hash, key_hash) else None
