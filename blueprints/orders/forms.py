"""Forms of orders; fields bear the names of the columns. Quantities of lines are read by ``typing``."""

from flask_babel import lazy_gettext as _l

import clock
from blueprints.fields import DayField, EditForm, Form, IdField, LongTextField, NewForm, TextField
from blueprints.quotes.forms import IdChoice


class OrderFields(Form):
    """What an order says beside its lines."""

    ship_to = LongTextField(
        _l("Ship to"), most=500, description=_l("Address, who receives it, and their phone number.")
    )
    wanted_on = DayField(_l("Wanted on"), required=False)
    note = LongTextField(_l("Note"), most=2000)


class NewOrderForm(OrderFields, NewForm):
    """Writes an order from a contract."""

    contract_id = IdField(_l("Contract"))


class EditOrderForm(OrderFields, EditForm):
    """Changes an order."""


class DeedForm(EditForm):
    """A deed about an order at the version that was shown."""

    reason = TextField(_l("Reason"), most=500, required=False)


class ExecutionForm(EditForm):
    """Starts the execution."""

    unit_id = IdChoice(_l("Unit that implements"))
    content = LongTextField(_l("What is to be implemented"), most=4000)
    due_on = DayField(_l("Implemented by"), required=False)
    collect_on = DayField(_l("To be paid by"), required=False)


class ShipmentForm(NewForm):
    """Records a delivery."""

    shipped_on = DayField(_l("Shipped on"), default=clock.today)
    carrier = TextField(_l("Carrier"), most=100, required=False)
    waybill = TextField(_l("Waybill"), most=60, required=False)


class WaybillForm(Form):
    """Corrects with whom a delivery travels."""

    carrier = TextField(_l("Carrier"), most=100, required=False)
    waybill = TextField(_l("Waybill"), most=60, required=False)


class ReasonForm(Form):
    """Takes something back, with the reason."""

    reason = TextField(_l("Reason"), most=500, required=False)
