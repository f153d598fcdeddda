"""Forms of the public doors. They carry no token of a session, but a signed key of their own."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import Length, Optional

from blueprints.account.forms import MailField
from blueprints.fields import Form, LongTextField, TextField
from blueprints.inquiries.keys import name_of, new_key, opened
from operations.inquiries import Source
from policy.industries import Industry
from policy.inquiries import LONGEST_WORDS, digest, form_problems
from policy.regions import PROVINCES
from queries.inquiries import number_of


class CallerField(StringField):
    """A phone number in one way of writing; an odd one is kept as it was typed, for nobody is refused for it."""

    def __init__(self, label, **kwargs):
        rules = [Optional(), Length(max=60, message=_l("At most %(max)d characters."))]
        super().__init__(
            label, validators=rules, filters=[lambda typed: number_of(typed[:80]) if typed else ""], **kwargs
        )


class WhoFields:
    """Who asks, and how they are reached."""

    contact = TextField(_l("Your name"), most=100, required=False)
    company = TextField(_l("Your company"), required=False)
    phone = CallerField(_l("Phone"))
    email = MailField(_l("Mail"))


class PublicForm(Form):
    """The base: a signed key instead of a session's token, and a field that only programs fill."""

    class Meta:
        csrf = False

    door = "form"
    form_key = HiddenField(default=new_key)
    homepage = StringField(_l("Leave this empty"), validators=[Optional()])

    def by_a_program(self) -> bool:
        """Whether the field was filled that no person sees."""
        return bool(self.homepage.data)

    def ready(self) -> bool:
        """Whether the form may be taken: its fields, and the time since it was opened. A key that is worn out is
        replaced, so that sending it once more works."""
        problems = list(form_problems(opened(self.form_key.data or "")))
        valid = self.validate()
        self.show(problems)
        if any(problem.code == "too_old" for problem in problems):
            self.renew()
        return valid and not problems

    def renew(self) -> None:
        """A new key: what is sent from now on is another inquiry."""
        self.form_key.raw_data, self.form_key.data = None, new_key()

    def said(self) -> dict:
        """What was entered."""
        return {name: value or "" for name, value in self.values().items() if name != "homepage"}

    def source(self) -> Source:
        """What makes this form come in once."""
        return Source(name_of(self.form_key.data, self.door), digest(self.said()))


class InquiryForm(WhoFields, PublicForm):
    """An inquiry from the website."""

    city = TextField(_l("City"), most=40, required=False)
    words = LongTextField(_l("What can we do for you?"), most=LONGEST_WORDS)


class ConsultationForm(WhoFields, PublicForm):
    """The first message of a consultation."""

    door = "talk"
    words = LongTextField(_l("Your question"), most=LONGEST_WORDS, required=True)


class MessageForm(Form):
    """One more message; the secret address of the thread is what allows it."""

    class Meta:
        csrf = False

    body = LongTextField(_l("Your message"), most=LONGEST_WORDS, required=True)


class ContactForm(WhoFields, Form):
    """Who the visitor is, left at any time."""

    class Meta:
        csrf = False


class InterfaceForm(Form):
    """What a website hands in; the names are those of the columns."""

    class Meta:
        csrf = False

    company = TextField("", required=False)
    contact = TextField("", most=100, required=False)
    title = TextField("", most=100, required=False)
    phone = CallerField("")
    email = MailField("")
    province = SelectField("", choices=["", *PROVINCES], default="")
    city = TextField("", most=40, required=False)
    industry = SelectField("", choices=["", *(industry.value for industry in Industry)], default="")
    need = LongTextField("")
    words = LongTextField("", most=LONGEST_WORDS)
