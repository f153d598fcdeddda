"""Forms about what becomes of a quote: what the customer said, and a new version."""

from flask_babel import lazy_gettext as _l

import clock
from blueprints.fields import DayField, EditForm, LongTextField, NewForm, TextField, WordField
from models import Quote
from operations.quote_answers import Answer
from policy.quote_answers import DeclineReason


class AcceptForm(EditForm):
    """The customer takes the offer."""

    answered_on = DayField(_l("Answered on"))
    answered_by = TextField(_l("Who answered"), most=200, required=False)
    answer = LongTextField(_l("In their words"), most=2000)

    def said(self) -> Answer:
        """What was typed."""
        return Answer(self.answered_on.data, self.answered_by.data or "", self.answer.data or "")


class DeclineForm(AcceptForm):
    """The customer does not take the offer."""

    decline_reason = WordField(_l("Main reason"), DeclineReason, blank="—")
    answered_on = DayField(_l("Answered on"), id="declined_on")
    answered_by = TextField(_l("Who answered"), most=200, required=False, id="declined_by")
    answer = LongTextField(_l("In their words"), most=2000, id="decline_words")

    def said(self) -> Answer:
        """What was typed."""
        return Answer(
            self.answered_on.data, self.answered_by.data or "", self.answer.data or "", self.decline_reason.data
        )


class RevisionForm(EditForm, NewForm):
    """A new version of what is shown."""


def blank(form: type[AcceptForm], quote: Quote) -> AcceptForm:
    """The form as it stands before anybody types: today, and the contact of the quote."""
    named = quote.contact.name if quote.contact else ""
    return form(formdata=None, version=quote.version, answered_on=clock.today(), answered_by=named)
