"""Forms of quotes; their fields bear the names of the columns. Lines are read by ``typing``."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from blueprints.fields import DayField, EditForm, Form, IdField, LongTextField, NewForm, TextField

LANGUAGES = [("zh_Hans_CN", "中文"), ("en", "English")]


class IdChoice(SelectField):
    """A choice among rows, or none; what was offered is looked up again by the verb."""

    def __init__(self, label, **kwargs):
        super().__init__(label, coerce=self._id, choices=[], validate_choice=False, **kwargs)

    def _id(self, value) -> int | None:
        text = str(value or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class QuoteFields(Form):
    """The header of a quote."""

    title = TextField(_l("Title of the quote"), most=200)
    contact_id = IdChoice(_l("Contact person"))
    language = SelectField(_l("Language of the quote"), choices=LANGUAGES)
    price_list_id = IdChoice(_l("Price list"))
    valid_until = DayField(_l("Valid until"))
    terms = LongTextField(_l("Terms"), most=4000)
    note = LongTextField(_l("Internal note"), most=2000)

    def offer(self, contacts, lists) -> None:
        """Fill the choices: contacts as ``(id, name)``, price lists as rows."""
        self.contact_id.choices = [("", "—"), *((id_, name) for id_, name in contacts)]
        self.price_list_id.choices = [(row.id, row.label) for row in lists]


class NewQuoteForm(QuoteFields, NewForm):
    """Begins a quote for an opportunity."""

    customer_id = IdField(_l("Customer"))
    opportunity_id = IdField(_l("Opportunity"))


class EditQuoteForm(QuoteFields, EditForm):
    """Changes header and lines."""


class DeedForm(EditForm):
    """A deed about a quote at the version that was shown."""

    note = LongTextField(_l("Note"), most=1000)
