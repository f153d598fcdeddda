"""The forms of dispatch: rules, groups, rights to leads, absences."""

import re
from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

import clock
from blueprints.fields import DayField, EditForm, Form, IdField, IdsField, LongTextField, NewForm, TextField, WordField
from models import DispatchGroup, Unit, User
from policy.dispatch import AbsenceKind, Receiver, RightKind
from policy.industries import LABELS
from policy.lead_rights import CLAUSES
from policy.regions import CITIES, PROVINCES

SEPARATORS = re.compile(r"[,，、;；/\s]+")
MOST_WORDS = 400
LONGEST_WORD = 40


class Ticks(SelectMultipleField):
    """Several ticks in a list; whether what was ticked exists, the policy says."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label, **kwargs):
        super().__init__(label, choices=(), validate_choice=False, **kwargs)

    def process_formdata(self, valuelist):
        self.data = [value.strip()[:LONGEST_WORD] for value in valuelist[:MOST_WORDS] if value.strip()]


class CitiesField(StringField):
    """Names of cities, one after the other; ``苏州`` counts as ``苏州市``."""

    def _value(self):
        return self.raw_data[0] if self.raw_data else "、".join(self.data or ())

    def process_formdata(self, valuelist):
        typed = SEPARATORS.split(valuelist[0].strip())[:MOST_WORDS] if valuelist else []
        self.data = list(dict.fromkeys(_officially(word[:LONGEST_WORD]) for word in typed if word))


def _officially(city: str) -> str:
    return f"{city}市" if city not in CITIES and f"{city}市" in CITIES else city


class ReceiverSelect(SelectField):
    """One of those whom a rule may name; the id, or nothing."""

    def __init__(self, label, **kwargs):
        super().__init__(label, coerce=_chosen_id, choices=(), validate_choice=False, **kwargs)


def _chosen_id(value) -> int | None:
    text = str(value or "")
    return int(text) if re.fullmatch(r"[0-9]{1,10}", text) and int(text) < 2**31 else None


class RuleFields(Form):
    """What a rule says."""

    label = TextField(_l("Name"), most=100)
    provinces = Ticks(_l("Provinces"))
    cities = CitiesField(_l("Cities"))
    industries = Ticks(_l("Industries"))
    receiver = WordField(_l("Goes to"), Receiver)
    user_id = ReceiverSelect(_l("Account manager"))
    group_id = ReceiverSelect(_l("Group"))
    managed_unit_id = ReceiverSelect(_l("Manager of"))
    position = IntegerField(_l("Place in the order"), validators=[Optional(), NumberRange(1, 10000)])

    def offer(self, people: Iterable[User], groups: Iterable[DispatchGroup], units: Iterable[Unit]) -> "RuleFields":
        """Fill the choices; gives back the form."""
        self.provinces.choices = [(province, province) for province in PROVINCES]
        self.industries.choices = [(code, gettext(label)) for code, label in LABELS.items()]
        blank = ("", gettext("Please choose"))
        self.user_id.choices = [blank, *((one.id, f"{one.name} · {one.unit.name}") for one in people)]
        self.group_id.choices = [blank, *((one.id, one.name) for one in groups)]
        self.managed_unit_id.choices = [blank, *((one.id, one.name) for one in units)]
        return self


class NewRuleForm(RuleFields, NewForm):
    """A rule to be made."""


class EditRuleForm(RuleFields, EditForm):
    """A rule to be changed."""


class GroupFields(Form):
    """A group of salespeople."""

    name = TextField(_l("Name"), most=100)
    user_ids = IdsField(_l("Members"))


class NewGroupForm(GroupFields, NewForm):
    """A group to be made."""


class EditGroupForm(GroupFields, EditForm):
    """A group to be changed."""


class TryForm(Form):
    """Where a lead would come from; read from the URL."""

    class Meta:
        csrf = False

    province = SelectField(_l("Province"), choices=(), validate_choice=False, default="")
    city = SelectField(_l("City"), choices=(), validate_choice=False, default="")
    industry = SelectField(_l("Industry"), choices=(), validate_choice=False, default="")


class RightForm(NewForm):
    """A right to leads to be recorded."""

    user_id = ReceiverSelect(_l("Person"), validators=[InputRequired(_l("Please choose"))])
    kind = WordField(_l("What"), RightKind)
    from_on = DayField(_l("First day"), default=clock.today)
    until_on = DayField(_l("Last day"), required=False)
    clause = SelectField(_l("Clause"), validate_choice=False)
    reason = LongTextField(_l("Reason"), most=1000, required=True)

    def offer(self, people: Iterable[User]) -> "RightForm":
        """Fill the choices; gives back the form."""
        self.user_id.choices = [
            ("", gettext("Please choose")),
            *((one.id, f"{one.name} · {one.unit.name}") for one in people),
        ]
        self.clause.choices = [(clause, f"{clause} {gettext(about)}") for clause, about in CLAUSES.items()]
        return self


class EndForm(Form):
    """Why a record ends before its day."""

    reason = LongTextField(_l("Reason"), most=1000, required=True)


class AbsenceForm(NewForm):
    """Days away."""

    user_id = ReceiverSelect(_l("Person"))
    kind = WordField(_l("Kind"), AbsenceKind)
    from_on = DayField(_l("First day"), default=clock.today)
    until_on = DayField(_l("Last day"), default=clock.today)
    place = TextField(_l("Where to"), most=200, required=False)
    note = TextField(_l("Note"), most=200, required=False)

    def offer(self, people: Iterable[User]) -> "AbsenceForm":
        """Fill the choices; gives back the form."""
        self.user_id.choices = [(one.id, f"{one.name} · {one.unit.name}") for one in people]
        return self


class VersionForm(EditForm):
    """A deed without anything to fill in."""


class HandForm(EditForm):
    """To whom a lead is dispatched by hand, and why."""

    user_id = IdField(_l("Receiver"), validators=[InputRequired(_l("Please choose"))])
    reason = LongTextField(_l("Reason"), most=1000)
