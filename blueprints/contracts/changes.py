"""Change orders: what a signed contract is to say, drawn up, submitted, taken back, given up (A9.2)."""

from flask import abort, flash, render_template, request
from flask_babel import gettext as _

from access import requires, visible_or_404, works_on_contract
from blueprints.contracts import blueprint
from blueprints.contracts.contracts import contract_or_404, workable_or_404
from blueprints.contracts.forms import ChangeFields, DeedForm, EditChangeForm, NewChangeForm
from blueprints.contracts.milestones import Row, read, rows_of, showing, typed_rows
from blueprints.doors import attempt, by_htmx, go, me, refused
from models import Contract, ContractChange
from operations import contract_changes as verbs
from operations.contract_approvals import milestone_of
from policy.approvals import ApprovalKind
from policy.contracting import OPEN_CHANGES, ChangeStatus
from policy.milestones import MilestoneFacts
from policy.permissions import Permission
from queries.approval_files import history, pending
from queries.contract_facts import change_facts, change_route, terms_of

TERMS = ("amount", "discount", "starts_on", "ends_on")


def _change_or_404(contract_id: int, change_id: int) -> ContractChange:
    change = visible_or_404(ContractChange, change_id)
    if change.contract_id != contract_id:
        abort(404)
    return change


@blueprint.route("/<int:contract_id>/changes/new", methods=["GET", "POST"])
@requires(Permission.DRAFT_CONTRACTS)
def new_change(contract_id):
    """Draw one up: the form begins with what the contract says."""
    contract = workable_or_404(contract_id)
    if request.method == "GET":
        given = {name: getattr(contract, name) for name in TERMS}
        form = NewChangeForm(formdata=None, **given)
        return render_template("contracts/changes/edit.html", **_writing(form, contract, rows_of(contract.milestones)))
    form = NewChangeForm()

    def deed(after):
        return verbs.draw_up(contract_id, form.reason.data, after, me(), form_key=form.form_key.data)

    return _write(form, contract, None, deed)


@blueprint.route("/<int:contract_id>/changes/<int:change_id>/edit", methods=["GET", "POST"])
@requires(Permission.DRAFT_CONTRACTS)
def edit_change(contract_id, change_id):
    """Change it before it is submitted."""
    contract, change = workable_or_404(contract_id), _change_or_404(contract_id, change_id)
    if request.method == "GET":
        kept = terms_of(change.after) | {"terms": change.after["terms"], "reason": change.reason}
        form = EditChangeForm(formdata=None, version=change.version, **kept)
        rows = rows_of(map(milestone_of, change.after["milestones"]))
        ids = [row["id"] for row in change.after["milestones"]]
        rows = [Row(kept_id, row.label, row.part, row.due_on, row.term) for kept_id, row in zip(ids, rows, strict=True)]
        return render_template("contracts/changes/edit.html", **_writing(form, contract, rows, change))
    form = EditChangeForm()

    def deed(after):
        return verbs.edit(change_id, form.version.data, form.reason.data, after, me())

    return _write(form, contract, change, deed)


def _write(form: ChangeFields, contract: Contract, change: ContractChange | None, deed):
    rows = typed_rows(request.form)
    total = form.amount.data if form.amount.data is not None else contract.amount
    if "more" in request.form:
        fragment = "contracts/changes/_form.html" if by_htmx() else "contracts/changes/edit.html"
        return render_template(fragment, **_writing(form, contract, rows, change, more=1))
    facts, problems = read(total, rows)
    if form.validate() and not problems:
        done = attempt(form, lambda: deed(_after(form, contract, rows, facts)))
        if done is not None:
            return go(f"/contracts/{contract.id}/changes/{done.id}")
    if problems:
        form.show(problems)
    shown = _writing(form, contract, rows, change)
    return refused("contracts/changes/_form.html", "contracts/changes/edit.html", **shown)


