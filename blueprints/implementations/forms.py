"""Forms of implementations; fields bear the names of the columns."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

import clock
from blueprints.fields import DayField, EditForm, LongTextField, TextField
from blueprints.quotes.forms import IdChoice


class PlanForm(EditForm):
    """Plans an implementation."""

    leader_id = IdChoice(_l("Leader"), id="plan-leader_id")
    due_on = DayField(_l("Due on"), required=False, id="plan-due_on")
    content = LongTextField(_l("What is to be implemented"), most=4000, id="plan-content")

    def offer(self, people) -> "PlanForm":
        """The people who can lead it."""
        self.leader_id.choices = [("", "—"), *((one.id, one.name) for one in people)]
        return self


class AcceptanceForm(EditForm):
    """Records the customer's acceptance."""

    accepted_on = DayField(_l("Accepted on"), default=clock.today)
    accepted_by = TextField(_l("Who signed for the customer"), most=100)
    reason = TextField(_l("Why it is accepted although not all is done"), most=500, required=False)
    file = FileField(_l("The signed acceptance"))
