"""One quote: begun for an opportunity, its page, its editor."""

import datetime as dt

from flask import flash, render_template, request
from flask_babel import gettext as _

import clock
from access import must_work_on, requires, visible, visible_or_404
from blueprints.doors import attempt, go, me, refused
from blueprints.quotes import blueprint
from blueprints.quotes.forms import EditQuoteForm, NewQuoteForm
from blueprints.quotes.showing import editor_shown, quote_or_404, quote_shown, worked_on
from blueprints.quotes.typing import cut_off, typed_lines
from extensions import db
from models import Customer, Opportunity
from operations import STALE, quotes
from policy.permissions import Permission
from policy.quoting import edit_problems, quoted_problems
from queries import parameters
from queries.opportunities import choices
from queries.products import in_force
from queries.quote_lines import as_typed
from queries.quotes import quoted_facts

HEADER = ("title", "contact_id", "language", "price_list_id", "valid_until", "terms", "note")


@blueprint.get("/new")
@requires(Permission.WRITE_QUOTES)
def new():
    """The form; ``opportunity_id`` or ``customer_id`` is preset by the link. It says at once when there is no quote."""
    until = clock.today() + dt.timedelta(days=int(parameters.value("quote_valid_days")))
    form = NewQuoteForm(formdata=None, valid_until=until)
    for field in (form.customer_id, form.opportunity_id):
        field.process_formdata([request.args.get(field.name, "")])
    context = _new(form)
    opportunity = context["opportunity"]
    if opportunity is not None:
        form.title.data = opportunity.name
        form.problems = list(quoted_problems(quoted_facts(opportunity.customer, opportunity)))
    return render_template("quotes/new.html", **context)


@blueprint.post("/new")
@requires(Permission.WRITE_QUOTES)
def create():
    """Begin it and go on with its lines."""
    form = NewQuoteForm()
    context = _new(form)
    if form.validate_on_submit():
        opportunity = visible_or_404(Opportunity, form.opportunity_id.data or 0)
        must_work_on(opportunity)
        values = form.values(*HEADER)
        made = attempt(form, lambda: quotes.create(me(), opportunity.id, values, form_key=form.form_key.data))
        if made is not None:
            return go(f"/quotes/{made.id}/edit")
        context = _new(form)
    return refused("quotes/_new.html", "quotes/new.html", **context)


@blueprint.get("/<int:quote_id>")
@requires(Permission.VIEW_QUOTES)
def show(quote_id: int):
    """What is offered, what the policy says of it, and where it stands."""
    return render_template("quotes/show.html", **quote_shown(quote_or_404(quote_id)))


@blueprint.get("/<int:quote_id>/edit")
@requires(Permission.WRITE_QUOTES)
def edit(quote_id: int):
    """Header and lines."""
    quote = worked_on(quote_id)
    for problem in edit_problems(quote.status):
        flash(_(problem.message), "warning")
        return go(f"/quotes/{quote_id}")
    form = EditQuoteForm(formdata=None, obj=quote)
    return render_template("quotes/edit.html", **editor_shown(quote, form, [as_typed(line) for line in quote.lines]))


@blueprint.post("/<int:quote_id>/edit")
@requires(Permission.WRITE_QUOTES)
def save(quote_id: int):
    """Keep header and lines; amounts are computed anew."""
    quote, form = worked_on(quote_id), EditQuoteForm()
    typed = typed_lines(quote)
    if cut_off():
        form.show([STALE])
    elif form.validate_on_submit():
        values = form.values(*HEADER)
        if attempt(form, lambda: quotes.change(quote_id, form.version.data, values, typed, me())):
            flash(_("Saved."), "success")
            return go(f"/quotes/{quote_id}")
        quote = worked_on(quote_id)
    return refused("quotes/_editor.html", "quotes/edit.html", **editor_shown(quote, form, typed))


def _new(form: NewQuoteForm) -> dict:
    wanted = visible(Opportunity).where(Opportunity.id == form.opportunity_id.data)
    opportunity = db.session.scalar(wanted) if form.opportunity_id.data else None
    if opportunity is not None:
        form.customer_id.data = opportunity.customer_id
    customer_id = form.customer_id.data
    customer = db.session.scalar(visible(Customer).where(Customer.id == customer_id)) if customer_id else None
    form.offer([], in_force(me()))
    form.contact_id.choices = [("", "—")] + (
        [(row.id, row.name) for row in customer.contacts if row.active] if customer else []
    )
    offered = choices(me(), customer_id, form.opportunity_id.data) if customer else []
    return {"form": form, "customer": customer, "opportunity": opportunity, "opportunities": offered}
