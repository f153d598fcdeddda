"""The forms of presales support."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

import clock
from blueprints.fields import DayField, EditForm, IdField, LongTextField, NewForm, WordField
from models import Activity
from policy.ranking import SupportKind


class AskForm(NewForm):
    """Asks for support with an opportunity."""

    opportunity_id = IdField(_l("Opportunity"))
    kind = WordField(_l("Support"), SupportKind)
    need = LongTextField(_l("What you need"), most=2000, required=True)
    wanted_on = DayField(_l("Support wanted on"), default=clock.today)


class DeedForm(EditForm):
    """A deed without anything to fill in."""


class WordsForm(EditForm):
    """A deed with the words that the others read."""

    result = LongTextField(_l("Reason"), most=2000, required=True)


class DoneForm(EditForm):
    """How the support ended, and in which activity it was given."""

    result = LongTextField(_l("Result"), most=2000, required=True)
    activity_id = SelectField(_l("Given in the activity"), coerce=str, validate_choice=False, default="")

    def offer(self, activities: list[Activity]) -> "DoneForm":
        """Fill the choices; gives back the form."""
        named = [(str(one.id), f"{clock.day_of(one.starts_at)} · {one.subject}") for one in activities]
        self.activity_id.choices = [("", gettext("None")), *named]
        return self

    def activity(self) -> int | None:
        """The id of the activity chosen; an odd one counts as one that does not exist."""
        chosen = self.activity_id.data or ""
        if not chosen:
            return None
        return int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0
