"""Forms of dunning."""

from flask_babel import lazy_gettext as _l

import clock
from blueprints.fields import DayField, LongTextField, NewForm, WordField
from operations.dunning import StepWords
from policy.receivables import DunningKind


class DunningForm(NewForm):
    """Records a step of pressing for payment."""

    kind = WordField(_l("Step"), DunningKind, default=DunningKind.REMIND)
    on = DayField(_l("Pressed on"), default=clock.today)
    result = LongTextField(_l("Result"), most=2000, required=True, description=_l("With whom, and what was promised."))
    next_on = DayField(_l("Next step on"))
    next_kind = WordField(_l("Next step"), DunningKind, blank=_l("Not decided yet"))

    def words(self) -> StepWords:
        """What was done, and what is next."""
        done = self.kind.data, self.on.data, self.result.data
        return StepWords(*done, self.next_on.data, self.next_kind.data)
