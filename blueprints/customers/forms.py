"""The forms of customers; fields bear the names of the columns they fill."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, ValidationError
from wtforms.validators import Optional

import identifiers
from blueprints.customers.contact_forms import mail_address, phone_number
from blueprints.fields import EditForm, Form, IdField, LongTextField, NewForm, TextField, WordField
from policy.entry import CustomerKind, DecisionRole, Grade
from policy.industries import LABELS
from policy.regions import PROVINCES, REGIONS, belongs

COLUMNS = (
    "kind",
    "agent_id",
    "name",
    "credit_code",
    "province",
    "city",
    "industry",
    "grade",
    "address",
    "phone",
    "website",
    "profile",
)


def known_region(form, field):
    """The city lies in the province."""
    if field.data and not belongs(field.data, form.province.data):
        raise ValidationError(gettext("Choose a city of this province."))


class CreditCodeField(TextField):
    """A unified social credit code, in its compact form; None when empty."""

    def __init__(self, label, **kwargs):
        super().__init__(label, most=40, required=False, **kwargs)

    def post_validate(self, form, stopped):
        try:
            self.data = identifiers.credit_code(self.data or "")
        except ValueError:
            message = gettext("This credit code is not valid: 18 characters, the last one a check character.")
            raise ValidationError(message) from None


class KindField(WordField):
    """The kind of a customer, of those that the person enters."""

    offered = frozenset(CustomerKind)

    def iter_choices(self):
        return (choice for choice in super().iter_choices() if choice[0] in self.offered)


class CustomerFields(Form):
    """What is kept of a customer (A4.1)."""

    kind = KindField(_l("Kind"), CustomerKind, default=CustomerKind.DIRECT)
    agent_id = IdField(_l("Agent"))
    name = TextField(_l("Registered name"), description=_l("As it stands on the business licence."))
    credit_code = CreditCodeField(_l("Credit code"), description=_l("18 characters, from the business licence."))
    province = SelectField(_l("Province"), choices=[("", "—"), *((name, name) for name in PROVINCES)], default="")
    city = SelectField(_l("City"), choices=(), validators=[known_region], default="")
    industry = SelectField(_l("Industry"), choices=(), default="")
    grade = WordField(_l("Grade"), Grade, default=Grade.C)
    address = TextField(_l("Address"), most=300, required=False)
    phone = TextField(_l("Phone"), most=60, required=False, validators=[phone_number])
    website = TextField(_l("Website"), required=False)
    profile = LongTextField(_l("Company profile"))

    def __init__(self, *args, kinds=frozenset(CustomerKind), **kwargs):
        super().__init__(*args, **kwargs)
        self.kind.offered = kinds
        self.kinds = [kind for kind in CustomerKind if kind in kinds]
        if not self.kind.raw_data and self.kind.data not in kinds:
            self.kind.data = next(iter(self.kinds), self.kind.data)
        self.city.choices = self._cities()
        self.industry.choices = [("", "—"), *((code, gettext(label)) for code, label in LABELS.items())]
        if not self.industry.raw_data and self.industry.data not in {"", None, *LABELS}:
            self.industry.choices.append((self.industry.data, self.industry.data))

    def process(self, *args, **kwargs):
        """A city chosen alone tells its province."""
        super().process(*args, **kwargs)
        if self.city.data and not self.province.data:
            self.province.data = next((p for p, cities in REGIONS.items() if self.city.data in cities), "")

    def _cities(self):
        """The cities of the chosen province; of all, grouped, while none is chosen."""
        blank = [("", "—")]
        if self.province.data in REGIONS:
            return [*blank, *((city, city) for city in REGIONS[self.province.data])]
        return {"—": blank} | {province: [(city, city) for city in cities] for province, cities in REGIONS.items()}

    def customer(self) -> dict:
        """The values of the columns."""
        return self.values(*COLUMNS)


class NewCustomerForm(CustomerFields, NewForm):
    """Records a customer, and with it the first contact when one is named."""

    contact_name = TextField(_l("Name of the contact"), required=False)
    contact_title = TextField(_l("Title"), most=100, required=False)
    contact_phone = TextField(_l("Phone of the contact"), most=60, required=False, validators=[phone_number])
    contact_email = TextField(_l("Mail"), most=254, required=False, validators=[mail_address])
    contact_decision_role = WordField(_l("Part in the decision"), DecisionRole, default=DecisionRole.UNKNOWN)

    def validate_contact_title(self, field):
        """What is said of a person needs the person's name (A4.1)."""
        if not self.contact_name.data and (field.data or self.contact_phone.data or self.contact_email.data):
            raise ValidationError(gettext("Name the person as well."))

    def contact(self) -> dict | None:
        """The values of the first contact's columns, or None."""
        names = ("name", "title", "phone", "email", "decision_role")
        return {name: self[f"contact_{name}"].data for name in names} if self.contact_name.data else None


class EditCustomerForm(CustomerFields, EditForm):
    """Changes a customer."""


class StateForm(EditForm):
    """A move of the record without anything to fill in."""


class ExtendForm(EditForm):
    """Asks for the longer time (A4.3)."""

    reason = TextField(_l("Reason for the longer time"), most=500)


class ShareForm(NewForm):
    """Names a colleague who works on the customer as well (A8.2)."""

    user_id = SelectField(_l("Colleague"), coerce=int)
    percent = IntegerField(
        _l("Share of the credit in percent"),
        [Optional()],
        default=0,
        description=_l("0: works along without a part of the credit."),
    )
    reason = TextField(_l("Reason"), most=500)


class TransferForm(EditForm):
    """Gives the customer to another owner."""

    user_id = SelectField(_l("New owner"), coerce=int)
    reason = TextField(_l("Reason"), most=500)


class ProfileForm(EditForm):
    """What customer service completes (A4.5)."""

    profile = LongTextField(_l("Company profile"))
    process_data = LongTextField(_l("Process data"), most=8000)
