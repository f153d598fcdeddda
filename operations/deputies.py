"""Naming a deputy, who decides for somebody who is away on these days (A3.3), and ending it before."""

import datetime as dt

import clock
from extensions import db
from models import Deputy, User
from operations import locked, notify, once, record, refuse_if, transaction
from operations.house import keep_still
from policy.deputies import deputy_problems, end_problems
from queries.deputies import deputy_facts, names_for

PAGE = "/approvals/deputies"


def name_deputy(user: User, deputy: User, from_on: dt.date, until_on: dt.date, by: User, form_key: str = "") -> Deputy:
    """``deputy`` decides for ``user`` on these days, the last one included. Raises ``Refused``."""
    with transaction():
        form = once(form_key, by.id, PAGE)
        keep_still(User, user.id)
        refuse_if(deputy_problems(deputy_facts(user, deputy, from_on, until_on, by)))
        row = Deputy(user_id=user.id, deputy_id=deputy.id, from_on=from_on, until_on=until_on)
        row.by_id, row.at = by.id, clock.now()
        db.session.add(row)
        db.session.flush()
        if form:
            form.location = PAGE
        days = {"from_on": from_on, "until_on": until_on}
        record("deputy_named", row, by, after={"person": user.name, "with": deputy.name, **days})
        for person in {user.id, deputy.id} - {by.id}:
            event = "deputy_named" if person == deputy.id else "deputy_named_for_you"
            about = {"person": user.name, "deputy": deputy.name, **days}
            notify(person, event, PAGE, key=f"deputy:{row.id}", **about)
    return row


def end(deputy_id: int, by: User) -> Deputy:
    """End a deputy's days now. Raises ``Refused``."""
    with transaction():
        row = locked(Deputy, deputy_id)
        refuse_if(end_problems(names_for(by, row.user), row.ended_at is not None))
        finish(row, by)
        if row.deputy_id != by.id:
            tell_deputy(row)
    return row


def finish(row: Deputy, by: User, note: str = "") -> None:
    """The days of a deputy under lock are over. Joins the running transaction."""
    row.ended_at = clock.now()
    record("deputy_ended", row, by, after={"person": row.user.name, "with": row.deputy.name}, note=note)


def tell_deputy(row: Deputy) -> None:
    """Who was deputy hears that it is over. Joins the running transaction."""
    notify(row.deputy_id, "deputy_ended", PAGE, key=f"deputy_ended:{row.id}", person=row.user.name)
