"""Dispatch of one lead: the queue of those that nobody could receive, by hand or anew by the rules, and why it went where."""

from flask import abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload

from access import requires, visible_or_404
from blueprints import arguments
from blueprints.dispatch.forms import HandForm
from blueprints.doors import attempt, go, refused
from blueprints.leads import blueprint
from blueprints.leads.lists import tabs_of
from models import Lead, LeadDispatch, User
from operations.dispatching import dispatch_by_hand, try_again
from policy.leads import HELD, LeadStatus
from policy.permissions import Permission
from queries.dispatch import dispatches_of, last_tries
from queries.dispatch_people import reach, receivers_of
from queries.lead_lists import queue_counts, queue_page
from queries.leads import countdown


@blueprint.get("/waiting")
@requires(Permission.DISPATCH_LEADS)
def waiting():
    """The leads that nobody could receive, the first due first, each with why."""
    return render_template("dispatch/waiting.html", **_queue())


def _queue() -> dict:
    page = queue_page(current_user, "waiting", arguments.text("after", 600), arguments.text("before", 600))
    counts = queue_counts(current_user)
    return {
        "page": page,
        "total": counts["waiting"],
        "tabs": tabs_of(counts),
        "clocks": {lead.id: countdown(lead) for lead in page.rows},
        "tries": last_tries([lead.id for lead in page.rows], current_user),
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
    }


@blueprint.route("/<int:lead_id>/dispatch", methods=["GET", "POST"])
@requires(Permission.DISPATCH_LEADS)
def dispatch_it(lead_id: int):
    """Give a lead to a person of one's choice, and say why."""
    lead = visible_or_404(Lead, lead_id, joinedload(Lead.owner))
    if lead.unit_id not in reach(current_user):
        abort(403)
    form = HandForm(obj=lead)
    if not form.is_submitted():
        form.user_id.data = arguments.number("to")
        return render_template("dispatch/by_hand.html", **_choice(lead, form))
    if form.validate() and attempt(form, lambda: _dispatch(lead_id, form)) is not None:
        flash(_("Dispatched; the receiver has been told."), "success")
        return go("/leads/waiting")
    return refused("dispatch/_by_hand.html", "dispatch/by_hand.html", **_choice(lead, form))


def _choice(lead: Lead, form: HandForm) -> dict:
    return {
        "lead": lead,
        "form": form,
        "open": lead.status in HELD or lead.status is LeadStatus.FILTERED,
        "people": receivers_of(lead, current_user),
    }


def _dispatch(lead_id: int, form: HandForm) -> LeadDispatch:
    to = visible_or_404(User, form.user_id.data or 0)
    return dispatch_by_hand(lead_id, form.version.data, to, current_user, form.reason.data or "")


@blueprint.post("/<int:lead_id>/dispatch/rules")
@requires(Permission.DISPATCH_LEADS)
def dispatch_by_rules(lead_id: int):
    """Ask the rules again for a lead that waits."""
    lead = visible_or_404(Lead, lead_id)
    if lead.unit_id not in reach(current_user):
        abort(403)
    row = attempt(None, lambda: try_again(lead_id), lambda found: flash(_(found[0].message), "warning"))
    if row is not None and row.user is not None:
        flash(_("Dispatched to %(name)s.", name=row.user.name), "success")
    elif row is not None:
        flash(_("Still nobody may receive it."), "warning")
    return go("/leads/waiting")


@blueprint.get("/<int:lead_id>/dispatches")
@requires(Permission.DISPATCH_LEADS)
def dispatches(lead_id: int):
    """Every dispatch of a lead: who was considered, in which order, and why not the others."""
    lead = visible_or_404(Lead, lead_id)
    return render_template("dispatch/dispatches.html", lead=lead, dispatches=dispatches_of(lead_id, current_user))
