"""The file of a conflict, and what its parties do: put forward, withdraw, appeal (A8)."""

from flask import flash, render_template
from flask_babel import gettext as _

from access import can, requires
from blueprints.conflicts import blueprint
from blueprints.conflicts.forms import AppealForm, StatementForm, WithdrawalForm, ruling_form
from blueprints.doors import attempt, go, me, refused
from operations import conflicts
from operations.conflicts import Words
from policy.conflicts import HEARING, ConflictStatus, Instance, withdrawal_problems
from policy.permissions import Permission
from policy.rulings import AWAITED, ruler_problems
from queries.conflict_files import File, file_or_404
from queries.conflicts import claim_of, ruling_facts

DECIDING = {Instance.MANAGER: Permission.RULE_CONFLICTS, Instance.APPEAL: Permission.RULE_APPEALS}


@blueprint.get("/<int:conflict_id>")
@requires(Permission.VIEW_CONFLICTS)
def show(conflict_id):
    """Who recorded first, what is put forward, what was ruled, and what the reader may do."""
    return render_template("conflicts/show.html", **shown(file_or_404(conflict_id, me())))


def shown(file: File, **forms) -> dict:
    """Everything that the page of a conflict shows."""
    conflict, mine = file.conflict, file.mine
    given = {
        "statement_form": StatementForm(formdata=None, obj=mine.row) if mine else None,
        "appeal_form": AppealForm(formdata=None, obj=conflict),
        "ruling_form": ruling_form(file.present, formdata=None, obj=conflict),
    }
    instance = next((one for one, status in AWAITED.items() if status is file.status), None)
    facts = ruling_facts(conflict, me(), instance) if instance and can(DECIDING[instance]) else None
    claim = claim_of(conflict, me())
    return {
        "file": file,
        "conflict": conflict,
        "instance": instance,
        "facts": facts,
        "hindered": list(ruler_problems(facts)) if facts else [],
        "may_state": mine is not None and file.status in HEARING,
        "may_appeal": mine is not None and file.status is ConflictStatus.RULED and conflict.appealed_at is None,
        "may_withdraw": claim is not None
        and can(Permission.OPEN_CONFLICTS)
        and not any(withdrawal_problems(file.status, claim.claiming, claim.left_at is None)),
        **given,
        **forms,
    }


@blueprint.post("/<int:conflict_id>/statement")
@requires(Permission.VIEW_CONFLICTS)
def put_forward(conflict_id):
    """A party puts forward what speaks for them, or changes it."""
    file, form = file_or_404(conflict_id, me()), StatementForm()
    if form.validate() and attempt(form, lambda: _state(conflict_id, form)) is not None:
        flash(_("Put forward."), "success")
        return go(f"/conflicts/{conflict_id}")
    return refusal(file.conflict.id, "conflicts/_statement.html", statement_form=form)


def _state(conflict_id: int, form: StatementForm):
    return conflicts.state(conflict_id, form.version.data, Words(**form.words()), me())


@blueprint.post("/<int:conflict_id>/withdrawal")
@requires(Permission.OPEN_CONFLICTS)
def withdraw(conflict_id):
    """Who claims it takes the claim back."""
    file, problems = file_or_404(conflict_id, me()), []
    if WithdrawalForm().validate() and attempt(None, lambda: conflicts.withdraw(conflict_id, me()), problems.extend):
        flash(_("The claim is withdrawn."), "success")
        return go(f"/conflicts/{conflict_id}")
    return refusal(file.conflict.id, "conflicts/_withdrawal.html", withdrawal_problems=problems)


@blueprint.post("/<int:conflict_id>/appeal")
@requires(Permission.VIEW_CONFLICTS)
def appeal(conflict_id):
    """A party appeals to sales management."""
    file, form = file_or_404(conflict_id, me()), AppealForm()
    if form.validate() and attempt(form, lambda: _appeal(conflict_id, form)) is not None:
        flash(_("The appeal is on file. Sales management has been told."), "success")
        return go(f"/conflicts/{conflict_id}")
    return refusal(file.conflict.id, "conflicts/_appeal.html", appeal_form=form)


def _appeal(conflict_id: int, form: AppealForm):
    return conflicts.appeal(conflict_id, form.version.data, form.reason.data or "", me())


def refusal(conflict_id: int, fragment: str, **forms):
    """The part of the page that was refused, or the page, as it stands now and with what was typed."""
    return refused(fragment, "conflicts/show.html", **shown(file_or_404(conflict_id, me()), **forms))
