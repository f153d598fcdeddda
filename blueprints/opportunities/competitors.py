"""Competitors met on an opportunity, with our answer (A6.4)."""

from flask import abort
from flask_login import current_user

from access import requires, visible_or_404
from blueprints.doors import answer, attempt, refused
from blueprints.opportunities import blueprint
from blueprints.opportunities.forms import EditCompetitorForm, NewCompetitorForm
from blueprints.opportunities.opportunities import WHOLE, worked_on
from blueprints.opportunities.showing import page
from extensions import db
from models import Competitor, Opportunity
from operations import opportunities
from policy.permissions import Permission


@blueprint.post("/<int:opportunity_id>/competitors")
@requires(Permission.FOLLOW_OPPORTUNITIES)
def add_competitor(opportunity_id: int):
    worked_on(opportunity_id)
    form, by = NewCompetitorForm(), current_user._get_current_object()
    values = form.values()
    if form.validate_on_submit() and attempt(
        form, lambda: opportunities.add_competitor(opportunity_id, by, values, form_key=form.form_key.data)
    ):
        return _panel(opportunity_id)
    return _refusal(opportunity_id, competitor_form=form)


@blueprint.post("/<int:opportunity_id>/competitors/<int:competitor_id>")
@requires(Permission.FOLLOW_OPPORTUNITIES)
def change_competitor(opportunity_id: int, competitor_id: int):
    _known(opportunity_id, competitor_id)
    form, by = EditCompetitorForm(), current_user._get_current_object()
    if form.validate_on_submit() and attempt(
        form, lambda: opportunities.change_competitor(competitor_id, by, form.values(), version=form.version.data)
    ):
        return _panel(opportunity_id)
    return _refusal(opportunity_id, edited_id=competitor_id, edited_form=form)


@blueprint.post("/<int:opportunity_id>/competitors/<int:competitor_id>/removal")
@requires(Permission.FOLLOW_OPPORTUNITIES)
def remove_competitor(opportunity_id: int, competitor_id: int):
    _known(opportunity_id, competitor_id)
    by, problems = current_user._get_current_object(), []
    attempt(None, lambda: opportunities.remove_competitor(competitor_id, by) or True, problems.extend)
    return _refusal(opportunity_id, competitor_problems=problems) if problems else _panel(opportunity_id)


def _known(opportunity_id: int, competitor_id: int) -> None:
    worked_on(opportunity_id)
    competitor = db.session.get(Competitor, competitor_id)
    if competitor is None or competitor.opportunity_id != opportunity_id:
        abort(404)


def _panel(opportunity_id: int):
    shown = page(visible_or_404(Opportunity, opportunity_id, *WHOLE))
    return answer("opportunities/_competitors.html", f"/opportunities/{opportunity_id}#competitors", **shown)


def _refusal(opportunity_id: int, **forms):
    shown = page(visible_or_404(Opportunity, opportunity_id, *WHOLE), **forms)
    return refused("opportunities/_competitors.html", "opportunities/show.html", **shown)
