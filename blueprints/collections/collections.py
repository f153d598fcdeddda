"""Recording money that came in, with the allocation proposed; and the page of one collection (A9.4)."""

from dataclasses import dataclass

from flask import abort, flash, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from access import requires, visible_or_404
from blueprints import arguments
from blueprints.collections import blueprint
from blueprints.collections.forms import (
    AllocationForm,
    CollectionForm,
    RefundForm,
    RefundWithdrawalForm,
    WithdrawalForm,
    proposal,
    with_parts,
)
from blueprints.doors import attempt, go, me, refused
from blueprints.looks import money
from models import Collection, Contract
from operations.collections import enter
from policy.permissions import Permission
from queries.ledgers import allocations_of, payable_contracts, refunds_of, targets
from queries.receivables import contracts_named, payer_named, payers_named


@dataclass(frozen=True)
class Payer:
    """Who paid, and for which contract; for several of the customer's contracts ``contract`` is None."""

    customer_id: int
    name: str
    contract: Contract | None

    @property
    def open(self) -> dict:
        """What the money can be set against."""
        return targets(payable_contracts(me(), self.customer_id, self.contract.id if self.contract else None))


def _payer(contract_id: int | None, customer_id: int | None) -> Payer | None:
    """The payer that the reader may know of; 404 for another."""
    if contract_id:
        contract = visible_or_404(Contract, contract_id, joinedload(Contract.customer))
        return Payer(contract.customer_id, contract.customer.name, contract)
    if customer_id:
        return Payer(customer_id, payer_named(me(), customer_id) or abort(404), None)
    return None


@blueprint.get("/new")
@requires(Permission.KEEP_RECEIVABLES)
def new():
    """The form for one contract or customer; without them a search."""
    payer = _payer(arguments.number("contract_id"), arguments.number("customer_id"))
    if payer is None:
        term = arguments.text("q")
        found = contracts_named(me(), term, signed=False) if term else []
        payers = payers_named(me(), term) if term else []
        return render_template("collections/choose.html", term=term, found=found, payers=payers)
    who = {"contract_id": payer.contract.id if payer.contract else None, "customer_id": payer.customer_id}
    form = with_parts(CollectionForm, payer.open, formdata=None, payer=payer.name, **who)
    return render_template("collections/new.html", form=form, payer=payer)


@blueprint.get("/proposal")
@requires(Permission.KEEP_RECEIVABLES)
def propose():
    """The fields of the allocation with the amounts proposed for what was typed."""
    payer = _payer(arguments.number("contract_id"), arguments.number("customer_id")) or abort(422)
    rest, found = arguments.amount("amount"), payer.open
    parts = proposal(rest, found) if rest else {}
    given = {f"part_{kind}_{id_}": amount for (kind, id_), amount in parts.items()}
    return render_template("collections/_parts.html", form=with_parts(CollectionForm, found, formdata=None, **given))


@blueprint.post("")
@requires(Permission.KEEP_RECEIVABLES)
def create():
    """Record the collection and allocate it."""
    asked = CollectionForm()
    payer = _payer(asked.contract_id.data, asked.customer_id.data) or abort(422)
    form, made = with_parts(CollectionForm, payer.open), None
    if form.validate() and not form.names_what_is_settled():
        how = {"contract_id": payer.contract.id if payer.contract else None, "form_key": form.form_key.data}
        made = attempt(form, lambda: enter(payer.customer_id, form.words(), me(), parts=form.allocation(), **how))
    if made is None:
        return refused("collections/_new.html", "collections/new.html", form=form, payer=payer)
    if made.rest:
        told = money(made.rest)
        flash(
            _("The collection is recorded. %(amount)s of it are set against nothing: a prepayment.", amount=told),
            "info",
        )
    else:
        flash(_("The collection is recorded."), "success")
    return go(f"/collections/{made.id}")


@blueprint.get("/<int:collection_id>")
@requires(Permission.VIEW_RECEIVABLES)
def show(collection_id):
    """What came in, where it went, what is left."""
    return render_template("collections/show.html", **page_of(collection_or_404(collection_id)))


def collection_or_404(collection_id: int) -> Collection:
    """The collection with what its page says, if the reader may know of it."""
    whole = (Collection.contract, Collection.customer, Collection.by, Collection.withdrawn_by)
    return visible_or_404(Collection, collection_id, *map(joinedload, whole))


def page_of(row: Collection, **forms) -> dict:
    """Everything that the page of a collection shows."""
    if row.rest > 0 and "allocation_form" not in forms:
        forms["allocation_form"] = allocation_form(row, formdata=None)
    forms.setdefault("refund_form", RefundForm(formdata=None, amount=row.rest))
    forms.setdefault("withdrawal_form", WithdrawalForm(formdata=None, version=row.version))
    given = forms.pop("refund_withdrawal", (0, None))
    refunds = [
        (one, given[1] if one.id == given[0] else RefundWithdrawalForm(formdata=None)) for one in refunds_of(row.id)
    ]
    return {"row": row, "allocations": allocations_of(row.id), "refunds": refunds, **forms}


def allocation_form(row: Collection, **kwargs) -> AllocationForm:
    """The form that allocates the rest; unless something was typed, with the oldest first proposed."""
    found = targets(payable_contracts(me(), row.customer_id, row.contract_id))
    if "formdata" in kwargs:
        parts = proposal(row.rest, found)
        kwargs |= {f"part_{kind}_{id_}": amount for (kind, id_), amount in parts.items()}
    return with_parts(AllocationForm, found, version=row.version, **kwargs)
