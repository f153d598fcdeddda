"""The ledger of one contract: where it stands, every movement with the balance after it, milestones, dunning."""

import datetime as dt

from flask import abort, render_template
from sqlalchemy.orm import joinedload

import clock
from access import can, requires
from blueprints.doors import me
from blueprints.receivables import blueprint
from blueprints.receivables.forms import DunningForm
from models import Contract, Receivable
from policy.contracting import ContractStatus
from policy.ledger import NOTHING, running
from policy.permissions import Permission
from policy.receivables import DunningKind
from queries import parameters
from queries.ledgers import INVOICED, invoices_of, milestones_standing, movements_of, receivable_of
from queries.receivables import contract_of_ledger, steps_of

LATEST = 200
"""So many of the latest movements the page shows; the balance before them is carried forward."""


@blueprint.get("/contracts/<int:contract_id>")
@requires(Permission.VIEW_RECEIVABLES)
def show(contract_id):
    """The page of the ledger."""
    return render_template("receivables/ledger.html", **ledger_of(contract_or_404(contract_id)))


def contract_or_404(contract_id: int) -> Contract:
    """The contract with what its ledger says, if its money is for the reader: who once decided about it has no part there."""
    whole = joinedload(Contract.customer), joinedload(Contract.owner), joinedload(Contract.unit)
    return contract_of_ledger(me(), contract_id, *whole) or abort(404)


def ledger_of(contract: Contract, form: DunningForm | None = None) -> dict:
    """Everything that the page of a ledger shows."""
    invoices = invoices_of(contract.id)
    moved = movements_of(contract.id, invoices)
    balances = running([movement for movement, _cause in moved])
    entries = [(movement, cause, balance) for (movement, cause), balance in zip(moved, balances, strict=True)]
    overdue = sum((one.open for one in invoices if one.open > 0 and one.due_on < clock.today()), NOTHING)
    stands = receivable_of(contract.id) or Receivable(invoiced=0, collected=0, open=0, prepaid=0)
    presses = can(Permission.PRESS_FOR_PAYMENT) and (overdue > 0 or stands.stopped_on)
    return {
        "contract": contract,
        "standing": stands,
        "overdue": overdue,
        "entries": entries[-LATEST:],
        "carried": entries[-LATEST - 1][2] if len(entries) > LATEST else None,
        "milestones": milestones_standing([contract.id]),
        "steps": steps_of(contract.id),
        "keeps": can(Permission.KEEP_RECEIVABLES) and contract.status != ContractStatus.CANCELLED,
        "invoiced": contract.status in INVOICED,
        "form": form or (_dunning_form(stands.stopped_on is not None) if presses else None),
    }


def _dunning_form(stopped: bool) -> DunningForm:
    days, usual = parameters.value("dunning_days"), DunningKind.CALL if stopped else DunningKind.REMIND
    return DunningForm(formdata=None, kind=usual, next_on=clock.today() + dt.timedelta(days=days))
