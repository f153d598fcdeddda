"""The finance desk: the queue, and one claim with each line beside its evidence."""

import re

from flask import abort, flash, request
from flask_babel import gettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from access import requires, visible
from blueprints.arguments import here_with, number
from blueprints.doors import answer, attempt, go, me, refused, shown
from blueprints.expenses import blueprint
from blueprints.expenses.claims import UNREADABLE
from blueprints.expenses.forms import DeedForm, VerdictForm
from blueprints.expenses.showing import claim_or_404, deeds_of, payment_form
from extensions import db
from models import ExpenseClaim, ExpenseLine
from operations import expense_checks, expense_greens, expense_undoing
from policy.examination import Light
from policy.expenses import ClaimStatus, Verdict
from policy.permissions import Permission
from queries import expense_lists
from queries.evidence import changed_since, evidence_of, snapshot_of
from queries.expenses import WITH_FILES, examinations, lines_of
from queries.line_questions import questions_of
from queries.reason_phrases import phrases

FIELD_LABELS = {
    "kind": _l("Kind"),
    "status": _l("State"),
    "subject": _l("About"),
    "customer_id": _l("Customer"),
    "starts_at": _l("When"),
    "ends_at": _l("Until"),
    "place": _l("Where"),
    "city": _l("City"),
    "summary": _l("What happened"),
    "effect": _l("Effect on the customer"),
    "progress": _l("Customer's real progress"),
    "key_value": _l("Key value"),
}
ID = re.compile(r"[0-9]{1,9}")
TABS = {
    "waiting": _l("Waiting"),
    "mine": _l("In check by me"),
    "asked": _l("Asked"),
    "to_pay": _l("To pay"),
    "paid": _l("Paid"),
}


@blueprint.get("/desk")
@requires(Permission.CHECK_EXPENSES)
def desk():
    """One page of the queue, riskiest first or oldest first."""
    tab = request.args.get("tab") if request.args.get("tab") in TABS else "waiting"
    riskiest = request.args.get("sort") != "age"
    page = expense_lists.queue(me(), tab, riskiest, request.args.get("after", ""), request.args.get("before", ""))
    counts = expense_lists.queue_counts(me())
    return shown(
        "expenses/desk/_queue.html",
        "expenses/desk/index.html",
        page=page,
        tab=tab,
        riskiest=riskiest,
        tabs=[
            (key, label, f"/expenses/desk?tab={key}", None if key == "paid" else counts[key][0])
            for key, label in TABS.items()
        ],
        counts=counts,
        newer=page.newer and here_with(before=page.newer),
        older=page.older and here_with(after=page.older),
    )


@blueprint.get("/desk/next")
@requires(Permission.CHECK_EXPENSES)
def next_claim():
    """On to the claim that is next in the queue."""
    following = expense_lists.next_in_queue(me(), number("after") or 0)
    if following is None:
        flash(_("Nothing else waits. Well done."), "success")
    return go(f"/expenses/desk/{following}" if following else "/expenses/desk")


@blueprint.get("/desk/<int:claim_id>")
@requires(Permission.CHECK_EXPENSES)
def case(claim_id: int):
    """A claim to check; ``line`` chooses the line whose evidence is shown."""
    claim = claim_or_404(claim_id)
    return shown("expenses/desk/_case.html", "expenses/desk/case.html", **case_context(claim, number("line")))


@blueprint.post("/desk/<int:claim_id>/check")
@requires(Permission.CHECK_EXPENSES)
def take(claim_id: int):
    """Take the claim into check."""
    return _deed(claim_id, lambda form: expense_checks.take(claim_id, me(), version=form.version.data))


@blueprint.post("/desk/<int:claim_id>/release")
@requires(Permission.CHECK_EXPENSES)
def release(claim_id: int):
    """Give it back to the queue."""
    return _deed(
        claim_id, lambda form: expense_checks.release(claim_id, me(), version=form.version.data), "/expenses/desk"
    )


@blueprint.post("/desk/<int:claim_id>/clear")
@requires(Permission.CHECK_EXPENSES)
def accept_clear(claim_id: int):
    """Accept every green line that was not drawn to be looked at."""
    return _deed(claim_id, lambda form: [expense_greens.accept_green(claim_id, me(), version=form.version.data)])


