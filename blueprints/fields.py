"""Form fields that read what people really type: money, days, clean text; and the base of every form."""

import datetime as dt
import re
import secrets
import unicodedata
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    Field,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import DateTimeLocalInput, TextInput

import clock
import identifiers
from columns import LARGEST_AMOUNT
from policy.words import Word

AMOUNT = re.compile(r"[¥￥]?(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?元?", re.ASCII)

MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2})[:时](\d{1,2})分?(?::(\d{1,2})(?:\.\d+)?)?)?"
)
MOST_IDS = 200


class TextField(StringField):
    """One line of text, cleaned of control characters; ``most`` characters, required unless told otherwise."""

    def __init__(self, label, most=200, required=True, validators=(), **kwargs):
        rules = [
            DataRequired(_l("Please fill this in.")) if required else Optional(),
            Length(max=most, message=_l("At most %(max)d characters.")),
        ]
        kwargs.setdefault("filters", [lambda value: " ".join(identifiers.clean(value).split()) if value else ""])
        super().__init__(label, validators=[*rules, *validators], **kwargs)


class LongTextField(TextAreaField):
    """Several lines of text, cleaned of control characters; ``most`` characters."""

    def __init__(self, label, most=4000, required=False, validators=(), **kwargs):
        rules = [
            DataRequired(_l("Please fill this in.")) if required else Optional(),
            Length(max=most, message=_l("At most %(max)d characters.")),
        ]
        kwargs.setdefault("filters", [lambda value: identifiers.clean(value) if value else ""])
        super().__init__(label, validators=[*rules, *validators], **kwargs)


class MoneyField(Field):
    """An amount in yuan: ``1234.5``, ``1,234.50``, full-width digits, ``¥``. At most two decimals."""

    widget = TextInput()

    def __init__(self, label, required=True, least=Decimal("0.01"), most=LARGEST_AMOUNT, **kwargs):
        rules = [InputRequired(_l("Please fill this in.")) if required else Optional()]
        super().__init__(label, validators=rules, **kwargs)
        self.least, self.most = least, most

    def _value(self):
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else f"{self.data:.2f}"

    def process_formdata(self, valuelist):
        self.data = None
        typed = unicodedata.normalize("NFKC", valuelist[0]).replace(" ", "") if valuelist else ""
        if not typed:
            return
        if len(typed) > 40 or not (match := AMOUNT.fullmatch(typed)):
            raise ValueError(gettext("Write an amount such as 1,234.50."))
        sign, whole, fraction = match.groups()
        if len((fraction or "").rstrip("0")) > 2:
            raise ValueError(gettext("An amount has at most two decimals (fen)."))
        if len(whole) > 20:
            raise ValueError(gettext("The amount must be at most %(most)s.", most=f"{self.most:,.2f}"))
        self.data = Decimal(f"{sign}{whole.replace(',', '')}.{fraction or 0}").quantize(Decimal("0.01"))

    def pre_validate(self, form):
        if self.data is not None and self.data < self.least:
            raise ValidationError(gettext("The amount must be at least %(least)s.", least=f"{self.least:,.2f}"))
        if self.data is not None and self.data > self.most:
            raise ValidationError(gettext("The amount must be at most %(most)s.", most=f"{self.most:,.2f}"))


