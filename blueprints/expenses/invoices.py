"""Invoices uploaded to a claim, several at once: each fills a line or becomes one. What was read of an invoice."""

import functools
import time

from flask import render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField

from access import requires, visible_or_404
from blueprints.doors import attempt, me, refused, shown
from blueprints.expenses import blueprint
from blueprints.expenses.showing import own_or_404
from blueprints.fields import NewForm
from models import ExpenseInvoice
from operations.invoice_files import Filed, file_one
from policy.permissions import Permission
from policy.problems import Kind, Problem
from policy.vouchers import FIELD_LABELS, ReadFrom, ReadProblem
from policy.words import N_

MOST_FILES, MOST_SECONDS = 20, 20
NO_FILE = Problem("", Kind.BLOCKS, N_("No file was chosen."), N_("Choose one and send it again."), "files", "no_file")
TOO_MANY = Problem(
    "", Kind.BLOCKS, N_("At most %(most)s files go at once."), N_("Send the rest afterwards."), "files", "too_many",
    {"most": MOST_FILES},
)  # fmt: skip


LATER = Problem(
    "", Kind.BLOCKS, N_("The files before it took too long to read."), N_("Send this one again by itself."), "files",
    "not_reached",
)  # fmt: skip


class InvoicesForm(NewForm):
    """The files of invoices."""

    files = MultipleFileField(_l("Invoices (XML, OFD, PDF or photographs)"))


@blueprint.get("/<int:claim_id>/invoices")
@requires(Permission.CLAIM_EXPENSES)
def invoices(claim_id: int):
    """Where invoices are dropped onto one's own claim."""
    return shown(*PAGES, claim=own_or_404(claim_id), form=InvoicesForm(formdata=None), filed=[])


@blueprint.post("/<int:claim_id>/invoices")
@requires(Permission.CLAIM_EXPENSES)
def add_invoices(claim_id: int):
    """Read and file them, each on its own: one that fails stops no other."""
    claim, form = own_or_404(claim_id), InvoicesForm()
    files = [file for file in form.files.data or () if file]
    if not form.validate() or not files or len(files) > MOST_FILES:
        form.problems = [] if form.errors else [TOO_MANY if files else NO_FILE]
        return refused(*PAGES, claim=claim, form=form, filed=[])
    key = form.form_key.data or ""
    filed, until = [], time.monotonic() + MOST_SECONDS
    for place, file in enumerate(files):
        if time.monotonic() > until:
            filed.append(Filed(file.filename or "", problems=(LATER,)))
            continue
        how = {"form_key": key and f"{key[:60]}:{place}"}
        filed.append(attempt(None, functools.partial(file_one, claim_id, file, me(), **how)))
    answer = refused if all(one.problems for one in filed) else shown
    return answer(*PAGES, claim=own_or_404(claim_id), form=InvoicesForm(formdata=None), filed=filed)


@blueprint.get("/invoices/<int:expense_invoice_id>")
@requires(Permission.CLAIM_EXPENSES)
def invoice(expense_invoice_id: int):
    """What was read of an invoice, and from where."""
    row = visible_or_404(ExpenseInvoice, expense_invoice_id)
    return render_template("expenses/invoices/invoice.html", invoice=row, line=row.line)


PAGES = ("expenses/invoices/_upload.html", "expenses/invoices/upload.html")


@blueprint.app_template_filter("invoice_said")
def said(sources: dict[str, dict[str, str]], name: str) -> list[tuple[str, list[str]]]:
    """The values of a field with the sources that give each, translated."""
    found: dict[str, list[str]] = {}
    for source, fields in sources.items():
        if fields.get(name):
            found.setdefault(fields[name], []).append(_(ReadFrom(source.partition(":")[0]).label))
    return list(found.items())


@blueprint.app_context_processor
def words() -> dict:
    """The labels of an invoice's fields and of why one could not be read."""
    problems = {word.value: word.label for word in ReadProblem}
    return {"INVOICE_FIELDS": FIELD_LABELS, "READ_PROBLEMS": problems}
