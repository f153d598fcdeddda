"""Months of the books: what was booked in them, and their closing."""

from flask import abort, flash
from flask_babel import gettext as _

import clock
from access import requires
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.fields import Form
from blueprints.payments import blueprint, company
from operations import journal as verbs
from policy.bookkeeping import MONTH, closing_problems
from policy.permissions import Permission
from queries import journal as known

MOST_SHOWN = 400


@blueprint.get("/months")
@requires(Permission.PAY_EXPENSES)
def months():
    """The months in which something was booked, the latest first."""
    company_id, _units = company.chosen()
    context = company.context("months", company_id) | {"months": known.months(company_id)}
    return shown("payments/_months.html", "payments/months.html", **context)


def _context(company_id: int, month: str, found=()) -> dict:
    together = known.to_close(company_id, month)
    without = sum(1 for rows in together.values() for row in rows if not row.code)
    rows, closed = together[month], known.latest_closed(company_id)
    sums = {side: sum(getattr(row.entry, side) for row in rows) for side in ("debit", "credit")}
    more = {"month": month, "rows": rows[:MOST_SHOWN], "all": len(rows), "sums": sums, "without": without}
    standing = list(closing_problems(month, clock.today(), closed, without))
    more |= {"standing": standing, "closed": closed is not None and month <= closed, "found": list(found)}
    return company.context("months", company_id) | more


def _month_or_404(month: str) -> int:
    if not MONTH.fullmatch(month):
        abort(404)
    return company.chosen()[0]


@blueprint.get("/months/<month>")
@requires(Permission.PAY_EXPENSES)
def month(month: str):
    """What was booked in a month."""
    return shown("payments/_month.html", "payments/month.html", **_context(_month_or_404(month), month))


@blueprint.post("/months/<month>/closing")
@requires(Permission.PAY_EXPENSES)
def close_month(month: str):
    """Close it."""
    company_id, found = _month_or_404(month), []
    if Form().validate() and attempt(None, lambda: verbs.close(company_id, month, me()), found.extend):
        flash(_("Closed. What comes later is booked in the month after it."), "success")
        return go(f"/payments/months/{month}{company.context('months', company_id)['pick']}")
    return refused("payments/_month.html", "payments/month.html", **_context(company_id, month, found))
