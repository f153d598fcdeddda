"""The same figures side by side for the units below and for the people: what every report ends with."""

from collections.abc import Callable

from flask_babel import gettext as _

from queries.reports.blocks import Block, Cell, Line, Series, together
from queries.reports.reads import Figures, Tally
from queries.reports.view import View

MOST_LINES = 50
WHOLE = "all"
"""What a spreadsheet asks for: people without end."""
Cells = Callable[[Tally, int | None, int | None], tuple[Cell, ...]]
"""Makes the cells of a bearer, given as unit or as person."""


def side_by_side(
    view: View, figures: Figures, heads: tuple[str, ...], cells: Cells, series: tuple[Series, ...] = (Series(0),)
) -> list[Block]:
    """A block of the units below and one of the people, each where there are any; every name leads to its own report."""
    found = []
    if units := [
        Line(one.name, cells(figures.units.get(one.id, Tally()), one.id, None), view.url(unit_id=one.id, user_id=None))
        for one in view.children
        if one.active or one.id in figures.units
    ]:
        found.append(_block("units", _("By unit"), _("Unit"), heads, units, series))
    if view.tells_people and (people := _people(view, figures, cells)):
        most = None if view.by == WHOLE else MOST_LINES
        found.append(_block("people", _("By person"), _("Person"), heads, people, series, most))
    return found


def _people(view: View, figures: Figures, cells: Cells) -> list[Line]:
    """Who is there, though there is nothing to tell yet when they sell; and who has left but worked here then."""
    here = {one.id: one for one in view.people}
    shown = set(figures.people) | ({one.id for one in view.people if one.active} if figures.people else set())
    names = figures.names | {one.id: one.name for one in view.people}
    lines = [
        Line(
            names[user_id],
            cells(figures.people.get(user_id, Tally()), None, user_id),
            view.url(user_id=user_id, unit_id=None) if user_id in here else "",
        )
        for user_id in sorted(shown, key=lambda one: (names[one], one))
    ]
    return [line for line in lines if any(cell.value for cell in line.cells)]


def _block(
    key: str,
    title: str,
    about: str,
    heads: tuple,
    lines: list[Line],
    series: tuple[Series, ...],
    most: int | None = None,
) -> Block:
    """The block; with ``most`` so many lines of it, summed over all."""
    lines = sorted(lines, key=lambda line: -(line.cells[series[0].column].value or 0)) if series else lines
    hint, total = "", together(_("Total"), lines)
    if most is not None and len(lines) > most:
        hint = _("The first %(shown)s of %(count)s; the spreadsheet has all of them.", shown=most, count=len(lines))
    return Block(key, title, about, heads, tuple(lines[:most]), total, "bars" if series else "", series, hint)


def months_of(view: View) -> list[tuple[str, str]]:
    """The months of the period, each with what stands under its column in a chart."""
    return [(month, month[5:].lstrip("0") if len(view.period.months) > 1 else month) for month in view.period.months]
