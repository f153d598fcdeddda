"""One trip: written down, asked for, changed, called off; its activities, advances and claims."""

from flask import abort, flash, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

import clock
from access import requires, visible_or_404
from blueprints.doors import answer, attempt, go, me, refused
from blueprints.trips import blueprint
from blueprints.trips.forms import EditTripForm, NewTripForm, TripFields, VersionForm
from models import Activity, TripRequest
from operations import trips as verbs
from operations.trip_approvals import facts_of_plan
from policy.approvals import ApprovalKind
from policy.permissions import Permission
from policy.trips import MOVES, TripStatus, deed_problems, may, plan_doubts
from queries import trips as known
from queries.approval_files import history

DONE = {
    "submission": (verbs.submit, "submit"),
    "withdrawal": (verbs.withdraw, "withdraw"),
    "cancellation": (verbs.cancel, "cancel"),
}


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.CLAIM_EXPENSES)
def new():
    """Write a trip down."""
    form = NewTripForm()
    if not form.is_submitted():
        return render_template("trips/new.html", **_form_context(form))
    if form.validate():
        how = {"form_key": form.form_key.data}
        trip = attempt(form, lambda: verbs.plan(me(), form.trip(), form.activities.data, form.plans(), **how))
        if trip is not None:
            return _kept(trip)
    return refused("trips/_form.html", "trips/new.html", **_form_context(form))


@blueprint.get("/<int:trip_id>")
@requires(Permission.CLAIM_EXPENSES)
def show(trip_id: int):
    """The trip with what is planned, what was decided, its advances and claims."""
    return render_template("trips/show.html", **trip_context(trip_or_404(trip_id)))


@blueprint.route("/<int:trip_id>/edit", methods=["GET", "POST"])
@requires(Permission.CLAIM_EXPENSES)
def edit(trip_id: int):
    """Change one's own trip."""
    trip = own_or_404(trip_id)
    if not form_offered(trip):
        return go(f"/trips/{trip_id}") if request.method == "GET" else _refusal(trip_id, _why(trip))
    if request.method == "GET":
        form = EditTripForm(formdata=None, obj=_Shown(trip))
        form.version.data = trip.version
        return render_template("trips/edit.html", **_form_context(form, trip))
    form = EditTripForm()
    if form.validate():
        how = {"version": form.version.data}
        kept = attempt(
            form, lambda: verbs.change(trip_id, me(), form.trip(), form.activities.data, form.plans(), **how)
        )
        if kept is not None:
            return _kept(kept)
    return refused("trips/_form.html", "trips/edit.html", **_form_context(form, own_or_404(trip_id)))


@blueprint.post("/<int:trip_id>/<deed>")
@requires(Permission.CLAIM_EXPENSES)
def move(trip_id: int, deed: str):
    """Ask for it, take the request back, or call the trip off."""
    own_or_404(trip_id)
    form, problems = VersionForm(), []
    if deed not in DONE:
        abort(404)
    verb, _name = DONE[deed]
    if attempt(form, lambda: verb(trip_id, me(), version=form.version.data), problems.extend):
        return answer("trips/_trip.html", f"/trips/{trip_id}", **trip_context(trip_or_404(trip_id)))
    return _refusal(trip_id, problems)


@blueprint.post("/<int:trip_id>/removal")
@requires(Permission.CLAIM_EXPENSES)
def remove(trip_id: int):
    """Take a draft away."""
    own_or_404(trip_id)
    form, problems = VersionForm(), []

    def removed() -> bool:
        verbs.remove(trip_id, me(), version=form.version.data)
        return True

    if attempt(form, removed, problems.extend):
        flash(_("The draft is gone."), "success")
        return go("/trips")
    return _refusal(trip_id, problems)


def trip_or_404(trip_id: int) -> TripRequest:
    """The trip with whom and what it is about; 404 when it is not the reader's to know."""
    whole = (
        joinedload(TripRequest.traveller),
        joinedload(TripRequest.unit),
        joinedload(TripRequest.absence),
        selectinload(TripRequest.activities).joinedload(Activity.customer),
    )
    return visible_or_404(TripRequest, trip_id, *whole)


def own_or_404(trip_id: int) -> TripRequest:
    """The reader's own trip; 403 for others who may see it."""
    trip = trip_or_404(trip_id)
    return trip if trip.traveller_id == me().id else abort(403)


def form_offered(trip: TripRequest) -> bool:
    """Whether the trip may be changed now."""
    return may(verbs.deed_facts("change", trip, me()))


def trip_context(trip: TripRequest, **more) -> dict:
    """Everything that ``trips/_trip.html`` shows."""
    deeds = sorted({deed for deed, _status in MOVES})
    open_ = trip.status in (TripStatus.DRAFT, TripStatus.RETURNED, TripStatus.SUBMITTED)
    claims = known.claims_of(trip.id)
    return {
        "trip": trip,
        "deeds": {deed for deed in deeds if may(verbs.deed_facts(deed, trip, me()))},
        "claims": claims,
        "advances": known.advances_of(trip.id),
        "doubts": list(plan_doubts(facts_of_plan(trip))) if open_ else [],
        "asked": history(ApprovalKind.TRIP, trip.id),
        "begun": trip.from_on <= clock.today(),
        **more,
    }


def _why(trip: TripRequest) -> list:
    return list(deed_problems(verbs.deed_facts("change", trip, me())))


def _refusal(trip_id: int, problems: list):
    context = trip_context(trip_or_404(trip_id), problems_found=problems)
    return refused("trips/_trip.html", "trips/show.html", **context)


def _kept(trip: TripRequest):
    flash(_("The trip was kept. Ask for it to be approved when it is complete."), "success")
    return go(f"/trips/{trip.id}")


class _Shown:
    """A trip as its form shows it: the chosen activities as ids, none planned anew."""

    def __init__(self, trip: TripRequest):
        for name in ("purpose", "cities", "from_on", "until_on", "estimate", "advance_wanted", "note"):
            setattr(self, name, getattr(trip, name))
        self.activities = [one.id for one in trip.activities]


def _form_context(form: TripFields, trip: TripRequest | None = None) -> dict:
    return {"form": form, "trip": trip, "offered": known.offered_activities(me(), trip)}
