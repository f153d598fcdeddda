"""Issuing an invoice on a contract, its page, and correcting it (A9.4)."""

import datetime as dt

from flask import abort, flash, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

import clock
from access import requires, visible, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused
from blueprints.invoices import blueprint
from blueprints.invoices.forms import CorrectionForm, InvoiceForm
from blueprints.looks import money
from extensions import db
from models import Contract, Invoice, Milestone
from operations.invoices import correct as correct_invoice
from operations.invoices import issue
from policy.permissions import Permission
from queries import parameters
from queries.ledgers import milestones_to_invoice, settlements_of
from queries.receivables import contracts_named


@blueprint.get("/new")
@requires(Permission.KEEP_RECEIVABLES)
def new():
    """The form for one contract; without one a search for it."""
    contract_id = arguments.number("contract_id")
    if contract_id is None:
        term = arguments.text("q")
        found = contracts_named(me(), term) if term else []
        return render_template("invoices/choose.html", term=term, found=found)
    contract = visible_or_404(Contract, contract_id, joinedload(Contract.customer))
    milestones = milestones_to_invoice(contract)
    chosen = next((pair for pair in milestones if pair[0].id == arguments.number("milestone_id")), None)
    days = parameters.value("payment_days")
    return render_template("invoices/new.html", **_shown(contract, milestones, _given(contract, chosen, days)))


def _given(contract: Contract, chosen: tuple[Milestone, object] | None, days: int) -> dict:
    due = clock.today() + dt.timedelta(days=days)
    given = {"contract_id": contract.id, "due_on": due}
    if chosen:
        milestone, left = chosen
        given |= {"milestone_id": milestone.id, "amount": left, "due_on": max(milestone.due_on or due, clock.today())}
    return given


def _shown(contract: Contract, milestones, given: dict | None = None, form: InvoiceForm | None = None) -> dict:
    form = form or InvoiceForm(formdata=None, milestones=_choices(milestones), **given)
    return {"contract": contract, "form": form}


def _choices(milestones) -> list[tuple[int, str]]:
    return [(milestone.id, f"{milestone.label} · {money(left)}") for milestone, left in milestones]


@blueprint.post("")
@requires(Permission.KEEP_RECEIVABLES)
def create():
    """Record the invoice."""
    asked = InvoiceForm().contract_id.data
    contract = visible_or_404(Contract, asked, joinedload(Contract.customer)) if asked else abort(422)
    milestones = milestones_to_invoice(contract)
    form, made = InvoiceForm(milestones=_choices(milestones)), None
    if form.validate():
        how = {"milestone_id": form.milestone_id.data or None, "form_key": form.form_key.data}
        made = attempt(form, lambda: issue(contract.id, form.words(), me(), **how))
    if made is None:
        return refused("invoices/_new.html", "invoices/new.html", **_shown(contract, milestones, form=form))
    flash(_("The invoice is recorded."), "success")
    return go(f"/receivables/contracts/{contract.id}")


@blueprint.get("/<int:invoice_id>")
@requires(Permission.VIEW_RECEIVABLES)
def show(invoice_id):
    """What it says, what settled it, what corrected it."""
    return render_template("invoices/show.html", **_page(_invoice(invoice_id)))


def _invoice(invoice_id: int) -> Invoice:
    whole = (Invoice.contract, Invoice.customer, Invoice.milestone, Invoice.corrects, Invoice.by)
    return visible_or_404(Invoice, invoice_id, *map(joinedload, whole))


def _page(invoice: Invoice, form: CorrectionForm | None = None) -> dict:
    reds = visible(Invoice).where(Invoice.corrects_id == invoice.id).order_by(Invoice.id)
    return {
        "invoice": invoice,
        "reds": list(db.session.scalars(reds)),
        "parts": settlements_of(invoice.id),
        "form": form or CorrectionForm(formdata=None, amount=invoice.amount - invoice.corrected),
        "correctable": invoice.corrects_id is None and invoice.amount > invoice.corrected,
    }


@blueprint.post("/<int:invoice_id>/corrections")
@requires(Permission.KEEP_RECEIVABLES)
def correct(invoice_id):
    """Take an amount off by a red-letter invoice."""
    _invoice(invoice_id)
    form, made = CorrectionForm(), None
    if form.validate():
        said = form.number.data, form.issued_on.data, form.amount.data, form.note.data
        how = {"code": form.code.data or "", "form_key": form.form_key.data}
        made = attempt(form, lambda: correct_invoice(invoice_id, *said, me(), **how))
    if made is None:
        return refused("invoices/_correct.html", "invoices/show.html", **_page(_invoice(invoice_id), form))
    flash(_("The red-letter invoice is recorded. What was paid beyond the rest is free again."), "success")
    return go(f"/invoices/{invoice_id}")
