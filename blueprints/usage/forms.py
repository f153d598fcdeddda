"""The forms of daily use: excuses, exemptions, quotas."""

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

import clock
from blueprints.dispatch.forms import ReceiverSelect
from blueprints.fields import DayField, EditForm, Form, LongTextField, NewForm, WordField
from models import User
from policy.quotas import MOST, next_monday
from policy.roles import Role
from policy.usage import UsageKind


class ExcuseForm(EditForm):
    """Why a lapse counts no more."""

    reason = LongTextField(_l("Reason"), most=1000, required=True)


class EndForm(EditForm):
    """An exemption that ends."""


class ExemptionForm(NewForm):
    """A person, a duty, and the days on which it does not hold."""

    user_id = ReceiverSelect(_l("Person"), validators=[InputRequired(_l("Please choose"))])
    kind = WordField(_l("Duty"), UsageKind)
    from_on = DayField(_l("First day"), default=clock.today)
    until_on = DayField(_l("Last day"), default=clock.today)
    reason = LongTextField(_l("Reason"), most=1000, required=True)

    def offer(self, people: Iterable[User]) -> "ExemptionForm":
        """Fill the choices; gives back the form."""
        blank = ("", gettext("Please choose"))
        self.user_id.choices = [blank, *((one.id, f"{one.name} · {one.unit.name}") for one in people)]
        return self


class QuotaForm(NewForm):
    """How many activities a week are expected of whom, from when."""

    unit_id = SelectField(_l("Unit"), coerce=int, choices=())
    role = WordField(_l("Role"), Role, blank=_l("All salespeople"))
    weekly = IntegerField(_l("Activities a week"), validators=[Optional(), NumberRange(0, MOST)])
    valid_from = DayField(_l("From Monday"), default=lambda: next_monday(clock.today()))
    reason = LongTextField(_l("Reason"), most=1000, required=True)


class EndQuotaForm(Form):
    """Why a quota ends."""

    reason = LongTextField(_l("Reason"), most=1000)
