"""Urgent events (A3.3): raised by anybody, told at once to who leads the person and who assists them, answered."""

import clock
from extensions import db
from models import UrgentEvent, User
from operations import locked, notify, once, record, refuse_if, transaction
from policy.urgent import handling_problems, raising_problems
from queries.people import reviewers_of
from queries.urgent_events import handling_facts, waiting_of

LONGEST_TOLD = 300


def raise_event(
    by: User, words: str, customer_id: int | None = None, form_key: str = ""
) -> tuple[UrgentEvent, list[str]]:
    """Say that something urgent has happened; gives back the event and the names of who was told, by mail too.

    ``customer_id`` is of a customer that the person may know of.
    """
    with transaction():
        form = once(form_key, by.id)
        refuse_if(raising_problems(words, waiting_of(by.id)))
        row = UrgentEvent(by_id=by.id, unit_id=by.unit_id, customer_id=customer_id, words=words.strip(), at=clock.now())
        db.session.add(row)
        db.session.flush()
        url = f"/urgent/{row.id}"
        if form:
            form.location = url
        told = reviewers_of(by)
        record("urgent_raised", row, by, after={"told": [person.name for person in told]}, note=row.words)
        for person in told:
            notify(person.id, "urgent_raised", url, key=f"urgent:{row.id}", by=by.name, words=row.words[:LONGEST_TOLD])
        return row, [person.name for person in told]


def handle(urgent_id: int, version: int, answer: str, by: User) -> UrgentEvent:
    """Answer an event: who raised it is told."""
    with transaction():
        row = locked(UrgentEvent, urgent_id, version)
        refuse_if(handling_problems(handling_facts(row, by, answer)))
        row.handled_at, row.handled_by_id, row.answer = clock.now(), by.id, answer.strip()
        record("urgent_handled", row, by, note=row.answer)
        said = {"by": by.name, "answer": row.answer[:LONGEST_TOLD]}
        notify(row.by_id, "urgent_handled", f"/urgent/{row.id}", key=f"urgent_handled:{row.id}", **said)
        return row
