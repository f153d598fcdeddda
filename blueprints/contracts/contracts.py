"""Drawing a contract up, its page, and changing it (A9.2, A3.6)."""

from types import SimpleNamespace

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from access import can, requires, visible, visible_or_404, works_on, works_on_contract, works_on_order
from blueprints import arguments
from blueprints.contracts import blueprint
from blueprints.contracts.forms import (
    ContractFields,
    DeedForm,
    EditContractForm,
    NewContractForm,
    SigningForm,
    UploadForm,
)
from blueprints.doors import attempt, go, me, refused
from extensions import db
from models import Contract, ContractTemplate, Customer, Quote
from operations import contracts
from policy.approvals import ApprovalKind, ApprovalState
from policy.contract_text import TYPED, fill, missing, places
from policy.contracting import EDITABLE, OPEN, ContractStatus, edit_problems
from policy.permissions import Permission
from queries.approval_files import history
from queries.attachments import shelf
from queries.contract_facts import files_with, hindrances, quote_usable, route_facts, standard
from queries.contracts import WHOLE, choices, quotes_to_sign, signing_units, templates_in_use
from queries.order_lists import of_contract

P = Permission
IN_FORCE = frozenset({ContractStatus.SIGNED, ContractStatus.ENDED})


def contract_or_404(contract_id: int) -> Contract:
    """The contract with all that its page shows."""
    return visible_or_404(Contract, contract_id, *WHOLE)


def workable_or_404(contract_id: int) -> Contract:
    """The contract, if the person draws it up or keeps it; else 403, or 404 when they may not know of it."""
    contract = contract_or_404(contract_id)
    if not works_on_contract(contract):
        abort(403)
    return contract


@blueprint.get("/new")
@requires(Permission.DRAFT_CONTRACTS)
def new():
    """Choose the customer first, then the form; from a quote everything that it says stands there already."""
    quote, customer = _named(arguments.number("quote_id"), arguments.number("customer_id"))
    form = NewContractForm(formdata=None)
    if customer is None:
        return render_template("contracts/choose.html", form=form)
    form.customer_id.data, form.quote_id.data = customer.id, quote.id if quote else None
    form.title.data = quote.title if quote else ""
    form.opportunity_id.data = arguments.number("opportunity_id")
    return render_template("contracts/new.html", **_writing(form, quote, customer))


def _named(quote_id: int | None, customer_id: int | None) -> tuple[Quote | None, Customer | None]:
    if quote_id is not None:
        quote = visible_or_404(Quote, quote_id)
        return quote, visible_or_404(Customer, quote.customer_id)
    return None, visible_or_404(Customer, customer_id) if customer_id else None


@blueprint.post("")
@requires(Permission.DRAFT_CONTRACTS)
def create():
    """Draw it up."""
    form = NewContractForm()
    quote, customer = _named(form.quote_id.data, form.customer_id.data)
    if customer is None:
        return refused("contracts/_choose.html", "contracts/choose.html", form=form)
    shown = _writing(form, quote, customer)
    made = attempt(form, lambda: _create(form)) if form.validate() else None
    if made is None:
        return refused("contracts/_form.html", "contracts/new.html", **shown)
    flash(_("The contract is drawn up. Say when the customer pays how much, then submit it."), "success")
    return go(f"/contracts/{made.id}/milestones" if made.amount else f"/contracts/{made.id}")


def _create(form: NewContractForm) -> Contract:
    how = {"template_id": form.template_id.data, "fields": form.fields(), "form_key": form.form_key.data}
    return contracts.create(me(), form.customer_id.data, form.terms(), quote_id=form.quote_id.data, **how)


def _writing(form: ContractFields, quote: Quote | None, customer: Customer, contract: Contract | None = None) -> dict:
    """Everything that the form shows; its choices are those of whoever owns the customer."""
    unit = contract.unit if contract else customer.unit if customer.owner_id and works_on(customer) else me().unit
    form.offer(signing_units(unit), choices(me(), customer.id), templates_in_use(me()))
    if quote is not None and "amount" in form:
        form.from_quote()
    return {
        "form": form,
        "quote": quote,
        "customer": customer,
        "contract": contract,
        "usable": quote is None or quote_usable(quote, customer.id, contract.id if contract else None),
        "quotes": [] if quote or contract else quotes_to_sign(me(), customer.id),
        "needed": _needed(form.template_id.data),
    }


