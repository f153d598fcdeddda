"""Claiming a customer that somebody else recorded first, also one that the claimant cannot see (A8.1, A13)."""

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from access import requires, visible_or_404
from blueprints import arguments
from blueprints.conflicts import blueprint
from blueprints.conflicts.forms import ClaimForm
from blueprints.doors import attempt, go, refused
from models import User
from operations.conflicts import Words, claim, find_claimed
from policy.permissions import Permission
from policy.sharing import OWNING, sells
from queries.conflicts import claimable_opportunity, known
from queries.lists import colleagues
from scopes import scope_of


@blueprint.get("/new")
@requires(Permission.OPEN_CONFLICTS)
def new():
    """The form; of a customer that the reader neither sees nor was refused it says nothing, not even that there is one."""
    chosen = {name: arguments.number(name) for name in ("customer_id", "opportunity_id")}
    form = _form(formdata=None, name=arguments.text("name", 200), user_id=current_user.id, **chosen)
    return render_template("conflicts/new.html", **_shown(form))


@blueprint.post("")
@requires(Permission.OPEN_CONFLICTS)
def create():
    """Open the file, or join the one that runs."""
    form, opened = _form(), None
    if form.validate():
        opened = attempt(form, lambda: _claim(form))
    if opened is None:
        return refused("conflicts/_new.html", "conflicts/new.html", **_shown(form))
    flash(_("The conflict is on file. Who rules on it has been told."), "success")
    return go(f"/conflicts/{opened.id}")


def _claim(form: ClaimForm):
    by = current_user._get_current_object()
    customer, known_as = find_claimed(by, form.customer_id.data, form.name.data or "")
    about = claimable_opportunity(by, customer.id, form.opportunity_id.data)
    claimant = visible_or_404(User, form.user_id.data)
    how = {"known_as": known_as, "words": Words(**form.words()), "opportunity": about}
    return claim(customer, claimant, by, form_key=form.form_key.data, **how)


def _form(**how) -> ClaimForm:
    form = ClaimForm(people=_people(), **how)
    if request.method == "POST" and not form.user_id.raw_data:
        form.user_id.data = current_user.id
    return form


def _people() -> list[tuple[int, str]]:
    """Oneself, and the salespeople whom one leads."""
    units = scope_of(current_user).managed
    led = colleagues(current_user, but=current_user.id, roles=OWNING, units=units) if units else []
    mine = [(current_user.id, current_user.name)]
    return [*mine, *led] if sells(current_user.roles) or not led else [*led, *mine]


def _shown(form: ClaimForm) -> dict:
    found = known(current_user._get_current_object(), form.customer_id.data)
    about = found and claimable_opportunity(current_user, found[0].id, form.opportunity_id.data)
    return {"form": form, "found": found[1] if found else "", "about": about}
