"""A new password; and until a person whose password was reset has taken one, nothing else."""

from flask import flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from access import requires
from blueprints.account import blueprint
from blueprints.account.forms import PasswordForm
from blueprints.account.throttle import own_account, throttled
from blueprints.doors import attempt, by_htmx, go
from blueprints.sessions import enter
from operations import sessions
from policy.permissions import Permission

OPEN_MEANWHILE = frozenset(
    {
        "account.password",
        "account.login",
        "account.logout",
        "account.language",
        "navigation.theme",
        "health.alive",
        "health.ready",
        "static",
    }
)


@blueprint.before_app_request
def _first_a_new_password():
    if request.endpoint in OPEN_MEANWHILE or request.endpoint is None:
        return None
    if not (current_user.is_authenticated and current_user.must_change_password):
        return None
    if by_htmx():
        return make_response("", 403, {"HX-Redirect": "/password"})
    return redirect("/password", 303)


@blueprint.route("/password", methods=["GET", "POST"])
@requires(Permission.USE)
@throttled(own_account)
def password():
    """Change one's own password; all other sessions end with the old one."""
    form = PasswordForm()
    if form.validate_on_submit():
        person = current_user._get_current_object()
        token = attempt(form, lambda: sessions.change_password(person, form.present.data, form.password.data))
        if token:
            enter(person, token)
            flash(_("Your password is changed. Everywhere else you are signed out."), "success")
            return go("/")
    return make_response(render_template("account/password.html", form=form), 422 if form.is_submitted() else 200)
