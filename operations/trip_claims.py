"""A claim from a trip (A3.4): what the trip knows is written down, and every line rests on what was planned on it."""

from collections.abc import Sequence
from typing import Any

from models import ExpenseClaim, TripRequest, User
from operations import Refused, expense_lines, expenses, once, record, transaction
from operations.trips import opened
from policy.claims import EDITABLE
from policy.problems import Kind, Problem
from policy.words import N_
from queries.trips import claims_of

NOTHING = Problem(
    "A3.4", Kind.BLOCKS, N_("No line has an amount."), N_("Enter what was spent in at least one line."), code="no_lines"
)


def claim(trip_id: int, by: User, lines: Sequence[dict[str, Any]], *, form_key: str = "") -> ExpenseClaim:
    """Make a claim from one's own approved trip, or go on with the one that is open. Each of ``lines`` has category,
    spent_on, ended_on, from_city, city, amount, description and the activity that it rests on; progress and key value are
    taken over from that. Raises ``Refused``."""
    with transaction():
        sent = once(form_key, by.id)
        trip = opened("claim", trip_id, by)
        if not lines:
            raise Refused([NOTHING])
        target = _open_claim(trip) or _begun(trip, by)
        for values in lines:
            expense_lines.add(target.id, by, line_of(values, trip), take_over=True)
        if sent:
            sent.location = f"/expenses/{target.id}"
    return target


def line_of(values: dict[str, Any], trip: TripRequest) -> dict[str, Any]:
    """The columns of a line: it has to do with the customer of its activity, and with nobody where it has none."""
    activity = next((one for one in trip.activities if one.id == values["activity_id"]), None)
    related = {
        "relates_to_customer": bool(activity and activity.customer_id),
        "relates_to_action": activity is not None,
        "customer_id": activity.customer_id if activity else None,
        "activity_id": activity.id if activity else None,
    }
    empty = {"opportunity_id": activity.opportunity_id if activity else None}
    return empty | dict.fromkeys(("progress", "key_value", "invoice_number"), "") | values | related


def _open_claim(trip: TripRequest) -> ExpenseClaim | None:
    return next((one for one in claims_of(trip.id) if one.status in EDITABLE), None)


def _begun(trip: TripRequest, by: User) -> ExpenseClaim:
    values = {"purpose": trip.purpose, "period_from": trip.from_on, "period_to": trip.until_on}
    begun = expenses.create(by, values)
    begun.trip_id = trip.id
    record("linked_to_trip", begun, by, after={"trip": trip.number})
    return begun
