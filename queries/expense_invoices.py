"""The invoices of expense lines as their checks see them (A3.4)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Row, and_, func, literal_column, select, union_all
from sqlalchemy.orm import aliased

from extensions import db
from models import Attachment, ExpenseInvoice, ExpenseLine
from policy.vouchers import InvoiceFacts, bare_number, identity_of, is_same


def facts_of(lines: Sequence[ExpenseLine], handed_in: bool) -> dict[int, tuple[InvoiceFacts, ...]]:
    """The invoices of each line, by line id, in at most two selects. Those of a claim that is
    ``handed_in`` are held by it, and so by nobody else."""
    ids = sorted(line.id for line in lines if line.id)
    held = select(ExpenseInvoice).where(ExpenseInvoice.line_id.in_(ids), ExpenseInvoice.released_at.is_(None))
    rows = list(db.session.scalars(held.order_by(ExpenseInvoice.id))) if ids else []
    named = {row.line_id for row in rows}
    typed = [(line.id, line.invoice_number) for line in lines if line.id not in named and line.invoice_number]
    free = [] if handed_in else [*(row.number for row in rows), *(number for _id, number in typed)]
    taken = holders(free)
    found: dict[int, tuple[InvoiceFacts, ...]] = {}
    for row in rows:
        found[row.line_id] = (*found.get(row.line_id, ()), _facts(row, taken))
    for line_id, number in typed:
        found[line_id] = (InvoiceFacts(number, used_elsewhere=_elsewhere(number, line_id, taken)),)
    return found


def holders(numbers: Iterable[str]) -> list[Row]:
    """The invoices that lines of anybody hold under one of these numbers, also with their code or without it:
    ``line_id number``."""
    identities = sorted({identity_of(number) for number in numbers} - {""})
    if not identities:
        return []
    bare = sorted({bare_number(number) for number in identities} - {""})
    held = ExpenseInvoice.released_at.is_(None), ExpenseInvoice.identity != literal_column("''")
    ways = [ExpenseInvoice.identity.in_(identities)]
    if bare:
        ways.append(and_(ExpenseInvoice.bare_number != literal_column("''"), ExpenseInvoice.bare_number.in_(bare)))
    parts = [select(ExpenseInvoice.id, ExpenseInvoice.line_id, ExpenseInvoice.number).where(*held, way) for way in ways]
    return list(db.session.execute(union_all(*parts) if len(parts) > 1 else parts[0]))


def same_files(lines: Sequence[ExpenseLine]) -> dict[int, int]:
    """How many lines of other claims, anybody's, carry a file of each line too, by line id."""
    ids = sorted(line.id for line in lines if line.id)
    if not ids:
        return {}
    theirs, line = aliased(Attachment), aliased(ExpenseLine)
    query = (
        select(Attachment.expense_line_id, func.count(theirs.expense_line_id.distinct()))
        .join(theirs, and_(theirs.sha256 == Attachment.sha256, theirs.expense_line_id.is_not(None)))
        .join(line, line.id == theirs.expense_line_id)
        .where(Attachment.expense_line_id.in_(ids), Attachment.removed_at.is_(None), theirs.removed_at.is_(None))
        .where(line.claim_id != lines[0].claim_id, line.removed_at.is_(None))
    )
    return dict(db.session.execute(query.group_by(Attachment.expense_line_id)).tuples().all())


def _elsewhere(number: str, line_id: int | None, taken: list[Row]) -> int:
    return len({row.line_id for row in taken if row.line_id != line_id and is_same(row.number, number)})


def _facts(row: ExpenseInvoice, taken: list[Row]) -> InvoiceFacts:
    return InvoiceFacts(
        number=row.number,
        used_elsewhere=_elsewhere(row.number, row.line_id, taken),
        total=row.total,
        amount=row.amount,
        issued_on=row.issued_on,
        buyer=row.buyer,
        buyer_tax_number=row.buyer_tax_number,
        from_file=row.attachment_id is not None,
        differing=tuple(row.read.get("differing", ())),
        problem=row.problem,
    )
