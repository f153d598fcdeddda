"""The forms of the assessment."""

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from blueprints.fields import EditForm, LongTextField, MoneyField, WordField
from policy.assessment import MeasureKind


class DecideForm(EditForm):
    """A proposal is confirmed, as it is or altered."""

    kind = WordField(_l("Measure"), MeasureKind)
    percent = MoneyField(_l("Percent of the month's performance pay"), least=Decimal(0), most=Decimal(100))
    reason = LongTextField(_l("Reason"), most=1000)


class ReasonForm(EditForm):
    """Why something is dropped or withdrawn."""

    reason = LongTextField(_l("Reason"), most=1000)


class AppealForm(EditForm):
    """Why a measure is wrong."""

    words = LongTextField(_l("Why it is wrong"), most=4000)


class RuleForm(EditForm):
    """What is ruled on an appeal, and why."""

    ruling = RadioField(
        _l("Ruling"),
        choices=[("lift", _l("Lift the measure")), ("uphold", _l("Uphold the measure"))],
        validators=[InputRequired(_l("Please choose"))],
    )
    words = LongTextField(_l("Reason"), most=4000)
