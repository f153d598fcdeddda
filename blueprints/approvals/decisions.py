"""One screen for one decision: the evidence, what changed, the route; agree or disagree by one key or tap."""

from flask import abort, flash, render_template, request
from flask_babel import gettext as _

from access import requires, visible_or_404
from blueprints.approvals import blueprint
from blueprints.approvals.forms import AGREES, DecisionForm
from blueprints.approvals.inbox import filters_of, narrowed
from blueprints.approvals.showing import context
from blueprints.doors import attempt, go, me, refused
from models import Approval
from operations import approvals as verbs
from policy.permissions import Permission
from queries.approval_files import WHOLE
from queries.approvals import next_for

MOST_REASON = 300


@blueprint.get("/approvals/<int:approval_id>")
@requires(Permission.USE)
def show(approval_id: int):
    """What is decided, by whom, and the way to say so when it is the reader's turn."""
    return render_template("approvals/show.html", **context(_found(approval_id), DecisionForm(formdata=None)))


def _found(approval_id: int) -> Approval:
    return visible_or_404(Approval, approval_id, *WHOLE)


@blueprint.post("/approvals/<int:approval_id>/decide")
@requires(Permission.USE)
def decide(approval_id: int):
    """Agree or disagree, with an opinion; disagreeing says why, at a field or in words. Then the next one opens."""
    approval = _found(approval_id)
    form, agrees = DecisionForm(), AGREES.get(request.form.get("decision", ""))
    fingerprint = request.form.get("fingerprint", "")[:64]

    def deed():
        said = form.step_id.data, fingerprint, agrees, form.opinion.data or ""
        return verbs.decide(approval_id, *said, me(), _details(agrees))

    if form.validate() and attempt(form, deed) is not None:
        said = _("Agreed: %(title)s.") if agrees else _("Returned with your opinion: %(title)s.")
        flash(said % {"title": approval.title}, "success")
        return go(_next(approval))
    return _refused(approval_id, form)


def _next(approval: Approval) -> str:
    """The page of what waits next in the inbox as it was narrowed, else the inbox."""
    found = next_for(me(), approval, filters_of(me()))
    return f"/approvals/{found}{narrowed()}" if found else f"/approvals{narrowed()}"


def _details(agrees: bool | None) -> dict:
    """What is wrong, by field; only who disagrees says so."""
    names = [name for name in request.form if name.startswith("reason_") and len(name) < 60][:40]
    reasons = {name.removeprefix("reason_"): request.form[name].strip()[:MOST_REASON] for name in names}
    reasons = {name: text.replace("\x00", "") for name, text in reasons.items() if text}
    return {"reasons": reasons} if reasons and not agrees else {}


def _refused(approval_id: int, form: DecisionForm):
    whole = context(_found(approval_id), form)
    return refused("approvals/_decision.html", "approvals/show.html", **whole)


@blueprint.post("/approvals/<int:approval_id>/prepare")
@requires(Permission.USE)
def prepare(approval_id: int):
    """Keep an opinion for whom one assists."""
    _found(approval_id)
    form = DecisionForm()
    said = lambda: verbs.prepare(approval_id, form.step_id.data, form.opinion.data or "", me())  # noqa: E731
    if form.validate() and attempt(form, said) is not None:
        flash(_("Kept as prepared."), "success")
        return go(f"/approvals/{approval_id}")
    return _refused(approval_id, form)


@blueprint.post("/approvals/<int:approval_id>/withdraw")
@requires(Permission.USE)
def withdraw(approval_id: int):
    """Take back what one asked for."""
    if me().id not in {row.user_id for row in _found(approval_id).barred}:
        abort(403)
    form = DecisionForm()
    if attempt(form, lambda: verbs.withdraw(approval_id, me())) is not None:
        flash(_("Taken back."), "success")
        return go(f"/approvals/{approval_id}")
    return _refused(approval_id, form)
