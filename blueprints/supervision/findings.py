"""Findings: mine to mend, mine to judge, what is overdue; one of them; judged and mended."""

from flask import abort, flash, render_template, request
from flask_babel import gettext as _

from access import requires, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, by_htmx, go, me, refused, shown
from blueprints.navigation import way_back
from blueprints.supervision import blueprint
from blueprints.supervision.forms import JudgementForm, MendForm
from blueprints.supervision.showing import judged_here
from models import Finding
from operations import findings as verbs
from policy.checking import FindingKind
from policy.permissions import Permission
from queries import check_sheets
from queries import findings as known
from queries.pages import capped_count, keyset

P = Permission


@blueprint.get("/supervision/findings")
@requires(P.USE)
def findings():
    """What the reader is to mend, to judge, or what of the own units is not mended in time."""
    show, kind = arguments.choice("show", known.LISTS, "mine"), arguments.word("kind", FindingKind)
    rows = known.findings(me(), show, kind, arguments.number("person"))
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(rows, Finding.id, Finding.id, **cursors)
    mine, others = known.counts(me())
    context = {
        "page": page,
        "total": capped_count(rows),
        "show": show,
        "kind": kind,
        "kinds": list(FindingKind),
        "to_mend": mine,
        "to_judge": others,
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
        **judged_here(page.rows),
    }
    return shown("supervision/_list.html", "supervision/findings.html", **context)


@blueprint.get("/supervision/findings/<int:finding_id>")
@requires(P.USE)
def finding(finding_id: int):
    """What was found, what was said of it, what mends it."""
    return render_template("supervision/finding.html", **_finding(finding_id))


def _finding(finding_id: int, **forms) -> dict:
    row = visible_or_404(Finding, finding_id, *known.SHOWN)
    context = {
        "finding": row,
        "mends": known.answers(me(), row) and known.mending_facts(row, "", me()).asked and row.mended_at is None,
        "later": known.carried_on(row),
        "mend_form": forms.get("mend_form") or MendForm(formdata=None),
        "judge_form": forms.get("judge_form"),
        **judged_here([row]),
    }
    if context["mend_form"].version.data is None:
        context["mend_form"].version.data = row.version
    return context


@blueprint.post("/supervision/findings/<int:finding_id>/judge")
@requires(P.VIEW_SUPERVISION)
def judge(finding_id: int):
    """Say what a finding is: in order, to be mended by a day, a violation. Answers with the row it stands in."""
    row = visible_or_404(Finding, finding_id, *known.SHOWN)
    if not known.checks(me(), row):
        abort(403)
    form = JudgementForm()

    def deed():
        says = verbs.Says(form.judgement.data, form.mend_by.data, form.note.data)
        return verbs.judge(finding_id, form.version.data, says, me())

    if not form.validate() or attempt(form, deed) is None:
        context = _finding(finding_id, judge_form=form)
        return refused("supervision/_row.html", "supervision/finding.html", **context, problems_found=form.problems)
    if not by_htmx():
        flash(_("Judged."), "success")
        return go(way_back(request.form.get("next")))
    row = visible_or_404(Finding, finding_id, *known.SHOWN)
    column, ident = (Finding.sheet_id, row.sheet_id) if row.sheet_id else (Finding.spot_check_id, row.spot_check_id)
    tally = check_sheets.tallies(column, [ident])[ident]
    return render_template("supervision/_judged.html", finding=row, tally=tally, **judged_here([row]))


@blueprint.post("/supervision/findings/<int:finding_id>/mended")
@requires(P.USE)
def mended(finding_id: int):
    """Say that a finding is mended, and what was done."""
    visible_or_404(Finding, finding_id)
    form = MendForm()

    def deed():
        return verbs.mend(finding_id, form.version.data, form.note.data, me())

    if form.validate() and attempt(form, deed) is not None:
        flash(_("Noted as mended."), "success")
        return go(f"/supervision/findings/{finding_id}")
    return refused("supervision/_mend.html", "supervision/finding.html", **_finding(finding_id, mend_form=form))
