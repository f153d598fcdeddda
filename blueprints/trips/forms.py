"""The forms of trips and advances; their fields bear the names of the columns."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField

from blueprints.fields import (
    DayField,
    EditForm,
    Form,
    IdField,
    IdsField,
    LongTextField,
    MomentField,
    MoneyField,
    NewForm,
    TextField,
    WordField,
)
from policy.expenses import Category
from policy.following import ActivityKind

MOST_ROWS = 120


class Row(Form):
    """A row of a table to fill in; the form around it carries the token."""

    class Meta:
        csrf = False


class PlannedRow(Row):
    """An activity that is planned on the trip; left empty, it is none."""

    kind = WordField(_l("Kind"), ActivityKind, default=ActivityKind.VISIT)
    customer_id = IdField(_l("Customer"))
    starts_at = MomentField(_l("When"), required=False)
    subject = TextField(_l("Subject"), required=False)
    city = TextField(_l("City"), most=40, required=False)

    def given(self) -> bool:
        """Whether anything was entered."""
        return bool(
            self.starts_at.raw_data and any(self.starts_at.raw_data) or self.subject.data or self.customer_id.data
        )

    def validate(self, extra_validators=None) -> bool:
        """A planned activity has its moment; nothing is asked of an empty row."""
        if not self.given():
            return True
        good = super().validate(extra_validators)
        if good and self.starts_at.data is None:
            self.starts_at.errors = [*self.starts_at.errors, self.starts_at.gettext("Please fill this in.")]
            return False
        return good


class TripFields(Form):
    """Where, when, what for, what it costs, and what is planned."""

    purpose = TextField(_l("Purpose"))
    cities = TextField(_l("Cities"), description=_l("In the order of the journey, such as 杭州、宁波."))
    from_on = DayField(_l("First day"))
    until_on = DayField(_l("Last day"))
    estimate = MoneyField(_l("Estimated cost (yuan)"), least=0)
    advance_wanted = MoneyField(_l("Advance wanted (yuan)"), required=False, least=0)
    note = LongTextField(_l("Note"), most=1000)
    activities = IdsField(_l("Planned activities"))
    planned = FieldList(FormField(PlannedRow), min_entries=2, max_entries=20)

    def trip(self) -> dict:
        """The columns as they were entered."""
        values = self.values("purpose", "cities", "from_on", "until_on", "estimate", "advance_wanted", "note")
        return values | {"advance_wanted": values["advance_wanted"] or 0}

    def plans(self) -> list[dict]:
        """What is planned anew."""
        names = ("kind", "customer_id", "starts_at", "subject", "city")
        return [row.form.values(*names) for row in self.planned if row.form.given()]


class NewTripForm(TripFields, NewForm):
    """Writes a trip down."""


class EditTripForm(TripFields, EditForm):
    """Changes it."""


class VersionForm(EditForm):
    """A deed about the version that was shown."""


class LineRow(Row):
    """A line of the claim as the trip offers it; without an amount it is left out."""

    kept = BooleanField(_l("Make this line"))
    category = WordField(_l("Category"), Category)
    spent_on = DayField(_l("Date"))
    ended_on = DayField(_l("Until"), required=False)
    from_city = TextField(_l("From"), most=40, required=False)
    city = TextField(_l("City"), most=40, required=False)
    amount = MoneyField(_l("Amount (yuan)"), required=False)
    description = TextField(_l("What was it for"), most=1000, required=False)
    activity_id = IdField(_l("Activity"))

    def wanted(self) -> bool:
        """Whether a line is to be made of it."""
        return bool(self.kept.data and self.amount.raw_data and self.amount.raw_data[0].strip())

    def validate(self, extra_validators=None) -> bool:
        """What is left out is not judged."""
        return not self.wanted() or super().validate(extra_validators)


class ClaimForm(NewForm):
    """The lines of a claim that is made from a trip."""

    rows = FieldList(FormField(LineRow), max_entries=MOST_ROWS)


class PayOutForm(EditForm):
    """An advance is paid out by hand."""

    paid_on = DayField(_l("Paid on"))
    reference = TextField(_l("Reference"), most=100, required=False)
    form_key = HiddenField()


class GiveBackForm(EditForm):
    """Money of an advance came back."""

    amount = MoneyField(_l("Amount (yuan)"))
    on = DayField(_l("Received on"))
    note = TextField(_l("Note"), most=500, required=False)
    form_key = HiddenField()


class CallOffForm(EditForm):
    """An advance is not paid out."""

    reason = TextField(_l("Reason"), most=500)
