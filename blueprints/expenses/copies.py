"""Lines written once more: a copy, and one for each of several days."""

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

import clock
from access import requires
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.expenses import blueprint
from blueprints.expenses.claims import page_of
from blueprints.expenses.forms import DeedForm
from blueprints.expenses.lines import line_or_404
from blueprints.expenses.showing import claim_context, claim_or_404, own_or_404
from blueprints.fields import DayField, MoneyField, NewForm, TextField, WordField
from operations import expense_copies as verbs
from policy.expenses import Category, preset
from policy.permissions import Permission
from queries.expense_activities import between

PAGES = ("expenses/copies/_per_day.html", "expenses/copies/per_day.html")


class PerDayForm(NewForm):
    """The same expense on several days."""

    category = WordField(_l("Category"), Category, default=Category.ALLOWANCE)
    spent_on = DayField(_l("From"))
    until = DayField(_l("Until"))
    weekends = BooleanField(_l("Also on days off"), default=True)
    amount = MoneyField(_l("Amount of each day (yuan)"))
    city = TextField(_l("City"), most=40, required=False)
    description = TextField(_l("What was it for"), most=1000, required=False)
    activity_id = SelectField(_l("Activity"), coerce=lambda typed: int(typed) if typed else None)

    def line(self, known: dict) -> dict:
        """The columns of each line; its customer is that of the activity."""
        customer, action = preset(self.category.data)
        activity = known.get(self.activity_id.data)
        empty = dict.fromkeys(("progress", "key_value", "invoice_number"), "")
        related = {
            "relates_to_customer": customer or bool(activity and activity.customer_id),
            "relates_to_action": action or activity is not None,
            "customer_id": activity.customer_id if activity else None,
            "opportunity_id": activity.opportunity_id if activity else None,
        }
        return empty | self.values("category", "spent_on", "amount", "city", "description", "activity_id") | related


@blueprint.post("/<int:claim_id>/lines/<int:line_id>/copy")
@requires(Permission.CLAIM_EXPENSES)
def copy_line(claim_id: int, line_id: int):
    """Write the line once more, then change what is different."""
    line_or_404(claim_id, line_id)
    form, problems = DeedForm(), []
    line = attempt(
        form,
        lambda: verbs.copy(claim_id, line_id, me(), form_key=request.form.get("form_key", "")[:64]),
        problems.extend,
    )
    if line is not None:
        flash(_("Copied. Change what is different, and enter its own invoice."), "success")
        return go(f"{page_of(claim_id)}/lines/{line.id}/edit")
    context = claim_context(claim_or_404(claim_id), problems_found=problems)
    return refused("expenses/claims/_claim.html", "expenses/claims/show.html", **context)


def _context(claim, form: PerDayForm) -> tuple[dict, dict]:
    known = {one.id: one for one in between(me(), claim.period_from, claim.period_to)}
    named = [(one.id, f"{clock.day_of(one.starts_at)} {one.subject}") for one in known.values()]
    form.activity_id.choices = [("", _("It rests on none")), *named]
    return {"claim": claim, "form": form}, known


@blueprint.get("/<int:claim_id>/per-day")
@requires(Permission.CLAIM_EXPENSES)
def per_day(claim_id: int):
    """A line for each of several days."""
    claim = own_or_404(claim_id)
    last = min(claim.period_to, clock.today())
    context, _known = _context(claim, PerDayForm(formdata=None, spent_on=min(claim.period_from, last), until=last))
    return shown(*PAGES, **context)


@blueprint.post("/<int:claim_id>/per-day")
@requires(Permission.CLAIM_EXPENSES)
def write_per_day(claim_id: int):
    """Write them, all or none."""
    claim, form = own_or_404(claim_id), PerDayForm()
    context, known = _context(claim, form)
    if form.validate():
        how = {"weekends": form.weekends.data, "take_over": True, "form_key": form.form_key.data or ""}
        lines = attempt(form, lambda: verbs.per_day(claim_id, me(), form.line(known), form.until.data, **how))
        if lines is not None:
            flash(_("%(count)s lines were kept.", count=len(lines)), "success")
            return go(page_of(claim_id))
    return refused(*PAGES, **context)
