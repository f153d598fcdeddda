"""Sending a quote (A9.1): to a contact of the customer or a typed address, drafted in the language of the quote."""

from flask import flash, render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from access import requires
from blueprints.account.forms import one_line
from blueprints.doors import attempt, go, me, refused
from blueprints.fields import EditForm, LongTextField, NewForm, TextField
from blueprints.looks import day, money
from blueprints.quotes import blueprint
from blueprints.quotes.forms import IdChoice
from blueprints.quotes.paper import paper_name, quote_pdf
from blueprints.quotes.showing import worked_on
from models import Contact, Quote
from operations.quote_sending import Letter, send
from policy.permissions import Permission
from policy.problems import blocking
from policy.quote_answers import SendingWay, sending_problems
from queries.letterheads import letterhead_of
from queries.quote_outcome import first_sending, people_of, sending_facts


class SendingForm(EditForm, NewForm):
    """A quote that goes out. A contact's own address is taken where none is typed."""

    way = RadioField(_l("How it goes out"), coerce=str, default=SendingWay.MAIL.value)
    contact_id = IdChoice(_l("To the contact"))
    address = TextField(_l("Mail address"), most=254, required=False)
    recipient = TextField(_l("Who gets it"), most=200, required=False)
    subject = TextField(_l("Subject line"), most=150, required=False)
    body = LongTextField(_l("Text of the mail"), most=8000)

    def offer(self, people: list[Contact]) -> None:
        """Fill the choices."""
        self.way.choices = [(way.value, _(way.label)) for way in SendingWay]
        named = [(one.id, f"{one.name}{' · ' if one.email else ''}{one.email}") for one in people]
        self.contact_id.choices = [("", _("somebody else, as typed below")), *named]

    def letter(self, people: list[Contact]) -> Letter:
        """What was chosen and typed; name and address of a chosen contact where nothing else was typed."""
        chosen = next((one for one in people if one.id == self.contact_id.data), None)
        name, address = (chosen.name, chosen.email) if chosen else ("", "")
        by_mail = self.way.data == SendingWay.MAIL
        return Letter(
            SendingWay(self.way.data),
            recipient=one_line(self.recipient.data) or name,
            address=(one_line(self.address.data) or address) if by_mail else "",
            subject=one_line(self.subject.data) if by_mail else "",
            body=(self.body.data or "") if by_mail else "",
            contact_id=chosen.id if chosen else None,
        )


@blueprint.get("/<int:quote_id>/sending")
@requires(Permission.WRITE_QUOTES)
def sending(quote_id: int):
    """The drafted mail, or at once why the quote does not go out."""
    quote = worked_on(quote_id)
    people = people_of(quote.customer_id, me())
    form = SendingForm(formdata=None, version=quote.version)
    form.contact_id.data = _first(quote, people)
    form.subject.data, form.body.data = drafted(quote, next((p for p in people if p.id == form.contact_id.data), None))
    return render_template("quotes/sending.html", **_shown(form, quote, people))


@blueprint.post("/<int:quote_id>/sending")
@requires(Permission.WRITE_QUOTES)
def send_it(quote_id: int):
    """Send it: the paper is kept, the mail goes into the outbox."""
    quote = worked_on(quote_id)
    people, form = people_of(quote.customer_id, me()), SendingForm()
    form.offer(people)
    if form.validate() and _sent(form, quote, people):
        by_mail = form.way.data == SendingWay.MAIL
        flash(_("The quote is on its way.") if by_mail else _("It is recorded that the quote went out."), "success")
        return go(f"/quotes/{quote_id}#sent")
    shown = _shown(form, worked_on(quote_id), people_of(quote.customer_id, me()))
    return refused("quotes/_sending.html", "quotes/sending.html", **shown)


def _sent(form: SendingForm, quote: Quote, people: list[Contact]):
    letter, key, version = form.letter(people), form.form_key.data, form.version.data
    paper, filename = quote_pdf(quote), f"{paper_name(quote)}.pdf"
    return attempt(form, lambda: send(quote.id, version, letter, paper, filename, me(), key))


def _first(quote: Quote, people: list[Contact]) -> int | None:
    """The contact of the quote, else the first one with an address."""
    reachable = [one.id for one in people if one.email]
    return quote.contact_id if quote.contact_id in {one.id for one in people} else next(iter(reachable), None)


def drafted(quote: Quote, person: Contact | None) -> tuple[str, str]:
    """Subject and text in the language of the quote."""
    chinese = quote.language != "en"
    with force_locale(quote.language):
        company = letterhead_of(quote.unit)
        name = company.said("company", chinese) or company.name
        about = {"number": quote.number, "title": quote.title, "day": day(quote.valid_until), "company": name}
        about |= {"total": money(quote.net_total + quote.tax_total)}
        lines = [
            _("Dear %(name)s,", name=person.name) if person else _("Dear customer,"),
            "",
            _("attached is our quotation %(number)s for “%(title)s”: %(total)s with tax.", **about),
            _("It is valid until %(day)s. Please ask me whatever is open.", **about),
            "",
            _("With kind regards"),
            *(part for part in (quote.owner.name, name, quote.owner.phone, quote.owner.email) if part),
        ]
        return _("Quotation %(number)s: %(title)s (%(company)s)", **about)[:150], "\n".join(lines)


def _shown(form: SendingForm, quote: Quote, people: list[Contact]) -> dict:
    form.offer(people)
    found = [one for one in sending_problems(sending_facts(quote)) if one not in form.problems]
    again = first_sending(quote.id)
    return {"form": form, "quote": quote, "findings": found, "blocked": bool(blocking(found)), "again": again}
