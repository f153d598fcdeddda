"""The question itself: asked by POST, because every question is counted and written down (A13)."""

from flask import abort, flash, render_template
from flask_babel import gettext as _
from flask_login import current_user

from access import requires
from blueprints import arguments
from blueprints.doors import answer, attempt, by_htmx, go, refused
from blueprints.lookup import blueprint
from blueprints.lookup.forms import AskForm, LookUpForm
from operations.lookups import ask_to_share, look_up
from policy.permissions import Permission
from queries import parameters
from queries.lookups import asked_today, hit_of
from queries.registration import wishes_of


@blueprint.get("")
@requires(Permission.LOOK_UP)
def index():
    """The field, and the names that the reader waits for."""
    form = LookUpForm(formdata=None, term=arguments.text("q", 200))
    return render_template("lookup/index.html", hits=None, **around(form))


@blueprint.post("")
@requires(Permission.LOOK_UP)
def question():
    """What is recorded of it, or why it is not answered."""
    form, hits = LookUpForm(), None
    if form.validate():
        hits = attempt(form, lambda: look_up(form.term.data, current_user._get_current_object()))
    if hits is None:
        return refused("lookup/_found.html", "lookup/index.html", hits=None, **around(form))
    fragment = "lookup/_found.html" if by_htmx() else "lookup/index.html"
    return render_template(fragment, hits=hits, **around(form))


def around(form: LookUpForm) -> dict:
    """What the page shows beside the answer."""
    limit = int(parameters.value("lookups_per_day"))
    left = max(limit - asked_today(current_user.id), 0)
    wishes = [] if by_htmx() else wishes_of(current_user.id)
    return {"form": form, "left": left, "wishes": wishes}


@blueprint.post("/ask")
@requires(Permission.ENTER_CUSTOMERS)
def ask():
    """Ask the owner of a hit to follow it together (A8.2)."""
    form, by = AskForm(), current_user._get_current_object()
    hit = hit_of(form.customer_id.data, by) if form.validate() and form.customer_id.data else None
    if hit is None:
        abort(404)
    found = []
    done = attempt(None, lambda: ask_to_share(hit.id, by), found.extend)
    if done is None and by_htmx():
        return refused("lookup/_asked.html", "lookup/_asked.html", found=found)
    if done is None:
        flash(_(found[0].message, **found[0].params), "warning")
        return go("/lookup")
    if not by_htmx():
        flash(_("The owner has been asked."), "success")
    return answer("lookup/_asked.html", "/lookup", found=[])
