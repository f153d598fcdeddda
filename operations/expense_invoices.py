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
    for line in lines:
        identity = identity_of(line.invoice_number)
        if identity and not _held(line, identity, by):
            taken.append(_refusal(line))
    if taken:
        raise Refused(taken)


def let_go(claim: ExpenseClaim, but: Sequence[int] = ()) -> None:
    """Let the invoices of a claim go that went back to its claimant, but those of these lines. Joins the transaction."""
    lines = select(ExpenseLine.id).where(ExpenseLine.claim_id == claim.id, ExpenseLine.id.not_in(list(but)))
    held = ExpenseInvoice.line_id.in_(lines), ExpenseInvoice.released_at.is_(None)
    going = update(ExpenseInvoice).where(*held).values(released_at=clock.now(), version=ExpenseInvoice.version + 1)
    db.session.execute(going.execution_options(synchronize_session="fetch"))


def _held(line: ExpenseLine, identity: str, by: User) -> bool:
    row = ExpenseInvoice(line_id=line.id, identity=identity, number=line.invoice_number, added_at=clock.now())
    row.added_by_id, row.read = by.id, {}
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        return False
    return True


def _refusal(line: ExpenseLine) -> Problem:
    message = N_("Invoice %(number)s was handed in on another line already.")
    remedy = N_("Check the number; an invoice is reimbursed once.")
    params = {"number": line.invoice_number}
    return Problem("A3.4", Kind.BLOCKS, message, remedy, "invoice_number", "invoice_taken", params)
