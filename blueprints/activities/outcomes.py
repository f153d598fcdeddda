"""How a planned activity ends: done with its outcome, or cancelled with a reason."""

from flask import flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

import clock
from access import requires, visible_or_404
from blueprints.activities import blueprint
from blueprints.activities.activities import WHOLE, _mine, _shown, filled, page
from blueprints.activities.forms import CancelForm, EditActivityForm
from blueprints.doors import attempt, go, refused
from models import Activity
from operations import activities
from policy.permissions import Permission


@blueprint.get("/<int:activity_id>/completion")
@requires(Permission.RECORD_ACTIVITIES)
def completion(activity_id: int):
    """The form with the plan, to be completed with what came of it."""
    activity = _mine(activity_id)
    form = filled(activity)
    form.starts_at.data = min(activity.starts_at, clock.now())
    return render_template("activities/edit.html", **_shown(form, activity, completing=True))


@blueprint.post("/<int:activity_id>/completion")
@requires(Permission.RECORD_ACTIVITIES)
def complete(activity_id: int):
    activity, form, by = _mine(activity_id), EditActivityForm(), current_user._get_current_object()
    if form.validate_on_submit() and attempt(
        form, lambda: activities.complete(activity_id, by, form.activity(), version=form.version.data)
    ):
        flash(_("Recorded."), "success")
        return go(f"/activities/{activity_id}")
    shown = _shown(form, activity, completing=True)
    return refused("activities/_edit_form.html", "activities/edit.html", **shown)


@blueprint.post("/<int:activity_id>/cancellation")
@requires(Permission.RECORD_ACTIVITIES)
def cancel(activity_id: int):
    """Cancelled is not deleted: it stays readable, with the reason."""
    _mine(activity_id)
    form, by = CancelForm(), current_user._get_current_object()
    if form.validate_on_submit() and attempt(
        form, lambda: activities.cancel(activity_id, by, form.reason.data, version=form.version.data)
    ):
        flash(_("Cancelled."), "success")
        return go(f"/activities/{activity_id}")
    activity = visible_or_404(Activity, activity_id, *WHOLE)
    return refused("activities/show.html", "activities/show.html", **page(activity, form))
