"""The policy's parameters: what each means, its value today, and every change with its reason."""

from flask import abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

import clock
from access import requires
from blueprints import arguments
from blueprints.admin import blueprint
from blueprints.admin.forms import ParameterForm
from blueprints.doors import attempt, by_htmx, go, refused
from operations import policy as verbs
from policy.parameters import PARAMETERS
from policy.permissions import Permission
from queries.forecast import FORESEEN, forecast
from queries.parameters import changes_of, overview_of_parameters, value


@blueprint.get("/parameters")
@requires(Permission.ADMINISTER)
def parameters():
    """All parameters in the order of their clauses."""
    return render_template("admin/parameters/index.html", rows=overview_of_parameters())


@blueprint.get("/parameters/<name>")
@requires(Permission.ADMINISTER)
def parameter(name: str):
    """One parameter with its history, the form to change it, and what a value would do tonight."""
    shown = _shown(name)
    if by_htmx():
        return render_template("admin/parameters/_forecast.html", **shown)
    latest = shown["changes"][0].id if shown["changes"] else 0
    form = ParameterForm(formdata=None, latest=latest, valid_from=clock.today())
    return render_template("admin/parameters/show.html", form=form, **shown)


@blueprint.post("/parameters/<name>")
@requires(Permission.ADMINISTER)
def set_parameter(name: str):
    """Let the parameter have another value from a day on."""
    shown, form = _shown(name), ParameterForm()
    if form.validate_on_submit() and attempt(form, lambda: _set(name, form)):
        flash(_("The new value is recorded."), "success")
        return go(f"/admin/parameters/{name}")
    if any(problem.code == "stale" for problem in form.problems):
        shown = _shown(name)
        form.latest.data, form.latest.raw_data = shown["changes"][0].id, None
    return refused("admin/parameters/_form.html", "admin/parameters/show.html", form=form, **shown)


def _set(name: str, form: ParameterForm):
    latest = form.latest.data or 0
    return verbs.set_parameter(
        name, form.value.data, form.valid_from.data, form.reason.data, current_user, latest=latest
    )


def _shown(name: str) -> dict:
    if name not in PARAMETERS:
        abort(404)
    return {
        "parameter": PARAMETERS[name],
        "value": value(name),
        "changes": changes_of(name),
        "foreseen": name in FORESEEN,
        "found": _forecast(name, arguments.text("value", 20)),
    }


def _forecast(name: str, typed: str):
    """What the value would do tonight; None for a parameter that does nothing by night, or for no number."""
    if name not in FORESEEN or not typed:
        return None
    try:
        return forecast(name, PARAMETERS[name].parse(typed))
    except ValueError:
        return None
