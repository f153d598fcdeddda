"""Won and lost (A10): by month, by reason, against competitors; units and people side by side."""

from flask_babel import gettext as _

from policy.figures import FigureKind
from policy.following import Cause, OpportunityStatus
from policy.periods import first_day, last_day
from queries.reports import blocks as b
from queries.reports.blocks import Block, Cell, Content, Line, Series, Shown, together
from queries.reports.reads import BEFORE, Figures, Tally, read
from queries.reports.split import months_of, side_by_side
from queries.reports.view import View, listed

K = FigureKind
WON, LOST, INVALID = OpportunityStatus.WON, OpportunityStatus.LOST, OpportunityStatus.INVALID
MOST_COMPETITORS = 30
NOT_SAID = "none"
"""What the filter of a list calls a closing without a cause."""


def content(view: View) -> Content:
    """How opportunities ended in the period."""
    figures = read(view, [K.OUTCOMES, K.LOSS_REASONS, K.COMPETITORS], split=[K.OUTCOMES])
    own = {word: figures.own.of(K.OUTCOMES, word.value, view.elapsed) for word in (WON, LOST, INVALID)}
    shown = [Shown(_(word.label), b.count(own[word].count, _records(view, word))) for word in own]
    shown.append(Shown(_("Won of those decided"), b.percent(own[WON].count, own[WON].count + own[LOST].count)))
    heads = (
        _("Won"),
        _("Amount won"),
        _("Lost"),
        _("Amount lost"),
        _("Invalid"),
        _("Won of those decided"),
        _("Won last year"),
    )

    def cells(tally: Tally, unit_id: int | None, user_id: int | None) -> tuple[Cell, ...]:
        won, lost, gone = (tally.of(K.OUTCOMES, word.value, ("",)) for word in (WON, LOST, INVALID))
        links = [
            listed("/opportunities", unit_id, user_id, **_how(view, word, user_id)) for word in (WON, LOST, INVALID)
        ]
        return (
            b.count(won.count, links[0]),
            b.money(won.amount, links[0]),
            b.count(lost.count, links[1]),
            b.money(lost.amount, links[1]),
            b.count(gone.count, links[2]),
            b.percent(won.count, won.count + lost.count),
            b.count(tally.of(K.OUTCOMES, WON.value, (BEFORE,)).count),
        )

    blocks = [_months(view, figures), *_reasons(view, figures), _competitors(view, figures)]
    return Content([*blocks, *side_by_side(view, figures, heads, cells, (Series(1),))], shown)


def _how(view: View, word: OpportunityStatus, user_id: int | None, since=None, until=None, **filters) -> dict:
    days = {
        "closed_since": (since or view.period.first).isoformat(),
        "closed_until": (until or view.period.last).isoformat(),
    }
    return {"who": "all" if user_id else "unit", "status": word.value, **days, **filters}


def _records(view: View, word: OpportunityStatus, since=None, until=None, **filters) -> str:
    person = view.person and view.person.id
    return view.records("/opportunities", **_how(view, word, person, since, until, **filters))


def _months(view: View, figures: Figures) -> Block:
    lines = []
    for month, short in months_of(view):
        days = first_day(month), last_day(month)
        won, lost, gone = (figures.own.of(K.OUTCOMES, word.value, (month,)) for word in (WON, LOST, INVALID))
        begun = month in view.elapsed
        cells = (
            b.count(won.count if begun else None, _records(view, WON, *days)),
            b.money(won.amount if begun else None, _records(view, WON, *days)),
            b.count(lost.count if begun else None, _records(view, LOST, *days)),
            b.money(lost.amount if begun else None, _records(view, LOST, *days)),
            b.count(gone.count if begun else None, _records(view, INVALID, *days)),
        )
        lines.append(Line(month, cells, short=short))
    heads = (_("Won"), _("Amount won"), _("Lost"), _("Amount lost"), _("Invalid"))
    title, total = _("How they ended, by month"), together(_("Total"), lines)
    series = (Series(1), Series(3, "second"))
    return Block("months", title, _("Month"), heads, tuple(lines), total, "columns", series)


def _reasons(view: View, figures: Figures) -> list[Block]:
    """Why they were won, and why they were lost: the cause that was chosen at the closing."""
    parts = figures.own.parts(K.LOSS_REASONS, view.elapsed)
    found = []
    for word, title in ((WON, _("Why they were won")), (LOST, _("Why they were lost"))):
        if view.kind not in ("", word.value):
            continue
        own = {part.partition(":")[2]: one for part, one in parts.items() if part.startswith(f"{word.value}:")}
        whole, lines = sum(one.count for one in own.values()), []
        for cause in sorted(own, key=lambda cause: (-own[cause].count, cause)):
            label = _(Cause(cause).label) if cause in set(Cause) else _("Not said")
            href = _records(view, word, cause=cause or NOT_SAID)
            one = own[cause]
            lines.append(
                Line(label, (b.count(one.count, href), b.money(one.amount, href), b.percent(one.count, whole)))
            )
        heads, empty = (_("How many"), _("Amount"), _("Share")), _("Nothing was decided in this period.")
        total = together(_("Total"), lines)
        found.append(
            Block(
                f"why_{word.value}", title, _("Reason"), heads, tuple(lines), total, "bars", (Series(0),), empty=empty
            )
        )
    return found


def _competitors(view: View, figures: Figures) -> Block:
    """Against whom: how often we won and lost where they were met."""
    met: dict[str, dict[str, Cell]] = {}
    for part, one in figures.own.parts(K.COMPETITORS, view.elapsed).items():
        ended, _colon, name = part.partition(":")
        met.setdefault(name, {})[ended] = one
    count = lambda name, word: met[name][word.value].count if word.value in met[name] else 0  # noqa: E731
    order = sorted(met, key=lambda name: (-count(name, WON) - count(name, LOST), name))
    lines = []
    for name in order[:MOST_COMPETITORS]:
        won, lost = count(name, WON), count(name, LOST)
        cells = (
            b.count(won, _records(view, WON, competitor=name)),
            b.count(lost, _records(view, LOST, competitor=name)),
            b.percent(won, won + lost),
        )
        lines.append(Line(name, cells))
    heads, empty = (_("Won"), _("Lost"), _("Won of those decided")), _("No competitor was met in this period.")
    series = (Series(0), Series(1, "second"))
    return Block(
        "competitors", _("Against competitors"), _("Competitor"), heads, tuple(lines), None, "bars", series, empty=empty
    )
