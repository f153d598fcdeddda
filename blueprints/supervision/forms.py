"""The forms of supervision: a judgement, a signature, what was mended, a spot check."""

import datetime as dt
from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, Length

import clock
from blueprints.fields import DayField, EditForm, LongTextField, NewForm, WordField
from models import Unit, User
from policy.checking import Judgement
from policy.sampling import Subject
from queries.parameters import value


class JudgementForm(EditForm):
    """What a checker says of a finding."""

    judgement = WordField(_l("Judgement"), Judgement)
    mend_by = DayField(_l("To be mended by"), required=False)
    note = LongTextField(_l("Why"), most=1000)


class SignForm(EditForm):
    """A sheet to be signed, or a spot check to be closed."""

    note = LongTextField(_l("Remark"), most=2000)


class MendForm(EditForm):
    """What was done about a finding."""

    note = LongTextField(_l("What you did"), most=1000)


def _chosen_id(typed) -> int | None:
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class SpotForm(NewForm):
    """What a spot check is drawn from. ``commitment`` is what the form shows of its seed."""

    unit_id = SelectField(_l("Unit"), coerce=_chosen_id, validate_choice=False, validators=[InputRequired()])
    user_id = SelectField(_l("Person"), coerce=_chosen_id, validate_choice=False)
    subject = WordField(_l("What is drawn"), Subject)
    from_on = DayField(_l("First day"), default=lambda: clock.today() - dt.timedelta(days=30))
    until_on = DayField(_l("Last day"), default=clock.today)
    size = IntegerField(_l("How many"), default=lambda: int(value("spot_check_size")), validators=[InputRequired()])
    commitment = HiddenField(validators=[Length(max=64)])

    def offer(self, units: Iterable[Unit], people: Iterable[User]) -> "SpotForm":
        """Fill the choices; gives back the form."""
        self.unit_id.choices = [(one.id, "　" * (one.path.count("/") - 2) + one.name) for one in units]
        everybody = ("", gettext("Everybody in the unit"))
        self.user_id.choices = [everybody, *((one.id, f"{one.name} · {one.unit.name}") for one in people)]
        return self
