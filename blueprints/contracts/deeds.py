"""What is done with a contract: submitted, taken back, signed, ended, cancelled; and another text for it."""

from flask import flash
from flask_babel import gettext as _

from access import requires
from blueprints.contracts import blueprint
from blueprints.contracts.contracts import contract_or_404, page, workable_or_404
from blueprints.contracts.forms import DeedForm, SigningForm, UploadForm
from blueprints.doors import attempt, go, me, refused
from operations import contract_texts, contracts, signings
from policy.permissions import Permission


@blueprint.post("/<int:contract_id>/submission")
@requires(Permission.DRAFT_CONTRACTS)
def submit(contract_id):
    """Ask for the decision."""
    form = _form(contract_id)
    note = form.note.data or ""
    deed = lambda: contracts.submit(contract_id, form.version.data, me(), note)  # noqa: E731
    return _do(contract_id, form, deed, _("Submitted. Who decides has been told."))


@blueprint.post("/<int:contract_id>/withdrawal")
@requires(Permission.DRAFT_CONTRACTS)
def withdraw(contract_id):
    """Take it back before it is decided."""
    form = _form(contract_id)
    return _do(contract_id, form, lambda: contracts.withdraw(contract_id, me()), _("Taken back."))


@blueprint.post("/<int:contract_id>/cancellation")
@requires(Permission.DRAFT_CONTRACTS)
def cancel(contract_id):
    """Give it up before it is signed."""
    form = _form(contract_id)
    note = form.note.data or ""
    deed = lambda: signings.cancel(contract_id, form.version.data, note, me())  # noqa: E731
    return _do(contract_id, form, deed, _("Cancelled."))


@blueprint.post("/<int:contract_id>/end")
@requires(Permission.VIEW_CONTRACTS)
def end(contract_id):
    """A signed contract is over."""
    form = _form(contract_id)
    note = form.note.data or ""
    deed = lambda: signings.end(contract_id, form.version.data, note, me())  # noqa: E731
    return _do(contract_id, form, deed, _("Ended."))


@blueprint.post("/<int:contract_id>/signing")
@requires(Permission.VIEW_CONTRACTS)
def sign(contract_id):
    """Record the signing with its scan."""
    workable_or_404(contract_id)
    form = SigningForm()
    if form.validate() and attempt(form, lambda: _sign(contract_id, form)):
        flash(_("Signed."), "success")
        return go(f"/contracts/{contract_id}")
    return _refusal(contract_id, signing_form=form)


def _sign(contract_id: int, form: SigningForm):
    how = {"closes": form.closes.data, "reason": form.reason.data or ""}
    return signings.sign(contract_id, form.version.data, form.signed_on.data, form.file.data, me(), **how)


@blueprint.post("/<int:contract_id>/text")
@requires(Permission.DRAFT_CONTRACTS)
def upload(contract_id):
    """Take another text; it is never standard."""
    workable_or_404(contract_id)
    form = UploadForm()
    deed = lambda: contract_texts.upload(contract_id, form.version.data, form.file.data, me())  # noqa: E731
    if form.validate() and attempt(form, deed):
        flash(_("The text is uploaded. It is not the standard one: the contract will be countersigned."), "success")
        return go(f"/contracts/{contract_id}")
    return _refusal(contract_id, upload_form=form)


def _form(contract_id: int) -> DeedForm:
    workable_or_404(contract_id)
    return DeedForm()


def _do(contract_id: int, form: DeedForm, deed, said: str):
    if form.validate() and attempt(form, deed):
        flash(said, "success")
        return go(f"/contracts/{contract_id}")
    return _refusal(contract_id, deed_form=form)


def _refusal(contract_id: int, **forms):
    """The page as it stands now, with the problems and what was typed."""
    return refused("contracts/_contract.html", "contracts/show.html", **page(contract_or_404(contract_id), **forms))
