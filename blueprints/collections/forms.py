"""Forms of collections; the amounts that are allocated have one field per invoice or milestone."""

from decimal import Decimal

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

import clock
from blueprints.fields import (
    DayField,
    EditForm,
    Form,
    IdField,
    LongTextField,
    MoneyField,
    NewForm,
    TextField,
    WordField,
)
from models import Invoice
from operations.collections import CollectionWords
from policy.ledger import proposed
from policy.problems import Kind, Problem
from policy.receivables import CLAUSE, PaymentMethod
from policy.words import N_

SETTLED_SINCE = Problem(
    CLAUSE,
    Kind.BLOCKS,
    N_("Something that you entered an amount for is not open any more."),
    N_("Look at what is open now, then save again."),
    code="settled_since",
)


class Parts(Form):
    """Has a field ``part_invoice_12`` or ``part_milestone_7`` for each thing that money can be set against."""

    targets: dict = {}

    def parts(self) -> dict:
        """What was entered, by key."""
        return {key: amount for key in self.targets if (amount := self[_name(key)].data)}

    @property
    def part_fields(self) -> list:
        """Each field with what it is for and what is open of it."""
        return [(self[_name(key)], row, target) for key, (target, row) in self.targets.items()]

    def names_what_is_settled(self) -> bool:
        """Whether an amount was sent for something that is not open any more; then it says so."""
        gone = any(
            name.startswith("part_") and value.strip() and name not in self._fields
            for name, value in request.form.items()
        )
        if gone:
            self.show([SETTLED_SINCE])
        return gone


class CollectionForm(Parts, NewForm):
    """Records money that came in."""

    contract_id = IdField()
    customer_id = IdField()
    received_on = DayField(_l("Received on"), default=clock.today)
    amount = MoneyField(_l("Amount"))
    method = WordField(_l("Method"), PaymentMethod, default=PaymentMethod.TRANSFER)
    reference = TextField(_l("Bank reference"), most=80)
    payer = TextField(_l("Payer as the bank names it"), required=False)
    note = LongTextField(_l("Note"), most=1000)
    oldest_first = BooleanField(
        _l("Set it against what is due, the oldest first, where I enter no amounts below"), default=True
    )

    def words(self) -> CollectionWords:
        """What the bank says of the payment."""
        said = self.received_on.data, self.amount.data, self.method.data, self.reference.data
        return CollectionWords(*said, self.payer.data or "", self.note.data or "")

    def allocation(self) -> dict:
        """The parts that were entered; where none were, and that is wished, the oldest first."""
        return self.parts() or (proposal(self.amount.data, self.targets) if self.oldest_first.data else {})


class AllocationForm(Parts, EditForm):
    """Allocates what a collection has left."""


class RefundForm(NewForm):
    """Records money that went back."""

    amount = MoneyField(_l("Amount"))
    refunded_on = DayField(_l("Refunded on"), default=clock.today)
    reference = TextField(_l("Bank reference"), most=80)
    reason = LongTextField(_l("Reason"), most=1000, required=True)


class WithdrawalForm(EditForm):
    """Withdraws a collection that was recorded wrongly."""

    reason = LongTextField(_l("What is wrong with it"), most=1000, required=True)


class RefundWithdrawalForm(Form):
    """Withdraws a refund that was recorded wrongly."""

    reason = LongTextField(_l("What is wrong with it"), most=1000, required=True)


def proposal(rest: Decimal, targets: dict) -> dict:
    """How an amount is set against what is due: the oldest first; milestones only once they are due."""
    today = clock.today()
    due = [target for target, _row in targets.values() if target.key[0] == "invoice" or target.due_on <= today]
    return proposed(rest, due)


def with_parts(form: type[Parts], targets: dict, **kwargs) -> Parts:
    """The form with a field for each of ``targets`` (``queries.ledgers.targets``)."""
    fields = {
        _name(key): MoneyField(_label(row), required=False, least=Decimal("0.01")) for key, (_t, row) in targets.items()
    }
    return type(f"{form.__name__}Of", (form,), {**fields, "targets": targets})(**kwargs)


def _name(key: tuple[str, int]) -> str:
    return f"part_{key[0]}_{key[1]}"


def _label(row) -> str:
    if isinstance(row, Invoice):
        return gettext("Invoice %(number)s", number=row.number)
    return gettext("Milestone %(label)s", label=row.label)
