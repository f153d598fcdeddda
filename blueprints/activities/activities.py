"""One activity: its page and its form."""

from flask import flash, render_template
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload, selectinload

from access import can, must_work_on, requires, visible_or_404, works_on
from blueprints.activities import blueprint
from blueprints.activities.entry import choosable, known_lead
from blueprints.activities.forms import CancelForm, EditActivityForm
from blueprints.doors import attempt, go, refused
from blueprints.history import readable
from models import Activity
from operations import activities
from policy.following import ActivityStatus
from policy.permissions import Permission
from queries.activities import history_of, lines_resting
from queries.attachments import shelf

WHOLE = (
    joinedload(Activity.customer),
    joinedload(Activity.opportunity),
    joinedload(Activity.lead),
    joinedload(Activity.owner),
    joinedload(Activity.recorded_by),
    selectinload(Activity.participants),
    selectinload(Activity.contacts),
)


@blueprint.get("/<int:activity_id>")
@requires(Permission.VIEW_CUSTOMERS)
def show(activity_id: int):
    """What was done or is planned, what rests on it, and every change."""
    return render_template("activities/show.html", **page(visible_or_404(Activity, activity_id, *WHOLE)))


@blueprint.get("/<int:activity_id>/edit")
@requires(Permission.RECORD_ACTIVITIES)
def edit(activity_id: int):
    activity = _mine(activity_id)
    return render_template("activities/edit.html", **_shown(filled(activity), activity))


@blueprint.post("/<int:activity_id>/edit")
@requires(Permission.RECORD_ACTIVITIES)
def save(activity_id: int):
    """Alter it; of a done one, what evidence rests on stays visible as changed (A3.4)."""
    activity, form, by = _mine(activity_id), EditActivityForm(), current_user._get_current_object()
    if form.validate_on_submit() and attempt(
        form, lambda: activities.change(activity_id, by, form.activity(), version=form.version.data)
    ):
        flash(_("Saved."), "success")
        return go(f"/activities/{activity_id}")
    return refused("activities/_edit_form.html", "activities/edit.html", **_shown(form, activity))


def page(activity: Activity, cancel_form: CancelForm | None = None) -> dict:
    """Everything that the page of an activity shows."""
    return {
        "activity": activity,
        "lead": known_lead(activity.lead_id),
        "resting": lines_resting(activity.id),
        "history": readable(history_of(activity)),
        "shelf": shelf(current_user, activity),
        "may_change": can(Permission.RECORD_ACTIVITIES)
        and works_on(activity)
        and activity.status is not ActivityStatus.CANCELLED,
        "cancel_form": cancel_form or CancelForm(formdata=None, version=activity.version),
    }


def filled(activity: Activity) -> EditActivityForm:
    """The form with what the activity says now."""
    form = EditActivityForm(formdata=None, obj=activity)
    form.participants.data = [person.id for person in activity.participants]
    form.contacts.data = [contact.id for contact in activity.contacts]
    return form


def _mine(activity_id: int) -> Activity:
    activity = visible_or_404(Activity, activity_id, *WHOLE)
    must_work_on(activity)
    return activity


def _shown(form: EditActivityForm, activity: Activity, *, completing: bool = False) -> dict:
    return choosable(form, activity) | {"activity": activity, "completing": completing}
