"""Forms of the public pool."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from blueprints.fields import EditForm, Form, LongTextField


class AssignForm(Form):
    """To whom a customer from the pool is given."""

    user_id = SelectField(_l("New owner"), coerce=int)
    note = LongTextField(_l("Note for the new owner"), most=1000)

    def __init__(self, people, **kwargs):
        super().__init__(**kwargs)
        self.user_id.choices = [(person.id, person.name) for person in people]


class GiveUpForm(EditForm):
    """Why a customer goes to the pool."""

    note = LongTextField(_l("Reason"), most=1000, required=True)
