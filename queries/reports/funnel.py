"""The funnel (A10): what stands in each stage, what entered it, how much went on, and how long it stayed."""

from flask_babel import get_locale
from flask_babel import gettext as _

from policy.figures import NOW, FigureKind
from policy.following import OpportunityStatus
from queries.opportunities import stages
from queries.reports import blocks as b
from queries.reports.blocks import Block, Cell, Content, Line, Series, Shown, together
from queries.reports.reads import Figures, Tally, read
from queries.reports.split import side_by_side
from queries.reports.view import View, listed

K = FigureKind
KINDS = (K.PIPELINE, K.STAGE_ENTRIES, K.STAGE_DAYS, K.OUTCOMES, K.WEIGHTED)


def content(view: View) -> Content:
    """Stage by stage, and what is open of units and people side by side."""
    figures = read(view, KINDS, split=(K.PIPELINE, K.WEIGHTED, K.OUTCOMES))
    pipeline = figures.own.of(K.PIPELINE, months=(NOW,))
    won, lost = (figures.own.of(K.OUTCOMES, word.value, view.elapsed).count for word in _ENDS)
    open_ones = view.records("/opportunities", who=_who(view))
    shown = [
        Shown(_("Open opportunities"), b.count(pipeline.count, open_ones)),
        Shown(_("Their amount"), b.money(pipeline.amount, open_ones)),
        Shown(_("Won of those decided"), b.percent(won, won + lost), _("In the period")),
    ]
    heads = (_("Open"), _("Amount"), _("Weighted"), _("Won"), _("Lost"), _("Won of those decided"))

    def cells(tally: Tally, unit_id: int | None, user_id: int | None) -> tuple[Cell, ...]:
        there, weighted = tally.of(K.PIPELINE, months=(NOW,)), tally.of(K.WEIGHTED, months=(NOW,)).amount
        ended = [tally.of(K.OUTCOMES, word.value, ("",)).count for word in _ENDS]
        href, who = listed("/opportunities", unit_id, user_id, who="all" if user_id else "unit"), {}
        who = {"closed_since": view.period.first.isoformat(), "closed_until": view.period.last.isoformat()}
        links = [listed("/opportunities", unit_id, user_id, status=word.value, **who) for word in _ENDS]
        return (
            b.count(there.count, href),
            b.money(there.amount, href),
            b.money(weighted),
            *(b.count(number, link) for number, link in zip(ended, links, strict=True)),
            b.percent(ended[0], sum(ended)),
        )

    return Content([_stages(view, figures), *side_by_side(view, figures, heads, cells, (Series(1),))], shown)


_ENDS = (OpportunityStatus.WON, OpportunityStatus.LOST)


def _who(view: View) -> str:
    return "all" if view.person else "unit"


def _stages(view: View, figures: Figures) -> Block:
    there, entered = figures.own.parts(K.PIPELINE, (NOW,)), figures.own.parts(K.STAGE_ENTRIES, view.elapsed)
    left = figures.own.parts(K.STAGE_DAYS, view.elapsed)
    shown = [one for one in stages() if one.active or str(one.id) in there or str(one.id) in entered]
    won = figures.own.of(K.OUTCOMES, OpportunityStatus.WON.value, view.elapsed).count
    lines = []
    for place, stage in enumerate(shown):
        part = str(stage.id)
        now, came, went = there.get(part), entered.get(part), left.get(part)
        later = entered.get(str(shown[place + 1].id)) if place + 1 < len(shown) else None
        on = won if place + 1 == len(shown) else later.count if later else 0
        href = view.records("/opportunities", who=_who(view), stage_id=stage.id)
        days = {"entered_since": view.period.first.isoformat(), "entered_until": view.period.last.isoformat()}
        moved = view.records("/opportunities", who=_who(view), status="any", entered_stage=stage.id, **days)
        cells = (
            b.count(now.count if now else 0, href),
            b.money(now.amount if now else None, href),
            b.count(came.count if came else 0, moved),
            b.percent(on, came.count if came else 0),
            b.days(went.amount / went.count if went and went.count else None),
        )
        lines.append(Line(_named(stage), cells))
    heads = (_("Open now"), _("Amount"), _("Entered"), _("Went on"), _("Days in the stage"))
    hint = _("“Went on”: entries into the next stage, of the last one those won, against the entries into this stage.")
    hint += " " + _("It may be more than all of them where opportunities of earlier months move on.")
    title, total = _("Stage by stage"), together(_("Total"), lines)
    return Block(
        "stages", title, _("Stage"), heads, tuple(lines), total, "funnel", (Series(1), Series(2, "second")), hint
    )


def _named(stage) -> str:
    return stage.name_zh if str(get_locale()).startswith("zh") else stage.name_en
