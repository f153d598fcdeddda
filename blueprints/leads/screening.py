"""Marketing decides about a lead: valid, invalid, the same as another, or to be looked at once more."""

from collections.abc import Callable

from flask import flash, make_response, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from access import requires, visible_or_404
from blueprints.doors import attempt, by_htmx, go, refused
from blueprints.fields import Form
from blueprints.leads import blueprint
from blueprints.leads.desk_forms import DiscardForm, DuplicateForm, NoteForm
from blueprints.leads.leads import WHOLE, page
from blueprints.navigation import way_back
from models import Lead
from operations import leads
from policy.leads import LeadStatus
from policy.permissions import Permission
from policy.words import N_
from queries.leads import alike, countdown

REFUSED = 422
HEADINGS = {
    "discarding": N_("Mark as invalid"),
    "duplicate": N_("Mark as duplicate"),
    "reopening": N_("Take up again"),
    "returning": N_("Return to screening"),
}


@blueprint.post("/<int:lead_id>/screening")
@requires(Permission.SCREEN_LEADS)
def screen_it(lead_id: int):
    """Valid: business filters it next. In the queue the row says so in place."""
    lead, form, found = visible_or_404(Lead, lead_id, *WHOLE), NoteForm(), []
    if form.validate_on_submit():
        attempt(form, lambda: leads.screen(lead_id, current_user, form.version.data, form.note.data), found.extend)
    status = REFUSED if found or form.errors else 200
    lead = visible_or_404(Lead, lead_id, *WHOLE)
    if by_htmx():
        row = "leads/_screening_row.html" if lead.status is LeadStatus.NEW else "leads/_screened_row.html"
        shown = {"lead": lead, "found": found, "clocks": {lead.id: countdown(lead)}}
        return make_response(render_template(row, **shown), status)
    if status == REFUSED:
        return make_response(render_template("leads/show.html", **page(lead), found=found), status)
    flash(_("Screened as valid; business filters it next."), "success")
    return go(way_back(request.form.get("next") or f"/leads/{lead_id}"))


@blueprint.get("/<int:lead_id>/discarding")
@requires(Permission.SCREEN_LEADS)
def discarding(lead_id: int):
    """The form."""
    return asked("discarding", lead_id, DiscardForm)


@blueprint.post("/<int:lead_id>/discarding")
@requires(Permission.SCREEN_LEADS)
def discard_it(lead_id: int):
    """No lead, with the reason."""
    form, by = DiscardForm(), current_user._get_current_object()
    said = lambda: leads.discard(lead_id, by, form.invalid_reason.data, form.note.data, form.version.data)  # noqa: E731
    return decided("discarding", lead_id, form, said)


@blueprint.get("/<int:lead_id>/duplicate")
@requires(Permission.SCREEN_LEADS)
def duplicate(lead_id: int):
    """The form, with the leads that look like this one; a link may preset which it repeats."""
    return asked("duplicate", lead_id, DuplicateForm)


@blueprint.post("/<int:lead_id>/duplicate")
@requires(Permission.SCREEN_LEADS)
def mark_it(lead_id: int):
    """The same inquiry as another."""
    form, by = DuplicateForm(), current_user._get_current_object()
    of_id = form.duplicate_of_id
    return decided(
        "duplicate",
        lead_id,
        form,
        lambda: leads.mark_duplicate(lead_id, by, of_id.data, form.note.data, form.version.data),
    )


@blueprint.get("/<int:lead_id>/reopening")
@requires(Permission.SCREEN_LEADS)
def reopening(lead_id: int):
    """The form."""
    return asked("reopening", lead_id, NoteForm)


@blueprint.post("/<int:lead_id>/reopening")
@requires(Permission.SCREEN_LEADS)
def reopen_it(lead_id: int):
    """It is screened again."""
    form, by = NoteForm(), current_user._get_current_object()
    return decided("reopening", lead_id, form, lambda: leads.reopen(lead_id, by, form.note.data, form.version.data))


def asked(name: str, lead_id: int, form: type[Form]):
    """The page, or sheet, that asks for a decision about a lead."""
    lead = visible_or_404(Lead, lead_id)
    form = form(formdata=None, obj=lead)
    if name == "duplicate":
        form.duplicate_of_id.process_formdata([request.args.get("of", "")])
    return render_template("leads/decision.html", **_about(name, lead, form))


def decided(name: str, lead_id: int, form: Form, deed: Callable[[], Lead]):
    """Carry a decision out and go back to where it was asked for; refused: the form with what was typed."""
    lead = visible_or_404(Lead, lead_id)
    if form.validate_on_submit() and attempt(form, deed) is not None:
        flash(_("Done."), "success")
        return go(way_back(request.form.get("next") or f"/leads/{lead_id}"))
    lead = visible_or_404(Lead, lead_id)
    return refused("leads/_decision.html", "leads/decision.html", **_about(name, lead, form))


def _about(name: str, lead: Lead, form: Form) -> dict:
    others = alike(lead, current_user) if name == "duplicate" else []
    back = way_back(request.values.get("next") or f"/leads/{lead.id}")
    return {"name": name, "heading": HEADINGS[name], "lead": lead, "form": form, "alike": others, "back": back}
