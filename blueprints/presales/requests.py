"""Requests for presales support: listed in whose turn it is, asked, and moved on."""

from flask import abort, flash, render_template
from flask_babel import gettext as _

from access import can, requires, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.presales import blueprint
from blueprints.presales.forms import AskForm, DeedForm, DoneForm, WordsForm
from models import Activity, Opportunity, PresalesRequest
from operations import presales_requests as verbs
from policy.permissions import Permission
from policy.presales import deed_problems
from policy.ranking import SupportKind
from queries import presales as known
from queries.rankings import names_of

TABS = ("open", "mine", "ended")
PAGE = "presales/show.html"
DEEDS = {"done": DoneForm, "decline": WordsForm, "give_back": WordsForm, "withdraw": DeedForm}


@blueprint.get("")
@requires(Permission.USE)
def index():
    """The queue, the first by value first; what one asked for or took; what is over."""
    tab, kind = arguments.choice("tab", TABS, "open"), arguments.word("kind", SupportKind)
    found = known.queue(me(), tab, kind, arguments.text("after", 600), arguments.text("before", 600))
    context = {
        "queue": found,
        "page": found.page,
        "tab": tab,
        "kind": kind,
        "kinds": list(SupportKind),
        "newer": found.page.newer and arguments.here_with(before=found.page.newer),
        "older": found.page.older and arguments.here_with(after=found.page.older),
        "may_ask": can(Permission.ASK_PRESALES),
    }
    return shown("presales/_list.html", "presales/index.html", **context)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.ASK_PRESALES)
def new():
    """Ask for support with an opportunity."""
    form = AskForm()
    chosen = form.opportunity_id.data if form.is_submitted() else arguments.number("opportunity_id")
    if not chosen and not form.is_submitted():
        return go("/opportunities")
    opportunity = visible_or_404(Opportunity, chosen or 0)
    form.opportunity_id.data = opportunity.id
    if form.is_submitted() and form.validate():
        row = attempt(form, lambda: _ask(form, opportunity.id))
        if row is not None:
            flash(_("Asked; presales has been told."), "success")
            return go(f"/presales/{row.id}")
    elif not form.is_submitted():
        return render_template("presales/new.html", form=form, opportunity=opportunity)
    opportunity = visible_or_404(Opportunity, chosen or 0)
    return refused("presales/_new.html", "presales/new.html", form=form, opportunity=opportunity)


def _ask(form: AskForm, opportunity_id: int) -> PresalesRequest:
    values = form.values("kind", "need", "wanted_on")
    return verbs.ask(opportunity_id, by=me(), form_key=form.form_key.data, **values)


@blueprint.get("/<int:request_id>")
@requires(Permission.USE)
def show(request_id: int):
    """One request, and what can be done with it."""
    return render_template(PAGE, **_context(request_id))


def _context(request_id: int, **forms) -> dict:
    """The page; ``forms`` are those that come back with what was typed."""
    row = visible_or_404(PresalesRequest, request_id, *known.WHOLE)
    words = {"words": "."}
    open_to = [
        deed
        for deed in ("take", *DEEDS)
        if not list(deed_problems(known.deed_facts(row, deed, me(), **(words if deed != "withdraw" else {}))))
    ]
    done = forms.pop("done", None) or DoneForm(formdata=None)
    return {
        "row": row,
        "open_to": open_to,
        "done": done.offer(known.activities_for(row, me()) if "done" in open_to else []),
        "decline": forms.pop("decline", None) or WordsForm(formdata=None),
        "give_back": forms.pop("give_back", None) or WordsForm(formdata=None),
        "first": known.first_for_support().names(row.opportunity.owner_id, row.opportunity.unit_id),
        "opens": names_of(Opportunity, Opportunity.name, [row.opportunity_id], me()),
        "activity": names_of(Activity, Activity.subject, [row.activity_id] if row.activity_id else [], me()),
        "found": forms.pop("found", []),
    }


@blueprint.post("/<int:request_id>/take")
@requires(Permission.SUPPORT_SALES)
def take(request_id: int):
    """Take a request on."""
    visible_or_404(PresalesRequest, request_id)
    form, found = DeedForm(), []
    if form.validate() and attempt(None, lambda: verbs.take(request_id, form.version.data, me()), found.extend):
        flash(_("It is yours now; who asked has been told."), "success")
        return go(f"/presales/{request_id}")
    return refused(PAGE, PAGE, **_context(request_id, found=found))


@blueprint.post("/<int:request_id>/<any(done, decline, give_back, withdraw):deed>")
@requires(Permission.USE)
def move(request_id: int, deed: str):
    """Support was given, is declined, goes back to the queue, or is withdrawn."""
    row = visible_or_404(PresalesRequest, request_id, *known.WHOLE)
    form, found = DEEDS[deed](), []
    if deed == "done":
        form.offer(known.activities_for(row, me()))
    words = form.result.data if deed != "withdraw" else ""
    activity_id = form.activity() if deed == "done" else None
    allowed = {problem.code for problem in deed_problems(known.deed_facts(row, deed, me(), words or "."))}
    if allowed & {"not_supporting", "not_asked_by_you"}:
        abort(403)
    if form.validate() and attempt(
        form, lambda: verbs.move(request_id, form.version.data, deed, me(), words, activity_id), found.extend
    ):
        flash(_("Done; the others have been told."), "success")
        return go(f"/presales/{request_id}")
    return refused(PAGE, PAGE, **_context(request_id, found=found, **{deed: form} if deed != "withdraw" else {}))
