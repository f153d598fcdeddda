"""Exemptions from a duty of daily use, for days to come and with a reason (A3)."""

from flask import abort, flash, render_template
from flask_babel import gettext as _

from access import requires, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.usage import blueprint
from blueprints.usage.forms import EndForm, ExemptionForm
from models import UsageExemption, User
from operations import usage as verbs
from policy.permissions import Permission
from queries import lapses as known
from queries.pages import capped_count, keyset


@blueprint.get("/exemptions")
@requires(Permission.USE)
def exemptions():
    """One's own exemptions, and those of the people whom one leads."""
    return shown("usage/_exemptions.html", "usage/exemptions.html", **_list())


def _list() -> dict:
    person, past = arguments.number("person"), arguments.choice("show", ("past",)) == "past"
    rows = known.exemptions(me(), person, past)
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(rows, UsageExemption.from_on, UsageExemption.id, **cursors)
    return {
        "page": page,
        "total": capped_count(rows),
        "past": past,
        "leads": known.leads,
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
        "found": [],
    }


@blueprint.route("/exemptions/new", methods=["GET", "POST"])
@requires(Permission.EXCUSE_USAGE)
def new_exemption():
    """Exempt somebody whom one leads."""
    form = ExemptionForm().offer(known.exempting_for(me()))
    if not form.is_submitted():
        form.user_id.data = arguments.number("person")
        return render_template("usage/exemption.html", form=form)
    if form.validate() and attempt(form, lambda: _exempt(form)) is not None:
        flash(_("Entered."), "success")
        return go("/usage/exemptions")
    return refused("usage/_exemption.html", "usage/exemption.html", form=form)


def _exempt(form: ExemptionForm) -> UsageExemption:
    if form.user_id.data is None:
        abort(404)
    person = visible_or_404(User, form.user_id.data)
    values = form.values("kind", "from_on", "until_on", "reason")
    return verbs.exempt(person, by=me(), form_key=form.form_key.data, **values)


@blueprint.post("/exemptions/<int:exemption_id>/end")
@requires(Permission.EXCUSE_USAGE)
def end_exemption(exemption_id: int):
    """From today on the duty holds again."""
    visible_or_404(UsageExemption, exemption_id)
    form, found = EndForm(), []
    if form.validate() and attempt(None, lambda: _end(exemption_id, form), found.extend):
        flash(_("Ended."), "success")
        return go("/usage/exemptions")
    return refused("usage/exemptions.html", "usage/exemptions.html", **_list() | {"found": found})


def _end(exemption_id: int, form: EndForm) -> UsageExemption:
    return verbs.end_exemption(exemption_id, form.version.data, me())
