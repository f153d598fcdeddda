"""Which report says what."""

from policy.figures import Report
from queries.reports import claims, customers, forecast, funnel, outcomes, overview, results, returns, work
from queries.reports.blocks import Content
from queries.reports.view import View

CONTENTS = {
    Report.RESULTS: results.content,
    Report.CUSTOMERS: customers.content,
    Report.WORK: work.content,
    Report.FUNNEL: funnel.content,
    Report.FORECAST: forecast.content,
    Report.OUTCOMES: outcomes.content,
    Report.RETURNS: returns.content,
    Report.CLAIMS: claims.content,
}


def content(view: View) -> Content:
    """The blocks of a view."""
    return CONTENTS[view.report](view) if view.report else overview.content(view)
