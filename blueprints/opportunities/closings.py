"""Closing an opportunity (A6.7); that its record is complete is said on the page of the approval."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

import clock
from access import requires
from blueprints.doors import attempt, go, refused
from blueprints.opportunities import blueprint
from blueprints.opportunities.forms import CloseForm
from blueprints.opportunities.opportunities import worked_on
from models import Opportunity
from operations import closings
from policy.approvals import ApprovalKind
from policy.closing import missing_from_record
from policy.following import OpportunityStatus
from policy.permissions import Permission
from queries.opportunities import due_on, record_facts


@blueprint.get("/closings")
@requires(Permission.CONFIRM_CLOSINGS)
def inbox():
    """What waits for the reader's word."""
    return redirect(f"/approvals?kind={ApprovalKind.CLOSING}")


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


def _how(form: CloseForm) -> dict:
    return {
        "result": form.status.data or OpportunityStatus.OPEN,
        "reason": form.reason.data,
        "cause": form.cause.data,
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
