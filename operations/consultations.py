"""Online consultations (A5): a visitor writes, marketing or the lead's holder answers. The thread is part of the lead.

Messages never touch the version of a lead: who has its form open is not made stale by a visitor who goes on writing.
"""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import func, select, update

import clock
import identifiers
from extensions import db
from models import Lead, LeadMessage, User
from operations import changes, locked, notify, once, record, refuse_if, transaction
from operations.inquiries import Source, take
from policy import inquiries as rules
from policy.leads import LeadChannel, LeadStatus
from queries.inquiries import screeners


def begin(values: Mapping[str, str], source: Source, thread_key: str) -> Lead:
    """A visitor's first message makes a lead with a thread; the same form sent twice leads to the same thread."""
    with transaction():
        lead = take(LeadChannel.CONSULTATION, values, source, thread_key)
        if not lead.messages:
            now = clock.now()
            db.session.add(LeadMessage(lead_id=lead.id, body=lead.words, at=now))
            _count(lead, unread=1, asked_at=now)
        return lead


def ask(lead_id: int, body: str) -> LeadMessage:
    """The visitor writes on, whatever became of the lead; who holds it, or answered last, is told."""
    with transaction():
        lead = locked(Lead, lead_id)
        latest = _latest(lead_id)
        again = clock.now() - dt.timedelta(minutes=rules.SAME_WORDS_MINUTES)
        if latest and latest.by_id is None and latest.body == body and latest.at > again:
            return latest
        refuse_if(rules.message_problems(body, _written_by_visitor(lead_id)))
        return _from_visitor(lead, body)


def leave_contact(lead_id: int, values: Mapping[str, str]) -> Lead:
    """The visitor says who and where they are. What the lead does not know yet is filled in; what it knows otherwise
    stays, and what was said stands in the thread. Raises ``Refused`` when nobody could be reached by it."""
    with transaction():
        lead = locked(Lead, lead_id)
        refuse_if(rules.reach_problems(values.get("phone", ""), values.get("email", "")))
        refuse_if(rules.message_problems("·", _written_by_visitor(lead_id)))
        said = " · ".join(value for value in values.values() if value)
        if (latest := _latest(lead_id)) and latest.body == said:
            return lead
        new = {name: value for name, value in values.items() if value and not getattr(lead, name)}
        before, after = changes(lead, new)
        lead.name_key = identifiers.name_key(lead.company)
        record("consultation_contact", lead, None, before=before, after=after)
        _from_visitor(lead, said)
        return lead


def answer(lead_id: int, body: str, by: User, form_key: str = "") -> LeadMessage:
    """Somebody of ours answers; the visitor no longer waits."""
    with transaction():
        form = once(form_key, by.id, f"/leads/{lead_id}/consultation")
        lead = locked(Lead, lead_id)
        refuse_if(rules.message_problems(body, 0))
        message = LeadMessage(lead_id=lead.id, by_id=by.id, body=body, at=clock.now())
        db.session.add(message)
        _count(lead, unread=0, asked_at=None)
        record("consultation_answered", lead, by)
        if form:
            form.location = f"/leads/{lead.id}/consultation"
        return message


def mark_read(lead_id: int, by: User) -> Lead:
    """Nothing needs to be answered: the visitor no longer counts as waiting."""
    with transaction():
        lead = locked(Lead, lead_id)
        if lead.unread_messages:
            _count(lead, unread=0, asked_at=None)
            record("consultation_read", lead, by)
        return lead


def _from_visitor(lead: Lead, body: str) -> LeadMessage:
    now = clock.now()
    message = LeadMessage(lead_id=lead.id, body=body, at=now)
    db.session.add(message)
    _count(lead, unread=lead.unread_messages + 1, asked_at=lead.asked_at or now)
    record("consultation_asked", lead, None)
    _tell(lead, body)
    return message


def _tell(lead: Lead, body: str) -> None:
    """Once for all that a visitor writes until somebody answers."""
    answers = select(func.max(LeadMessage.id)).where(LeadMessage.lead_id == lead.id, LeadMessage.by_id.is_not(None))
    stretch = db.session.scalar(answers) or 0
    who = lead.company or lead.contact or lead.phone or lead.email or "—"
    for person in _concerned(lead, stretch):
        key, url = f"lead:{lead.id}:asked:{stretch}", f"/leads/{lead.id}/consultation"
        notify(person.id, "consultation_asked", url, key=key, who=who, words=body[:80])


def _concerned(lead: Lead, last_answer: int) -> list[User]:
    """The holder, else who answered last; else who screens, except of a new lead, of which they know already."""
    if lead.owner is not None and lead.owner.active:
        return [lead.owner]
    answered = db.session.get(LeadMessage, last_answer) if last_answer else None
    if answered is not None and answered.by.active:
        return [answered.by]
    return [] if lead.status is LeadStatus.NEW else screeners(lead.unit_id)


def _count(lead: Lead, unread: int, asked_at: dt.datetime | None) -> None:
    """Past the version of the lead, which only counts what people change of it."""
    table = Lead.__table__
    db.session.flush()
    counted = update(table).where(table.c.id == lead.id).values(unread_messages=unread, asked_at=asked_at)
    db.session.execute(counted)
    db.session.refresh(lead, ["unread_messages", "asked_at"])


def _latest(lead_id: int) -> LeadMessage | None:
    newest = select(LeadMessage).where(LeadMessage.lead_id == lead_id).order_by(LeadMessage.id.desc()).limit(1)
    return db.session.scalar(newest)


def _written_by_visitor(lead_id: int) -> int:
    written = select(func.count(LeadMessage.id)).where(LeadMessage.lead_id == lead_id, LeadMessage.by_id.is_(None))
    return db.session.scalar(written)
