"""The people who may sign in: list, page, new, edit."""

import secrets

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from access import requires, visible, visible_or_404
from blueprints import arguments
from blueprints.admin import blueprint
from blueprints.admin.forms import EditUserForm, NewUserForm, ResetForm, VersionForm
from blueprints.admin.lines import readable
from blueprints.doors import attempt, go, refused, shown
from extensions import db
from models import Unit, User
from operations import people as verbs
from policy.permissions import Permission
from policy.roles import Role
from queries import audit
from queries.accounts import accounts, links_of, owned_customers, possible_managers, running_sessions
from queries.handovers import holdings
from queries.organisation import unit_options
from queries.pages import capped_count, keyset
from queries.people import managers_of

STATES = {"active": True, "inactive": False}
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@blueprint.get("/users")
@requires(Permission.ADMINISTER)
def users():
    """The accounts, by part of a name, unit, role and state."""
    unit = db.session.scalar(visible(Unit).where(Unit.id == (arguments.number("unit_id") or 0)))
    query = accounts(
        current_user,
        text=arguments.text("q"),
        unit_path=unit.path if unit else "",
        role=arguments.word("role", Role),
        active=STATES.get(request.args.get("state", "")),
    )
    after, before = request.args.get("after", ""), request.args.get("before", "")
    page = keyset(query, User.username, User.id, after=after, before=before, descending=False)
    return shown(
        "admin/users/_list.html",
        "admin/users/index.html",
        page=page,
        total=capped_count(query),
        units=unit_options(active=False),
        roles=[(role.value, _(role.label)) for role in Role],
        here_with=arguments.here_with,
    )


@blueprint.get("/users/<int:user_id>")
@requires(Permission.ADMINISTER)
def user(user_id: int):
    """One account: what it may do, what hangs on it, what was done to it."""
    return render_template("admin/users/show.html", **page_of(visible_or_404(User, user_id)))


@blueprint.route("/users/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def new_user():
    """Open an account; its owner must change the first password."""
    form = _with_choices(NewUserForm(password=suggestion()), None)
    if not form.is_submitted():
        return render_template("admin/users/form.html", form=form, user=None)
    if form.validate():
        values = {**form.columns(), "username": form.username.data}
        made = attempt(form, lambda: _create(form, values))
        if made:
            _tell(made[1], _("The account was opened. Give the person the first password; it must be changed at once."))
            return go(f"/admin/users/{made[0].id}")
    return refused("admin/users/_form.html", "admin/users/form.html", form=form, user=None)


@blueprint.route("/users/<int:user_id>/edit", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def edit_user(user_id: int):
    """Change name, unit, roles and whom an assistant assists."""
    person = visible_or_404(User, user_id)
    managers = [manager.id for manager in links_of(user_id)[0]]
    form = _with_choices(EditUserForm(obj=person, manager_ids=managers), person)
    if not form.is_submitted():
        return render_template("admin/users/form.html", form=form, user=person)
    if form.validate():
        done = attempt(form, lambda: _edit(user_id, form))
        if done:
            _tell(done[1], _("Saved."))
            return go(f"/admin/users/{user_id}")
    return refused("admin/users/_form.html", "admin/users/form.html", form=form, user=person)


def suggestion() -> str:
    """A first password that can be read out on the telephone."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def page_of(person: User, reset: ResetForm | None = None, state: VersionForm | None = None) -> dict:
    """What the page of one account shows."""
    assists, assisted_by = links_of(person.id)
    return {
        "user": person,
        "assists": assists,
        "assisted_by": assisted_by,
        "customers": owned_customers(person.id),
        "left": sum(holdings(person.id).values()),
        "leaders": [one for one in managers_of(person.unit_id) if one.id != person.id],
        "sessions": running_sessions(person.id),
        "history": readable(audit.about(person)),
        "reset": reset or ResetForm(formdata=None, password=suggestion()),
        "state": state or VersionForm(formdata=None, version=person.version),
    }


def _create(form: NewUserForm, values: dict):
    managers = form.manager_ids.data or ()
    return verbs.create_user(
        values, form.roles.data, form.password.data, current_user, manager_ids=managers, form_key=form.form_key.data
    )


def _edit(user_id: int, form: EditUserForm):
    managers = form.manager_ids.data or ()
    return verbs.edit_user(
        user_id, form.version.data, form.columns(), form.roles.data, current_user, manager_ids=managers
    )


def _with_choices(form, person: User | None):
    form.unit_id.choices = unit_options()
    if person is not None and person.unit_id not in dict(form.unit_id.choices):
        form.unit_id.choices.append((person.unit_id, person.unit.name))
    possible = [(one.id, f"{one.name} · {one.unit.name}") for one in possible_managers() if one is not person]
    linked = [(one.id, one.name) for one in (links_of(person.id)[0] if person else ())]
    form.manager_ids.choices = possible + [choice for choice in linked if choice[0] not in dict(possible)]
    return form


def _tell(warnings: list, message: str) -> None:
    flash(message, "success")
    for warning in warnings:
        flash(f"{_(warning.message, **warning.params)} {_(warning.remedy)}", "warning")
