"""Online consultation: the visitor's side. Who has the secret address of a thread reads and writes it."""

import re

from flask import abort, make_response, redirect, render_template, url_for

from access import public
from blueprints.arguments import number
from blueprints.doors import attempt, by_htmx
from blueprints.inquiries import blueprint, keys
from blueprints.inquiries.forms import ConsultationForm, ContactForm, MessageForm
from blueprints.inquiries.registration import SEEN, kept_arguments, status_of
from blueprints.inquiries.throttle import throttled, too_many, watched
from extensions import csrf
from models import Lead
from operations import consultations
from policy.inquiries import pause_after
from queries.inquiries import thread, thread_of_visitor

BEGIN, PAGE, TALK = "inquiries/begin.html", "inquiries/thread.html", "inquiries/_talk.html"
REFUSED = 422
MOST_LOOKS = 120
"""Looks in a row without news, two hours at the longest pause, after which the page looks no more by itself."""


@blueprint.route("/inquire/consultation", methods=["GET", "POST"])
@csrf.exempt
@public
@throttled(too_many(ConsultationForm, BEGIN))
def consultation():
    """Begin a thread with a question; its address is secret, and all that opens it."""
    form = ConsultationForm()
    if not form.is_submitted():
        return render_template(BEGIN, form=form)
    if form.by_a_program():
        return redirect(url_for("inquiries.thanks", **kept_arguments()), SEEN)
    token = keys.thread_token(form.form_key.data or "")
    if form.ready() and attempt(form, lambda: _begin(form, token)) is not None:
        return redirect(_address(token), SEEN)
    status = status_of(form)
    return make_response(render_template(BEGIN, form=form), status)


def _begin(form: ConsultationForm, token: str) -> Lead:
    return consultations.begin(form.said(), form.source(), keys.hashed(token))


@blueprint.get("/inquire/consultation/<token>")
@public
@watched
def conversation(token):
    """The thread as the visitor sees it."""
    return _shown(_lead(token), token, MessageForm(), ContactForm())


@blueprint.get("/inquire/consultation/<token>/messages")
@public
@watched
def new_messages(token):
    """What was written after the message that the page shows last; the longer nothing comes, the longer the pause."""
    lead, after = _lead(token), number("after") or 0
    return _private(make_response(render_template("inquiries/_news.html", token=token, **news(lead.id, after))))


@blueprint.post("/inquire/consultation/<token>")
@csrf.exempt
@public
@throttled(too_many(MessageForm, "inquiries/too_many.html"))
def ask(token):
    """One more message."""
    lead, form = _lead(token), MessageForm()
    if form.validate() and attempt(form, lambda: consultations.ask(lead.id, form.body.data)) is not None:
        return _written(lead, token)
    return _shown(lead, token, form, ContactForm(formdata=None), REFUSED)


@blueprint.post("/inquire/consultation/<token>/contact")
@csrf.exempt
@public
@throttled(too_many(ContactForm, "inquiries/too_many.html"))
def leave_contact(token):
    """Who the visitor is and how to reach them."""
    lead, form = _lead(token), ContactForm()
    if form.validate() and attempt(form, lambda: consultations.leave_contact(lead.id, form.values())) is not None:
        return _written(lead, token)
    return _shown(lead, token, MessageForm(formdata=None), form, REFUSED)


def news(lead_id: int, after: int) -> dict:
    """The messages after one, and when to look again; for both sides of a thread."""
    rows = thread(lead_id, after)
    looks = 0 if rows else min(number("looks") or 0, MOST_LOOKS) + 1
    last = rows[-1].id if rows else after
    return {"rows": rows, "last": last, "looks": looks, "pause": pause_after(looks), "idle": looks > MOST_LOOKS}


def _written(lead: Lead, token: str):
    if not by_htmx():
        return redirect(_address(token), SEEN)
    return _shown(lead, token, MessageForm(formdata=None), ContactForm(formdata=None))


def _shown(lead: Lead, token: str, form: MessageForm, contact_form: ContactForm, status: int = 200):
    context = {"lead": lead, "token": token, "form": form, "contact_form": contact_form, **news(lead.id, 0)}
    return _private(make_response(render_template(TALK if by_htmx() else PAGE, **context), status))


def _private(response):
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _address(token: str) -> str:
    return url_for("inquiries.conversation", token=token, **kept_arguments())


def _lead(token: str) -> Lead:
    known = re.fullmatch(r"[\w-]{20,100}", token, re.ASCII)
    lead = thread_of_visitor(keys.hashed(token)) if known else None
    if lead is None:
        abort(404)
    return lead
