"""A claim from a trip: the lines that the trip makes by itself, as a table to fill in and keep at once."""

from flask import flash, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from access import requires
from blueprints.doors import attempt, go, me, refused
from blueprints.trips import blueprint
from blueprints.trips.forms import ClaimForm
from blueprints.trips.trips import own_or_404, trip_context, trip_or_404
from models import TripRequest
from operations import trip_claims
from operations.trips import deed_facts
from policy.expenses import Category
from policy.permissions import Permission
from policy.trip_lines import Proposal
from policy.trips import deed_problems
from policy.words import N_
from queries import trip_lines as known

SPENT = {
    Category.TRAVEL: N_("Journey from %(from_city)s to %(city)s: %(purpose)s"),
    Category.LODGING: N_("Nights in %(city)s: %(purpose)s"),
    Category.LOCAL_TRANSPORT: N_("Getting about in %(city)s: %(subject)s"),
    Category.ALLOWANCE: N_("Daily allowance: %(purpose)s"),
}
"""What a line is said to be for, in the language of who makes it; it may be written anew."""


@blueprint.get("/<int:trip_id>/claim")
@requires(Permission.CLAIM_EXPENSES)
def claim_form(trip_id: int):
    """The lines on offer."""
    trip = own_or_404(trip_id)
    problems = list(deed_problems(deed_facts("claim", trip, me())))
    if problems:
        context = trip_context(trip, problems_found=problems)
        return refused("trips/_trip.html", "trips/show.html", **context)
    already = known.claimed_already(trip.id)
    rows = [_row(trip, one, (one.spent_on, one.category) not in already) for one in known.lines_offered(trip)]
    form = ClaimForm(formdata=None, data={"rows": rows})
    return render_template("trips/claim.html", **_context(form, trip))


@blueprint.post("/<int:trip_id>/claim")
@requires(Permission.CLAIM_EXPENSES)
def claim(trip_id: int):
    """Keep the lines that have an amount; the claim then says what is missing."""
    own_or_404(trip_id)
    form = ClaimForm()
    if form.validate():
        lines = [_line(row.form) for row in form.rows if row.form.wanted()]
        made = attempt(form, lambda: trip_claims.claim(trip_id, me(), lines, form_key=form.form_key.data))
        if made is not None:
            said = ngettext("%(num)d line was made.", "%(num)d lines were made.", len(lines))
            flash(f"{said} {_('Add receipts where there are any, then submit the claim.')}", "success")
            return go(f"/expenses/{made.id}")
    return refused("trips/_claim_form.html", "trips/claim.html", **_context(form, trip_or_404(trip_id)))


def _line(row) -> dict:
    names = ("category", "spent_on", "ended_on", "from_city", "city", "amount", "description", "activity_id")
    return row.values(*names)


def _row(trip: TripRequest, one: Proposal, kept: bool) -> dict:
    subject = next((activity.subject for activity in trip.activities if activity.id == one.activity_id), trip.purpose)
    told = {"from_city": one.from_city or "…", "city": one.city or "…", "purpose": trip.purpose, "subject": subject}
    return {
        "kept": kept,
        "category": one.category,
        "spent_on": one.spent_on,
        "ended_on": one.ended_on,
        "from_city": one.from_city,
        "city": one.city,
        "amount": one.amount,
        "activity_id": one.activity_id,
        "description": _(SPENT[one.category], **told),
    }


def _context(form: ClaimForm, trip: TripRequest) -> dict:
    return {"form": form, "trip": trip}
