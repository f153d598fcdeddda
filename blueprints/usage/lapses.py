"""What of the daily use was missed: the list, one lapse with its facts, and its excuse (A3)."""

from flask import flash, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from access import requires, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.usage import blueprint
from blueprints.usage.forms import ExcuseForm
from models import UsageLapse, User
from operations import usage as verbs
from policy.permissions import Permission
from policy.usage import CLAUSES, UsageKind, excuse_problems
from queries import lapses as known
from queries.pages import capped_count, keyset


@blueprint.get("/lapses")
@requires(Permission.USE)
def lapses():
    """One's own lapses, and those of the people whom one leads."""
    person = arguments.number("person")
    kind, show = arguments.word("kind", UsageKind), arguments.choice("show", ("open", "excused"))
    days = {"since": arguments.day("since"), "until": arguments.day("until")}
    rows = known.lapses(me(), person_id=person, kind=kind, show=show, **days)
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(rows, UsageLapse.last_on, UsageLapse.id, **cursors)
    return shown(
        "usage/_lapses.html",
        "usage/lapses.html",
        page=page,
        total=capped_count(rows),
        kinds=[(kind.value, _(kind.label)) for kind in UsageKind],
        kind=kind,
        show=show,
        person_id=person,
        **days,
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
    )


@blueprint.get("/lapses/<int:lapse_id>")
@requires(Permission.USE)
def lapse(lapse_id: int):
    """One lapse with the facts of its day."""
    return render_template("usage/lapse.html", **_page(_row(lapse_id)))


def _row(lapse_id: int) -> UsageLapse:
    whole = (joinedload(UsageLapse.user).joinedload(User.unit), joinedload(UsageLapse.unit))
    return visible_or_404(UsageLapse, lapse_id, *whole)


def _page(row: UsageLapse, form: ExcuseForm | None = None) -> dict:
    may = not list(excuse_problems(known.excuse_facts(row, "?", me())))
    form = form or ExcuseForm(formdata=None, version=row.version)
    return {"row": row, "clause": CLAUSES[row.kind], "form": form, "may_excuse": may}


@blueprint.post("/lapses/<int:lapse_id>/excuse")
@requires(Permission.EXCUSE_USAGE)
def excuse_lapse(lapse_id: int):
    """Accept a reason."""
    row, form = _row(lapse_id), ExcuseForm()
    if form.validate() and attempt(form, lambda: _excuse(lapse_id, form)) is not None:
        flash(_("Excused: it counts no more."), "success")
        return go(f"/usage/lapses/{lapse_id}")
    return refused("usage/lapse.html", "usage/lapse.html", **_page(_row(row.id), form))


def _excuse(lapse_id: int, form: ExcuseForm) -> UsageLapse:
    return verbs.excuse(lapse_id, form.version.data, form.reason.data, me())
