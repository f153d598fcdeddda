"""Reminders of clocks that run out: each sentence once per person and due date, however often the job runs."""

import datetime as dt

import clock
from extensions import db
from models import Closing, Customer, Opportunity, User
from operations import notify, transaction
from policy.reminders import Audience, entry_reminders
from queries.people import reviewers_of
from queries.registration import lapse_facts


def remind_of_entry(customer_id: int, today: dt.date) -> int:
    """Remind of a customer whose entry must be finished (A4.3); how many people heard something new."""
    with transaction():
        customer = db.session.get(Customer, customer_id)
        told = {"customer": customer.name, "due_on": customer.entry_due_on, "by": customer.created_by.name}
        told["free_on"] = lapse_facts(customer, today).free_on
        heard = 0
        for reminder in entry_reminders(customer.status, customer.entry_due_on, today):
            key = f"{reminder.event}:{customer.id}:{customer.entry_due_on}"
            for person in _audience(customer.created_by, reminder.audience):
                heard += notify(person.id, reminder.event, f"/customers/{customer.id}", key=key, **told)
        return heard


def _audience(enterer: User, audience: Audience) -> list[User]:
    if audience is Audience.REVIEWERS:
        return reviewers_of(enterer)
    return [enterer] if enterer.active else reviewers_of(enterer)


def remind_of_closing(closing_id: int) -> int:
    """Remind those who confirm that a closed opportunity waits for them (A6.7)."""
    with transaction():
        closing = db.session.get(Closing, closing_id)
        opportunity, since = closing.opportunity, clock.day_of(closing.closed_at)
        key, url = f"closing_unconfirmed:{closing.id}:{since}", f"/opportunities/{opportunity.id}"
        told = {"opportunity": opportunity.name, "by": closing.closed_by.name, "since_on": since}
        people = [one for one in reviewers_of(opportunity.owner) if one.id != closing.closed_by_id]
        return sum(notify(person.id, "closing_unconfirmed", url, key=key, **told) for person in people)


def remind_of_date(opportunity_id: int) -> int:
    """Remind the owner of an expected signing date that passed: the result may be known by now (A6.2, A6.7)."""
    with transaction():
        opportunity = db.session.get(Opportunity, opportunity_id)
        key, url = (
            f"expected_date_passed:{opportunity.id}:{opportunity.expected_on}",
            f"/opportunities/{opportunity.id}",
        )
        told = {"opportunity": opportunity.name, "expected_on": opportunity.expected_on}
        return notify(opportunity.owner_id, "expected_date_passed", url, key=key, **told)
