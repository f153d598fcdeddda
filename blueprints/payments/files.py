"""Files: what the bank is given, and the journal for bookkeeping; as CSV and as a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response, abort, flash, send_file
from flask_babel import gettext as _

from access import requires
from blueprints.doors import go
from blueprints.payments import blueprint, company
from blueprints.payments.batches import batch_or_404
from blueprints.workbooks import Table, handed_out, workbook
from models import PaymentBatch
from policy.bookkeeping import MONTH
from policy.paying import BatchStatus
from policy.permissions import Permission
from queries.journal import booked
from queries.payment_batches import lines_of, to_bank

STARTS = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet takes a text for a formula."""


@blueprint.get("/<int:batch_id>/bank.<any(csv, xlsx):sort>")
@requires(Permission.PAY_EXPENSES)
def bank(batch_id: int, sort: str):
    """The payments of an exported batch for the bank."""
    batch = batch_or_404(batch_id)
    if batch.status not in {BatchStatus.EXPORTED, BatchStatus.PAID}:
        flash(_("Export the batch first: then what the bank is given stands fast."), "warning")
        return go(f"/payments/{batch_id}")
    heads = [_("No."), _("Payee"), _("Account"), _("Bank"), _("Amount (yuan)"), _("Purpose")]
    return _file(sort, Table(batch.number, heads, _payments(batch)), batch.number)


def _payments(batch: PaymentBatch) -> Iterable[Sequence]:
    for place, one in enumerate(to_bank(lines_of(batch.id)), 1):
        what = one.claim.number if one.claim else one.advance.number
        yield place, one.holder, one.account_number, one.bank, one.amount, f"{_('Expenses')} {what}"


@blueprint.get("/months/<month>/journal.<any(csv, xlsx):sort>")
@requires(Permission.PAY_EXPENSES)
def journal(month: str, sort: str):
    """What was booked in a month, entry by entry, for the bookkeeping."""
    if not MONTH.fullmatch(month):
        abort(404)
    company_id, _units = company.chosen()
    heads = [
        _("Booked on"),
        _("Happened on"),
        _("Voucher"),
        _("Text"),
        _("Account code"),
        _("Account title"),
        _("Category"),
    ]
    heads += [_("Department"), _("Debit"), _("Credit"), _("Reference")]
    return _file(sort, Table(month, heads, _entries(company_id, month)), f"{_('journal')}-{month}")


def _entries(company_id: int, month: str) -> Iterable[Sequence]:
    for one in booked(company_id, month):
        voucher, entry = one.voucher, one.entry
        subject = voucher.claim or voucher.advance
        category = _(entry.category.label) if entry.category else _(entry.side.label)
        text = f"{_('Booked back')}: {subject.number}" if voucher.reverses_id else subject.number
        days = voucher.booked_on, voucher.happened_on
        sides = category, entry.unit.name, entry.debit, entry.credit
        yield *days, voucher.id, text, one.code, one.title, *sides, voucher.reference


def _file(sort: str, table: Table, name: str) -> Response:
    if sort == "xlsx":
        return handed_out(workbook([table]), name)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.heads)
    writer.writerows([_plain(value) for value in row] for row in table.rows)
    content = io.BytesIO(text.getvalue().encode("utf-8-sig"))  # with its mark, or Excel takes it for GBK
    return send_file(content, "text/csv", as_attachment=True, download_name=f"{name}.csv", etag=False)


def _plain(value: object) -> object:
    """Text that no program takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS) else value
