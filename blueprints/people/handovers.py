"""The handover of who leaves: everything the person holds on one page, its receivers, and what became of it."""

from flask import abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

from access import requires, visible, visible_or_404
from blueprints.doors import attempt, by_htmx, go, refused
from blueprints.people import blueprint
from blueprints.people.forms import HandoverForm
from extensions import db
from models import User
from operations.handovers import begin
from policy.handovers import IMPLEMENTED, RECEIVED, SETTLED, SOLD, Thing
from policy.permissions import IMPLEMENTING_ROLES, Permission
from policy.sharing import OWNING
from queries import handovers
from queries.lists import colleagues
from queries.people import reviewers_of
from scopes import permissions_of, scope_of

DECIDING = (Permission.REVIEW_CUSTOMERS, Permission.CONFIRM_CLOSINGS, Permission.APPROVE_EXPENSES)


@blueprint.get("/<int:leaver_id>/handover")
@requires(Permission.HAND_OVER)
def handover(leaver_id: int):
    """What the person holds, with the form; or how far a handover has come, and what became of those before."""
    leaver = _led(leaver_id)
    context = _shown(leaver)
    return render_template("people/_handover.html" if by_htmx() else "people/handover.html", **context)


@blueprint.post("/<int:leaver_id>/handover")
@requires(Permission.HAND_OVER)
def hand_over(leaver_id: int):
    """Hand everything over; what is small is done on return, the rest goes on by itself."""
    context = _shown(_led(leaver_id))
    form = context["form"]
    if form.validate() and (done := attempt(form, lambda: _begin(leaver_id, form))) is not None:
        if done.finished_at:
            flash(_("Everything was handed over.") if not done.left_behind else _("Something is left."), "success")
        else:
            flash(_("The handover goes on by itself; this page says how far it is."), "info")
        return go(f"/people/{leaver_id}/handover")
    if form.problems:
        context = _shown(_led(leaver_id)) | {"form": form}
    return refused("people/_handover.html", "people/handover.html", **context)


def _begin(leaver_id: int, form: HandoverForm):
    chosen = form.chosen()
    people = db.session.scalars(visible(User).where(User.id.in_(sorted(set(chosen.values())))))
    known = {person.id: person for person in people}
    to = {thing: known.get(user_id) for thing, user_id in chosen.items()}
    return begin(leaver_id, to, form.reason.data, current_user, form.form_key.data)


def _led(leaver_id: int) -> User:
    """Somebody of the units that the reader leads, active or gone."""
    person = visible_or_404(User, leaver_id)
    if person.unit_id not in scope_of(current_user).managed:
        abort(403)
    return person


def _implementers(leaver: User, held: dict[Thing, int]) -> list[tuple[int, str]]:
    if not any(held[thing] for thing in IMPLEMENTED):
        return []
    units = scope_of(leaver).company
    return colleagues(current_user, but=leaver.id, roles=IMPLEMENTING_ROLES, units=units)


def _shown(leaver: User) -> dict:
    held, past = handovers.holdings(leaver.id), handovers.handovers_of(leaver.id)
    units = scope_of(leaver).company
    sellers = colleagues(current_user, but=leaver.id, roles=OWNING, units=units)
    others = any(held[thing] for thing in RECEIVED if thing not in SOLD)
    everybody = colleagues(current_user, but=leaver.id, units=units) if others else []
    decides = any(one in permissions_of(leaver) for one in DECIDING)
    return {
        "leaver": leaver,
        "held": {thing: count for thing, count in held.items() if count},
        "things": list(Thing),
        "settled": SETTLED,
        "received": [thing for thing in RECEIVED if held[thing]],
        "running": next((one for one in past if one.finished_at is None), None),
        "past": [one for one in past if one.finished_at],
        "names": handovers.named(past),
        "form": HandoverForm(held, sellers, everybody, _implementers(leaver, held)),
        "own_claims": handovers.own_claims(leaver.id),
        "decides": decides,
        "instead": reviewers_of(leaver) if decides else [],
    }
