"""Who is away (A3.3, A5): leave and business trips, entered by oneself or by who leads; nothing is dispatched on leave."""

import datetime as dt

import clock
from extensions import db
from models import Absence, User
from operations import locked, notify, once, record, refuse_if, transaction
from operations.house import keep_still
from operations.waiting_leads import ring_for_waiting
from policy.absences import absence_problems, cancel_problems
from policy.dispatch import AbsenceKind
from queries.absences import absence_facts, cancel_facts


def enter(
    user: User,
    kind: AbsenceKind,
    from_on: dt.date,
    until_on: dt.date,
    by: User,
    note: str = "",
    form_key: str = "",
    *,
    place: str = "",
) -> Absence:
    """Enter days away, the last one included, of a business trip with its ``place`` (A3.2); refused where they share a
    day with an absence that stands."""
    with transaction():
        form = once(form_key, by.id, "/absences")
        # Two entries for one person wait for each other, so that they cannot overlap unseen.
        keep_still(User, user.id)
        refuse_if(absence_problems(absence_facts(user, from_on, until_on, by, kind, place)))
        days = {"kind": kind, "from_on": from_on, "until_on": until_on}
        days |= {"place": place.strip()} if kind is AbsenceKind.TRAVEL else {}
        row = Absence(user_id=user.id, **days, note=note, by_id=by.id, at=clock.now())
        db.session.add(row)
        db.session.flush()
        if form:
            form.location = "/absences"
        record("absence_entered", row, by, after={"person": user.name, **days}, note=note)
        _tell(row, by, "absence_entered")
        return row


def cancel(absence_id: int, version: int, by: User) -> Absence:
    """Take an absence back; what it kept away is tried again."""
    with transaction():
        row = locked(Absence, absence_id, version)
        refuse_if(cancel_problems(cancel_facts(row, by)))
        row.cancelled_at = clock.now()
        record("absence_cancelled", row, by, after={"person": row.user.name, "from_on": row.from_on})
        _tell(row, by, "absence_cancelled")
        ring_for_waiting()
        return row


def _tell(row: Absence, by: User, event: str) -> None:
    if row.user_id != by.id:
        told = {"by": by.name, "from_on": row.from_on, "until_on": row.until_on}
        notify(row.user_id, event, "/absences", key=f"{event}:{row.id}", mail=False, **told)
