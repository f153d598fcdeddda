"""The forms of the look-up."""

from flask_babel import lazy_gettext as _l

from blueprints.customers.forms import CreditCodeField
from blueprints.fields import Form, IdField, TextField


class LookUpForm(Form):
    """One field for everything."""

    term = TextField(
        _l("Company, credit code or phone"),
        most=200,
        description=_l(
            "The name or a part of it, pinyin, initials, a credit code, a phone number or a contact's name."
        ),
    )


class LineForm(Form):
    """The name that somebody waits for."""

    name = TextField(_l("Registered name"))
    credit_code = CreditCodeField(_l("Credit code"))


class AskForm(Form):
    """The customer whose owner is asked."""

    customer_id = IdField(_l("Customer"))