class DayField(DateField):
    """A company day, ``2026-11-23``, also ``2026/11/23``, ``2026.11.23`` and ``2026年11月23日``."""

    def __init__(self, label, required=True, **kwargs):
        rules = [InputRequired(_l("Please fill this in.")) if required else Optional()]
        super().__init__(label, validators=rules, format=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"], **kwargs)

    def process_formdata(self, valuelist):
        valuelist = [unicodedata.normalize("NFKC", value).strip()[:20] for value in valuelist]
        if not any(valuelist):
            self.data, self.raw_data = None, [""]
            return
        super().process_formdata(valuelist)
        if self.data and not 1990 <= self.data.year <= 2100:
            self.data = None
            raise ValueError(self.gettext("Not a valid date value."))


class WordField(SelectField):
    """A choice among the words of an enumeration, shown by their labels in the reader's language."""

    def __init__(self, label, words, blank=None, **kwargs):
        self.words, self.blank = words, blank
        super().__init__(label, coerce=self._word, validate_choice=True, **kwargs)

    def _word(self, value):
        if value in (None, ""):
            return None if self.blank is not None else value
        return self.words(value)

    def iter_choices(self):
        if self.blank is not None:
            yield ("", self.blank, self.data is None, {})
        for member in self.words:
            yield (member.value, _l(member.label), member == self.data, {})

    def pre_validate(self, form):
        if self.data is None and self.blank is not None:
            return
        if self.data not in list(self.words):
            raise ValidationError(self.gettext("Not a valid choice."))


class IdField(Field):
    """The id of another row, typed by a picker; an odd one counts as absent. Doors look it up through ``visible``."""

    widget = TextInput()

    def _value(self):
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist):
        typed = valuelist[0].strip() if valuelist else ""
        self.data = int(typed) if re.fullmatch(r"[0-9]{1,10}", typed) and int(typed) < 2**31 else None


class IdsField(Field):
    """The ids of several other rows, from checkboxes or a list; odd ones count as absent."""

    def process_formdata(self, valuelist):
        typed = [value.strip() for value in valuelist[:MOST_IDS]]
        self.data = sorted({int(v) for v in typed if re.fullmatch(r"[0-9]{1,10}", v) and int(v) < 2**31})

    def process_data(self, value):
        self.data = list(value or ())


class MomentField(Field):
    """A moment, typed in company time: ``2026-11-23T14:30``, also with blank, ``/`` or ``年月日``; UTC in Python."""

    widget = DateTimeLocalInput()

    def __init__(self, label, required=True, **kwargs):
        rules = [InputRequired(_l("Please fill this in.")) if required else Optional()]
        super().__init__(label, validators=rules, **kwargs)

    def _value(self):
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else clock.local(self.data).strftime("%Y-%m-%dT%H:%M")

    def process_formdata(self, valuelist):
        typed = unicodedata.normalize("NFKC", valuelist[0]).strip()[:40] if valuelist else ""
        self.data = None
        if not typed:
            return
        match = MOMENT.fullmatch(typed)
        try:
            naive = dt.datetime(*(int(part or 0) for part in match.groups())) if match else None  # noqa: DTZ001
        except ValueError:
            naive = None
        if naive is None or not 1990 <= naive.year <= 2100:
            raise ValueError(gettext("Write a day and a time such as 2026-11-23 14:30."))
        self.data = clock.from_local(naive)


def spoken(params: dict) -> dict:
    """The params of a problem for its sentence: words of the policy by their labels, in the reader's language."""
    return {name: gettext(value.label) if isinstance(value, Word) else value for name, value in params.items()}


class Form(FlaskForm):
    """The base of every form. ``problems`` are what the policy said; those with a field stand beside it as well."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.problems = []

    def show(self, problems) -> None:
        """Show refusals: all in the panel, and each at the field it names."""
        self.problems = list(problems)
        for problem in self.problems:
            if problem.blocks and problem.field in self._fields:
                field = self._fields[problem.field]
                field.errors = [*field.errors, gettext(problem.message, **spoken(problem.params))]

    def values(self, *names: str) -> dict:
        """What was entered, without tokens and keys: for the named fields, or all."""
        skipped = {"csrf_token", "version", "form_key", "submit"}
        return {name: value for name, value in self.data.items() if (name in names if names else name not in skipped)}


class EditForm(Form):
    """A form that changes a row: it carries the version that the page showed."""

    version = IntegerField(widget=HiddenField.widget, validators=[InputRequired()])


class NewForm(Form):
    """A form that creates a row: it carries a one-time key, so that sent twice it happens once."""

    form_key = HiddenField(default=lambda: secrets.token_urlsafe(24), validators=[Length(max=64)])
