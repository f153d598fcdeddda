"""Forms of the administrator's pages."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from blueprints.account.forms import MailField, PhoneField, UsernameField
from blueprints.fields import DayField, EditForm, Form, IdField, LongTextField, NewForm, TextField, WordField
from config import LANGUAGES
from policy.roles import Role, UnitKind


def chosen_id(value) -> int | None:
    """The id that a select posts; nothing for an empty or odd one."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else None


class Choices(SelectMultipleField):
    """Several ticks in a list."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class UnitFields:
    name = TextField(_l("Name"), most=100)
    kind = WordField(_l("Kind"), UnitKind)
    parent_id = SelectField(_l("Belongs to"), coerce=chosen_id)


class NewUnitForm(UnitFields, NewForm):
    pass


class EditUnitForm(UnitFields, EditForm):
    pass


class UserFields:
    name = TextField(_l("Full name"), most=100)
    unit_id = SelectField(_l("Unit"), coerce=chosen_id)
    roles = Choices(_l("Roles"), coerce=Role, choices=[(role, _l(role.label)) for role in Role])
    manager_ids = Choices(_l("Assists"), coerce=chosen_id)
    phone = PhoneField(_l("Phone"))
    email = MailField(_l("Mail"))
    language = SelectField(_l("Language"), choices=list(LANGUAGES.items()), default="zh_Hans_CN")

    def columns(self) -> dict:
        """The columns of the account."""
        return self.values("name", "unit_id", "phone", "email", "language")


class NewUserForm(UserFields, NewForm):
    username = UsernameField(_l("User name"))
    password = TextField(_l("First password"), most=200)


class EditUserForm(UserFields, EditForm):
    pass


class ResetForm(Form):
    password = TextField(_l("First password"), most=200)


class StageFields:
    name_zh = TextField(_l("Name in Chinese"), most=60)
    name_en = TextField(_l("Name in English"), most=60)
    probability = IntegerField(
        _l("Probability in percent"),
        validators=[
            InputRequired(_l("Please fill this in.")),
            NumberRange(0, 100, message=_l("From 0 to 100.")),
        ],
    )
    allows_quotes = BooleanField(_l("Quotes may be made"))


class NewStageForm(StageFields, NewForm):
    code = TextField(_l("Code"), most=40)


class EditStageForm(StageFields, EditForm):
    pass


class HeirForm(EditForm):
    heir_id = IdField(_l("Its open opportunities move to"))


class ParameterForm(Form):
    latest = IdField("")
    value = TextField(_l("New value"), most=40)
    valid_from = DayField(_l("Holds from"))
    reason = LongTextField(_l("Reason"), most=1000, required=True)


class VersionForm(EditForm):
    pass