@blueprint.post("/desk/<int:claim_id>/reopening")
@requires(Permission.CHECK_EXPENSES)
def reopen(claim_id: int):
    """Take an approved claim up again, until it is paid."""
    return _deed(claim_id, lambda form: expense_undoing.reopen(claim_id, me(), version=form.version.data))


@blueprint.post("/desk/green")
@requires(Permission.CHECK_EXPENSES)
def accept_green():
    """Accept the green lines of every claim that was ticked; what stood in the way is said of each."""
    ticked = [one for one in request.form.getlist("claim_id")[: expense_greens.MOST] if ID.fullmatch(one)]
    seen = visible(ExpenseClaim).where(ExpenseClaim.id.in_(list(map(int, ticked)))).with_only_columns(ExpenseClaim.id)
    known = set(db.session.scalars(seen))
    done = expense_greens.accept_green_of([int(one) for one in ticked if int(one) in known], me())
    for one in done:
        if one.problem:
            flash(f"{one.claim.number}: {gettext(one.problem.message) % one.problem.params}", "warning")
    lines, approved = sum(one.accepted for one in done), sum(one.approved for one in done)
    if lines or approved:
        said = _("%(lines)s lines accepted, %(claims)s claims approved for payment.", lines=lines, claims=approved)
        flash(said, "success")
    return go("/expenses/desk")


@blueprint.post("/desk/<int:claim_id>/finish")
@requires(Permission.CHECK_EXPENSES)
def finish(claim_id: int):
    """Every line is decided: approve for payment."""

    def deed(form):
        return expense_checks.finish(claim_id, me(), version=form.version.data, note=form.note.data or "")

    return _deed(claim_id, deed)


@blueprint.post("/desk/<int:claim_id>/return")
@requires(Permission.CHECK_EXPENSES)
def refuse(claim_id: int):
    """Return the claim to its claimant, saying why."""

    def deed(form):
        return expense_checks.send_back(claim_id, me(), form.note.data or "", version=form.version.data)

    return _deed(claim_id, deed)


def case_context(claim: ExpenseClaim, line_id: int | None = None, form: VerdictForm | None = None, **more) -> dict:
    """Everything that ``expenses/desk/_case.html`` shows; the chosen line, else the first that is open."""
    lines = lines_of(claim.id, WITH_FILES)
    said = examinations(claim, lines)
    line = _chosen(lines, line_id)
    snapshot = snapshot_of(line, claim.round) if line and line.verdict is not Verdict.OPEN else None
    return {
        "claim": claim,
        "lines": lines,
        "said": said,
        "line": line,
        "evidence": line and evidence_of(line),
        "questions": questions_of(claim),
        "phrases": phrases(me(), {problem.code for problem in said[line.id].problems} if line else ()),
        "snapshot": snapshot,
        "FIELD_LABELS": FIELD_LABELS,
        "changed": changed_since(snapshot, line) if snapshot else [],
        "green": {line.id for line in lines if said[line.id].light is Light.GREEN and not line.sampled},
        "deeds": deeds_of(claim),
        "checking": claim.status is ClaimStatus.IN_CHECK
        and claim.checker_id == me().id
        and claim.claimant_id != me().id,
        "open_lines": sum(line.verdict is Verdict.OPEN for line in lines),
        "clear_lines": sum(expense_greens.is_green(line, said[line.id].light) for line in lines),
        "verdict_form": form or VerdictForm(formdata=None, version=line.version if line else 0),
        "payment_form": payment_form(claim),
        **more,
    }


def _chosen(lines: list[ExpenseLine], line_id: int | None) -> ExpenseLine | None:
    by_id = {line.id: line for line in lines}
    if line_id is not None and line_id not in by_id:
        abort(404)
    first_open = next((line for line in lines if line.verdict is Verdict.OPEN), None)
    return by_id.get(line_id) or first_open or (lines[0] if lines else None)


def _deed(claim_id: int, deed, page: str | None = None):
    claim_or_404(claim_id)
    form, problems = DeedForm(), []
    done = attempt(form, lambda: deed(form), problems.extend) if form.validate() else problems.append(UNREADABLE)
    if done is None:
        context = case_context(claim_or_404(claim_id), problems_found=problems, note=form.note.data or "")
        return refused("expenses/desk/_case.html", "expenses/desk/case.html", **context)
    if page:
        return go(page)
    return answer("expenses/desk/_case.html", f"/expenses/desk/{claim_id}", **case_context(claim_or_404(claim_id)))
