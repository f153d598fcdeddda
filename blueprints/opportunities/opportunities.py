"""One opportunity: registering it, its page, its form."""

from flask import flash, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload

from access import known, must_work_on, requires, visible, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, go, refused
from blueprints.opportunities import blueprint
from blueprints.opportunities.forms import EditOpportunityForm, NewOpportunityForm
from blueprints.opportunities.showing import page
from extensions import db
from models import Closing, Customer, Lead, Opportunity
from operations import opportunities
from policy.permissions import Permission
from queries.opportunities import choices, stages
from queries.registration import against_second

WHOLE = (
    joinedload(Opportunity.customer),
    joinedload(Opportunity.owner),
    joinedload(Opportunity.closing).joinedload(Closing.closed_by),
)
ON_PAGE = (
    *WHOLE,
    joinedload(Opportunity.competitors),
    joinedload(Opportunity.registration),
)


@blueprint.get("/new")
@requires(Permission.FOLLOW_OPPORTUNITIES)
def new():
    """The form; `customer_id` may be preset by the link."""
    form = NewOpportunityForm(formdata=None, stage_id=next((row.id for row in stages() if row.active), None))
    form.customer_id.process_formdata([request.args.get("customer_id", "")])
    return render_template("opportunities/new.html", **_new(form))


@blueprint.post("/new")
@requires(Permission.FOLLOW_OPPORTUNITIES)
def create():
    """Register it, now (A8.1)."""
    form, by = NewOpportunityForm(), current_user._get_current_object()
    if form.validate_on_submit():
        made = attempt(form, lambda: opportunities.create(by, form.values(), form_key=form.form_key.data))
        if made is not None:
            flash(_("Registered."), "success")
            for problem in against_second(made.customer_id, made.name, made.owner_id):
                flash(_(problem.message, **problem.params), "warning")
            return go(f"/opportunities/{made.id}")
    return refused("opportunities/_new_form.html", "opportunities/new.html", **_new(form))


@blueprint.get("/<int:opportunity_id>")
@requires(Permission.VIEW_OPPORTUNITIES)
def show(opportunity_id: int):
    """Stage, dates, competitors, activities, files, closing and every change on one page."""
    opportunity = visible_or_404(Opportunity, opportunity_id, *ON_PAGE, from_lead())
    return render_template("opportunities/show.html", **page(opportunity))


@blueprint.get("/<int:opportunity_id>/edit")
@requires(Permission.FOLLOW_OPPORTUNITIES)
def edit(opportunity_id: int):
    opportunity = worked_on(opportunity_id)
    form = EditOpportunityForm(formdata=None, obj=opportunity)
    return render_template("opportunities/edit.html", form=form, opportunity=opportunity)


@blueprint.post("/<int:opportunity_id>/edit")
@requires(Permission.FOLLOW_OPPORTUNITIES)
def save(opportunity_id: int):
    """Alter it; a changed expected date stays visible against the first (A6.2)."""
    opportunity, form = worked_on(opportunity_id), EditOpportunityForm()
    by = current_user._get_current_object()
    if form.validate_on_submit() and attempt(
        form, lambda: opportunities.change(opportunity_id, by, form.values(), version=form.version.data)
    ):
        flash(_("Saved."), "success")
        return go(f"/opportunities/{opportunity_id}")
    shown = {"form": form, "opportunity": opportunity}
    return refused("opportunities/_edit_form.html", "opportunities/edit.html", **shown)


@blueprint.get("/options")
@requires(Permission.VIEW_OPPORTUNITIES)
def options():
    """The open opportunities of `customer_id` as options of a select."""
    found = choices(current_user, arguments.number("customer_id"), arguments.number("chosen"))
    return render_template("opportunities/_options.html", rows=found, chosen=arguments.number("chosen"))


def from_lead():
    """The option that loads the lead that the opportunity came from, if the reader may know of it."""
    return joinedload(Opportunity.lead.and_(known(Lead)))


def worked_on(opportunity_id: int) -> Opportunity:
    """The opportunity, if the reader works on it; else 404 or 403."""
    opportunity = visible_or_404(Opportunity, opportunity_id, *WHOLE)
    must_work_on(opportunity)
    return opportunity


def _new(form: NewOpportunityForm) -> dict:
    customer_id = form.customer_id.data
    seen = visible(Customer).where(Customer.id == customer_id)
    return {"form": form, "customer": db.session.scalar(seen) if customer_id else None}
