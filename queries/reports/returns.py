"""What customers cost and brought in a year (A10): expenses paid, contracts signed, money collected."""

from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import select

from models import Customer, CustomerReturn
from policy.expenses import Category
from policy.figures import FigureKind
from queries.pages import Page, keyset
from queries.reports import blocks as b
from queries.reports.blocks import Block, Cell, Content, Line, Series, Shown, together
from queries.reports.reads import Figures, Tally, read
from queries.reports.split import side_by_side
from queries.reports.view import View, listed

K = FigureKind
MOST_WALKED, MOST_IN_SHEET = 40, 5000


def content(view: View) -> Content:
    """Sums, expenses by category, and units and people side by side; the customers are a list of its own."""
    figures = read(view, [K.EXPENSES, K.CONTRACTS, K.COLLECTIONS])
    spent, signed, came = (
        figures.own.of(kind, months=view.elapsed).amount for kind in (K.EXPENSES, K.CONTRACTS, K.COLLECTIONS)
    )
    shown = [
        Shown(_("Expenses paid"), b.money(spent, claims(view))),
        Shown(_("Contracts signed"), b.money(signed, view.records("/contracts", signed="yes", **_days(view)))),
        Shown(_("Collections"), b.money(came, view.records("/collections", **_days(view)))),
        Shown(_("Contracts per yuan spent"), b.days(signed / spent if spent else None)),
    ]
    heads = (_("Expenses"), _("Contracts"), _("Collections"), _("Contracts per yuan spent"))

    def cells(tally: Tally, unit_id: int | None, user_id: int | None) -> tuple[Cell, ...]:
        own = [tally.of(kind, months=("",)).amount for kind in (K.EXPENSES, K.CONTRACTS, K.COLLECTIONS)]
        return (
            b.money(own[0], claims(view, unit_id, user_id)),
            b.money(own[1], listed("/contracts", unit_id, user_id, signed="yes", **_days(view))),
            b.money(own[2], listed("/collections", unit_id, user_id, **_days(view))),
            b.days(own[1] / own[0] if own[0] else None),
        )

    series = (Series(0), Series(1, "second"))
    return Content([_categories(view, figures), *side_by_side(view, figures, heads, cells, series)], shown)


def _days(view: View) -> dict[str, str]:
    return {"since": view.period.first.isoformat(), "until": view.period.last.isoformat()}


def claims(view: View, unit_id: int | None = None, user_id: int | None = None, **filters) -> str:
    """The address of the claims paid in the period."""
    if unit_id is None and user_id is None:
        unit_id, user_id = view.unit and view.unit.id, view.person and view.person.id
    tab = "mine" if user_id == view.reader.id else "all"
    paid = {"paid_since": view.period.first.isoformat(), "paid_until": view.period.last.isoformat()}
    return listed("/expenses", unit_id, user_id, tab=tab, status="paid", **paid, **filters)


def _categories(view: View, figures: Figures) -> Block:
    parts = figures.own.parts(K.EXPENSES, view.elapsed)
    whole, lines = sum((one.amount for one in parts.values()), Decimal(0)), []
    for part in sorted(parts, key=lambda part: (-parts[part].amount, part)):
        label = _(Category(part).label) if part in set(Category) else part or _("Not said")
        href = claims(view, category=part)
        cells = (
            b.count(parts[part].count, href),
            b.money(parts[part].amount, href),
            b.percent(parts[part].amount, whole),
        )
        lines.append(Line(label, cells))
    heads, empty = (_("How many"), _("Amount"), _("Share")), _("Nothing was paid in this period.")
    total = together(_("Total"), lines)
    title = _("Expenses by category")
    return Block("categories", title, _("Category"), heads, tuple(lines), total, "bars", (Series(1),), empty=empty)


def customers(view: View) -> Page:
    """One page of the customers of the year, who cost most first."""
    return _customers(view, {"after": view.after, "before": view.before})


def customers_for_sheet(view: View) -> list:
    """Those of them that a spreadsheet tells of."""
    return _customers(view, {"size": MOST_IN_SHEET}).rows


def _customers(view: View, how: dict) -> Page:
    columns = (
        CustomerReturn.customer_id,
        Customer.name,
        CustomerReturn.expenses,
        CustomerReturn.contracts,
        CustomerReturn.collected,
    )
    query = select(*columns).join(Customer, Customer.id == CustomerReturn.customer_id)
    query = query.where(CustomerReturn.year == view.period.year)
    if view.person is not None:
        query = query.where(CustomerReturn.owner_id == view.person.id)
        sides = [] if view.own else [CustomerReturn.unit_id.in_(sorted(view.seen))]
    else:
        below = view.below
        one_by_one = [CustomerReturn.unit_id == unit for unit in below]
        sides = one_by_one if len(below) <= MOST_WALKED else [(CustomerReturn.unit_id + 0).in_(below)]
    return keyset(query, CustomerReturn.expenses, CustomerReturn.id, sides=sides, **how)


def customer_cells(row) -> tuple[Cell, ...]:
    """What one customer cost and brought."""
    return (
        b.money(row.expenses),
        b.money(row.contracts, f"/contracts?customer_id={row.customer_id}"),
        b.money(row.collected, f"/receivables/customers/{row.customer_id}"),
        b.days(row.contracts / row.expenses if row.expenses else None),
    )
