"""What an administrator does to an account besides editing it: a new first password, out, and in again."""

from flask import flash
from flask_babel import gettext as _
from flask_login import current_user

from access import requires, visible_or_404
from blueprints.admin import blueprint
from blueprints.admin.forms import ResetForm, VersionForm
from blueprints.admin.users import page_of
from blueprints.doors import attempt, go, refused
from models import User
from operations import people as verbs
from policy.permissions import Permission

PAGE = "admin/users/show.html"


@blueprint.post("/users/<int:user_id>/password")
@requires(Permission.ADMINISTER)
def reset_password(user_id: int):
    """Give a person a first password again."""
    person, form = visible_or_404(User, user_id), ResetForm()
    if form.validate_on_submit() and attempt(
        form, lambda: verbs.reset_password(user_id, form.password.data, current_user)
    ):
        flash(_("Give the person the first password; it must be changed at once."), "success")
        return go(f"/admin/users/{user_id}")
    return refused(PAGE, PAGE, **page_of(person, reset=form))


@blueprint.post("/users/<int:user_id>/deactivate")
@requires(Permission.ADMINISTER)
def deactivate_user(user_id: int):
    """Let a person in no more."""
    return _switch(user_id, verbs.deactivate)


@blueprint.post("/users/<int:user_id>/activate")
@requires(Permission.ADMINISTER)
def activate_user(user_id: int):
    """Let a person in again."""
    return _switch(user_id, verbs.reactivate)


def _switch(user_id: int, verb):
    person, form = visible_or_404(User, user_id), VersionForm()
    if form.validate_on_submit() and attempt(form, lambda: verb(user_id, form.version.data, current_user)):
        flash(_("Saved."), "success")
        return go(f"/admin/users/{user_id}")
    return refused(PAGE, PAGE, **page_of(person, state=form))
