"""Pressing for payment: sales management's work list, recording a step, the letter on paper (A9.4)."""

from flask import flash
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload

from access import requires, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.papers import served
from blueprints.receivables import blueprint
from blueprints.receivables.forms import DunningForm
from blueprints.receivables.ledgers import contract_or_404, ledger_of
from blueprints.receivables.paper import letter_pdf
from models import Contract, DunningStep
from operations.dunning import press
from policy.permissions import Permission
from queries.receivables import last_steps, to_press


@blueprint.get("/dunning")
@requires(Permission.PRESS_FOR_PAYMENT)
def dunning():
    """The contracts for which a step is due today, the longest waiting first; or all that are overdue."""
    tab = arguments.choice("tab", ("due", "all"), "due")
    page = to_press(current_user, tab == "all", arguments.text("after", 600), arguments.text("before", 600))
    return shown(
        "receivables/dunning/_list.html",
        "receivables/dunning/index.html",
        rows=page.rows,
        steps=last_steps([row.contract_id for row in page.rows]),
        tab=tab,
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
    )


@blueprint.post("/contracts/<int:contract_id>/dunning")
@requires(Permission.PRESS_FOR_PAYMENT)
def step(contract_id):
    """Record a step, its result and the next one."""
    contract_or_404(contract_id)
    form, done = DunningForm(), None
    if form.validate():
        done = attempt(form, lambda: press(contract_id, form.words(), me(), form_key=form.form_key.data))
    if done is None:
        context = ledger_of(contract_or_404(contract_id), form)
        return refused("receivables/dunning/_form.html", "receivables/ledger.html", **context)
    flash(_("The step is recorded; the salesperson has been told."), "success")
    return go(f"/receivables/contracts/{contract_id}")


@blueprint.get("/letters/<int:dunning_id>.pdf")
@requires(Permission.VIEW_RECEIVABLES)
def letter(dunning_id):
    """The letter of a step, as the invoices stood that day: in Chinese, or in English for whom ``language=en`` asks."""
    contract = joinedload(DunningStep.contract)
    whole = contract.joinedload(Contract.signing_unit), contract.joinedload(Contract.owner)
    row = visible_or_404(DunningStep, dunning_id, *whole, joinedload(DunningStep.customer), joinedload(DunningStep.by))
    with force_locale(arguments.choice("language", ("zh_Hans_CN", "en"), "zh_Hans_CN")):
        return served(letter_pdf(row), f"{row.contract.number}-{row.id}")
