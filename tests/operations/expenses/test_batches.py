"""Approved claims are paid together, once; what comes back waits again, and the books balance (A3.4)."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import (
    ExpenseAdvance,
    ExpenseClaim,
    ExpenseInvoice,
    ExpensePayment,
    JournalEntry,
    JournalVoucher,
    PaymentBatch,
)
from operations import Refused, advances, expense_payments, expense_undoing, journal, pay_accounts
from operations import payment_batches as batches
from policy.bookkeeping import BookSide, first_day, month_of, next_month
from policy.expenses import Category, ClaimStatus
from policy.paying import BatchStatus, PayState
from policy.trips import AdvanceStatus
from policy.vouchers import InvoiceKind
from queries.journal import booked, booked_lines, months
from queries.organisation import company_of
from queries.payment_batches import due_claims, lines_of
from tests.support.expenses import claim_in, codes, told

BANK = {"holder": "张三", "bank": "招商银行上海分行", "account_number": "6222 0212 3456 7894"}


@pytest.fixture
def payer(cast):
    pay_accounts.set_own(cast.sales1, BANK)
    company = company_of(cast.finance1.unit_id)
    return pay_accounts.add_payer(company, cast.finance1, BANK | {"account_number": "31000000001"})


@pytest.fixture
def claim(cast, payer):
    return claim_in(ClaimStatus.APPROVED, cast)


def batch_of(cast, payer, *claims, gifts=()):
    return batches.make(cast.finance1, payer.id, [one.id for one in claims], [one.id for one in gifts])[0]


def advance_for(cast, yuan, status=AdvanceStatus.APPROVED):
    row = ExpenseAdvance(number=f"JZ-{yuan}", person_id=cast.sales1.id, unit_id=cast.sales1.unit_id)
    row.amount, row.created_at, row.status = Decimal(yuan), clock.now(), AdvanceStatus.APPROVED
    db.session.add(row)
    db.session.commit()
    if status is AdvanceStatus.PAID:
        advances.pay_out(row.id, cast.finance1, clock.today())
    return row


def sums():
    """What stands on each side of the books, and that they balance."""
    found = {side: Decimal(0) for side in BookSide}
    for entry in db.session.scalars(select(JournalEntry).order_by(JournalEntry.id)):
        found[entry.side] += entry.debit - entry.credit
    assert sum(found.values()) == 0
    return {side: amount for side, amount in found.items() if amount}


def test_a_batch_pays_each_of_its_claims_once(cast, payer, claim):
    other = claim_in(ClaimStatus.APPROVED, cast)
    batch = batch_of(cast, payer, claim, other)
    assert batch.total == claim.accepted_total + other.accepted_total
    batches.export(batch.id, cast.finance1)
    batches.paid(batch.id, cast.finance2, clock.today())
    assert (claim.status, other.status) == (ClaimStatus.PAID, ClaimStatus.PAID)
    with pytest.raises(Refused) as caught:
        batches.paid(batch.id, cast.finance2, clock.today())
    assert codes(caught) == {"wrong_state"}
    assert len(db.session.scalars(select(ExpensePayment)).all()) == 2
    assert told(cast.sales1).count("expense_paid") == 2
    assert sums() == {BookSide.EXPENSE: batch.total, BookSide.BANK: -batch.total}


def test_what_is_in_a_batch_is_neither_paid_by_hand_nor_reopened_nor_batched_again(cast, payer, claim):
    batch = batch_of(cast, payer, claim)
    for deed in (
        lambda: expense_payments.pay(claim.id, cast.finance1, clock.today(), ""),
        lambda: expense_undoing.reopen(claim.id, cast.finance1),
        lambda: batch_of(cast, payer, claim),
    ):
        with pytest.raises(Refused) as caught:
            deed()
        assert codes(caught) == {"in_batch"}
    assert due_claims(cast.finance1, [claim.unit_id]) == []
    batches.cancel(batch.id, cast.finance1, "填错付款日")
    assert expense_undoing.reopen(claim.id, cast.finance1).status is ClaimStatus.IN_CHECK


def test_nobody_pays_a_batch_in_which_they_are(cast, payer):
    pay_accounts.set_own(cast.finance2, BANK)
    claim = claim_in(ClaimStatus.APPROVED, cast, claimant="finance2")
    with pytest.raises(Refused) as caught:
        batches.make(cast.finance2, payer.id, [claim.id], [])
    assert codes(caught) == {"own_payment"}
    batch = batch_of(cast, payer, claim)
    with pytest.raises(Refused) as caught:
        batches.export(batch.id, cast.finance2)
    assert codes(caught) == {"own_payment"}
    batches.export(batch.id, cast.finance1)
    with pytest.raises(Refused):
        batches.paid(batch.id, cast.finance2, clock.today())


def test_who_has_entered_no_account_is_left_and_told(cast, payer, claim):
    without = claim_in(ClaimStatus.APPROVED, cast, claimant="sales2")
    batch, left = batches.make(cast.finance1, payer.id, [claim.id, without.id], [])
    assert [line.claim_id for line in lines_of(batch.id)] == [claim.id]
    assert [problem.code for problem in left] == ["no_account"]
    assert "payee_account_wanted" in told(cast.sales2)


def test_another_companys_claim_is_not_paid_from_ours(cast, payer):
    pay_accounts.set_own(cast.jv_sales1, BANK)
    foreign = claim_in(ClaimStatus.APPROVED, cast, claimant="jv_sales1")
    with pytest.raises(Refused) as caught:
        batch_of(cast, payer, foreign)
    assert codes(caught) == {"not_due"}


def test_what_one_may_not_know_is_not_named(cast, payer, claim):
    draft = claim_in(ClaimStatus.DRAFT, cast, claimant="sales2")
    with pytest.raises(Refused) as caught:
        batch_of(cast, payer, draft)
    assert codes(caught) == {"nothing"}


def test_advances_are_set_off_when_the_batch_is_made_and_open_again_when_it_is_cancelled(cast, payer, claim):
    advance = advance_for(cast, 50, AdvanceStatus.PAID)
    batch = batch_of(cast, payer, claim)
    assert (batch.total, advance.settled) == (claim.accepted_total - 50, 50)
    batches.cancel(batch.id, cast.finance1, "重新合并")
    assert (claim.set_off, advance.settled, advance.status) == (0, 0, AdvanceStatus.PAID)


def test_a_claim_that_advances_use_up_is_settled_without_the_bank(cast, payer, claim):
    advance_for(cast, 9000, AdvanceStatus.PAID)
    batch = batch_of(cast, payer, claim)
    assert batch.total == 0
    batches.export(batch.id, cast.finance1)
    batches.paid(batch.id, cast.finance1, clock.today())
    assert claim.status is ClaimStatus.PAID
    left = 9000 - claim.accepted_total
    assert sums() == {BookSide.EXPENSE: claim.accepted_total, BookSide.ADVANCES: left, BookSide.BANK: Decimal(-9000)}


def test_a_batch_of_an_account_that_was_retired_meanwhile_goes_to_no_bank(cast, payer, claim):
    batch = batch_of(cast, payer, claim)
    pay_accounts.retire_payer(payer.id, cast.finance1)
    with pytest.raises(Refused) as caught:
        batches.export(batch.id, cast.finance1)
    assert codes(caught) == {"payer_retired"}
    batches.cancel(batch.id, cast.finance1, "账户已停用")
    assert due_claims(cast.finance1, [claim.unit_id])


def test_what_another_company_gave_is_not_set_off(cast, payer, claim):
    advance = advance_for(cast, 50)
    advance.unit_id, advance.status, advance.paid_on = cast.jv_sales1.unit_id, AdvanceStatus.PAID, clock.today()
    db.session.commit()
    batch = batch_of(cast, payer, claim)
    assert (batch.total, advance.settled) == (claim.accepted_total, 0)


def test_a_returned_payment_opens_its_claim_for_another_batch(cast, payer, claim):
    other = claim_in(ClaimStatus.APPROVED, cast)
    batch = batch_of(cast, payer, claim, other)
    batches.export(batch.id, cast.finance1)
    batches.paid(batch.id, cast.finance1, clock.today())
    line = lines_of(batch.id)[0]
    batches.returned(batch.id, line.id, cast.finance1, clock.today(), "账号与户名不符")
    assert (line.state, claim.status, other.status) == (PayState.RETURNED, ClaimStatus.APPROVED, ClaimStatus.PAID)
    with pytest.raises(Refused):
        batches.returned(batch.id, line.id, cast.finance1, clock.today(), "账号与户名不符")
    assert sums() == {BookSide.EXPENSE: other.accepted_total, BookSide.BANK: -other.accepted_total}
    again = batch_of(cast, payer, claim)
    batches.export(again.id, cast.finance1)
    batches.paid(again.id, cast.finance1, clock.today())
    assert claim.status is ClaimStatus.PAID


def test_a_claim_of_a_batch_that_is_sent_back_by_its_own_page_is_sent_back_in_the_batch(cast, payer, claim):
    batch = batch_of(cast, payer, claim)
    batches.export(batch.id, cast.finance1)
    batches.paid(batch.id, cast.finance1, clock.today())
    expense_payments.sent_back(claim.id, cast.finance1, clock.today(), "账户已销户")
    assert lines_of(batch.id)[0].state is PayState.RETURNED


def test_an_advance_is_paid_in_a_batch_and_waits_again_when_it_comes_back(cast, payer):
    advance = advance_for(cast, 800)
    batch = batch_of(cast, payer, gifts=[advance])
    with pytest.raises(Refused) as caught:
        advances.pay_out(advance.id, cast.finance1, clock.today())
    assert codes(caught) == {"in_batch"}
    batches.export(batch.id, cast.finance1)
    batches.paid(batch.id, cast.finance1, clock.today())
    assert advance.status is AdvanceStatus.PAID
    batches.returned(batch.id, lines_of(batch.id)[0].id, cast.finance1, clock.today(), "户名不符")
    assert (advance.status, advance.paid_on, sums()) == (AdvanceStatus.APPROVED, None, {})
    assert "advance_came_back" in told(cast.sales1)


def test_a_later_account_does_not_change_where_a_batch_goes(cast, payer, claim):
    batch = batch_of(cast, payer, claim)
    pay_accounts.set_own(cast.sales1, BANK | {"account_number": "45630000000"})
    assert lines_of(batch.id)[0].account_number == "6222021234567894"
    assert told(cast.sales1).count("payee_account_set") == 2


def open_books(cast, company: int):
    """Accounts for what is booked in these tests; the last one comes back."""
    for side, code in ((BookSide.EXPENSE, "6601"), (BookSide.BANK, "1002")):
        account = {"side": side, "category": None, "unit_id": None, "code": code, "title": code}
        kept = journal.set_account(company, cast.finance1, account)
    return kept


def test_a_closed_month_stays_closed_and_what_comes_later_is_booked_after_it(cast, payer, claim):
    company, this = company_of(cast.finance1.unit_id), month_of(clock.today())
    expense_payments.pay(claim.id, cast.finance1, clock.today(), "")
    voucher = db.session.scalars(select(JournalVoucher)).one()
    last = month_of(first_day(this).replace(day=1) - (first_day(next_month(this)) - first_day(this)))
    voucher.booked_on = first_day(last)
    db.session.commit()
    with pytest.raises(Refused) as caught:
        journal.close(company, last, cast.finance1)
    assert codes(caught) == {"no_book_account"}
    kept = open_books(cast, company)
    journal.close(company, last, cast.finance1)
    with pytest.raises(Refused):
        journal.close(company, last, cast.finance2)
    journal.remove_account(kept.id, cast.finance1)
    assert {row.code for row in booked(company, last)} == {"6601", "1002"}
    with pytest.raises(Refused) as caught:
        journal.close(company, this, cast.finance1)
    assert "month_runs" in codes(caught)


def test_an_open_month_is_closed_with_the_one_after_it(cast, payer, claim):
    company, this = company_of(cast.finance1.unit_id), month_of(clock.today())
    last = month_of(first_day(this) - dt.timedelta(days=1))
    before = month_of(first_day(last) - dt.timedelta(days=1))
    expense_payments.pay(claim.id, cast.finance1, clock.today(), "")
    db.session.scalars(select(JournalVoucher)).one().booked_on = first_day(before)
    db.session.commit()
    with pytest.raises(Refused) as caught:
        journal.close(company, last, cast.finance1)
    assert codes(caught) == {"no_book_account"}
    kept = open_books(cast, company)
    journal.close(company, last, cast.finance1)
    journal.remove_account(kept.id, cast.finance1)
    assert {row.code for row in booked(company, before)} == {"6601", "1002"}
    assert [(one.month, one.closed is not None) for one in months(company)] == [(last, True), (before, True)]


def test_of_an_invoice_that_is_claimed_in_part_a_part_of_the_tax_is_deducted(cast, payer, claim):
    line = next(line for line in claim.lines if line.category is Category.OFFICE)
    tax = {"amount": line.amount * 2 - 6, "tax": Decimal(6), "total": line.amount * 2}
    invoice = ExpenseInvoice(line_id=line.id, kind=InvoiceKind.DIGITAL_SPECIAL, added_at=clock.now(), **tax)
    invoice.added_by_id = cast.sales1.id
    db.session.add(invoice)
    db.session.commit()
    assert {one.tax for one in booked_lines([line])} == {3}


def test_of_many_who_batch_one_claim_at_once_one_does(app, cast, payer, claim):
    payer_id, claim_id, user_id = payer.id, claim.id, cast.finance1.id

    def attempt(_):
        with app.app_context():
            from models import User

            try:
                return bool(batches.make(db.session.get(User, user_id), payer_id, [claim_id], []))
            except Refused:
                return False
            finally:
                db.session.remove()

    db.session.commit()
    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, range(6))) == 1
    assert len(db.session.scalars(select(PaymentBatch)).all()) == 1


def test_a_batch_that_was_cancelled_pays_nothing(cast, payer, claim):
    batch = batch_of(cast, payer, claim)
    batches.export(batch.id, cast.finance1)
    batches.cancel(batch.id, cast.finance1, "账户余额不足")
    assert batch.status is BatchStatus.CANCELLED
    with pytest.raises(Refused):
        batches.paid(batch.id, cast.finance1, clock.today())
    assert db.session.get(ExpenseClaim, claim.id).status is ClaimStatus.APPROVED
