"""The form of a handover: one receiver for everything, or one for each kind of thing."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from blueprints.fields import LongTextField, NewForm
from policy.handovers import IMPLEMENTED, RECEIVED, SOLD, Thing

NOBODY = 0


class HandoverForm(NewForm):
    """Who receives what, and why. A kind for which nobody is chosen goes to the receiver of everything."""

    to = SelectField(_l("Everything goes to"), coerce=int, default=NOBODY)
    reason = LongTextField(_l("Reason"), most=1000)

    def __init__(self, held: Mapping[Thing, int], sellers: list, everybody: list, implementers: list = (), **kwargs):
        super().__init__(**kwargs)
        sold = any(held[thing] for thing in SOLD)
        self.to.choices = [(NOBODY, "—"), *(sellers if sold else everybody)]
        for thing in RECEIVED:
            if held[thing]:
                people = sellers if thing in SOLD else implementers if thing in IMPLEMENTED else everybody
                self[f"to_{thing.value}"].choices = [(NOBODY, gettext("Like everything else")), *people]
            else:
                del self[f"to_{thing.value}"]

    def chosen(self) -> dict[Thing, int]:
        """The receiver's id for every kind that is held; ``NOBODY`` where nobody is chosen."""
        fields = {thing: self._fields.get(f"to_{thing.value}") for thing in RECEIVED}
        return {thing: field.data or self.to.data or NOBODY for thing, field in fields.items() if field is not None}

    def of(self, thing: Thing):
        """The field in which the receiver of this kind is chosen; None when there is nothing to receive."""
        return self._fields.get(f"to_{thing.value}")


for _thing in RECEIVED:
    setattr(HandoverForm, f"to_{_thing.value}", SelectField(_l(_thing.label), coerce=int, default=NOBODY))
