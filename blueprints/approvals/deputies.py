"""Deputies: everybody names their own, who leads names those of the own units (A3.3)."""

from flask import abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

import clock
from access import requires, visible_or_404
from blueprints import arguments
from blueprints.approvals import blueprint
from blueprints.approvals.forms import DeputyForm
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.fields import Form
from models import Deputy, User
from operations import deputies as verbs
from policy.permissions import Permission
from queries import deputies as known
from queries.pages import keyset


@blueprint.get("/approvals/deputies")
@requires(Permission.USE)
def deputies():
    """Who decides for whom now and soon."""
    return shown("approvals/_deputies.html", "approvals/deputies.html", **_list())


def _list() -> dict:
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(known.deputies(me()), Deputy.from_on, Deputy.id, descending=False, **cursors)
    return {
        "page": page,
        "endable": {row.id for row in page.rows if known.names_for(me(), row.user)},
        "today": clock.today(),
        "names": known.nameable_for(me()),
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
        "found": [],
    }


@blueprint.route("/approvals/deputies/new", methods=["GET", "POST"])
@requires(Permission.USE)
def new_deputy():
    """Name one."""
    form = DeputyForm().offer(known.nameable_for(me()), known.colleagues(me()))
    if not form.is_submitted():
        form.user_id.data, form.from_on.data = current_user.id, clock.today()
        return render_template("approvals/deputy.html", form=form)
    if form.validate() and attempt(form, lambda: _name(form)) is not None:
        flash(_("Named."), "success")
        return go("/approvals/deputies")
    return refused("approvals/_deputy.html", "approvals/deputy.html", form=form)


def _name(form: DeputyForm) -> Deputy:
    people = [visible_or_404(User, ident) for ident in (form.user_id.data, form.deputy_id.data)]
    return verbs.name_deputy(*people, form.from_on.data, form.until_on.data, me(), form.form_key.data)


@blueprint.post("/approvals/deputies/<int:deputy_id>/end")
@requires(Permission.USE)
def end_deputy(deputy_id: int):
    """End it now."""
    known.deputy_of(deputy_id, me()) or abort(404)
    form, found = Form(), []
    if form.validate() and attempt(None, lambda: verbs.end(deputy_id, me()), found.extend):
        flash(_("Ended."), "success")
        return go("/approvals/deputies")
    return refused("approvals/deputies.html", "approvals/deputies.html", **_list() | {"found": found})
