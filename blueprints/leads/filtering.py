"""Business completes a lead and enters it, or sends it back to screening."""

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from access import requires, visible_or_404
from blueprints.doors import attempt, go, refused
from blueprints.leads import blueprint
from blueprints.leads.desk_forms import ContentForm, NoteForm
from blueprints.leads.screening import asked, decided
from blueprints.navigation import way_back
from models import Lead
from operations import leads
from policy.permissions import Permission


@blueprint.get("/<int:lead_id>/filtering")
@requires(Permission.FILTER_LEADS)
def filtering(lead_id: int):
    """The form, beside the customer's words."""
    lead = visible_or_404(Lead, lead_id)
    return render_template("leads/filter.html", **_form(lead, ContentForm(formdata=None, obj=lead)))


@blueprint.post("/<int:lead_id>/filtering")
@requires(Permission.FILTER_LEADS)
def filter_it(lead_id: int):
    """Entered, and dispatched in the same moment."""
    lead, form, by = visible_or_404(Lead, lead_id), ContentForm(), current_user._get_current_object()
    if form.validate_on_submit():
        done = attempt(form, lambda: leads.filter_(lead_id, by, form.content(), form.version.data, form.note.data))
        if done is not None:
            _tell(done)
            return go(way_back(request.form.get("next") or f"/leads/{lead_id}"))
    return refused("leads/_filter.html", "leads/filter.html", **_form(lead, form))


@blueprint.get("/<int:lead_id>/returning")
@requires(Permission.FILTER_LEADS)
def returning(lead_id: int):
    """The form."""
    return asked("returning", lead_id, NoteForm)


@blueprint.post("/<int:lead_id>/returning")
@requires(Permission.FILTER_LEADS)
def return_it(lead_id: int):
    """Marketing screens it again and reads why."""
    form, by = NoteForm(), current_user._get_current_object()
    return decided(
        "returning", lead_id, form, lambda: leads.return_to_screening(lead_id, by, form.note.data, form.version.data)
    )


@blueprint.get("/<int:lead_id>/edit")
@requires(Permission.SCREEN_LEADS)
def edit(lead_id: int):
    """The form of what is known; the customer's words are not among it."""
    lead = visible_or_404(Lead, lead_id)
    return render_template("leads/edit.html", **_form(lead, ContentForm(formdata=None, obj=lead)))


@blueprint.post("/<int:lead_id>/edit")
@requires(Permission.SCREEN_LEADS)
def save(lead_id: int):
    """Corrected; the lead stays where it stands."""
    lead, form, by = visible_or_404(Lead, lead_id), ContentForm(), current_user._get_current_object()
    corrected = lambda: leads.edit(lead_id, by, form.content(), form.version.data)  # noqa: E731
    if form.validate_on_submit() and attempt(form, corrected) is not None:
        flash(_("Saved."), "success")
        return go(f"/leads/{lead_id}")
    return refused("leads/_edit.html", "leads/edit.html", **_form(lead, form))


def _form(lead: Lead, form: ContentForm) -> dict:
    back = way_back(request.values.get("next") or f"/leads/{lead.id}")
    return {"lead": lead, "form": form, "back": back}


def _tell(lead: Lead) -> None:
    if lead.owner is not None:
        flash(_("Entered and dispatched to %(who)s.", who=lead.owner.name), "success")
    else:
        flash(_("Entered. Nobody can receive it yet: it waits to be dispatched by hand."), "warning")
