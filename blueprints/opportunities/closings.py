"""Closing an opportunity, and the manager's or sales assistant's word on its record (A6.7)."""

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import contains_eager, joinedload

import clock
from access import requires, visible_or_404
from blueprints.doors import attempt, go, refused
from blueprints.opportunities import blueprint
from blueprints.opportunities.forms import CloseForm, DecisionForm
from blueprints.opportunities.opportunities import WHOLE, worked_on
from blueprints.opportunities.showing import page
from extensions import db
from models import Closing, Opportunity
from operations import closings
from policy.closing import missing_from_record
from policy.following import ClosingDecision, OpportunityStatus
from policy.permissions import Permission
from queries.opportunities import due_on, record_facts, waiting_closings
from scopes import scope_of

SHOWN = 50


@blueprint.get("/closings")
@requires(Permission.CONFIRM_CLOSINGS)
def inbox():
    """What waits for the reader's word, longest waiting first."""
    waiting = waiting_closings(current_user, scope_of(current_user).managed).options(
        joinedload(Opportunity.customer), joinedload(Opportunity.owner), contains_eager(Opportunity.closing)
    )
    found = list(db.session.scalars(waiting.order_by(Closing.closed_at, Opportunity.id).limit(SHOWN)))
    return render_template("opportunities/closings.html", opportunities=found)


@blueprint.get("/<int:opportunity_id>/closing")
@requires(Permission.FOLLOW_OPPORTUNITIES)
def closing(opportunity_id: int):
    """The form; `status` may be preset by the link."""
    opportunity = worked_on(opportunity_id)
    form = CloseForm(formdata=None, obj=opportunity.closing, result_on=clock.today())
    form.version.data = opportunity.version
    if opportunity.closing is None:
        form.status.data = next((word for word in form.ends() if word == request.args.get("status")), None)
    return render_template("opportunities/closing.html", **_shown(form, opportunity))


@blueprint.post("/<int:opportunity_id>/closing")
@requires(Permission.FOLLOW_OPPORTUNITIES)
def close(opportunity_id: int):
    """Close it; a closing that was sent back is submitted again."""
    opportunity, form = worked_on(opportunity_id), CloseForm()
    by = current_user._get_current_object()
    if form.validate_on_submit() and attempt(form, lambda: closings.close(opportunity_id, by, **_how(form))):
        flash(_("Closed. The manager or sales assistant now confirms that the record is complete."), "success")
        return go(f"/opportunities/{opportunity_id}")
    opportunity = worked_on(opportunity_id)
    return refused("opportunities/_closing_form.html", "opportunities/closing.html", **_shown(form, opportunity))


@blueprint.post("/<int:opportunity_id>/closing/confirmation")
@requires(Permission.CONFIRM_CLOSINGS)
def decide(opportunity_id: int):
    """Confirm that the record is complete, or send it back with what is to be mended."""
    opportunity = visible_or_404(Opportunity, opportunity_id, *WHOLE)
    if opportunity.unit_id not in scope_of(current_user).managed:
        abort(403)
    form, by = DecisionForm(), current_user._get_current_object()
    verb = closings.send_back if request.form.get("decision") == ClosingDecision.SENT_BACK else closings.confirm
    if form.validate_on_submit() and attempt(form, lambda: verb(opportunity_id, by, form.note.data or "")):
        flash(_("Confirmed.") if verb is closings.confirm else _("Sent back."), "success")
        return go(f"/opportunities/{opportunity_id}")
    shown = page(visible_or_404(Opportunity, opportunity_id, *WHOLE), decision_form=form)
    return refused("opportunities/_closing.html", "opportunities/show.html", **shown)


def _how(form: CloseForm) -> dict:
    return {
        "result": form.status.data or OpportunityStatus.OPEN,
        "reason": form.reason.data,
        "result_on": form.result_on.data,
        "version": form.version.data,
    }


def _shown(form: CloseForm, opportunity: Opportunity) -> dict:
    return {
        "form": form,
        "opportunity": opportunity,
        "ends": form.ends(),
        "due_today": due_on(clock.today()),
        "missing": list(missing_from_record(record_facts(opportunity))),
    }