def _needed(template_id: int | None) -> list[str]:
    """The places that are to be typed: those of the chosen text, or all while none is chosen."""
    if template_id is None:
        return list(TYPED)
    chosen = db.session.scalar(visible(ContractTemplate).where(ContractTemplate.id == template_id))
    return [name for name in places(chosen.body) if name in TYPED] if chosen else list(TYPED)


@blueprint.get("/fields")
@requires(Permission.DRAFT_CONTRACTS)
def fields():
    """What is to be typed for the text that was chosen."""
    form = NewContractForm(formdata=request.args)
    return render_template("contracts/_fields.html", form=form, needed=_needed(arguments.number("template_id")))


@blueprint.get("/<int:contract_id>")
@requires(Permission.VIEW_CONTRACTS)
def show(contract_id):
    """The contract: where it stands, its payments and text, and what the reader may do."""
    return render_template("contracts/show.html", **page(contract_or_404(contract_id)))


def page(contract: Contract, **forms) -> dict:
    """Everything that the page of a contract shows."""
    works = works_on_contract(contract)
    signing = contract.status is ContractStatus.APPROVED
    hindered, asked = hindrances(contract), history(ApprovalKind.CONTRACT, contract.id)
    body = contract.template.body if contract.template_id else None
    proven, files = standard(contract), files_with(contract)
    made = body is not None and contract.document_sha256 and not missing(body, contract.fields)
    return {
        "contract": contract,
        "works": works,
        "editable": works and contract.status in EDITABLE,
        "open": works and contract.status in OPEN,
        "hindered": hindered,
        "standard": proven,
        "facts": route_facts(contract.amount, contract.discount, proven),
        "text": fill(body, contract.fields) if made else "",
        "uploaded": files.get(contract.document_sha256) if body is None else None,
        "scan": files.get(contract.scan_sha256),
        "pending": next((one for one in asked if one.state is ApprovalState.PENDING), None),
        "asked": asked,
        "orders": of_contract(current_user, contract.id) if contract.status in IN_FORCE and can(P.VIEW_ORDERS) else [],
        "orders_from": contract.status is ContractStatus.SIGNED and works_on_order(contract),
        "shelf": shelf(current_user, contract, may_attach=works),
        "signing_form": SigningForm(formdata=None, version=contract.version) if works and signing else None,
        "upload_form": UploadForm(formdata=None, obj=contract),
        "deed_form": DeedForm(formdata=None, obj=SimpleNamespace(version=contract.version)),
        **forms,
    }


@blueprint.route("/<int:contract_id>/edit", methods=["GET", "POST"])
@requires(Permission.DRAFT_CONTRACTS)
def edit(contract_id):
    """Change it; the text is made anew."""
    contract = workable_or_404(contract_id)
    customer = contract.customer
    if request.method == "GET":
        kept = {f"field_{name}": contract.fields.get(name, "") for name in TYPED}
        form = EditContractForm(formdata=None, obj=contract, **kept)
        form.show(edit_problems(contract.status))
        return render_template("contracts/edit.html", **_writing(form, contract.quote, customer, contract))
    form = EditContractForm()
    shown = _writing(form, contract.quote, customer, contract)
    if form.validate() and attempt(form, lambda: _edit(contract_id, form)):
        flash(_("Saved."), "success")
        return go(f"/contracts/{contract_id}")
    return refused("contracts/_form.html", "contracts/edit.html", **shown)


def _edit(contract_id: int, form: EditContractForm) -> Contract:
    how = {"template_id": form.template_id.data, "fields": form.fields()}
    return contracts.edit(contract_id, form.version.data, form.terms(), me(), **how)
