"""The invoices that claims hold: each one once in the whole company, from the submission on (A3.4)."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

import clock
from extensions import db
from models import ExpenseClaim, ExpenseInvoice, ExpenseLine, User
from operations import Refused
from policy.problems import Kind, Problem
from policy.vouchers import bare_number, identity_of, is_same
from policy.words import N_
from queries.expense_invoices import holders

LOCK = 34
"""The room of the locks on eight figures; nothing else of the product takes locks by number."""


def hold(lines: Sequence[ExpenseLine], by: User) -> None:
    """Take hold of the invoices that lines name as their claim is handed in. Joins the running transaction. Raises
    ``Refused`` naming every invoice that another line holds, whosever it is."""
    naming: list[ExpenseInvoice] = []
    read = _read(lines)
    for line in lines:
        rows = read.get(line.id, [])
        typed = identity_of(line.invoice_number)
        if typed and not any(is_same(row.number, line.invoice_number) for row in rows):
            rows = [*rows, _typed(line, by)]
        naming += [row for row in rows if row.number]
    _one_after_the_other(naming)
    others: list = holders([row.number for row in naming])
    taken = []
    for row in naming:
        if any(other.line_id != row.line_id and is_same(other.number, row.number) for other in others) or not _held(
            row
        ):
            taken.append(_refusal(row.number))
        others.append(row)
    if taken:
        raise Refused(taken)


def let_go(claim: ExpenseClaim, but: Sequence[int] = ()) -> None:
    """Let the invoices of a claim go that went back to its claimant, but those of these lines; what was read from files
    stays with the line, for when it is handed in again. Joins the transaction."""
    lines = select(ExpenseLine.id).where(ExpenseLine.claim_id == claim.id, ExpenseLine.id.not_in(list(but)))
    held = ExpenseInvoice.line_id.in_(lines), ExpenseInvoice.released_at.is_(None)
    later = {"version": ExpenseInvoice.version + 1}
    typed = update(ExpenseInvoice).where(*held, ExpenseInvoice.attachment_id.is_(None))
    read = update(ExpenseInvoice).where(*held, ExpenseInvoice.attachment_id.is_not(None))
    for going in (typed.values(released_at=clock.now(), **later), read.values(identity="", bare_number="", **later)):
        db.session.execute(going.execution_options(synchronize_session="fetch"))


def _read(lines: Sequence[ExpenseLine]) -> dict[int, list[ExpenseInvoice]]:
    """What was read from the files of lines, by line."""
    found: dict[int, list[ExpenseInvoice]] = {}
    standing = ExpenseInvoice.line_id.in_([line.id for line in lines]), ExpenseInvoice.released_at.is_(None)
    for row in db.session.scalars(select(ExpenseInvoice).where(*standing).order_by(ExpenseInvoice.id)):
        found.setdefault(row.line_id, []).append(row)
    return found


def _typed(line: ExpenseLine, by: User) -> ExpenseInvoice:
    row = ExpenseInvoice(line_id=line.id, number=line.invoice_number, added_at=clock.now())
    row.added_by_id, row.read = by.id, {}
    return row


def _one_after_the_other(rows: Sequence[ExpenseInvoice]) -> None:
    """Let nobody else hold the same older invoices meanwhile: under its two numbers no unique key finds one twice. SQLite
    has one writer at a time anyway."""
    bare = sorted({bare_number(row.number) for row in rows} - {""})
    if bare and db.session.get_bind().dialect.name == "postgresql":
        for number in bare:
            db.session.execute(select(func.pg_advisory_xact_lock(LOCK, int(number))))


def _held(row: ExpenseInvoice) -> bool:
    try:
        with db.session.begin_nested():
            row.identity, row.bare_number = identity_of(row.number), bare_number(row.number)
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        return False
    return True


def _refusal(number: str) -> Problem:
    message = N_("Invoice %(number)s was handed in on another line already.")
    remedy = N_("Check the number; an invoice is reimbursed once.")
    params = {"number": number}
    return Problem("A3.4", Kind.BLOCKS, message, remedy, "invoice_number", "invoice_taken", params)
