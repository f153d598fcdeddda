"""The overview: the numbers that matter to a salesperson, a department, a branch or the company, each with its report."""

from flask_babel import gettext as _

from policy.figures import NOW, FigureKind, TargetKind
from policy.following import OpportunityStatus
from queries.reports import blocks as b
from queries.reports import results
from queries.reports.blocks import Cell, Content, Series, Shown
from queries.reports.reads import Figures, Tally, read, read_targets
from queries.reports.split import side_by_side
from queries.reports.view import View
from scopes import scope_of

K = FigureKind
FLOWS = (K.CONTRACTS, K.COLLECTIONS, K.NEW_CUSTOMERS, K.NEW_OPPORTUNITIES, K.ACTIVITIES, K.OUTCOMES)
STOCKS = (K.PIPELINE, K.WEIGHTED)


def content(view: View) -> Content:
    """Sums with their reports, contracts by month, units and people side by side."""
    # Who only keeps the books of a company reads of its money alone.
    led = view.unit is None or view.unit.id in scope_of(view.reader).managed
    kinds = [*FLOWS, *STOCKS] if led else [K.CONTRACTS, K.COLLECTIONS]
    split = [
        K.CONTRACTS,
        K.COLLECTIONS,
        *((K.NEW_CUSTOMERS, K.NEW_OPPORTUNITIES, K.ACTIVITIES, K.PIPELINE) if led else ()),
    ]
    figures, targets = read(view, kinds, split=split), read_targets(view)
    shown = [_reached(view, kind, figures, targets) for kind in TargetKind]
    if led:
        shown += _more(view, figures)
    heads = [_("Contracts signed"), _("Target"), _("Reached"), _("Collections")]
    heads += [_("New customers"), _("New opportunities"), _("Activities"), _("Open amount")] if led else []

    def cells(tally: Tally, unit_id: int | None, user_id: int | None) -> tuple[Cell, ...]:
        whose = {"unit_id": unit_id, "user_id": user_id}
        signed, came = tally.of(K.CONTRACTS, months=("",)).amount, tally.of(K.COLLECTIONS, months=("",)).amount
        contracts = TargetKind.CONTRACTS
        target = targets.units.get((contracts, unit_id)) if unit_id else targets.people.get((contracts, user_id))
        found = [
            b.money(signed, view.url("results", kind="contracts", **whose)),
            b.money(target),
            b.percent(signed, target),
            b.money(came, view.url("results", kind="collections", **whose)),
        ]
        if led:
            for kind, report in (
                (K.NEW_CUSTOMERS, "customers"),
                (K.NEW_OPPORTUNITIES, "customers"),
                (K.ACTIVITIES, "work"),
            ):
                found.append(b.count(tally.of(kind, months=("",)).count, view.url(report, **whose)))
            found.append(b.money(tally.of(K.PIPELINE, months=(NOW,)).amount, view.url("funnel", **whose)))
        return tuple(found)

    months = results.months(view, TargetKind.CONTRACTS, figures, targets)
    return Content([months, *side_by_side(view, figures, tuple(heads), cells, (Series(0), Series(1, "target")))], shown)


def _reached(view: View, kind: TargetKind, figures: Figures, targets) -> Shown:
    whole = results.whole(view, kind, figures, targets)
    return Shown(whole.label, b.money(whole.cell.value, view.url("results", kind=kind.value)), whole.hint, whole.tone)


def _more(view: View, figures: Figures) -> list[Shown]:
    own, begun = figures.own, view.elapsed
    won, lost = (
        own.of(K.OUTCOMES, word.value, begun).count for word in (OpportunityStatus.WON, OpportunityStatus.LOST)
    )
    return [
        Shown(_("New customers"), b.count(own.of(K.NEW_CUSTOMERS, months=begun).count, view.url("customers"))),
        Shown(_("New opportunities"), b.count(own.of(K.NEW_OPPORTUNITIES, months=begun).count, view.url("customers"))),
        Shown(_("Activities"), b.count(own.of(K.ACTIVITIES, months=begun).count, view.url("work"))),
        Shown(_("Open amount"), b.money(own.of(K.PIPELINE, months=(NOW,)).amount, view.url("funnel"))),
        Shown(_("Weighted forecast"), b.money(own.of(K.WEIGHTED, months=(NOW,)).amount, view.url("forecast"))),
        Shown(_("Won of those decided"), Cell(b.percent(won, won + lost).value, b.PERCENT, view.url("outcomes"))),
    ]
