"""The groups that dispatch rules name: salespeople among whom leads are shared out."""

from flask import flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

from access import requires
from blueprints.dispatch import blueprint
from blueprints.dispatch.forms import EditGroupForm, NewGroupForm
from blueprints.doors import attempt, go, refused
from operations import dispatch_rules as verbs
from policy.permissions import Permission
from queries.dispatch_rules import group_or_404, groups_of, receivers


@blueprint.get("/leads/groups")
@requires(Permission.SET_DISPATCH)
def groups():
    """All groups with their members."""
    return render_template("dispatch/groups.html", groups=groups_of(current_user))


@blueprint.route("/leads/groups/new", methods=["GET", "POST"])
@requires(Permission.SET_DISPATCH)
def new_group():
    """Make a group."""
    form = NewGroupForm()
    if not form.is_submitted():
        return render_template("dispatch/group.html", **_context(form))
    return _save(form, None, lambda: verbs.create_group(form.values(), current_user, form.form_key.data))


@blueprint.route("/leads/groups/<int:group_id>/edit", methods=["GET", "POST"])
@requires(Permission.SET_DISPATCH)
def edit_group(group_id: int):
    """Rename a group, or change who belongs to it."""
    group = group_or_404(group_id, current_user)
    form = EditGroupForm(obj=group)
    if not form.is_submitted():
        form.user_ids.data = [person.id for person in group.members]
        return render_template("dispatch/group.html", **_context(form, group))
    return _save(form, group, lambda: verbs.edit_group(group_id, form.version.data, form.values(), current_user))


def _save(form, group, deed):
    if form.validate() and attempt(form, deed) is not None:
        flash(_("Saved."), "success")
        return go("/leads/groups")
    return refused("dispatch/_group.html", "dispatch/group.html", **_context(form, group))


def _context(form, group=None) -> dict:
    """Who may belong to a group, and who belongs to it though they no longer may."""
    people = receivers(current_user)
    known = {person.id for person in people}
    gone = [person for person in (group.members if group else ()) if person.id not in known]
    return {"form": form, "group": group, "people": people, "gone": gone}
