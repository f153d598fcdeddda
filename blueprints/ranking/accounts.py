"""The sales of a month as they were kept (A12.6): on the page, and as a spreadsheet for bonuses and awards."""

from flask_babel import gettext as _

from access import requires
from blueprints import arguments
from blueprints.doors import me, shown
from blueprints.ranking import blueprint
from blueprints.workbooks import Table, handed_out, workbook
from models import SalesAccount
from policy.permissions import Permission
from queries.sales_accounts import SORTS, SUMS, Kept, kept

MOST_ROWS = 20_000


def _asked(most: int) -> Kept:
    day = arguments.day("month")
    return kept(me(), f"{day:%Y-%m}" if day else "", arguments.choice("sort", tuple(SORTS), "year"), most)


@blueprint.get("/accounts")
@requires(Permission.USE)
def accounts():
    """One's own sales, those of the units led, and for bonuses those of the company."""
    found = _asked(500)
    sort = arguments.choice("sort", tuple(SORTS), "year")
    return shown("ranking/_accounts.html", "ranking/accounts.html", found=found, sort=sort)


@blueprint.get("/accounts.xlsx")
@requires(Permission.EXPORT_ASSESSMENT)
def accounts_sheet():
    """The same rows, all of them, in order."""
    found = _asked(MOST_ROWS)
    return handed_out(workbook(_tables(found)), f"sales-{found.month or 'none'}")


def _tables(found: Kept) -> list[Table]:
    heads = [_("Person"), _("Unit"), _("Month"), _("Place by value")]
    heads += [_("Contracts of the month"), _("Collections of the month"), _("Contracts of the year")]
    heads += [_("Collections of the year"), _("Value of customers"), _("Value of opportunities")]
    both = (_("Salespeople"), found.people), (_("Agent partners"), found.agents)
    return [
        Table(title, heads, [(*_who(row), *(getattr(row, name) for name in SUMS)) for row in rows])
        for title, rows in both
    ]


def _who(row: SalesAccount) -> tuple[str, str, str, str]:
    return row.user.name if row.user else "", row.unit.name, row.month, str(row.place or "")
