"""The dashboards: what was asked for in the address, as charts with their tables, and as a spreadsheet."""

import dataclasses
from collections.abc import Iterator

from flask import abort, request
from flask_babel import gettext as _

import clock
from access import requires
from blueprints import arguments
from blueprints.doors import me, shown
from blueprints.reports import blueprint
from blueprints.reports.charts import drawing
from blueprints.workbooks import Table, handed_out, workbook
from policy.figures import Report, TargetKind
from policy.following import ActivityKind, OpportunityStatus
from policy.periods import offered
from policy.permissions import Permission
from queries.reports import contents, returns
from queries.reports.blocks import PERCENT, Block, Content, Line
from queries.reports.split import WHOLE
from queries.reports.view import View, reports_of, view_of

KINDS = {
    Report.RESULTS: lambda: [(kind.value, _(kind.label)) for kind in TargetKind],
    Report.CUSTOMERS: lambda: [("grade", _("Grade")), ("industry", _("Industry")), ("province", _("Region"))],
    Report.WORK: lambda: [(kind.value, _(kind.label)) for kind in ActivityKind],
    Report.OUTCOMES: lambda: [(word.value, _(word.label)) for word in (OpportunityStatus.WON, OpportunityStatus.LOST)],
}
"""What a report is narrowed to by ``kind``."""


@blueprint.get("")
@requires(Permission.VIEW_REPORTS)
def overview():
    """The numbers that matter, each with its report."""
    return _page(None)


@blueprint.get("/results")
@requires(Permission.VIEW_REPORTS)
def results():
    """Contracts and collections."""
    return _page(Report.RESULTS)


@blueprint.get("/customers")
@requires(Permission.VIEW_REPORTS)
def customers():
    """New customers and opportunities, and their distribution."""
    return _page(Report.CUSTOMERS)


@blueprint.get("/work")
@requires(Permission.VIEW_REPORTS)
def work():
    """Activities and contacts."""
    return _page(Report.WORK)


@blueprint.get("/funnel")
@requires(Permission.VIEW_REPORTS)
def funnel():
    """The funnel."""
    return _page(Report.FUNNEL)


@blueprint.get("/forecast")
@requires(Permission.VIEW_REPORTS)
def forecast():
    """The forecast, its movement, and slippage."""
    return _page(Report.FORECAST)


@blueprint.get("/outcomes")
@requires(Permission.VIEW_REPORTS)
def outcomes():
    """Won and lost."""
    return _page(Report.OUTCOMES)


@blueprint.get("/returns")
@requires(Permission.VIEW_REPORTS)
def costs():
    """Expenses and what they brought."""
    return _page(Report.RETURNS)


@blueprint.get("/claims")
@requires(Permission.VIEW_REPORTS)
def claims():
    """How long claims take, who waits for whom, what was cut, what stands out."""
    return _page(Report.CLAIMS)


def _page(report: Report | None):
    view = _view(report)
    if request.args.get("as") == "xlsx":
        return _sheet(view)
    content, part = contents.content(view), "reports/_content.html"
    if view.by:
        content, part = Content([block for block in content.blocks if block.key == view.by]), "reports/_apart.html"
    page = returns.customers(view) if report is Report.RETURNS and not view.by else None
    return shown(
        part,
        "reports/dashboard.html",
        view=view,
        content=content,
        drawings={block.key: drawing(block) for block in content.blocks},
        tabs=reports_of(me()),
        periods=offered(clock.today()),
        kinds=KINDS[report]() if report in KINDS else [],
        customers=page,
        customer_cells=returns.customer_cells,
        newer=page and page.newer and arguments.here_with(before=page.newer),
        older=page and page.older and arguments.here_with(after=page.older),
        sheet_url=arguments.here_with(**{"as": "xlsx"}),
    )


def _view(report: Report | None) -> View:
    """What is asked for; 403 for a report that the reader's part has no use for, 404 for units and people of whom they may
    not know, or whom they do not lead."""
    if report is not None and report not in reports_of(me()):
        abort(403)
    return view_of(me(), report, request.args) or abort(404)


def _sheet(view: View):
    blocks = list(contents.content(dataclasses.replace(view, by=WHOLE)).blocks)
    if view.report is Report.RETURNS:
        blocks.append(_customers_block(view))
    whose = view.person.name if view.person else view.unit.name
    title = _(view.report.label) if view.report else _("Overview")
    about = [
        (_("Report"), title),
        (_("Of whom"), whose),
        (_("Period"), view.period.key),
        (_("Drawn on"), clock.today()),
    ]
    front = Table(_("About"), (_("About"), ""), about)
    tables = [Table(block.title, (block.about, *_heads(block)), _rows(block)) for block in blocks]
    return handed_out(
        workbook([front, *tables]), f"{view.report.value if view.report else 'overview'}-{view.period.key}"
    )


def _heads(block: Block) -> list[str]:
    """A column of percent says so: its numbers bear no sign."""
    first = block.lines[0].cells if block.lines else ()
    return [
        f"{head} (%)" if place < len(first) and first[place].kind == PERCENT else head
        for place, head in enumerate(block.heads)
    ]


def _rows(block: Block) -> Iterator[list]:
    for line in (*block.lines, *([block.total] if block.total else [])):
        yield [line.name, *(cell.value for cell in line.cells)]


def _customers_block(view: View) -> Block:
    """The customers as far as a spreadsheet is read: those who cost most."""
    lines = [Line(row.name, returns.customer_cells(row)) for row in returns.customers_for_sheet(view)]
    heads = (_("Expenses"), _("Contracts"), _("Collections"), _("Contracts per yuan spent"))
    return Block("customers", _("By customer"), _("Customer"), heads, tuple(lines))
