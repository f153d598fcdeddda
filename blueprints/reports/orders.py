"""Reports by mail: ordered for a role in a unit, every week or every month (A10)."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from access import requires, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.fields import EditForm, NewForm, WordField
from blueprints.reports import blueprint
from models import ReportOrder, Unit
from operations import report_orders as verbs
from policy.figures import Report, Rhythm
from policy.permissions import Permission
from policy.report_orders import reads
from policy.roles import Role
from queries import report_orders as known
from queries import team
from queries.pages import keyset

READERS = [role for role in Role if any(reads(role, report) for report in Report)]


class ReaderField(WordField):
    """A role that reads reports."""

    def _word(self, value):
        return Role(value) if value else value


class OrderForm(NewForm):
    """Which report, how often, and for whom."""

    report = WordField(_l("Report"), Report)
    rhythm = WordField(_l("How often"), Rhythm)
    role = ReaderField(_l("Who holds the role"), READERS)
    unit_id = SelectField(_l("In the unit, or below it"), coerce=int, choices=())


class SwitchForm(EditForm):
    """Whether a report is sent."""

    active = BooleanField()


@blueprint.route("/orders", methods=["GET", "POST"])
@requires(Permission.ORDER_REPORTS)
def orders():
    """What is ordered; order one more."""
    form = OrderForm()
    form.unit_id.choices = [(unit.id, unit.name) for unit in team.units(me())]
    if not form.is_submitted():
        return shown("reports/_orders.html", "reports/orders.html", form=form, **_list())
    if form.validate() and attempt(form, lambda: _order(form)) is not None:
        flash(_("Ordered."), "success")
        return go(verbs.HERE)
    return refused("reports/_orders.html", "reports/orders.html", form=form, **_list())


def _order(form: OrderForm) -> ReportOrder:
    unit = visible_or_404(Unit, form.unit_id.data)
    values = form.values("report", "rhythm", "role")
    return verbs.order(unit, by=me(), form_key=form.form_key.data, **values)


@blueprint.post("/orders/<int:report_order_id>/switch")
@requires(Permission.ORDER_REPORTS)
def switch_order(report_order_id: int):
    """Switch a report off, or on again."""
    visible_or_404(ReportOrder, report_order_id)
    form, found = SwitchForm(), []
    if form.validate():
        row = attempt(
            None, lambda: verbs.switch(report_order_id, form.version.data, form.active.data, me()), found.extend
        )
        if row is not None:
            flash(_("It is sent again from the next time on.") if row.active else _("It is sent no more."), "success")
            return go(verbs.HERE)
    blank = OrderForm(formdata=None)
    blank.unit_id.choices = [(unit.id, unit.name) for unit in team.units(me())]
    return refused("reports/_orders.html", "reports/orders.html", form=blank, **_list() | {"found": found})


def _list() -> dict:
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(known.orders(me()), ReportOrder.id, ReportOrder.id, **cursors)
    return {
        "page": page,
        "sent": known.last_sendings([row.id for row in page.rows]),
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
        "found": [],
    }
