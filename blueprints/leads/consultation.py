"""Online consultation: the desk's side. Marketing, or who holds the lead, reads and answers (A5)."""

from flask import abort, flash, redirect, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from access import requires, visible_or_404
from blueprints import arguments
from blueprints.doors import answer, attempt, go, refused, shown
from blueprints.fields import Form, LongTextField, NewForm
from blueprints.inquiries.consultations import news
from blueprints.leads import blueprint
from blueprints.leads.lists import tabs_of
from models import Lead
from operations import consultations
from policy.inquiries import LONGEST_WORDS
from policy.permissions import Permission
from queries.inquiries import answered, asked, last_messages, may_answer
from queries.lead_lists import queue_counts
from queries.pages import keyset

THREAD, PAGE = "leads/consultation/_thread.html", "leads/consultation/show.html"


class AnswerForm(NewForm):
    """What the visitor is answered."""

    body = LongTextField(_l("Your answer"), most=LONGEST_WORDS, required=True)


@blueprint.get("/consultations")
@requires(Permission.TAKE_LEADS)
def running_consultations():
    """Who waits for an answer, the longest first; and the threads in which nobody waits, the newest first."""
    tab = arguments.choice("tab", ("asked", "answered"), "asked")
    query, column = (
        (asked(current_user), Lead.asked_at) if tab == "asked" else (answered(current_user), Lead.arrived_at)
    )
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(query, column, Lead.id, descending=tab == "answered", **cursors)
    context = {
        "page": page,
        "tab": tab,
        "tabs": tabs_of(queue_counts(current_user)),
        "address": arguments.here_with(),
        "last": last_messages([lead.id for lead in page.rows]),
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
    }
    return shown("leads/consultation/_list.html", "leads/consultation/index.html", **context)


@blueprint.get("/<int:lead_id>/consultation")
@requires(Permission.VIEW_LEADS)
def consultation(lead_id):
    """The thread of a lead; one that came in otherwise has none and is shown itself."""
    lead = visible_or_404(Lead, lead_id)
    if lead.thread_key is None:
        return redirect(f"/leads/{lead_id}", 303)
    return render_template(PAGE, lead=lead, form=AnswerForm())


@blueprint.get("/<int:lead_id>/consultation/messages")
@requires(Permission.VIEW_LEADS)
def consultation_messages(lead_id):
    """What was written after the message that the page shows last."""
    lead = visible_or_404(Lead, lead_id)
    return render_template("leads/consultation/_news.html", lead=lead, **news(lead.id, arguments.number("after") or 0))


@blueprint.post("/<int:lead_id>/consultation")
@requires(Permission.VIEW_LEADS)
def answer_visitor(lead_id):
    """The answer stands in the thread, and the visitor no longer waits."""
    lead, form = _answerable(lead_id), AnswerForm()
    if form.validate() and attempt(form, lambda: _answer(lead_id, form)) is not None:
        return answer(THREAD, f"/leads/{lead_id}/consultation", lead=lead, form=AnswerForm(formdata=None))
    return refused(THREAD, PAGE, lead=lead, form=form)


@blueprint.post("/<int:lead_id>/consultation/read")
@requires(Permission.VIEW_LEADS)
def read_visitor(lead_id):
    """Nothing needs an answer: the visitor no longer counts as waiting."""
    lead, form = _answerable(lead_id), Form()
    if not form.validate():
        return refused(THREAD, PAGE, lead=lead, form=AnswerForm(formdata=None))
    attempt(form, lambda: consultations.mark_read(lead_id, current_user))
    flash(_("Marked as read."), "success")
    return go(f"/leads/{lead_id}/consultation")


@blueprint.app_template_global()
def thread_of(lead: Lead) -> dict:
    """What the fragment of a thread shows, on the lead's own page as well."""
    return {**news(lead.id, 0), "form": AnswerForm(formdata=None), "may_answer": may_answer(lead, current_user)}


def _answer(lead_id: int, form: AnswerForm):
    return consultations.answer(lead_id, form.body.data, current_user, form.form_key.data)


def _answerable(lead_id: int) -> Lead:
    lead = visible_or_404(Lead, lead_id)
    if lead.thread_key is None:
        abort(404)
    if not may_answer(lead, current_user):
        abort(403)
    return lead
