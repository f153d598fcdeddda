"""The person as the product knows them, and the sessions that run."""

from flask import flash, render_template, session
from flask_babel import gettext as _
from flask_login import current_user

from access import requires
from blueprints.account import blueprint
from blueprints.account.forms import ProfileForm
from blueprints.doors import attempt, go, refused
from blueprints.sessions import SIGN_IN
from operations import sessions
from policy.permissions import Permission
from queries.accounts import links_of, running_sessions


@blueprint.get("/profile")
@requires(Permission.USE)
def profile():
    """One's own name, unit, roles, ways to be reached, and where one is signed in."""
    return render_template("account/profile.html", **_shown(ProfileForm(obj=current_user)))


@blueprint.post("/profile")
@requires(Permission.USE)
def save_profile():
    """Change one's own phone and mail address."""
    form, person = ProfileForm(), current_user._get_current_object()
    if form.validate_on_submit() and attempt(
        form, lambda: sessions.edit_profile(person, form.version.data, form.values())
    ):
        flash(_("Saved."), "success")
        return go("/profile")
    return refused("account/profile.html", "account/profile.html", **_shown(form))


def _shown(form: ProfileForm) -> dict:
    assists, assisted_by = links_of(current_user.id)
    mine = running_sessions(current_user.id)
    return {
        "form": form,
        "assists": assists,
        "assisted_by": assisted_by,
        "sessions": mine,
        "present": session.get(SIGN_IN, ""),
    }
