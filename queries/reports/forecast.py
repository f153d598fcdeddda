"""The forecast (A10): what is expected to be signed month by month, weighted; its movement; how often dates slip."""

from flask_babel import gettext as _

from policy.figures import NOW, FigureKind
from policy.periods import first_day, last_day
from policy.words import N_
from queries.reports import blocks as b
from queries.reports.blocks import Block, Cell, Content, Line, Series, Shown, together
from queries.reports.reads import Figures, Tally, read
from queries.reports.split import months_of, side_by_side
from queries.reports.view import View, listed, this_month

K = FigureKind
KINDS = (K.FORECAST, K.WEIGHTED, K.MOVEMENT, K.SLIPPAGE)
MOVES = {
    "new": N_("New since then"),
    "moved_in": N_("Expected earlier than before"),
    "moved_out": N_("Expected later than before"),
    "grown": N_("Grown"),
    "shrunk": N_("Shrunk"),
    "won": N_("Won"),
    "lost": N_("Lost or invalid"),
}
"""How the forecast moved since the month began."""
MOST_MONTHS = 24


def content(view: View) -> Content:
    """Expected months, movement and slippage of the bearer; open and weighted amounts side by side."""
    figures = read(view, KINDS, split=(K.FORECAST, K.WEIGHTED, K.SLIPPAGE))
    there, weighted = figures.own.of(K.FORECAST, months=(NOW,)), figures.own.of(K.WEIGHTED, months=(NOW,))
    late = sum(one.count for month, one in figures.own.parts(K.FORECAST, (NOW,)).items() if month < this_month())
    overdue = view.records("/opportunities", who=_who(view), expected_until=_yesterday_of_month())
    shown = [
        Shown(_("Expected in all"), b.money(there.amount, view.records("/opportunities", who=_who(view)))),
        Shown(_("Weighted by probability"), b.money(weighted.amount)),
        Shown(_("Expected in months that are over"), b.count(late, overdue), tone="bad" if late else ""),
    ]
    heads = (_("Open"), _("Amount"), _("Weighted"), _("Moves of the date"), _("Days moved, on average"))

    def cells(tally: Tally, unit_id: int | None, user_id: int | None) -> tuple[Cell, ...]:
        open_ones, slipped = tally.of(K.FORECAST, months=(NOW,)), tally.of(K.SLIPPAGE, months=("",))
        who = "all" if user_id else "unit"
        href = listed("/opportunities", unit_id, user_id, who=who)
        return (
            b.count(open_ones.count, href),
            b.money(open_ones.amount, href),
            b.money(tally.of(K.WEIGHTED, months=(NOW,)).amount),
            b.count(slipped.count, listed("/opportunities", unit_id, user_id, who=who, status="any", **_moved(view))),
            b.days(slipped.amount / slipped.count if slipped.count else None),
        )

    blocks = [_expected(view, figures), _movement(view, figures), _slippage(view, figures)]
    return Content([*blocks, *side_by_side(view, figures, heads, cells, (Series(2),))], shown)


def _who(view: View) -> str:
    return "all" if view.person else "unit"


def _moved(view: View, since=None, until=None) -> dict[str, str]:
    first, last = since or view.period.first, until or view.period.last
    return {"moved_since": first.isoformat(), "moved_until": last.isoformat()}


def _yesterday_of_month() -> str:
    return (first_day(this_month()).fromordinal(first_day(this_month()).toordinal() - 1)).isoformat()


def _expected(view: View, figures: Figures) -> Block:
    amounts, weighted = figures.own.parts(K.FORECAST, (NOW,)), figures.own.parts(K.WEIGHTED, (NOW,))
    lines = []
    for month in sorted(amounts)[:MOST_MONTHS]:
        href = view.records("/opportunities", who=_who(view), month=month)
        certain = weighted[month].amount if month in weighted else None
        cells = b.count(amounts[month].count, href), b.money(amounts[month].amount, href), b.money(certain)
        lines.append(Line(month, cells, short=month[2:].replace("-", "/")))
    heads, series = (_("Open"), _("Amount"), _("Weighted")), (Series(2), Series(1, "before"))
    title, total = _("By expected signing month"), together(_("Total"), lines)
    empty = _("No opportunity is open here.")
    return Block("expected", title, _("Month"), heads, tuple(lines), total, "columns", series, empty=empty)


def _movement(view: View, figures: Figures) -> Block:
    parts = figures.own.parts(K.MOVEMENT, (NOW,))
    lines = []
    for key, label in MOVES.items():
        href = view.records("/opportunities", who=_who(view), status="any", movement=key)
        one = parts.get(key)
        lines.append(
            Line(_(label), (b.count(one.count if one else 0, href), b.money(one.amount if one else None, href)))
        )
    heads = (_("How many"), _("Amount"))
    hint = _("Against what was open when %(month)s began.", month=this_month())
    return Block(
        "movement",
        _("Movement since last month"),
        _("What happened"),
        heads,
        tuple(lines),
        None,
        "bars",
        (Series(1),),
        hint,
    )


def _slippage(view: View, figures: Figures) -> Block:
    lines = []
    for month, short in months_of(view):
        one = figures.own.of(K.SLIPPAGE, months=(month,))
        days = _moved(view, first_day(month), last_day(month))
        href = view.records("/opportunities", who=_who(view), status="any", **days)
        average = b.days(one.amount / one.count if one.count else None)
        lines.append(Line(month, (b.count(one.count if month in view.elapsed else None, href), average), short=short))
    heads, hint = (
        (_("Moves of the date"), _("Days moved, on average")),
        _("Days later count up, days earlier count down."),
    )
    title, total = _("Slippage of expected dates"), together(_("Total"), lines)
    return Block("slippage", title, _("Month"), heads, tuple(lines), total, "columns", (Series(0),), hint)
