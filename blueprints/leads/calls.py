"""The phone: a form that is filled while the caller speaks, and what is known of who calls (A5)."""

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from access import requires
from blueprints.account.forms import MailField
from blueprints.doors import attempt, by_htmx, go, refused
from blueprints.fields import Form, LongTextField, NewForm, TextField
from blueprints.inquiries.forms import CallerField
from blueprints.leads import blueprint
from operations import Refused
from operations.inquiries import take_call
from operations.lookups import ask
from policy.inquiries import LONGEST_WORDS
from policy.permissions import Permission
from queries.callers import Known, known, telling


class CallForm(NewForm):
    """What is asked in the order of a call; a number or a mail address is all that must be there."""

    phone = CallerField(_l("Caller's number"))
    company = TextField(_l("Company"), required=False)
    contact = TextField(_l("Caller's name"), most=100, required=False)
    title = TextField(_l("Title"), most=100, required=False)
    email = MailField(_l("Mail"))
    city = TextField(_l("City"), most=40, required=False)
    need = LongTextField(_l("Need"), most=LONGEST_WORDS)
    words = LongTextField(_l("In the customer's words"), most=LONGEST_WORDS)


class CallerForm(Form):
    """What is asked about while one types."""

    phone = TextField("", most=80, required=False)
    company = TextField("", required=False)


@blueprint.get("/new")
@requires(Permission.TAKE_LEADS)
def new_call():
    """The empty form."""
    return render_template("leads/calls/new.html", form=CallForm(), known=[])


@blueprint.post("/new")
@requires(Permission.TAKE_LEADS)
def take_the_call():
    """The lead comes in; the next call can be taken at once."""
    form = CallForm()
    lead = (
        attempt(form, lambda: take_call(_values(form), current_user, form.form_key.data)) if form.validate() else None
    )
    if lead is None:
        return refused("leads/calls/_form.html", "leads/calls/new.html", form=form, known=[])
    flash(_("The lead came in; marketing screens it."), "success")
    return go("/leads/new" if "next_call" in request.form else f"/leads/{lead.id}")


@blueprint.post("/new/known")
@requires(Permission.TAKE_LEADS)
def known_caller():
    """While one types: what is known of the number and the name."""
    form = CallerForm()
    if not by_htmx():
        return redirect("/leads/new", 303)
    found = _known(form) if form.validate() else []
    asked = not form.problems and any(telling(form.phone.data or "", form.company.data or ""))
    return render_template("leads/calls/_known.html", known=found, asked=asked, limits=form.problems)


def _values(form: CallForm) -> dict:
    return {name: value or "" for name, value in form.values().items()}


def _known(form) -> list[Known]:
    """Asked as any other question whether one is taken: written down, and so many a day; too many end no call."""
    number, company = telling(form.phone.data or "", form.company.data or "")
    if not (number or company):
        return []
    try:
        return ask(f"{number} {company}", current_user, lambda: known(current_user, number, company), len)
    except Refused as refusal:
        form.show(refusal.problems)
        return []
