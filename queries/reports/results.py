"""Contract amount and collections per month, per unit and person, against target and last year (A10)."""

import functools
from decimal import Decimal

from flask_babel import gettext as _

from policy.figures import FigureKind, TargetKind
from policy.periods import first_day, last_day, year_before
from queries.reports import blocks as b
from queries.reports.blocks import Block, Cell, Content, Line, Series, Shown
from queries.reports.reads import BEFORE, Figures, Tally, Targets, read, read_targets
from queries.reports.split import months_of, side_by_side
from queries.reports.view import View, listed

SOURCES = {TargetKind.CONTRACTS: FigureKind.CONTRACTS, TargetKind.COLLECTIONS: FigureKind.COLLECTIONS}


def content(view: View) -> Content:
    """Per kind the months and the whole; then units and people side by side."""
    wanted = [kind for kind in TargetKind if view.kind in ("", kind.value)] or list(TargetKind)
    figures, targets = read(view, [SOURCES[kind] for kind in wanted]), read_targets(view)
    shown = [whole(view, kind, figures, targets) for kind in wanted]
    by_month = [months(view, kind, figures, targets) for kind in wanted]
    heads = tuple(head for kind in wanted for head in (_(kind.label), _("Target"), _("Reached"), _("Last year")))
    cells = functools.partial(_bearer, view, wanted, targets)
    series = (Series(0), Series(1, "target"), Series(3, "before"))
    return Content([*by_month, *side_by_side(view, figures, heads, cells, series)], shown)


def records(kind: TargetKind, unit_id: int | None, user_id: int | None, since, until) -> str:
    """The address of the contracts signed, or of the money received, in a stretch of days."""
    days = {"since": since.isoformat(), "until": until.isoformat()}
    if kind is TargetKind.CONTRACTS:
        return listed("/contracts", unit_id, user_id, signed="yes", **days)
    return listed("/collections", unit_id, user_id, **days)


def _of(view: View) -> tuple[int | None, int | None]:
    return view.unit and view.unit.id, view.person and view.person.id


def whole(view: View, kind: TargetKind, figures: Figures, targets: Targets) -> Shown:
    amount = figures.own.of(SOURCES[kind], months=view.elapsed).amount
    target = targets.own(kind, view.elapsed)
    href = records(kind, *_of(view), view.period.first, view.period.last)
    reached = b.percent(amount, target).value
    hint = "" if reached is None else _("%(percent)s %% of the target", percent=reached)
    tone = "" if reached is None else "good" if reached >= 100 else "warn"
    return Shown(_(kind.label), b.money(amount, href), hint, tone)


def months(view: View, kind: TargetKind, figures: Figures, targets: Targets) -> Block:
    source, lines = SOURCES[kind], []
    for month, short in months_of(view):
        now, before = (figures.own.of(source, months=(one,)) for one in (month, year_before(month)))
        begun, href = month in view.elapsed, records(kind, *_of(view), first_day(month), last_day(month))
        target = targets.months.get((kind, month))
        cells = (
            b.money(now.amount if begun else None, href),
            b.count(now.count if begun else None, href),
            b.money(target),
            b.percent(now.amount, target) if begun else Cell(None, b.PERCENT),
            b.money(before.amount if begun else None),
            b.growth(now.amount, before.amount) if begun else Cell(None, b.PERCENT),
        )
        lines.append(Line(month, cells, short=short))
    heads = (_("Amount"), _("How many"), _("Target"), _("Reached"), _("Last year"), _("Growth"))
    series = (Series(0), Series(2, "target"), Series(4, "before"))
    hint = _("Target and last year are compared over the months that have begun.") if not _over(view) else ""
    total = _total(view, kind, figures, targets)
    return Block(kind.value, _(kind.label), _("Month"), heads, tuple(lines), total, "columns", series, hint)


def _over(view: View) -> bool:
    return len(view.elapsed) == len(view.period.months)


def _total(view: View, kind: TargetKind, figures: Figures, targets: Targets) -> Line:
    now = figures.own.of(SOURCES[kind], months=view.elapsed)
    before = figures.own.of(SOURCES[kind], months=view.months_before).amount
    target = targets.own(kind, view.elapsed)
    href = records(kind, *_of(view), view.period.first, view.period.last)
    rest = b.money(target), b.percent(now.amount, target), b.money(before), b.growth(now.amount, before)
    return Line(_("Total"), (b.money(now.amount, href), b.count(now.count, href), *rest))


def _bearer(
    view: View, wanted: list[TargetKind], targets: Targets, tally: Tally, unit_id: int | None, user_id: int | None
) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for kind in wanted:
        now, before = tally.of(SOURCES[kind], months=("",)).amount, tally.of(SOURCES[kind], months=(BEFORE,)).amount
        target: Decimal | None = targets.units.get((kind, unit_id)) if unit_id else targets.people.get((kind, user_id))
        href = records(kind, unit_id, user_id, view.period.first, view.period.last)
        cells += [b.money(now, href), b.money(target), b.percent(now, target), b.money(before)]
    return tuple(cells)
