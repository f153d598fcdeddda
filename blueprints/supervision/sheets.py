"""Check sheets: the list, one sheet with what was found, the signature under it."""

from flask import flash, render_template
from flask_babel import gettext as _

from access import can, requires, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.supervision import blueprint
from blueprints.supervision.forms import SignForm
from blueprints.supervision.showing import judged_here
from models import CheckSheet, Finding
from operations import check_sheets as verbs
from policy.checking import FindingKind, Judgement
from policy.permissions import Permission
from queries import check_sheets as known
from queries.findings import counts, of_check
from queries.lists import units_of
from queries.pages import capped_count, keyset

P = Permission


@blueprint.get("/supervision")
@requires(P.VIEW_SUPERVISION)
def sheets():
    """The sheets of the units one leads, the latest week first."""
    unit_id, state = arguments.number("unit"), arguments.choice("state", known.STATES)
    week = arguments.day("week")
    rows = known.sheets(me(), unit_id, state, week)
    page = keyset(rows, CheckSheet.week, CheckSheet.id, after=_cursor("after"), before=_cursor("before"))
    mine, others = counts(me())
    context = {
        "page": page,
        "total": capped_count(rows),
        "tallies": known.tallies(Finding.sheet_id, [row.id for row in page.rows]),
        "units": units_of(me()),
        "unit_id": unit_id,
        "state": state,
        "week": week,
        "last_week": known.week_before,
        "to_mend": mine,
        "to_judge": others,
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
    }
    return shown("supervision/_sheets.html", "supervision/sheets.html", **context)


def _cursor(name: str) -> str:
    return arguments.text(name, 600)


@blueprint.get("/supervision/sheets/<int:sheet_id>")
@requires(P.VIEW_SUPERVISION)
def sheet(sheet_id: int):
    """What was found in a unit in a week, kind by kind, to be judged."""
    context = _sheet(sheet_id, SignForm(formdata=None))
    return shown("supervision/_list.html", "supervision/sheet.html", **context)


def _sheet(sheet_id: int, form: SignForm) -> dict:
    row = visible_or_404(CheckSheet, sheet_id)
    kind, said = arguments.word("kind", FindingKind), arguments.word("said", Judgement)
    rows = of_check(Finding.sheet_id, row.id, kind, said)
    page = keyset(rows, Finding.id, Finding.id, after=_cursor("after"), before=_cursor("before"), descending=False)
    if form.version.data is None:
        form.version.data = row.version
    return {
        "sheet": row,
        "page": page,
        "tally": known.tallies(Finding.sheet_id, [row.id]).get(row.id, known.Tally()),
        "kinds": known.kinds_on(row.id),
        "kind": kind,
        "said": said,
        "form": form,
        "checks": can(P.CHECK_WEEKLY),
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
        **judged_here(page.rows),
    }


@blueprint.post("/supervision/sheets/<int:sheet_id>/sign")
@requires(P.CHECK_WEEKLY)
def sign(sheet_id: int):
    """Sign the sheet: what was judged holds from now on."""
    visible_or_404(CheckSheet, sheet_id)
    form = SignForm()

    def deed():
        return verbs.sign(sheet_id, form.version.data, form.note.data, me())

    if form.validate() and attempt(form, deed) is not None:
        flash(_("Signed: what was judged holds, and whom it concerns has been told."), "success")
        return go(f"/supervision/sheets/{sheet_id}")
    context = _sheet(sheet_id, form)
    return refused("supervision/_sign.html", "supervision/sheet.html", **context)


@blueprint.get("/supervision/how")
@requires(P.USE)
def how():
    """How the weekly check works, in words: what is found, what a judgement does, what comes back."""
    return render_template("supervision/how.html", kinds=list(FindingKind))
