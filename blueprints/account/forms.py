"""Forms of one's own account."""

import unicodedata

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, StringField, TelField
from wtforms.validators import InputRequired, Length, Optional, Regexp, ValidationError

import identifiers
from blueprints.fields import EditForm, Form
from policy.accounts import LONGEST_PASSWORD

MAIL = r"[^@\s<>\"',;:()\\]+@[^@\s<>\"',;:()\\]+\.[^@\s<>\"',;:()\\]+"


def plain_username(typed: str | None) -> str:
    """A user name as it is stored: no stray spaces or marks, half-width, small letters."""
    return unicodedata.normalize("NFKC", identifiers.clean(typed or "")).strip().casefold()


def one_line(typed: str | None) -> str:
    """Typed text in one line, without control characters."""
    return " ".join(identifiers.clean(typed).split()) if typed else ""


class UsernameField(StringField):
    """The name one signs in with."""

    def __init__(self, label, **kwargs):
        rules = [InputRequired(_l("Please fill this in.")), Length(max=60, message=_l("At most %(max)d characters."))]
        super().__init__(label, validators=rules, filters=[plain_username], **kwargs)


class MailField(EmailField):
    """A mail address, or nothing."""

    def __init__(self, label, **kwargs):
        shape = Regexp(f"{MAIL}$", message=_l("Write an address such as li.na@example.com."))
        rules = [Optional(), Length(max=254, message=_l("At most %(max)d characters.")), shape]
        super().__init__(label, validators=rules, filters=[one_line], **kwargs)


class PhoneField(TelField):
    """A phone number, or nothing; kept in one way of writing."""

    def __init__(self, label, **kwargs):
        super().__init__(label, validators=[Optional(), Length(max=40)], filters=[one_line], **kwargs)

    def post_validate(self, form, validation_stopped):
        try:
            self.data = identifiers.phone(self.data or "")
        except ValueError as error:
            raise ValidationError(self.gettext("This cannot be a phone number.")) from error


def secret(label, **kwargs) -> PasswordField:
    """A password as it was typed, every character of it."""
    longest = Length(max=LONGEST_PASSWORD, message=_l("At most %(max)d characters."))
    return PasswordField(label, validators=[InputRequired(_l("Please fill this in.")), longest], **kwargs)


class SignInForm(Form):
    username = UsernameField(_l("User name"))
    password = secret(_l("Password"))
    next = HiddenField()


class PasswordForm(Form):
    present = secret(_l("Present password"))
    password = secret(_l("New password"))
    repeated = secret(_l("New password, once more"))

    def validate_repeated(self, field):
        if field.data != self.password.data:
            raise ValidationError(self.repeated.gettext("The two are not the same."))


class ProfileForm(EditForm):
    phone = PhoneField(_l("Phone"))
    email = MailField(_l("Mail"))
