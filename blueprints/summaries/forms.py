"""The forms of summaries; fields bear the names of the columns they fill."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from blueprints.fields import EditForm, Form, LongTextField, NewForm


class SummaryFields(Form):
    """What the person adds to what the product found."""

    words = LongTextField(_l("In your own words"), most=4000)
    plan = LongTextField(_l("Plan"), most=4000)


class NewSummaryForm(SummaryFields, NewForm):
    """Begins a summary."""


class EditSummaryForm(SummaryFields, EditForm):
    """Goes on with a draft."""


class RemarkForm(Form):
    """A remark about a summary; ``next`` is the page that it was written on."""

    words = LongTextField(_l("Your remark"), most=2000)
    next = HiddenField()


class ReadingForm(Form):
    """That it was read."""

    next = HiddenField()
