"""The invoices that claims hold: each one once in the whole company, from the submission on (A3.4)."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

import clock
from extensions import db
from models import ExpenseClaim, ExpenseInvoice, ExpenseLine, User
from operations import Refused
from policy.problems import Kind, Problem
from policy.vouchers import identity_of
from policy.words import N_


def hold(lines: Sequence[ExpenseLine], by: User) -> None:
    """Take hold of the invoices that lines name as their claim is handed in. Joins the running transaction. Raises
    ``Refused`` naming every invoice that another line holds, whosever it is."""
    taken = []
    read = _read(lines)
    for line in lines:
        rows = read.get(line.id, [])
        typed = identity_of(line.invoice_number)
        if typed and typed not in {identity_of(row.number) for row in rows}:
            rows = [*rows, _typed(line, by)]
        taken += [_refusal(row.number) for row in rows if row.number and not _held(row)]
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
    for going in (typed.values(released_at=clock.now(), **later), read.values(identity="", **later)):
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


def _held(row: ExpenseInvoice) -> bool:
    try:
        with db.session.begin_nested():
            row.identity = identity_of(row.number)
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
