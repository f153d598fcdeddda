"""One of everything around a claim: invoice, question, trip, advance."""

import datetime as dt
from decimal import Decimal

import clock
from extensions import db
from models import (
    ExpenseAdvance,
    ExpenseClaim,
    ExpenseInvoice,
    ExpenseLine,
    LineQuestion,
    TripRequest,
    User,
)
from policy.trips import TripStatus
from policy.vouchers import InvoiceKind


def things_of(realm: str, owner: User, claim: ExpenseClaim, line: ExpenseLine) -> dict:
    """The things by noun, flushed."""
    now, today, here = clock.now(), clock.today(), {"unit_id": owner.unit_id}
    trip = TripRequest(
        number=f"CC-{realm}",
        traveller_id=owner.id,
        **here,
        purpose="拜访客户",
        cities="杭州",
        from_on=today,
        until_on=today + dt.timedelta(days=2),
        estimate=Decimal("2000"),
        advance_wanted=Decimal("1000"),
        status=TripStatus.SUBMITTED,
        created_at=now,
        submitted_at=now,
    )
    advance = ExpenseAdvance(number=f"JZ-{realm}", person_id=owner.id, **here, amount=Decimal("1000"), created_at=now)
    invoice = ExpenseInvoice(
        line_id=line.id,
        kind=InvoiceKind.DIGITAL_GENERAL,
        identity=f"2631000000000000{realm}",
        number=f"2631000000000000{realm}",
        total=line.amount,
        added_at=now,
        added_by_id=owner.id,
    )
    question = LineQuestion(
        claim_id=claim.id, line_id=line.id, round=1, question="与谁用餐？", asked_by_id=owner.id, asked_at=now
    )
    db.session.add_all([trip, advance, invoice, question])
    db.session.flush()
    return {
        "trip_requests": trip,
        "expense_advances": advance,
        "expense_invoices": invoice,
        "line_questions": question,
    }
