"""Files of invoices: read, kept with their line, and lines filled from them (A3.4)."""

import datetime as dt
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

import clock
from columns import LARGEST_AMOUNT
from extensions import db
from models import Attachment, ExpenseInvoice, ExpenseLine, User
from operations import Refused, attachments, expense_lines, once, plain, record, refuse_if, transaction
from operations.expenses import editable
from policy.expenses import Category, preset
from policy.problems import Kind, Problem
from policy.vouchers import FIELDS, InvoiceKind, full_number, guessed, identity_of, is_same, settled
from policy.words import N_
from queries.expenses import lines_of
from readers.running import Reading, read

NOTHING_READ = Problem(
    "A3.4", Kind.BLOCKS, N_("Nothing could be read from this file."),
    N_("Write a line by hand and add the file to it; it is looked at there."), "file", "nothing_read",
)  # fmt: skip
RED_LETTER = Problem(
    "A3.4", Kind.BLOCKS, N_("A red-letter invoice takes another one back; nothing is reimbursed for it."),
    N_("Hand in the invoice that stands."), "file", "red_letter",
)  # fmt: skip
NEAR = dt.timedelta(days=45)
AMOUNTS = ("amount", "tax", "total")


@dataclass(frozen=True)
class Filed:
    """What became of a file: the line on which it stands, whether that line is new, and what was read."""

    name: str
    line_id: int = 0
    new: bool = False
    invoice: ExpenseInvoice | None = None
    problems: tuple[Problem, ...] = ()


def look(file: FileStorage) -> tuple[FileStorage, Reading]:
    """Read a file before anything is locked: the file to be stored, and what it says."""
    content = file.stream.read()
    return FileStorage(io.BytesIO(content), filename=file.filename), read(content)


def put(line: ExpenseLine, file: FileStorage, reading: Reading, by: User) -> Attachment:
    """Store a file of a line with what was read from it. Joins the running transaction. Raises ``Refused`` for what no
    file may be; that it could not be read is no reason."""
    attachment = attachments.store(file, by, expense_line_id=line.id)
    if reading.sources or reading.problem:
        _note(line, attachment, reading, by)
    return attachment


def file_one(claim_id: int, file: FileStorage, by: User, *, form_key: str = "") -> Filed:
    """File an invoice on one's own open claim: on the line that names it, on the one it fits, or on a new one. A refusal
    comes back with the file's name; raises ``AlreadyDone``."""
    name = file.filename or ""
    kept, reading = look(file)
    try:
        with transaction():
            sent = once(form_key, by.id, f"/expenses/{claim_id}")
            editable(claim_id, by)
            taken, _differing = settled(reading.sources)
            line = _line_for(lines_of(claim_id), taken)
            new = line is None
            if line is None:
                refuse_if(_no_line(_amount(taken, "total")))
                line = expense_lines.add(claim_id, by, _values(taken))
            put(line, kept, reading, by)
            if not new and not line.invoice_number and full_number(taken):
                expense_lines.change(line.id, by, {**_standing(line), "invoice_number": full_number(taken)})
            if sent:
                sent.location = f"/expenses/{claim_id}"
        return Filed(name, line.id, new, line.invoices[-1] if line.invoices else None)
    except Refused as refusal:
        return Filed(name, problems=tuple(refusal.problems))


def _line_for(lines: list[ExpenseLine], taken: dict[str, str]) -> ExpenseLine | None:
    """The line that names this invoice, or one without any of the same amount and about the same day."""
    if not identity_of(full_number(taken)):
        return None
    named = (line for line in lines if is_same(line.invoice_number, full_number(taken)))
    issued, total = _day(taken), _amount(taken, "total")
    bare = (
        line
        for line in lines
        if not line.invoice_number and line.amount == total and issued and abs(line.spent_on - issued) <= NEAR
    )
    return next(named, None) or next(bare, None)


def _no_line(total: Decimal | None) -> list[Problem]:
    """Why no line is made of what was read."""
    if total is not None and total < 0:
        return [RED_LETTER]
    return [] if total and total <= LARGEST_AMOUNT else [NOTHING_READ]


def _values(taken: dict[str, str]) -> dict[str, Any]:
    category = guessed(taken)
    customer, action = preset(category)
    said = " · ".join(taken[name] for name in ("seller", "goods") if taken.get(name))
    return {
        "category": category,
        "spent_on": min(_day(taken) or clock.today(), clock.today()),
        "amount": _amount(taken, "total"),
        "invoice_number": full_number(taken),
        "city": "",
        "description": said,
        "relates_to_customer": customer,
        "relates_to_action": action,
        **dict.fromkeys(("customer_id", "opportunity_id", "activity_id")),
        **dict.fromkeys(("progress", "key_value"), ""),
    }


def _standing(line: ExpenseLine) -> dict[str, Any]:
    names = (*_values({"kind": Category.OTHER}), "ended_on", "from_city", "headcount", "kilometres")
    names = (*names, "currency", "foreign_amount", "rate")
    return {name: getattr(line, name) for name in names}


def _note(line: ExpenseLine, attachment: Attachment, reading: Reading, by: User) -> ExpenseInvoice:
    """Keep what was read: beside what another file of the same invoice said, or as an invoice of its own."""
    taken, _ = settled(reading.sources)
    number = full_number(taken)
    row = _same(line, number)
    if row is None:
        row = ExpenseInvoice(line_id=line.id, added_at=clock.now(), added_by_id=by.id, read={})
        db.session.add(row)
    sources = dict(row.read.get("sources", {}))
    for name, said in reading.sources.items():
        key = name if name not in sources or sources[name] == said else f"{name}:{attachment.id}"
        sources[key] = said
    by_name: dict[str, dict[str, str]] = {name.partition(":")[0]: said for name, said in reversed(sources.items())}
    taken, differing = settled(by_name)
    differing = {*differing, *_unequal(sources)}
    row.read = {"sources": sources, "differing": [name for name in FIELDS if name in differing]}
    row.attachment_id, row.problem = row.attachment_id or attachment.id, row.problem if row.number else reading.problem
    _take(row, taken)
    record("invoice_read", line, by, after=plain({"number": row.number, "file": attachment.id, "problem": row.problem}))
    return row


def _unequal(sources: dict[str, dict[str, str]]) -> set[str]:
    """Fields that two files of one kind give differently."""
    names = {name for said in sources.values() for name in said} & set(FIELDS)
    return {name for name in names if len({said[name] for said in sources.values() if said.get(name)}) > 1}


def _same(line: ExpenseLine, number: str) -> ExpenseInvoice | None:
    held = select(ExpenseInvoice).where(ExpenseInvoice.line_id == line.id, ExpenseInvoice.released_at.is_(None))
    rows = list(db.session.scalars(held.order_by(ExpenseInvoice.id)))
    return next((row for row in rows if is_same(row.number, number)), None)


def _take(row: ExpenseInvoice, taken: dict[str, str]) -> None:
    kind = taken.get("kind")
    row.kind = InvoiceKind(kind) if kind in set(InvoiceKind) else InvoiceKind.OTHER
    row.number, row.code, row.issued_on = full_number(taken), taken.get("code", ""), _day(taken)
    for name in ("seller", "seller_tax_number", "buyer", "buyer_tax_number", "check_code"):
        setattr(row, name, taken.get(name, ""))
    for name in AMOUNTS:
        setattr(row, name, _amount(taken, name))


def _day(taken: dict[str, str]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(taken.get("issued_on", ""))
    except ValueError:
        return None


def _amount(taken: dict[str, str], name: str) -> Decimal | None:
    return Decimal(taken[name]) if taken.get(name) else None
