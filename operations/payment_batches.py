"""Payment batches: put together, exported for the bank, paid once, sent back in part (A3.4)."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select

import clock
from access import visible
from extensions import db
from models import ExpenseAdvance, ExpenseClaim, PayerAccount, PaymentBatch, PaymentBatchLine, Unit, User
from operations import Refused, Stale, expenses, flush_or, locked, notify, once, plain, record, refuse_if, transaction
from operations import advances as giving
from operations import expense_payments as paying
from operations.advances import facts_of
from operations.expense_approvals import need_reason
from operations.journal import GONE
from operations.numbering import numbered
from policy.advances import pay_out_problems
from policy.expenses import ClaimStatus, ClaimStep
from policy.paying import MOVES, BatchFacts, DueFacts, PayState, batch_problems, due_problems
from policy.problems import Kind, Problem
from policy.words import N_
from queries.organisation import companies
from queries.payment_batches import lines_of, payees, standing_payment, standing_payout, to_bank
from scopes import scope_of

NOTHING = Problem("A3.4", Kind.BLOCKS, N_("Nothing was chosen."), N_("Tick what is to be paid."), code="nothing")
TAKEN = Problem(
    "A3.4",
    Kind.BLOCKS,
    N_("Somebody has just put the same into another batch."),
    N_("Look at what is left."),
    code="taken",
)
RETIRED = Problem(
    "A3.4", Kind.BLOCKS, N_("The account of this batch is paid from no more."),
    N_("Cancel the batch and put it together for another account."), "payer_id", "payer_retired",
)  # fmt: skip
PAST = Problem(
    "A3.4", Kind.BLOCKS, N_("The money moves after the batch was made, and not in the future."),
    N_("Enter the day on which the bank paid."), "paid_on", "paid_when",
)  # fmt: skip


def make(
    by: User, payer_id: int, claim_ids: Iterable[int], advance_ids: Iterable[int], *, form_key: str = ""
) -> tuple[PaymentBatch, list[Problem]]:
    """Put approved claims and advances of one company into a batch that is paid from an account of it. What advances use
    up of a claim is settled on now. Comes back with why some of them were left. Raises ``Refused`` when nothing is left.
    """
    with transaction():
        sent = once(form_key, by.id)
        payer = locked(PayerAccount, payer_id)
        units = companies(scope_of(by).checked).get(payer.company_id)
        if units is None or payer.retired_at is not None:
            raise Refused([GONE])
        claim_ids, advance_ids = _known(ExpenseClaim, claim_ids, by), _known(ExpenseAdvance, advance_ids, by)
        lines: list[PaymentBatchLine] = []
        left: list[Problem] = []
        for claim_id in claim_ids:
            left += _take_claim(lines, locked(ExpenseClaim, claim_id), by, units)
        for advance_id in advance_ids:
            left += _take_advance(lines, locked(ExpenseAdvance, advance_id), by, units)
        batch = _batch(payer, lines, by) if lines else None
        if sent and batch:
            sent.location = f"/payments/{batch.id}"
        elif sent:
            db.session.delete(sent)
    if batch is None:  # only now: who was asked for an account, and what went back to its claimant, stays so
        raise Refused(left or [NOTHING])
    return batch, left


def _batch(payer: PayerAccount, lines: list[PaymentBatchLine], by: User) -> PaymentBatch:
    batch = PaymentBatch(company_id=payer.company_id, payer_id=payer.id, created_at=clock.now(), created_by_id=by.id)
    batch.total = _total(lines)
    numbered(batch, "FK")
    for line in lines:
        line.batch_id = batch.id
    db.session.add_all(lines)
    flush_or(TAKEN)
    record("batch_made", batch, by, after={"total": batch.total, "count": len(lines), "payer": payer.bank})
    return batch


def _known(model: type, ids: Iterable[int], by: User) -> list[int]:
    """Those of the ids of which the person may know, in the order in which all lock them."""
    seen = visible(model, by).where(model.id.in_(sorted(set(ids)))).with_only_columns(model.id)
    return sorted(db.session.scalars(seen))


def _take_claim(lines: list[PaymentBatchLine], claim: ExpenseClaim, by: User, units: list[int]) -> list[Problem]:
    due = claim.status is ClaimStatus.APPROVED and claim.removed_at is None and claim.unit_id in units
    own, batched = claim.claimant_id == by.id, standing_payment(claim.id) is not None
    account = payees([claim.claimant_id]).get(claim.claimant_id)
    facts = DueFacts(claim.number, due, own, batched, account is not None)
    amount = Decimal(0)
    if due and not own and not batched and expenses.went_back(claim, ClaimStep.PAYMENT, by):
        return list(due_problems(replace(facts, due=False)))
    if due and not own and not batched:
        amount = claim.accepted_total - giving.set_off(claim, by)
        facts = DueFacts(claim.number, due, own, batched, account is not None, pays=amount > 0)
    found = list(due_problems(facts))
    if not found:
        lines.append(_line(claim.claimant_id, amount, account, claim_id=claim.id))
    elif due and not own and not batched:
        giving.undo_set_off(claim, by)
        _ask_for_account(claim.claimant_id, claim.number, f"claim:{claim.id}")
    return found


def _take_advance(lines: list[PaymentBatchLine], advance: ExpenseAdvance, by: User, units: list[int]) -> list[Problem]:
    due = not list(pay_out_problems(facts_of(advance, by))) and advance.unit_id in units
    own, batched = advance.person_id == by.id, standing_payout(advance.id) is not None
    account = payees([advance.person_id]).get(advance.person_id)
    found = list(due_problems(DueFacts(advance.number, due or own, own, batched, account is not None)))
    if not found:
        lines.append(_line(advance.person_id, advance.amount, account, advance_id=advance.id))
    elif due and not batched:
        _ask_for_account(advance.person_id, advance.number, f"advance:{advance.id}")
    return found


def _ask_for_account(person_id: int, number: str, key: str) -> None:
    notify(person_id, "payee_account_wanted", "/account/bank", key=f"payee_account_wanted:{key}", number=number)


def _line(person_id: int, amount: Decimal, account, **subject: int) -> PaymentBatchLine:
    where = {name: getattr(account, name) if account else "" for name in ("holder", "bank", "account_number")}
    state = PayState.PENDING
    return PaymentBatchLine(person_id=person_id, amount=amount, state=state, **where, **subject)


def _total(lines: Iterable[PaymentBatchLine]) -> Decimal:
    return sum((one.amount for one in to_bank(lines)), Decimal(0))


def facts(deed: str, batch: PaymentBatch, by: User, lines: list[PaymentBatchLine]) -> BatchFacts:
    """Who wants to do what, for ``policy.paying``; the same facts offer the buttons."""
    standing = [one for one in lines if one.state is not PayState.LEFT_OUT]
    pending = sum(1 for one in lines if one.state is PayState.PENDING)
    return BatchFacts(deed, batch.status, any(one.person_id == by.id for one in standing), pending)


def _begin(deed: str, batch_id: int, by: User, version: int | None) -> tuple[PaymentBatch, list[PaymentBatchLine]]:
    batch = locked(PaymentBatch, batch_id, version)
    if batch.company_id not in companies(scope_of(by).checked):
        raise Refused([GONE])
    lines = lines_of(batch.id)
    refuse_if(batch_problems(facts(deed, batch, by, lines)))
    return batch, lines


def export(batch_id: int, by: User, *, version: int | None = None) -> PaymentBatch:
    """Fix what the bank is given; the file may then be fetched as often as needed. Raises ``Refused`` or ``Stale``."""
    with transaction():
        batch, lines = _begin("export", batch_id, by, version)
        if locked(PayerAccount, batch.payer_id).retired_at is not None:
            raise Refused([RETIRED])
        batch.status = MOVES["export", batch.status]
        batch.exported_at, batch.total, batch.digest = clock.now(), _total(lines), digest_of(lines)
        record("batch_exported", batch, by, after={"total": batch.total, "digest": batch.digest})
    return batch


def digest_of(lines: Iterable[PaymentBatchLine]) -> str:
    """The hash of the payments that the bank is given."""
    given = [(one.id, one.holder, one.account_number, one.bank, one.amount) for one in to_bank(lines)]
    return hashlib.sha256(json.dumps(plain(given), ensure_ascii=False).encode()).hexdigest()


def leave_out(batch_id: int, batch_line_id: int, by: User, reason: str) -> PaymentBatch:
    """Take one payment out of a batch that is being put together; it waits for another. Raises ``Refused``."""
    with transaction():
        batch, lines = _begin("leave_out", batch_id, by, None)
        line = _line_of(lines, batch_line_id)
        if line.state is not PayState.PENDING:
            raise Stale(line)
        need_reason(reason, "reason")
        _free(line, by, reason)
        batch.total = _total(lines)
        record("batch_left_out", batch, by, after={"total": batch.total, "line": line.id}, note=reason)
    return batch


def _line_of(lines: list[PaymentBatchLine], batch_line_id: int) -> PaymentBatchLine:
    line = next((one for one in lines if one.id == batch_line_id), None)
    if line is None:
        raise Refused([GONE])
    return line


def cancel(batch_id: int, by: User, reason: str, *, version: int | None = None) -> PaymentBatch:
    """Do not pay a batch; all of it waits for another. Raises ``Refused`` or ``Stale``."""
    with transaction():
        batch, lines = _begin("cancel", batch_id, by, version)
        need_reason(reason, "cancel_reason")
        for line in lines:
            if line.state is PayState.PENDING:
                _free(line, by, reason)
        batch.status = MOVES["cancel", batch.status]
        record("batch_cancelled", batch, by, note=reason)
    return batch


def _free(line: PaymentBatchLine, by: User, reason: str) -> None:
    if line.claim_id:
        giving.undo_set_off(locked(ExpenseClaim, line.claim_id), by)
    line.state, line.reason = PayState.LEFT_OUT, reason.strip()


def paid(batch_id: int, by: User, paid_on: dt.date, reference: str = "", *, version: int | None = None) -> PaymentBatch:
    """Record that the bank paid a batch: every claim and advance of it is paid once. Raises ``Refused`` or ``Stale``."""
    with transaction():
        company_id = db.session.scalar(select(PaymentBatch.company_id).where(PaymentBatch.id == batch_id))
        if company_id is not None:  # before the claims, as bookings lock it: two batches of one company do not cross
            locked(Unit, company_id, key_share=True)
        batch, lines = _begin("pay", batch_id, by, version)
        if not clock.day_of(batch.created_at) <= paid_on <= clock.today():
            raise Refused([PAST])
        if digest_of(lines) != batch.digest:
            message, remedy = N_("The payments are no longer those of the file."), N_("Cancel the batch.")
            raise Refused([Problem("A3.4", Kind.BLOCKS, message, remedy, code="digest_differs")])
        said = reference.strip() or batch.number
        for line in lines:
            if line.state is PayState.PENDING:
                _pay(line, by, paid_on, said)
        batch.status = MOVES["pay", batch.status]
        batch.paid_on, batch.paid_by_id, batch.reference = paid_on, by.id, reference.strip()
        record("batch_paid", batch, by, after={"paid_on": paid_on, "total": batch.total, "reference": reference})
    return batch


def _pay(line: PaymentBatchLine, by: User, paid_on: dt.date, reference: str) -> None:
    if line.claim_id:
        paying.paid_in_batch(locked(ExpenseClaim, line.claim_id), by, paid_on, reference, line.amount)
    else:
        advance = locked(ExpenseAdvance, line.advance_id)
        refuse_if(pay_out_problems(facts_of(advance, by)))
        giving.paid_out(advance, by, paid_on, reference)
    line.state = PayState.PAID


def returned(batch_id: int, batch_line_id: int, by: User, returned_on: dt.date, reason: str) -> PaymentBatchLine:
    """Record that the bank sent one payment of a paid batch back: its claim or advance waits for another batch, and the
    booking is turned round in the month that is open. Raises ``Refused`` or ``Stale``."""
    with transaction():
        _batch, lines = _begin("return", batch_id, by, None)
        line = _line_of(lines, batch_line_id)
        if line.state is not PayState.PAID:
            raise Stale(line)
        if line.claim_id:
            paying.sent_back(line.claim_id, by, returned_on, reason)
        else:
            need_reason(reason, "return_reason")
            giving.came_back(locked(ExpenseAdvance, line.advance_id), by, returned_on, reason)
            line.state, line.returned_on, line.reason = PayState.RETURNED, returned_on, reason.strip()
    return line
