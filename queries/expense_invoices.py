"""The invoices of expense lines as their checks see them (A3.4)."""

from collections.abc import Sequence

from sqlalchemy import select

from extensions import db
from models import ExpenseInvoice, ExpenseLine
from policy.vouchers import InvoiceFacts


def facts_of(lines: Sequence[ExpenseLine]) -> dict[int, tuple[InvoiceFacts, ...]]:
    """The invoices held by each line, by line id, in one or two selects."""
    ids = sorted(line.id for line in lines if line.id)
    if not ids:
        return {}
    held = select(ExpenseInvoice).where(ExpenseInvoice.line_id.in_(ids), ExpenseInvoice.released_at.is_(None))
    found: dict[int, tuple[InvoiceFacts, ...]] = {}
    for row in db.session.scalars(held.order_by(ExpenseInvoice.id)):
        found[row.line_id] = (*found.get(row.line_id, ()), _facts(row))
    return found


def _facts(row: ExpenseInvoice) -> InvoiceFacts:
    return InvoiceFacts(
        number=row.number,
        total=row.total,
        issued_on=row.issued_on,
        buyer=row.buyer,
        buyer_tax_number=row.buyer_tax_number,
        from_file=row.attachment_id is not None,
        differing=tuple(row.read.get("differing", ())),
        problem=row.problem,
    )
