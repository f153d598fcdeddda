"""Naming a deputy, who decides for somebody who is away on these days (A3.3), and ending it before."""

import datetime as dt

import clock
from extensions import db
from models import Deputy, User
from operations import locked, notify, once, record, refuse_if, transaction
from operations.house import keep_still
from policy.deputies import deputy_problems, end_problems
from queries.deputies import deputy_facts, names_for


def name_deputy(user: User, deputy: User, from_on: dt.date, until_on: dt.date, by: User, form_key: str = "") -> Deputy:
    """``deputy`` decides for ``user`` on these days, the last one included. Raises ``Refused``."""
    with transaction():
        form = once(form_key, by.id, "/approvals/deputies")
        keep_still(User, user.id)
        refuse_if(deputy_problems(deputy_facts(user, deputy, from_on, until_on, by)))
        row = Deputy(user_id=user.id, deputy_id=deputy.id, from_on=from_on, until_on=until_on)
        row.by_id, row.at = by.id, clock.now()
        db.session.add(row)
        db.session.flush()
        if form:
            form.location = "/approvals/deputies"
        days = {"from_on": from_on, "until_on": until_on}
        record("deputy_named", row, by, after={"person": user.name, "with": deputy.name, **days})
        for person in {user.id, deputy.id} - {by.id}:
            event = "deputy_named" if person == deputy.id else "deputy_named_for_you"
            about = {"person": user.name, "deputy": deputy.name, **days}
            notify(person, event, "/approvals/deputies", key=f"deputy:{row.id}", **about)
    return row


def end(deputy_id: int, by: User) -> Deputy:
    """End a deputy's days now. Raises ``Refused``."""
    with transaction():
        row = locked(Deputy, deputy_id)
        refuse_if(end_problems(names_for(by, row.user), row.ended_at is not None))
        row.ended_at = clock.now()
        record("deputy_ended", row, by, after={"person": row.user.name, "with": row.deputy.name})
        if row.deputy_id != by.id:
            key = f"deputy_ended:{row.id}"
            notify(row.deputy_id, "deputy_ended", "/approvals/deputies", key=key, person=row.user.name)
    return row
