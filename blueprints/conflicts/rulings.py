"""Ruling on a conflict and on its appeal; the sum of the shares while they are typed (A8.1, A8.2)."""

from flask import flash, render_template, request
from flask_babel import gettext as _

from access import requires
from blueprints.conflicts import blueprint
from blueprints.conflicts.files import refusal
from blueprints.conflicts.forms import RulingForm, ruling_form
from blueprints.doors import attempt, go, me
from operations.rulings import rule
from policy.conflicts import Instance
from policy.permissions import Permission
from queries.conflict_files import file_or_404
from queries.conflicts import kept_by_others


@blueprint.post("/<int:conflict_id>/ruling")
@requires(Permission.RULE_CONFLICTS)
def decide(conflict_id):
    """The ruling of who leads all parties."""
    return _decide(conflict_id, Instance.MANAGER)


@blueprint.post("/<int:conflict_id>/appeal/ruling")
@requires(Permission.RULE_APPEALS)
def decide_appeal(conflict_id):
    """The ruling of sales management on the appeal."""
    return _decide(conflict_id, Instance.APPEAL)


def _decide(conflict_id: int, instance: Instance):
    form = ruling_form(file_or_404(conflict_id, me()).present)
    if form.validate() and attempt(form, lambda: _rule(conflict_id, instance, form)) is not None:
        flash(_("Ruled. Everybody concerned has been told."), "success")
        return go(f"/conflicts/{conflict_id}")
    return refusal(conflict_id, "conflicts/_ruling.html", ruling_form=form)


def _rule(conflict_id: int, instance: Instance, form: RulingForm):
    said = form.outcome.data, form.reason.data or ""
    return rule(conflict_id, form.version.data, instance, *said, me(), form.shares())


@blueprint.get("/<int:conflict_id>/shares")
@requires(Permission.RULE_CONFLICTS)
def add_up(conflict_id):
    """What the shares make together, while they are typed; what others have is told to who reads every party."""
    file = file_or_404(conflict_id, me())
    form = ruling_form(file.present, formdata=request.args)
    total = sum(share or 0 for share in form.shares().values())
    kept = kept_by_others(file.conflict) if all(party.readable for party in file.present) else 0
    return render_template("conflicts/_sum.html", total=total + kept, kept=kept)
