"""The front door: in, out, and out everywhere."""

from flask import current_app, flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from access import public, requires
from blueprints.account import blueprint
from blueprints.account.forms import SignInForm
from blueprints.account.throttle import throttled, typed_account
from blueprints.doors import attempt, go
from blueprints.navigation import YEAR, way_back
from blueprints.sessions import enter, leave
from operations import sessions
from policy.permissions import Permission
from policy.roles import Role

AFTER = 303
DEMO_ACCOUNTS = (
    ("sales1", Role.DIRECT_SALES.label),
    ("sales_manager", Role.DEPARTMENT_MANAGER.label),
    ("finance1", Role.FINANCE.label),
    ("president", Role.PRESIDENT.label),
    ("channel1", Role.CHANNEL_SALES.label),
    ("east_gm", Role.GENERAL_MANAGER.label),
    ("supervisor1", Role.SUPERVISOR.label),
    ("admin", Role.ADMINISTRATOR.label),
)


@blueprint.route("/login", methods=["GET", "POST"])
@public
@throttled(typed_account)
def login():
    """The sign-in page; who is signed in already goes on."""
    form = SignInForm(next=request.args.get("next", ""))
    target = way_back(form.next.data)
    if current_user.is_authenticated and request.method == "GET":
        return redirect(target)
    if form.validate_on_submit():
        entered = attempt(form, lambda: sessions.sign_in(form.username.data, form.password.data))
        if entered:
            enter(*entered)
            return go(target)
    page = render_template("account/login.html", form=form, demo_accounts=DEMO_ACCOUNTS)
    return make_response(page, 422 if form.is_submitted() else 200)


@blueprint.post("/logout")
@public
def logout():
    """End this session, here and on the server."""
    person = current_user._get_current_object() if current_user.is_authenticated else None
    token = leave()
    if person is not None:
        sessions.sign_out(token, person)
    flash(_("You are signed out."), "success")
    return go("/login")


@blueprint.post("/profile/sessions/end")
@requires(Permission.USE)
def sign_out_everywhere():
    """End every session of the person, on every device."""
    person = current_user._get_current_object()
    leave()
    sessions.sign_out_everywhere(person)
    flash(_("You are signed out on every device."), "success")
    return go("/login")


@blueprint.post("/language")
@public
def language():
    """Read the product in another language: kept with the account and, for the sign-in page, in the browser."""
    choice = request.form.get("language", "")
    response = make_response(redirect(way_back(request.form.get("next")), AFTER))
    if choice in current_app.config["LANGUAGES"]:
        if current_user.is_authenticated and current_user.language != choice:
            sessions.choose_language(current_user._get_current_object(), choice)
        response.set_cookie("lang", choice, max_age=YEAR, samesite="Lax", secure=request.is_secure, httponly=True)
    return response
