"""The forms of expense claims; their fields bear the names of the columns."""

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, DecimalField, HiddenField, IntegerField, StringField
from wtforms.validators import NumberRange, Optional

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
from policy.expenses import Category, preset

MOST_HEADS = 500
MOST_RATE = 100_000


class ClaimFields(Form):
    """What a claim is for, and the days it covers."""

    purpose = TextField(_l("Purpose"), most=200)
    period_from = DayField(_l("From"))
    period_to = DayField(_l("To"))


class NewClaimForm(ClaimFields, NewForm):
    """Begins a claim."""


class EditClaimForm(ClaimFields, EditForm):
    """Changes purpose and period."""


class LineFields(Form):
    """One expense. ``preset_for`` is the category for which the two declarations were shown."""

    spent_on = DayField(_l("Date"))
    category = WordField(_l("Category"), Category)
    amount = MoneyField(_l("Amount (yuan)"), required=False)
    currency = TextField(_l("Currency"), most=3, required=False, default="CNY")
    foreign_amount = MoneyField(_l("Amount in foreign money"), required=False)
    rate = DecimalField(_l("Exchange rate"), places=None, validators=[Optional(), NumberRange(0, MOST_RATE)])
    kilometres = MoneyField(_l("Kilometres"), required=False, most=Decimal(20_000))
    invoice_number = TextField(_l("Invoice number"), most=40, required=False)
    city = TextField(_l("City"), most=40, required=False)
    from_city = TextField(_l("From city"), most=40, required=False)
    ended_on = DayField(_l("Until (departure)"), required=False)
    headcount = IntegerField(
        _l("At the table"),
        validators=[Optional(), NumberRange(1, MOST_HEADS, message=_l("From %(min)d to %(max)d people."))],
    )
    description = LongTextField(_l("What was it for"), most=1000)
    relates_to_customer = BooleanField(_l("Has to do with a customer"))
    relates_to_action = BooleanField(_l("Has to do with a sales action"))
    customer_id = IdField(_l("Customer"))
    opportunity_id = IdField(_l("Opportunity"))
    activity_id = IdField(_l("Activity"))
    progress = LongTextField(_l("Customer's real progress"), most=2000)
    key_value = LongTextField(_l("Key value"), most=2000)
    take_over = BooleanField(_l("Take progress and key value from the activity"))
    preset_for = StringField()

    def apply_preset(self) -> None:
        """A category chosen anew brings its own declarations; those set by hand for the same category stay."""
        category, shown_for = self.category.data, self.preset_for.data
        as_posted = self.is_submitted() and not shown_for
        if isinstance(category, Category) and shown_for != category.value and not as_posted:
            self.relates_to_customer.data, self.relates_to_action.data = preset(category)
            self.preset_for.data = category.value

    def line(self) -> dict:
        """The columns of the line as they were entered."""
        return self.values(*(name for name in self._fields if name not in NOT_COLUMNS))


NOT_COLUMNS = {"take_over", "preset_for", "file", "csrf_token", "version", "form_key"}


class NewLineForm(LineFields, NewForm):
    """Adds a line, with its invoice if it is at hand."""

    file = MultipleFileField(_l("Invoice or receipt"))


class EditLineForm(LineFields, EditForm):
    """Changes a line."""


class DeedForm(EditForm):
    """A deed about a claim at the version that was shown; ``note`` is the reason where one is needed."""

    note = LongTextField(_l("Reason or note"), most=1000)


class VerdictForm(EditForm):
    """What finance decides about a line; ``accepted_amount`` is what remains of a cut one."""

    accepted_amount = MoneyField(_l("Accepted amount (yuan)"), required=False)
    verdict_reason = TextField(_l("Reason"), most=500, required=False)
    keep = BooleanField(_l("Keep the reason for other lines"))
    question = TextField(_l("Question to the claimant"), most=1000, required=False)


class PaymentReturnForm(EditForm):
    """The bank sent a payment back."""

    returned_on = DayField(_l("Sent back on"))
    return_reason = TextField(_l("Why the bank sent it back"), most=500)


class PaymentForm(EditForm):
    """The one payment of a claim."""

    paid_on = DayField(_l("Paid on"))
    reference = TextField(_l("Reference"), most=100, required=False)
    form_key = HiddenField()
