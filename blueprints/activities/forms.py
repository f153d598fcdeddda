"""The forms of activities; fields bear the names of the columns they fill."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField

from blueprints.fields import (
    DayField,
    EditForm,
    Form,
    IdField,
    IdsField,
    LongTextField,
    MomentField,
    NewForm,
    TextField,
    WordField,
)
from policy.following import ActivityKind, ActivityStatus


class ActivityFields(Form):
    """What an activity says."""

    kind = WordField(_l("Kind"), ActivityKind, default=ActivityKind.VISIT)
    customer_id = IdField(_l("Customer"))
    opportunity_id = IdField(_l("Opportunity"))
    lead_id = IdField(_l("Lead"))
    starts_at = MomentField(_l("When"))
    ends_at = MomentField(_l("Until"), required=False)
    subject = TextField(_l("Subject"), required=False, description=_l("Left empty, it is the first line below."))
    summary = LongTextField(_l("What happened"))
    effect = LongTextField(_l("Effect on the customer"), most=2000)
    progress = LongTextField(_l("Customer's real progress"), most=2000)
    key_value = LongTextField(_l("Key value"), most=2000)
    next_step = TextField(_l("Next step"), most=500, required=False)
    next_step_on = DayField(_l("On"), required=False)
    place = TextField(_l("Place"), required=False)
    city = TextField(_l("City"), most=40, required=False)
    participants = IdsField(_l("Colleagues who took part"))
    contacts = IdsField(_l("Contacts met"))
    next = HiddenField()

    def activity(self) -> dict:
        """The values for the verbs."""
        return {name: value for name, value in self.values().items() if name not in {"next", "on_behalf"}}


class NewActivityForm(ActivityFields, NewForm):
    """Records an activity, done or planned."""

    status = RadioField(
        _l("State"),
        choices=[(word.value, _l(word.label)) for word in (ActivityStatus.DONE, ActivityStatus.PLANNED)],
        coerce=ActivityStatus,
        default=ActivityStatus.DONE,
        validate_choice=True,
    )
    on_behalf = BooleanField(_l("On behalf of the customer's owner"))


class EditActivityForm(ActivityFields, EditForm):
    """Alters an activity, or marks a planned one as done."""


class CancelForm(EditForm):
    """Cancels an activity, with the reason."""

    reason = TextField(_l("Reason"), most=500)
