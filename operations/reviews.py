"""The review of new customers by department manager or assistant (A4.2)."""

import clock
from extensions import db
from models import Customer, CustomerReview, User
from operations import locked, notify, record, refuse_if, transaction
from policy import entry, reviewing
from policy.entry import MOVES, CustomerStatus, ReviewDecision


def approve(customer_id: int, version: int, by: User, note: str = "") -> Customer:
    """Approve a submitted customer: it counts from now on."""
    with transaction():
        customer = _decide("approve", customer_id, version, by, reasons=0)
        customer.approved_at = clock.now()
        _keep(customer, ReviewDecision.APPROVED, by, note, {})
        _tell("customer_approved", customer, by)
    return customer


def send_back(customer_id: int, version: int, by: User, note: str, field_reasons: dict[str, str]) -> Customer:
    """Return a submitted customer; ``field_reasons`` maps a field's name to what is wrong there.

    The days that it lay here do not count against the entry clock (A4.3).
    """
    field_reasons = {field: reason for field, reason in field_reasons.items() if reason}
    with transaction():
        customer = _decide("return", customer_id, version, by, reasons=len(field_reasons) + bool(note))
        sent = clock.day_of(customer.submitted_at or clock.now())
        customer.entry_due_on = entry.due_after_return(customer.entry_due_on, sent, clock.today())
        _keep(customer, ReviewDecision.RETURNED, by, note, field_reasons)
        _tell("customer_returned", customer, by, reason=note or next(iter(field_reasons.values())))
    return customer


def _decide(verb: str, customer_id: int, version: int, by: User, reasons: int) -> Customer:
    customer = locked(Customer, customer_id, version)
    own = by.id in (customer.owner_id, customer.created_by_id)
    refuse_if(reviewing.review_problems(reviewing.ReviewFacts(verb, customer.status, own, reasons)))
    customer.status = MOVES[verb, customer.status]
    return customer


def _keep(customer: Customer, decision: ReviewDecision, by: User, note: str, reasons: dict[str, str]) -> None:
    review = CustomerReview(customer_id=customer.id, decision=decision, note=note, field_reasons=reasons)
    review.by_id, review.at = by.id, clock.now()
    db.session.add(review)
    after = {"status": customer.status, **({"reasons": reasons} if reasons else {})}
    record(decision.value, customer, by, before={"status": CustomerStatus.SUBMITTED}, after=after, note=note)


def _tell(event: str, customer: Customer, by: User, **params: str) -> None:
    about = {"by": by.name, "customer": customer.name, **params}
    for person in {customer.owner_id, customer.created_by_id} - {None, by.id}:
        notify(person, event, f"/customers/{customer.id}", key=f"{event}:{customer.id}:{customer.version}", **about)
