"""The forms of opportunities; fields bear the names of the columns they fill."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField
from wtforms.validators import NumberRange, Optional

from blueprints.fields import (
    DayField,
    EditForm,
    Form,
    IdField,
    LongTextField,
    MoneyField,
    NewForm,
    TextField,
    WordField,
)
from policy.following import CLOSED, Cause, OpportunityStatus

PERCENT = NumberRange(0, 100, message=_l("A percentage lies between 0 and 100."))


class OpportunityFields(Form):
    """What an opportunity says."""

    name = TextField(_l("Name"))
    amount = MoneyField(_l("Amount"), description=_l("Expected, in yuan."))
    product_interest = TextField(_l("Product interest"), most=300, required=False)
    probability = IntegerField(
        _l("Probability (%(percent)s)", percent="%"),
        validators=[Optional(), PERCENT],
        description=_l("Left empty, it is the stage's."),
    )
    expected_on = DayField(_l("Expected signing date"))


class NewOpportunityForm(OpportunityFields, NewForm):
    """Registers an opportunity."""

    customer_id = IdField(_l("Customer"))
    stage_id = IdField(_l("Stage"))


class EditOpportunityForm(OpportunityFields, EditForm):
    """Alters an opportunity; a changed date says why (A6.2)."""

    expected_reason = TextField(_l("Reason for the changed date"), most=500, required=False)


class StageForm(Form):
    """Moves an opportunity to another stage. ``view`` is where the form stands: row, board or page."""

    stage_id = IdField(_l("Stage"))
    version = IdField()
    note = TextField(_l("Note"), most=500, required=False)
    view = HiddenField()
    next = HiddenField()


class CompetitorFields(Form):
    """A competitor met, and our answer (A6.4)."""

    name = TextField(_l("Competitor"))
    strengths = LongTextField(_l("Strengths"), most=1000)
    weaknesses = LongTextField(_l("Weaknesses"), most=1000)
    our_answer = LongTextField(_l("Our answer"), most=1000)


class NewCompetitorForm(CompetitorFields, NewForm):
    """Records a competitor."""


class EditCompetitorForm(CompetitorFields, EditForm):
    """Alters a competitor."""


class CloseForm(EditForm):
    """Closes an opportunity, with the result, its day and the reason (A6.7)."""

    status = WordField(_l("Result"), OpportunityStatus, blank=_l("Choose"), default=None)
    result_on = DayField(_l("Result known on"))
    cause = WordField(_l("What decided it"), Cause, blank=_l("Choose"), default=None)
    reason = LongTextField(_l("Reason"), most=2000, required=True)

    def ends(self):
        """How an opportunity may end."""
        return [word for word in OpportunityStatus if word in CLOSED]
