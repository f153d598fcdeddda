"""The administrator's view of what happens by itself: queue, workers, runs, failures, mail; and "run now"."""

from flask import Blueprint, abort, current_app, flash, make_response, render_template
from flask_babel import gettext as _
from flask_login import current_user

import clock
from access import requires
from blueprints.doors import attempt, by_htmx, go
from operations.jobs import ask
from policy.permissions import Permission
from policy.words import N_
from queries.jobs import engine, latest_runs, outbox_counts, troubled_mails
from queries.timetable import TIMETABLE

blueprint = Blueprint("admin_jobs", __name__, url_prefix="/admin/jobs")


@blueprint.get("")
@requires(Permission.ADMINISTER)
def index():
    """The state of everything; a queue that does not answer is shown as that."""
    template = "admin_jobs/_state.html" if by_htmx() else "admin_jobs/index.html"
    return make_response(render_template(template, **_context()))


@blueprint.post("/<name>/run")
@requires(Permission.ADMINISTER)
def run(name):
    """Ask for a run now; it is kept, and taken up as soon as a worker is there."""
    if name not in TIMETABLE or TIMETABLE[name].every:
        abort(404)
    if attempt(None, lambda: ask(name, current_user)) is None:
        abort(404)
    if by_htmx():
        return make_response(render_template("admin_jobs/_state.html", **_context()))
    flash(_("Asked for: a worker takes it up in a moment."), "success")
    return go("/admin/jobs")


OUTCOMES = {
    "moved": N_("bands changed"),
    "noticed": N_("notices"),
    "alarmed": N_("alarms"),
    "alerted": N_("alarms told"),
    "released": N_("released"),
    "stayed": N_("kept"),
    "reminded": N_("reminders"),
    "runs": N_("runs"),
    "waiting": N_("waiting runs rung"),
    "missed": N_("missed runs rung"),
    "forms": N_("old form keys dropped"),
    "counted": N_("sources counted"),
    "changed": N_("figures changed"),
    "marked": N_("opportunities marked"),
}


@blueprint.app_template_global()
def outcome_label(name: str) -> str:
    """The message id of what a run counted."""
    return OUTCOMES.get(name, name)


def _context() -> dict:
    return {
        "timetable": list(TIMETABLE.values()),
        "runs": latest_runs(),
        "engine": engine(),
        "outbox": outbox_counts(),
        "mails": troubled_mails(),
        "smtp": current_app.config["SMTP_HOST"],
        "clock_now": clock.now(),
    }
