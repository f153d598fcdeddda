"""One of everything around a claim: invoice, question, trip, advance, batch of payments."""

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
    PayerAccount,
    PaymentBatch,
    PaymentBatchLine,
    TripRequest,
    User,
)
from policy.trips import TripStatus
from policy.vouchers import InvoiceKind
from queries.organisation import company_of

ACCOUNT = {"bank": "中国银行上海分行", "account_number": "6216000000000001"}


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
    company = company_of(owner.unit_id)
    payer = PayerAccount(company_id=company, holder=f"公司{realm}", **ACCOUNT, by_id=owner.id, at=now)
    db.session.add_all([trip, advance, invoice, question, payer])
    db.session.flush()
    batch = PaymentBatch(number=f"FK-{realm}", company_id=company, payer_id=payer.id, total=advance.amount)
    batch.created_at, batch.created_by_id = now, owner.id
    where = {"holder": owner.name, **ACCOUNT}
    batch.lines = [PaymentBatchLine(advance_id=advance.id, person_id=owner.id, amount=advance.amount, **where)]
    db.session.add(batch)
    db.session.flush()
    return {
        "trip_requests": trip,
        "expense_advances": advance,
        "expense_invoices": invoice,
        "line_questions": question,
        "payment_batches": batch,
    }
