"""Money once, never above what there is, and always in balance: also when many hands move it at once (A9.4)."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from models import (
    Allocation,
    AuditEntry,
    Collection,
    Contract,
    DueAmount,
    Invoice,
    Milestone,
    Notification,
    Receivable,
    Refund,
    User,
)
from operations import AlreadyDone, Refused, collections, invoices
from operations.invoices import InvoiceWords
from policy.contracting import ContractStatus
from policy.ledger import add_up, proposed
from queries.ledgers import invoices_of, movements_of, targets
from tests.support.money import collect, issue, ledger, new_contract, on

D = Decimal
WHY = "数量有误，客户退回两台设备"


@pytest.fixture
def finance(cast):
    return cast.finance1


@pytest.fixture
def contract(cast):
    return new_contract(cast.sales1, "10000", ["6000", "4000"])


def codes(call) -> list[str]:
    with pytest.raises(Refused) as refusal:
        call()
    return [problem.code for problem in refusal.value.problems]


def total(model, column) -> Decimal:
    return db.session.scalar(select(func.sum(column)).select_from(model)) or D(0)


def balanced() -> bool:
    """Whether every kept number is what its records add up to."""
    db.session.expire_all()
    for row in db.session.scalars(select(Receivable)):
        found = invoices_of(row.contract_id)
        sums = add_up(movement for movement, _cause in movements_of(row.contract_id, found))
        if (row.invoiced, row.collected) != (sums.invoiced, sums.collected):
            return False
        if row.open != sum((one.open for one in found), D(0)) or row.invoiced - row.collected != row.open - row.prepaid:
            return False
    return _things_balance() and _sums_due_balance()


def _things_balance() -> bool:
    for invoice in db.session.scalars(select(Invoice).where(Invoice.amount > 0)):
        parts = total_where(Allocation.amount, Allocation.invoice_id == invoice.id)
        red = -total_where(Invoice.amount, Invoice.corrects_id == invoice.id)
        if (invoice.settled, invoice.corrected) != (parts, red) or invoice.open != invoice.amount - red - parts:
            return False
    for money in db.session.scalars(select(Collection)):
        parts = total_where(Allocation.amount, Allocation.collection_id == money.id)
        back = total_where(Refund.amount, Refund.collection_id == money.id, Refund.withdrawn_at.is_(None))
        if (money.allocated, money.refunded) != (parts, back) or money.rest < 0:
            return False
    for milestone in db.session.scalars(select(Milestone)):
        used = total_where(Invoice.amount, Invoice.milestone_id == milestone.id)
        held = total_where(Allocation.amount, Allocation.milestone_id == milestone.id)
        if used < 0 or held < 0 or used > milestone.amount:
            return False
    return all(
        made.taken_back == -total_where(Allocation.amount, Allocation.reverses_id == made.id)
        for made in db.session.scalars(select(Allocation).where(Allocation.amount > 0))
    )


def _sums_due_balance() -> bool:
    added = select(Invoice.unit_id, Invoice.due_on, func.sum(Invoice.open)).where(Invoice.open > 0)
    kept = select(DueAmount.unit_id, DueAmount.due_on, DueAmount.open)
    return set(db.session.execute(added.group_by(Invoice.unit_id, Invoice.due_on)).tuples()) == set(
        db.session.execute(kept).tuples()
    )


def total_where(column, *conditions) -> Decimal:
    return db.session.scalar(select(func.sum(column)).where(*conditions)) or D(0)


def test_money_for_a_milestone_is_set_against_the_invoice_issued_for_it(contract, finance):
    first = contract.milestones[0]
    collect(contract, finance, 3000, on(first, 3000))
    assert ledger(contract) == (0, 3000, 0, 3000)
    invoice = issue(contract, finance, 6000, milestone=first)
    assert (invoice.settled, invoice.open) == (3000, 3000)
    assert ledger(contract) == (6000, 3000, 3000, 0)
    assert balanced()


def test_a_collection_larger_than_everything_open_leaves_a_prepayment(contract, finance):
    invoice = issue(contract, finance, 6000)
    found = targets([contract.id])
    parts = proposed(D(99999), [target for target, _row in found.values() if target.key[0] == "invoice"])
    row = collect(contract, finance, 99999, parts)
    assert (invoice.open, row.amount - row.allocated) == (0, 93999)
    assert ledger(contract) == (6000, 99999, 0, 93999)
    assert balanced()


def test_a_red_letter_invoice_frees_what_was_paid_beyond_the_rest(contract, finance):
    invoice = issue(contract, finance, 6000)
    row = collect(contract, finance, 5000, on(invoice, 5000))
    red = invoices.correct(invoice.id, "FP-RED-1", clock.today(), D(4000), WHY, finance)
    assert (invoice.corrected, invoice.settled, invoice.open, red.amount) == (4000, 2000, 0, -4000)
    assert ledger(contract) == (2000, 5000, 0, 3000)
    collections.refund(row.id, D(3000), clock.today(), "TK-1", WHY, finance)
    assert ledger(contract) == (2000, 2000, 0, 0)
    assert codes(lambda: collections.refund(row.id, D(1), clock.today(), "TK-2", WHY, finance)) == ["above_free"]
    assert codes(lambda: invoices.correct(invoice.id, "FP-RED-2", clock.today(), D(2001), WHY, finance)) == ["above"]
    assert balanced()


def test_an_allocation_is_taken_back_once_by_its_opposite(contract, finance):
    invoice = issue(contract, finance, 6000)
    row = collect(contract, finance, 5000, on(invoice, 5000))
    made = row.allocations[0].id
    collections.take_back(row.id, made, finance)
    assert (row.allocated, invoice.open) == (0, 6000)
    assert [part.amount for part in row.allocations] == [5000, -5000]
    assert codes(lambda: collections.take_back(row.id, made, finance)) == ["taken_back"]
    assert balanced()


def test_one_payment_for_two_contracts_is_shared_between_their_ledgers(contract, cast, finance):
    other = new_contract(cast.sales1, "5000", customer=contract.customer)
    here, there = issue(contract, finance, 6000), issue(other, finance, 5000)
    collect(contract, finance, 9000, on(here, 6000) | on(there, 2000), common=True)
    assert ledger(contract) == (6000, 6000, 0, 0)
    assert ledger(other) == (5000, 2000, 3000, 0)
    assert balanced()


def test_money_never_goes_to_another_customers_contract(contract, cast, finance):
    foreign = issue(new_contract(cast.sales1, "5000"), finance, 5000)
    assert codes(lambda: collect(contract, finance, 100, on(foreign, 100))) == ["foreign"]
    assert total(Collection, Collection.amount) == 0


@pytest.mark.parametrize("reference", ["ICBC-2026-0001", "icbc-2026-0001", " ICBC-2026 -0001", "ＩＣＢＣ-2026-0001"])
def test_one_bank_reference_exists_once_however_it_is_written(contract, finance, reference):
    collect(contract, finance, 100, reference="ICBC-2026-0001")
    assert codes(lambda: collect(contract, finance, 100, reference=reference)) == ["reference_taken"]
    assert total(Collection, Collection.amount) == 100


def test_the_same_form_sent_twice_is_carried_out_once(contract, finance):
    collect(contract, finance, 100, form_key="k1")
    with pytest.raises(AlreadyDone):
        collect(contract, finance, 100, form_key="k1")
    assert total(Collection, Collection.amount) == 100


def test_nothing_is_invoiced_before_the_contract_is_signed_or_beyond_it(cast, contract, finance):
    draft = new_contract(cast.sales1, "100", status=ContractStatus.APPROVED)
    assert codes(lambda: issue(draft, finance, 100)) == ["not_signed"]
    assert codes(lambda: issue(contract, finance, "10000.01")) == ["beyond_contract"]
    milestone = contract.milestones[1]
    assert codes(lambda: issue(contract, finance, "4000.01", milestone=milestone)) == ["beyond_milestone"]


def test_the_salesperson_hears_of_the_money_and_the_audit_names_it(contract, cast, finance):
    collect(contract, finance, 100)
    told = db.session.scalars(select(Notification).where(Notification.event == "collection_entered")).one()
    assert (told.user_id, told.params["amount"]) == (cast.sales1.id, "100.00")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "collection_entered")).one()
    assert (entry.by_id, entry.customer_id) == (finance.id, contract.customer_id)


def at_once(app, calls):
    """Each call in a thread with a session of its own: "won" or the codes of its refusal."""

    def one(call):
        with app.app_context():
            try:
                call(db.session.scalars(select(User).where(User.username == "finance1")).one())
                return "won"
            except Refused as refusal:
                return ",".join(problem.code for problem in refusal.problems)
            finally:
                db.session.remove()

    db.session.commit()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(one, calls))
    db.session.expire_all()
    return answers


def test_of_many_who_record_one_reference_at_once_one_does(app, contract, cast):
    contract_id = contract.id

    def call(by):
        return collect(db.session.get(Contract, contract_id), by, 100, reference="SAME")

    answers = at_once(app, [call] * 12)
    assert (answers.count("won"), answers.count("reference_taken")) == (1, 11)
    assert ledger(contract)[1] == 100


def test_many_who_settle_one_invoice_at_once_never_settle_more_than_is_open(app, contract, finance):
    invoice = issue(contract, finance, 1000)
    rows = [collect(contract, finance, 300) for _ in range(8)]
    part = on(invoice, 300)
    calls = [lambda by, i=row.id, v=row.version: collections.allocate(i, v, part, by) for row in rows]
    answers = at_once(app, calls)
    assert (answers.count("won"), answers.count("above_open")) == (3, 5)
    assert (invoice.settled, invoice.open) == (900, 100)
    assert balanced()


def test_correcting_paying_and_refunding_at_once_stays_in_balance(app, contract, finance):
    invoice = issue(contract, finance, 1000)
    rows = [collect(contract, finance, 400) for _ in range(4)]
    id_, part = invoice.id, on(invoice, 400)
    pay = [lambda by, i=r.id, v=r.version: collections.allocate(i, v, part, by) for r in rows]
    red = [lambda by, n=n: invoices.correct(id_, f"R{n}", clock.today(), D(300), WHY, by) for n in range(4)]
    back = [lambda by, i=r.id: collections.refund(i, D(400), clock.today(), f"T{i}", WHY, by) for r in rows]
    answers = at_once(app, [call for three in zip(pay, red, back, strict=True) for call in three])
    assert set(answers) <= {"won", "above", "above_free", "above_open", "above_rest", "stale"}
    assert sum(answer == "won" for answer in answers[1::3]) == 3
    assert balanced()


def test_two_refunds_with_one_reference_are_one(contract, finance):
    row = collect(contract, finance, 100)
    collections.refund(row.id, D(10), clock.today(), "TK-1", WHY, finance)
    assert codes(lambda: collections.refund(row.id, D(10), clock.today(), "tk-1", WHY, finance)) == ["reference_taken"]
    assert total(Refund, Refund.amount) == 10


def test_a_wrong_collection_is_withdrawn_stays_to_be_read_and_frees_its_reference(contract, finance):
    invoice = issue(contract, finance, 6000)
    row = collect(contract, finance, 5000, on(invoice, 4000), reference="ICBC-7")
    collections.withdraw(row.id, row.version, "记到了另一家客户名下", finance)
    assert (invoice.open, row.allocated, row.rest, row.amount) == (6000, 0, 0, 5000)
    assert ledger(contract) == (6000, 0, 6000, 0)
    assert codes(lambda: collections.withdraw(row.id, row.version, WHY, finance)) == ["withdrawn"]
    assert codes(lambda: collections.refund(row.id, D(1), clock.today(), "TK", WHY, finance)) == ["above_free"]
    again = collect(contract, finance, 500, on(invoice, 500), reference="icbc-7")
    assert again.reference == row.reference
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "collection_withdrawn")).one()
    assert entry.before["allocated"] == "4000.00"
    assert balanced()


def test_what_was_paid_back_is_not_withdrawn_before_its_refund_is(contract, finance):
    row = collect(contract, finance, 500)
    back = collections.refund(row.id, D(200), clock.today(), "TK-9", WHY, finance)
    assert codes(lambda: collections.withdraw(row.id, row.version, WHY, finance)) == ["paid_back"]
    collections.withdraw_refund(row.id, back.id, "退款录错了", finance)
    assert codes(lambda: collections.withdraw_refund(row.id, back.id, WHY, finance)) == ["withdrawn"]
    assert (row.rest, ledger(contract)) == (500, (0, 500, 0, 500))
    collections.refund(row.id, D(100), clock.today(), "TK-9", WHY, finance)
    assert balanced()


def test_an_allocation_of_which_a_part_was_freed_is_taken_back_only_for_the_rest(contract, finance):
    invoice = issue(contract, finance, 1000)
    row = collect(contract, finance, 1000, on(invoice, 300))
    collections.allocate(row.id, row.version, on(invoice, 700), finance)
    first, second = (part.id for part in row.allocations)
    invoices.correct(invoice.id, "R-1", clock.today(), D(800), WHY, finance)
    assert codes(lambda: collections.take_back(row.id, second, finance)) == ["taken_back"]
    collections.take_back(row.id, first, finance)
    assert (row.allocated, invoice.settled, invoice.open) == (0, 0, 200)
    assert balanced()


def test_money_may_come_before_the_contract_is_signed_or_there_is_any(cast, finance):
    draft = new_contract(cast.sales1, "1000", ["1000"], status=ContractStatus.APPROVED)
    early = collect(draft, finance, 400)
    assert (ledger(draft), early.rest) == ((0, 400, 0, 400), 400)
    common = collect(draft, finance, 100, common=True)
    draft.status = ContractStatus.SIGNED
    db.session.commit()
    invoice = issue(draft, finance, 1000)
    for row in (early, common):
        collections.allocate(row.id, row.version, on(invoice, row.rest), finance)
    assert (invoice.open, ledger(draft)) == (500, (1000, 500, 500, 0))
    assert balanced()


def test_the_last_red_letter_invoice_takes_the_rest_of_the_tax(contract, finance):
    words = InvoiceWords("24312000000000000077", clock.today(), clock.today(), D("100.00"), D("11.51"))
    invoice = invoices.issue(contract.id, words, finance)
    for n, amount in enumerate(("33.33", "33.33", "33.34")):
        invoices.correct(invoice.id, f"R{n}", clock.today(), D(amount), WHY, finance)
    assert total_where(Invoice.tax, Invoice.contract_id == contract.id) == 0
    assert (invoice.open, ledger(contract)) == (0, (0, 0, 0, 0))


def test_paper_invoices_with_one_number_and_two_codes_are_two(contract, finance):
    def paper(code):
        words = InvoiceWords("00012345", clock.today(), clock.today(), D(10), D(0), "", code)
        return invoices.issue(contract.id, words, finance)

    paper("3100231130"), paper("3100231131")
    assert codes(lambda: paper("3100231130")) == ["number_taken"]
    assert codes(lambda: paper("")) == ["code"]
