"""The month's list for payroll (A12): shown, and handed out as a spreadsheet. Nothing is applied to pay."""

import datetime as dt

from flask import abort, render_template, request
from flask_babel import gettext as _

import clock
from access import requires
from blueprints import arguments
from blueprints.assessment import blueprint
from blueprints.doors import me
from blueprints.workbooks import Table, handed_out, workbook
from operations.payroll import export
from policy.permissions import Permission
from queries.payroll import Line, payroll_of


def _month(args=None) -> str:
    """The month that is asked for; by default the one before this."""
    asked = arguments.day("month", args)
    return f"{asked or clock.today().replace(day=1) - dt.timedelta(days=1):%Y-%m}"


@blueprint.get("/payroll")
@requires(Permission.EXPORT_ASSESSMENT)
def payroll():
    """What holds for a month, person by person, and what was decided in it about earlier months."""
    month = _month()
    return render_template("assessment/payroll.html", month=month, payroll=payroll_of(me(), month))


@blueprint.post("/payroll")
@requires(Permission.EXPORT_ASSESSMENT)
def payroll_file():
    """The list as a spreadsheet; who took it is recorded (A13)."""
    if arguments.day("month", request.form) is None:
        abort(422)
    month = _month(request.form)
    found = export(month, me())
    sums = Table(
        _("Per person"),
        [_("Person"), _("Department"), _("Percent of the month's performance pay"), _("Measures")],
        [(one.person, one.unit, one.percent, one.count) for one in found.sums],
    )
    heads = [_("Person"), _("Department"), _("Month"), _("Clause"), _("Measure"), _("Percent"), _("State")]
    heads += [_("Decided on"), _("Decided by"), _("Number")]
    lines = Table(month, heads, [_cells(one) for one in found.lines])
    earlier = Table(_("Earlier months"), heads, [_cells(one) for one in found.earlier])
    return handed_out(workbook([sums, lines, earlier]), f"payroll-{month}")


def _cells(one: Line) -> tuple:
    words = _(one.kind.label), one.percent, _(one.state.label)
    return one.person, one.unit, one.month, one.clause, *words, one.decided_on, one.decided_by, one.measure_id
