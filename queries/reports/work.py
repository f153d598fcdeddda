"""Work with customers (A10): activities by kind, and how often customers of each grade are contacted."""

from flask_babel import gettext as _

from policy.entry import Grade
from policy.figures import NOW, FigureKind
from policy.following import CONTACT_KINDS, ActivityKind
from policy.periods import first_day, last_day, year_before
from queries.reports import blocks as b
from queries.reports.blocks import Block, Cell, Content, Line, Series, Shown, together
from queries.reports.reads import BEFORE, Figures, Tally, read
from queries.reports.split import months_of, side_by_side
from queries.reports.view import View, listed

K = FigureKind


def content(view: View) -> Content:
    """Activities by month and kind, contacts by grade of the customer, units and people side by side."""
    figures = read(
        view, [K.ACTIVITIES, K.CONTACTS_BY_GRADE, K.CUSTOMERS_BY_GRADE], split=[K.ACTIVITIES, K.CONTACTS_BY_GRADE]
    )
    kinds = [kind for kind in ActivityKind if view.kind in ("", kind.value)] or list(ActivityKind)
    contacts = figures.own.of(K.CONTACTS_BY_GRADE, months=view.elapsed).count
    done = sum(figures.own.of(K.ACTIVITIES, kind.value, view.elapsed).count for kind in kinds)
    shown = [
        Shown(_("Activities done"), b.count(done, _done(view))),
        Shown(_("Contacts with customers"), b.count(contacts)),
    ]
    blocks = [_months(view, figures, kinds), _kinds(view, figures, kinds), _grades(view, figures)]
    heads = (_("Activities"), _("Last year"), *(_(kind.label) for kind in kinds))
    heads += tuple(_("Contacts with %(grade)s", grade=grade.value) for grade in Grade)

    def cells(tally: Tally, unit_id: int | None, user_id: int | None) -> tuple[Cell, ...]:
        now, before = tally.parts(K.ACTIVITIES, ("",)), tally.parts(K.ACTIVITIES, (BEFORE,))
        each = [now[kind.value].count if kind.value in now else 0 for kind in kinds]
        earlier = sum(before[kind.value].count for kind in kinds if kind.value in before)
        met = [tally.of(K.CONTACTS_BY_GRADE, grade.value, ("",)).count for grade in Grade]
        whole = b.count(sum(each), _list(view, unit_id, user_id, kind=view.kind))
        by_kind = [
            b.count(number, _list(view, unit_id, user_id, kind=kind.value))
            for kind, number in zip(kinds, each, strict=True)
        ]
        by_grade = [
            b.count(number, _list(view, unit_id, user_id, grade=grade.value, contacts="yes"))
            for grade, number in zip(Grade, met, strict=True)
        ]
        return (whole, b.count(earlier), *by_kind, *by_grade)

    return Content([*blocks, *side_by_side(view, figures, heads, cells)], shown)


def _list(view: View, unit_id: int | None, user_id: int | None, since=None, until=None, **filters) -> str:
    days = {
        "since": (since or view.period.first).isoformat(),
        "until": (until or view.period.last).isoformat(),
        "state": "done",
    }
    return listed("/activities", unit_id, user_id, who="all" if user_id else "unit", **days, **filters)


def _done(view: View, **filters) -> str:
    return _list(view, view.unit and view.unit.id, view.person and view.person.id, **filters)


def _months(view: View, figures: Figures, kinds: list[ActivityKind]) -> Block:
    lines = []
    for month, short in months_of(view):
        parts = figures.own.parts(K.ACTIVITIES, (month,))
        before = figures.own.parts(K.ACTIVITIES, (year_before(month),))
        number, contacts, earlier = (
            sum(found[kind.value].count for kind in those if kind.value in found)
            for found, those in (
                (parts, kinds),
                (parts, [kind for kind in kinds if kind in CONTACT_KINDS]),
                (before, kinds),
            )
        )
        href = _done(view, since=first_day(month), until=last_day(month), kind=view.kind)
        begun = month in view.elapsed
        cells = [b.count(one if begun else None, link) for one, link in ((number, href), (contacts, ""), (earlier, ""))]
        lines.append(Line(month, tuple(cells), short=short))
    heads = (_("Activities done"), _("Contacts with customers"), _("Last year"))
    total, series = together(_("Total"), lines), (Series(0), Series(2, "before"))
    return Block("months", _("Activities by month"), _("Month"), heads, tuple(lines), total, "columns", series)


def _kinds(view: View, figures: Figures, kinds: list[ActivityKind]) -> Block:
    numbers = [figures.own.of(K.ACTIVITIES, kind.value, view.elapsed).count for kind in kinds]
    lines = [
        Line(_(kind.label), (b.count(number, _done(view, kind=kind.value)), b.percent(number, sum(numbers))))
        for kind, number in zip(kinds, numbers, strict=True)
    ]
    heads, series = (_("How many"), _("Share")), (Series(0),)
    total = together(_("Total"), lines)
    return Block("kinds", _("Activities by kind"), _("Kind"), heads, tuple(lines), total, "bars", series)


def _grades(view: View, figures: Figures) -> Block:
    """How many contacts a customer of each grade had on average in the period."""
    lines = []
    for grade in Grade:
        contacts = figures.own.of(K.CONTACTS_BY_GRADE, grade.value, view.elapsed).count
        customers = figures.own.of(K.CUSTOMERS_BY_GRADE, grade.value, (NOW,)).count
        often = Cell(round(contacts / customers, 1) if customers else None, b.DAYS)
        tab = "mine" if view.own else "unit"
        cells = (
            b.count(contacts, _done(view, grade=grade.value, contacts="yes")),
            b.count(customers, view.records("/customers", tab=tab, status="approved", grade=grade.value)),
            often,
        )
        lines.append(Line(_(grade.label), cells))
    heads = (_("Contacts"), _("Customers now"), _("Contacts per customer"))
    title, total = _("Contacts by grade of the customer"), together(_("Total"), lines)
    return Block("grades", title, _("Grade"), heads, tuple(lines), total, "bars", (Series(0),))
