"""The forms of the desk: decisions about a lead, and what business completes."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from blueprints.customers.contact_forms import mail_address, phone_number
from blueprints.fields import EditForm, IdField, LongTextField, MoneyField, TextField, WordField
from operations.leads import CONTENT
from policy.industries import LABELS
from policy.leads import InvalidReason
from policy.regions import PROVINCES, REGIONS


class NoteForm(EditForm):
    """A decision with a few words."""

    note = LongTextField(_l("Note"), most=1000)


class DiscardForm(NoteForm):
    """Why a lead is none."""

    invalid_reason = WordField(_l("Reason"), InvalidReason, blank="—")


class DuplicateForm(NoteForm):
    """Which lead it repeats."""

    duplicate_of_id = IdField(_l("Number of the other lead"))


class ContentForm(EditForm):
    """What is known of a lead; the policy says what must be there, and whether a place exists."""

    company = TextField(_l("Company"), required=False)
    contact = TextField(_l("Contact person"), required=False)
    title = TextField(_l("Title"), most=100, required=False)
    phone = TextField(_l("Phone"), most=40, required=False, validators=[phone_number])
    email = TextField(_l("Mail"), most=254, required=False, validators=[mail_address])
    province = SelectField(_l("Province"), choices=(), validate_choice=False, default="")
    city = SelectField(_l("City"), choices=(), validate_choice=False, default="")
    industry = SelectField(_l("Industry"), choices=(), validate_choice=False, default="")
    need = LongTextField(_l("What they need"), most=2000)
    budget = MoneyField(_l("Budget"), required=False)
    note = LongTextField(_l("Note for the receiver"), most=1000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.province.choices = [("", "—"), *((name, name) for name in PROVINCES)]
        self.city.choices = self._cities()
        self.industry.choices = [("", "—"), *((code, gettext(label)) for code, label in LABELS.items())]

    def process(self, *args, **kwargs):
        """Only words of sensible length are looked at; a city chosen alone tells its province."""
        super().process(*args, **kwargs)
        for field in (self.province, self.city, self.industry):
            field.data = (field.data or "")[:40]
        if self.city.data and not self.province.data:
            self.province.data = next((p for p, cities in REGIONS.items() if self.city.data in cities), "")

    def _cities(self):
        if self.province.data in REGIONS:
            return [("", "—"), *((city, city) for city in REGIONS[self.province.data])]
        grouped = {province: [(city, city) for city in cities] for province, cities in REGIONS.items()}
        return {"—": [("", "—")]} | grouped

    def content(self) -> dict:
        """The values of the columns."""
        return self.values(*CONTENT)
