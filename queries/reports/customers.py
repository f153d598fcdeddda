"""New customers and opportunities, and how customers are distributed by grade, industry and region (A10)."""

from flask_babel import gettext as _

from policy.entry import Grade
from policy.figures import NOW, FigureKind
from policy.industries import LABELS
from policy.periods import first_day, last_day, year_before
from queries.reports import blocks as b
from queries.reports.blocks import Block, Cell, Content, Line, Series, Shown, together
from queries.reports.reads import BEFORE, Figures, Tally, read
from queries.reports.split import months_of, side_by_side
from queries.reports.view import View, listed

K = FigureKind
NEW = (K.NEW_CUSTOMERS, K.NEW_OPPORTUNITIES)
STOCKS = {"grade": K.CUSTOMERS_BY_GRADE, "industry": K.CUSTOMERS_BY_INDUSTRY, "province": K.CUSTOMERS_BY_REGION}
MOST_PARTS = 40


def content(view: View) -> Content:
    """What came in by month; what there is by grade, industry and region; units and people side by side."""
    figures = read(view, [*NEW, *STOCKS.values()], split=[*NEW, K.CUSTOMERS_BY_GRADE])
    since, until = view.period.first, view.period.last
    whole = figures.own.of(K.CUSTOMERS_BY_GRADE, months=(NOW,)).count
    shown = [
        Shown(_("New customers"), _new(view, figures, K.NEW_CUSTOMERS, since, until)),
        Shown(_("New opportunities"), _new(view, figures, K.NEW_OPPORTUNITIES, since, until)),
        Shown(_("Customers now"), b.count(whole, view.records("/customers", tab=_tab(view), status="approved"))),
    ]
    heads = (_("New customers"), _("Last year"), _("New opportunities"), _("Last year"), _("Customers now"))
    heads += tuple(_("Grade %(grade)s", grade=grade.value) for grade in Grade)

    def cells(tally: Tally, unit_id: int | None, user_id: int | None) -> tuple[Cell, ...]:
        found = []
        for kind in NEW:
            now, before = tally.of(kind, months=("",)).count, tally.of(kind, months=(BEFORE,)).count
            found += [b.count(now, records(view, kind, unit_id, user_id, since, until)), b.count(before)]
        there = tally.parts(K.CUSTOMERS_BY_GRADE, (NOW,))
        address = {"tab": _tab(view), "status": "approved"}
        found.append(b.count(sum(s.count for s in there.values()), listed("/customers", unit_id, user_id, **address)))
        for grade in Grade:
            number = there[grade.value].count if grade.value in there else 0
            found.append(b.count(number, listed("/customers", unit_id, user_id, grade=grade.value, **address)))
        return tuple(found)

    spread = [_spread(view, figures, name) for name in STOCKS if view.kind in ("", name)]
    return Content([_months(view, figures), *spread, *side_by_side(view, figures, heads, cells)], shown)


def records(view: View, kind: FigureKind, unit_id: int | None, user_id: int | None, since, until) -> str:
    """The address of the customers, or opportunities, that were new in a stretch of days."""
    days = {"since": since.isoformat(), "until": until.isoformat()}
    if kind is K.NEW_CUSTOMERS:
        return listed("/customers", unit_id, user_id, tab=_tab(view), **days)
    return listed("/opportunities", unit_id, user_id, status="any", **days)


def _tab(view: View) -> str:
    """The tab of the list of customers on which the person's or the unit's are found."""
    return "mine" if view.own else "unit"


def _new(view: View, figures: Figures, kind: FigureKind, since, until) -> Cell:
    number = figures.own.of(kind, months=view.elapsed).count
    whose = view.unit and view.unit.id, view.person and view.person.id
    return b.count(number, records(view, kind, *whose, since, until))


def _months(view: View, figures: Figures) -> Block:
    lines = []
    for month, short in months_of(view):
        cells: list[Cell] = []
        for kind in NEW:
            before = figures.own.of(kind, months=(year_before(month),)).count if month in view.elapsed else None
            whose = view.unit and view.unit.id, view.person and view.person.id
            now = figures.own.of(kind, months=(month,)).count if month in view.elapsed else None
            cells += [b.count(now, records(view, kind, *whose, first_day(month), last_day(month))), b.count(before)]
        lines.append(Line(month, tuple(cells), short=short))
    heads = (_("New customers"), _("Last year"), _("New opportunities"), _("Last year"))
    series = (Series(0), Series(2, "second"))
    title, total = _("New by month"), together(_("Total"), lines)
    return Block("new", title, _("Month"), heads, tuple(lines), total, "columns", series)


def _spread(view: View, figures: Figures, name: str) -> Block:
    parts = figures.own.parts(STOCKS[name], (NOW,))
    whole = sum(one.count for one in parts.values())
    order = sorted(parts) if name == "grade" else sorted(parts, key=lambda part: (-parts[part].count, part))
    lines = []
    for part in order[:MOST_PARTS]:
        href = view.records("/customers", tab=_tab(view), status="approved", **{name: part}) if part else ""
        cells = b.count(parts[part].count, href), b.percent(parts[part].count, whole)
        lines.append(Line(_called(name, part), cells))
    titles = {"grade": _("By grade"), "industry": _("By industry"), "province": _("By region")}
    abouts = {"grade": _("Grade"), "industry": _("Industry"), "province": _("Region")}
    heads = (_("Customers"), _("Share"))
    total = together(_("Total"), lines)
    empty = _("No customers here yet.")
    chart = "bars", (Series(0),)
    return Block(name, titles[name], abouts[name], heads, tuple(lines), total, *chart, empty=empty)


def _called(name: str, part: str) -> str:
    if not part:
        return _("Not said")
    if name == "grade":
        return _(Grade(part).label) if part in set(Grade) else part
    return _(LABELS[part]) if name == "industry" and part in LABELS else part
