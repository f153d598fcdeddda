"""Forms of invoices."""

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

import clock
from blueprints.fields import DayField, IdField, LongTextField, MoneyField, NewForm, TextField
from operations.invoices import InvoiceWords


class InvoiceForm(NewForm):
    """Issues an invoice on a contract, for one of its milestones or on its own."""

    contract_id = IdField()
    milestone_id = SelectField(_l("Milestone"), coerce=int, default=0)
    number = TextField(_l("Invoice number"), most=40)
    code = TextField(_l("Invoice code (paper invoices only)"), most=12, required=False)
    amount = MoneyField(_l("Amount with tax"))
    tax = MoneyField(_l("Tax in it"), required=False, least=Decimal(0))
    issued_on = DayField(_l("Issued on"), default=clock.today)
    due_on = DayField(_l("Payment due on"))
    note = LongTextField(_l("Note"), most=1000)

    def __init__(self, *args, milestones=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.milestone_id.choices = [(0, _l("None: the invoice stands on its own")), *milestones]

    def words(self) -> InvoiceWords:
        """What the invoice says."""
        days = self.issued_on.data, self.due_on.data
        return InvoiceWords(
            self.number.data,
            *days,
            self.amount.data,
            self.tax.data or Decimal(0),
            self.note.data or "",
            self.code.data or "",
        )


class CorrectionForm(NewForm):
    """Corrects an invoice by a red-letter one."""

    number = TextField(_l("Number of the red-letter invoice"), most=40)
    code = TextField(_l("Invoice code (paper invoices only)"), most=12, required=False)
    amount = MoneyField(_l("Amount to take off"))
    issued_on = DayField(_l("Issued on"), default=clock.today)
    note = LongTextField(_l("Reason"), most=1000, required=True)
