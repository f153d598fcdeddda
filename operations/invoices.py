"""Invoices (A9.4): issued on a contract, corrected by a red-letter one; never edited."""

import datetime as dt
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

import clock
import identifiers
from extensions import db
from models import Contract, Invoice, Milestone, User
from operations import flush_or, locked, once, record, refuse_if, transaction
from operations.ledger import lock_customer, owe, release, restate, take_over
from policy.invoicing import (
    NUMBER_TAKEN,
    CorrectionFacts,
    InvoiceFacts,
    correction_problems,
    invoice_problems,
    number_problems,
    tax_of,
)
from queries.ledgers import INVOICED, room_of_contract, room_of_milestone


@dataclass(frozen=True)
class InvoiceWords:
    """What an invoice says. ``tax`` is part of ``amount``."""

    number: str
    issued_on: dt.date
    due_on: dt.date
    amount: Decimal
    tax: Decimal
    note: str = ""
    code: str = ""


def bare(reference: str) -> str:
    """A number or bank reference as it is compared: without blanks, full-width or small letters."""
    return "".join(unicodedata.normalize("NFKC", identifiers.clean(reference)).split()).upper()


def issue(
    contract_id: int, says: InvoiceWords, by: User, *, milestone_id: int | None = None, form_key: str = ""
) -> Invoice:
    """Record an invoice on a contract; money held for its milestone is set against it at once. Raises ``Refused``."""
    with transaction():
        form = once(form_key, by.id)
        contract = _lock(contract_id)
        milestone = locked(Milestone, milestone_id) if milestone_id else None
        named = number_problems(bare(says.number), bare(says.code))
        refuse_if([*named, *invoice_problems(_facts(contract, milestone, says))])
        invoice = _written(contract, says, by, milestone.id if milestone else None)
        owe(invoice, says.amount)
        db.session.add(invoice)
        flush_or(NUMBER_TAKEN)
        taken = take_over(milestone, invoice, by) if milestone else Decimal(0)
        restate(contract.id, by=by)
        said = {"number": invoice.number, "amount": invoice.amount, "due_on": invoice.due_on, "settled": taken}
        record("invoice_issued", invoice, by, after=said)
        if form is not None:
            form.location = f"/invoices/{invoice.id}"
    return invoice


def _lock(contract_id: int) -> Contract:
    lock_customer(db.session.get(Contract, contract_id).customer_id)
    return locked(Contract, contract_id)


def _facts(contract: Contract, milestone: Milestone | None, says: InvoiceWords) -> InvoiceFacts:
    foreign = milestone is not None and milestone.contract_id != contract.id
    return InvoiceFacts(
        signed=contract.status in INVOICED,
        amount=says.amount,
        tax=says.tax,
        issued_on=says.issued_on,
        due_on=says.due_on,
        today=clock.today(),
        room=room_of_contract(contract),
        milestone_room=None if milestone is None else Decimal(0) if foreign else room_of_milestone(milestone),
    )


def _written(contract: Contract, says: InvoiceWords, by: User, milestone_id: int | None) -> Invoice:
    return Invoice(
        number=bare(says.number),
        code=bare(says.code),
        contract_id=contract.id,
        customer_id=contract.customer_id,
        unit_id=contract.unit_id,
        milestone_id=milestone_id,
        issued_on=says.issued_on,
        due_on=says.due_on,
        amount=says.amount,
        tax=says.tax,
        corrected=Decimal(0),
        settled=Decimal(0),
        open=Decimal(0),
        note=says.note,
        by_id=by.id,
        at=clock.now(),
    )


def correct(
    invoice_id: int,
    number: str,
    issued_on: dt.date,
    amount: Decimal,
    reason: str,
    by: User,
    *,
    code: str = "",
    form_key: str = "",
) -> Invoice:
    """Take an amount off an invoice by a red-letter one; what was paid beyond the rest goes back to its collections.

    The tax is corrected in proportion. It names the invoice that it corrects. Raises ``Refused``.
    """
    with transaction():
        form = once(form_key, by.id)
        contract = _lock(db.session.get(Invoice, invoice_id).contract_id)
        invoice = locked(Invoice, invoice_id)
        stands = invoice.amount - invoice.corrected
        red = invoice.corrects_id is not None
        facts = CorrectionFacts(red, amount, stands, issued_on, invoice.issued_on, clock.today(), reason)
        refuse_if([*number_problems(bare(number), bare(code)), *correction_problems(facts)])
        tax = tax_of(invoice.tax, invoice.amount, invoice.corrected, amount)
        says = InvoiceWords(number, issued_on, issued_on, -amount, -tax, reason, code)
        row = _written(contract, says, by, invoice.milestone_id)
        row.corrects_id = invoice.id
        db.session.add(row)
        flush_or(NUMBER_TAKEN)
        freed = release(invoice, amount - invoice.open, by, issued_on)
        invoice.corrected += amount
        owe(invoice, -amount)
        restate(contract.id, by=by)
        said = {"number": row.number, "amount": -amount, "corrects": invoice.number, "freed": freed}
        record("invoice_corrected", row, by, after=said, note=reason)
        if form is not None:
            form.location = f"/invoices/{row.id}"
    return row
