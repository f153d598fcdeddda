"""How many activities a week are expected of whom; set by sales management (A3.5)."""

from flask import flash, render_template
from flask_babel import gettext as _

import clock
from access import can, requires, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.usage import blueprint
from blueprints.usage.forms import EndQuotaForm, QuotaForm
from models import Quota, Unit
from operations import quotas as verbs
from policy.permissions import Permission
from policy.quotas import next_monday
from policy.usage import monday_of
from queries import quotas as known
from queries import team
from queries.pages import keyset
from queries.parameters import value


@blueprint.get("/quotas")
@requires(Permission.READ_TEAM)
def quotas():
    """Every quota that was set, the latest first; those that hold this week are marked."""
    return shown("usage/_quotas.html", "usage/quotas.html", **_list())


def _list() -> dict:
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(known.quotas(me()), Quota.id, Quota.id, **cursors)
    return {
        "page": page,
        "holding": known.holding_now(monday_of(clock.today())),
        "default": int(value("weekly_activity_quota")),
        "next": next_monday(clock.today()),
        "may_set": can(Permission.SET_QUOTAS),
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
        "found": [],
    }


@blueprint.route("/quotas/new", methods=["GET", "POST"])
@requires(Permission.SET_QUOTAS)
def new_quota():
    """Set a quota from a Monday to come."""
    form = QuotaForm()
    form.unit_id.choices = [(unit.id, unit.name) for unit in team.units(me())]
    if not form.is_submitted():
        return render_template("usage/quota.html", form=form)
    if form.validate() and attempt(form, lambda: _set(form)) is not None:
        flash(_("Set."), "success")
        return go("/usage/quotas")
    return refused("usage/_quota.html", "usage/quota.html", form=form)


def _set(form: QuotaForm) -> Quota:
    unit = visible_or_404(Unit, form.unit_id.data)
    values = form.values("role", "weekly", "valid_from", "reason")
    return verbs.set_quota(unit, by=me(), form_key=form.form_key.data, **values)


@blueprint.post("/quotas/<int:quota_id>/end")
@requires(Permission.SET_QUOTAS)
def end_quota(quota_id: int):
    """From next Monday on the quota above it holds again."""
    form, found = EndQuotaForm(), []
    known.quota_or_404(quota_id, me())
    if form.validate() and attempt(None, lambda: verbs.end_quota(quota_id, form.reason.data or "", me()), found.extend):
        flash(_("It ends."), "success")
        return go("/usage/quotas")
    return refused("usage/quotas.html", "usage/quotas.html", **_list() | {"found": found})
