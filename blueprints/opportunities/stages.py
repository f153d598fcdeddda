"""The stage of an opportunity, changed in place: in the list, on the board, on its page."""

from flask import flash, make_response, redirect, render_template
from flask_babel import gettext as _
from flask_login import current_user

from access import must_work_on, requires, visible_or_404
from blueprints.doors import REFUSED, SAVED, attempt, by_htmx
from blueprints.navigation import way_back
from blueprints.opportunities import blueprint
from blueprints.opportunities.forms import StageForm
from blueprints.opportunities.lists import board_shown
from blueprints.opportunities.opportunities import ON_PAGE
from blueprints.opportunities.showing import page, reader
from models import Opportunity
from operations import opportunities
from policy.permissions import Permission
from queries.opportunity_list import row

CHANGED_MEANWHILE = 409


@blueprint.post("/<int:opportunity_id>/stage")
@requires(Permission.FOLLOW_OPPORTUNITIES)
def change(opportunity_id: int):
    """Move it, or answer with the rule that forbids it: 422, and 409 with the present state when somebody was faster."""
    reader()
    form, by = StageForm(), current_user._get_current_object()
    wanted = {"note": form.note.data or "", "version": form.version.data}
    valid = form.validate_on_submit()
    if valid and attempt(form, lambda: opportunities.change_stage(opportunity_id, by, form.stage_id.data, **wanted)):
        return _moved(opportunity_id, form)
    must_work_on(visible_or_404(Opportunity, opportunity_id))
    stale = any(problem.code == "stale" for problem in form.problems)
    refusal = {"id": opportunity_id, "form": form, "stale": stale}
    return make_response(_shown(opportunity_id, form, refusal), CHANGED_MEANWHILE if stale else REFUSED)


def _moved(opportunity_id: int, form: StageForm):
    if by_htmx():
        return make_response(_shown(opportunity_id, form, None))
    flash(_("Moved."), "success")
    return redirect(way_back(form.next.data or f"/opportunities/{opportunity_id}"), SAVED)


def _shown(opportunity_id: int, form: StageForm, refusal: dict | None) -> str:
    """The part of the page that the form stands in, or the whole page without htmx. A stale form shows what is now."""
    view = form.view.data
    if by_htmx() and view == "board":
        return render_template("opportunities/_board.html", **board_shown(), refusal=refusal)
    if by_htmx() and view == "row":
        return render_template("opportunities/_row.html", row=row(opportunity_id), refusal=refusal)
    opportunity = visible_or_404(Opportunity, opportunity_id, *ON_PAGE)
    template = "opportunities/_stage.html" if by_htmx() else "opportunities/show.html"
    return render_template(template, **page(opportunity, refusal=refusal))
