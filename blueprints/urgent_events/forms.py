"""The forms of urgent events; fields bear the names of the columns they fill."""

from flask_babel import lazy_gettext as _l

from blueprints.fields import EditForm, IdField, LongTextField, NewForm


class UrgentForm(NewForm):
    """Raises an event."""

    words = LongTextField(_l("What has happened, and what is needed?"), most=2000)
    customer_id = IdField(_l("Customer"))


class AnswerForm(EditForm):
    """Answers an event."""

    answer = LongTextField(_l("What was done?"), most=2000)
