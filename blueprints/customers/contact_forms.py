"""The forms of contacts, and how phones and mail addresses are checked."""

import re

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, ValidationError

import identifiers
from blueprints.fields import EditForm, Form, LongTextField, NewForm, TextField, WordField
from policy.entry import DecisionRole

EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")


def phone_number(form, field):
    """Keeps a phone number in one way of writing; refuses what cannot be one."""
    try:
        field.data = identifiers.phone(field.data or "")
    except ValueError:
        message = gettext("This cannot be a phone number. Write it as 138 0013 8000 or 010-62345678.")
        raise ValidationError(message) from None


def mail_address(form, field):
    """Refuses what cannot be a mail address."""
    if field.data and not EMAIL.fullmatch(field.data):
        raise ValidationError(gettext("This cannot be a mail address."))


class ContactFields(Form):
    """What is kept of a person at a customer."""

    name = TextField(_l("Name"))
    title = TextField(_l("Title"), most=100, required=False)
    phone = TextField(_l("Phone"), most=60, required=False, validators=[phone_number])
    email = TextField(_l("Mail"), most=254, required=False, validators=[mail_address])
    decision_role = WordField(_l("Part in the decision"), DecisionRole, default=DecisionRole.UNKNOWN)
    note = LongTextField(_l("Note"), most=2000)


class NewContactForm(ContactFields, NewForm):
    """Records a contact."""


class EditContactForm(ContactFields, EditForm):
    """Changes a contact."""

    active = BooleanField(_l("Still there"))
