"""What somebody says when they decide, prepare an opinion, or name a deputy."""

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from blueprints.fields import DayField, Form, LongTextField, NewForm

AGREES = {"agree": True, "disagree": False}


class DecisionForm(Form):
    """Agrees or disagrees with what ``fingerprint`` names; the buttons carry ``decision``."""

    step_id = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    opinion = LongTextField(_l("Opinion"), most=1000, required=False)


class DeputyForm(NewForm):
    """Names who decides for somebody on some days."""

    user_id = SelectField(_l("Who is away"), coerce=int)
    deputy_id = SelectField(_l("Who decides meanwhile"), coerce=int)
    from_on = DayField(_l("First day"))
    until_on = DayField(_l("Last day"))

    def offer(self, people: list, deputies: list) -> "DeputyForm":
        """The people of whom one chooses."""
        self.user_id.choices = [(one.id, one.name) for one in people]
        self.deputy_id.choices = [(one.id, f"{one.name} · {one.unit.name}") for one in deputies]
        return self
