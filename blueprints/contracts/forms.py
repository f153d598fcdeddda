"""Forms of contracts; their fields bear the names of the columns. Places of the text are ``field_<name>``."""

from decimal import ROUND_DOWN, Decimal

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import TextInput

import clock
from blueprints.fields import DayField, EditForm, Form, IdField, LongTextField, MoneyField, NewForm, TextField
from blueprints.quotes.forms import IdChoice
from blueprints.quotes.typing import ratio
from operations.contracts import Terms
from policy.contract_text import LONGEST_BODY, LONGEST_VALUE, TYPED

PLACES = Decimal("0.000001")
LONGEST_TEXT = 2000


class RatioField(Field):
    """A discount ratio: ``0.85``, ``85%`` or ``8.5折``; cut to six places, so that it never looks better than it is."""

    widget = TextInput()

    def _value(self):
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else f"{self.data.normalize():f}"

    def process_formdata(self, valuelist):
        self.data, typed = None, (valuelist[0].strip() if valuelist else "")[:40]
        if not typed:
            return
        read = ratio(typed)
        if read is None:
            raise ValueError(self.gettext("Write a ratio such as 0.85, 85 percent or 8.5 折."))
        self.data = read.quantize(PLACES, ROUND_DOWN)


class ContractFields(Form):
    """What is typed on a contract. From a quote amount and ratio are those of the quote, and stand in no field."""

    title = TextField(_l("Title of the contract"), most=200)
    signing_unit_id = IdChoice(_l("Company that signs"))
    opportunity_id = IdChoice(_l("Opportunity"))
    amount = MoneyField(_l("Amount with tax"), least=Decimal(0))
    discount = RatioField(_l("Discount ratio"), validators=[InputRequired(_l("Please fill this in."))])
    starts_on = DayField(_l("First day"), required=False)
    ends_on = DayField(_l("Last day"), required=False)
    note = LongTextField(_l("Internal note"), most=LONGEST_TEXT)
    template_id = IdChoice(_l("Standard text"))

    def offer(self, units, opportunities, texts) -> None:
        """Fill the choices: companies, opportunities as ``(id, name)``, standard texts."""
        self.signing_unit_id.choices = [(unit.id, unit.name) for unit in units]
        self.opportunity_id.choices = [("", "—"), *opportunities]
        self.template_id.choices = [
            ("", _l("Another text, uploaded afterwards")),
            *((row.id, f"{row.label} ({row.code} · {row.revision})") for row in texts),
        ]

    def from_quote(self) -> None:
        """Amount, ratio and opportunity are the quote's."""
        for name in ("amount", "discount", "opportunity_id"):
            delattr(self, name)

    def terms(self) -> Terms:
        """What was typed, for the verb."""
        names = ("title", "starts_on", "ends_on", "note", "signing_unit_id", "opportunity_id", "amount", "discount")
        given = {name: self[name].data for name in names if name in self}
        return Terms(**{"signing_unit_id": 0} | {name: value for name, value in given.items() if value is not None})

    def fields(self) -> dict[str, str]:
        """What was typed for the places of the text."""
        return {name: self[f"field_{name}"].data or "" for name in TYPED if self[f"field_{name}"].raw_data}


for _name, _label in TYPED.items():
    setattr(ContractFields, f"field_{_name}", TextField(_l(_label), most=LONGEST_VALUE, required=False))


class NewContractForm(ContractFields, NewForm):
    """Draws a contract up."""

    customer_id = IdField()
    quote_id = IdField()


class EditContractForm(ContractFields, EditForm):
    """Changes a contract."""


class DeedForm(EditForm):
    """A deed about a contract at the version that was shown, with a word about it."""

    note = LongTextField(_l("Note"), most=LONGEST_TEXT)


class SigningForm(EditForm):
    """Records the signing; ``closes`` closes the opportunity as won with it (A6.7)."""

    signed_on = DayField(_l("Day of signing"), default=clock.today)
    file = FileField(_l("Scan of the signed contract"), id="signing-file")
    closes = BooleanField(_l("Close the opportunity as won"), default=True)
    reason = LongTextField(_l("What decided it"), most=LONGEST_TEXT)


class UploadForm(EditForm):
    """Takes another text."""

    file = FileField(_l("File with the text"), validators=[InputRequired(_l("Choose the file again."))])


class MilestonesForm(EditForm):
    """The payments; its rows are read by ``milestones``."""


class ChangeFields(Form):
    """What a contract is to say; payments are read by ``milestones``."""

    reason = LongTextField(_l("Reason"), most=LONGEST_TEXT, required=True)
    amount = MoneyField(_l("Amount with tax"), least=Decimal(0))
    discount = RatioField(_l("Discount ratio"), validators=[InputRequired(_l("Please fill this in."))])
    starts_on = DayField(_l("First day"), required=False)
    ends_on = DayField(_l("Last day"), required=False)
    terms = LongTextField(_l("Other terms that change"), most=LONGEST_TEXT)


class NewChangeForm(ChangeFields, NewForm):
    """Draws up a change order."""


class EditChangeForm(ChangeFields, EditForm):
    """Changes a change order."""


class TemplateFields(Form):
    """A standard text."""

    label = TextField(_l("Name"), most=100)
    body = LongTextField(_l("Text"), most=LONGEST_BODY, required=True)


class NewTemplateForm(TemplateFields, NewForm):
    """Sets a standard text."""

    code = StringField(_l("Code"), validators=[InputRequired(_l("Please fill this in.")), Length(max=40)])


class RevisionForm(TemplateFields):
    """Sets the next revision."""