def _after(form: ChangeFields, contract: Contract, rows: list[Row], facts: list[MilestoneFacts]) -> dict:
    """What the contract is to say, in the form of a snapshot; only its own payments keep their number."""
    own = {one.id for one in contract.milestones}
    milestones = [
        {
            "id": row.milestone_id if row.milestone_id in own else None,
            "label": fact.label,
            "amount": str(fact.amount),
            "due_on": fact.due_on.isoformat() if fact.due_on else None,
            "on_acceptance": fact.on_acceptance,
        }
        for row, fact in zip(rows, facts, strict=True)
    ]
    days = {name: form[name].data.isoformat() if form[name].data else None for name in ("starts_on", "ends_on")}
    terms = {"amount": str(form.amount.data), "discount": f"{form.discount.data:.6f}"}
    return {**terms, **days, "milestones": milestones, "terms": (form.terms.data or "").strip()}


def _writing(form, contract: Contract, rows: list[Row], change: ContractChange | None = None, more: int = 0) -> dict:
    amount = form.amount.data if form.amount.data is not None else contract.amount
    total = {"total": amount, **showing(amount, rows, more)}
    return {"form": form, "contract": contract, "change": change, **total}


@blueprint.get("/<int:contract_id>/changes/<int:change_id>")
@requires(Permission.VIEW_CONTRACTS)
def show_change(contract_id, change_id):
    """What the contract says and is to say, and where the decision stands."""
    return render_template("contracts/changes/show.html", **_page(contract_id, change_id))


def _page(contract_id: int, change_id: int, **forms) -> dict:
    contract, change = contract_or_404(contract_id), _change_or_404(contract_id, change_id)
    works = works_on_contract(contract)
    return {
        "contract": contract,
        "change": change,
        "before": terms_of(change.before),
        "after": terms_of(change.after),
        "rows": {
            "before": [milestone_of(row) for row in change.before["milestones"]],
            "after": [milestone_of(row) for row in change.after["milestones"]],
        },
        "works": works,
        "open": works and change.status in OPEN_CHANGES,
        "facts": change_route(change) if change.status is not ChangeStatus.CANCELLED else None,
        "outdated": change.status in OPEN_CHANGES and not change_facts(change).as_drawn_up,
        "pending": pending(ApprovalKind.CHANGE, change.id),
        "asked": history(ApprovalKind.CHANGE, change.id),
        "deed_form": DeedForm(formdata=None, version=change.version),
        **forms,
    }


@blueprint.post("/<int:contract_id>/changes/<int:change_id>/submission")
@requires(Permission.DRAFT_CONTRACTS)
def submit_change(contract_id, change_id):
    """Ask for the decision."""
    return _do(contract_id, change_id, lambda form: verbs.submit(change_id, form.version.data, me()), _("Submitted."))


@blueprint.post("/<int:contract_id>/changes/<int:change_id>/withdrawal")
@requires(Permission.DRAFT_CONTRACTS)
def withdraw_change(contract_id, change_id):
    """Take it back before it is decided."""
    return _do(contract_id, change_id, lambda form: verbs.withdraw(change_id, me()), _("Taken back."))


@blueprint.post("/<int:contract_id>/changes/<int:change_id>/cancellation")
@requires(Permission.DRAFT_CONTRACTS)
def cancel_change(contract_id, change_id):
    """Give it up."""
    return _do(contract_id, change_id, lambda form: verbs.cancel(change_id, form.version.data, me()), _("Cancelled."))


def _do(contract_id: int, change_id: int, deed, said: str):
    workable_or_404(contract_id)
    _change_or_404(contract_id, change_id)
    form = DeedForm()
    if form.validate() and attempt(form, lambda: deed(form)):
        flash(said, "success")
        return go(f"/contracts/{contract_id}/changes/{change_id}")
    shown = _page(contract_id, change_id, deed_form=form)
    return refused("contracts/changes/_change.html", "contracts/changes/show.html", **shown)
