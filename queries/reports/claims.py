"""Expense claims (A3.4): how long they take, who waits for whom, what was cut and why, what stands out, opportunities."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import Row, Select, case, func, or_, select, type_coerce

import clock
from access import visible
from columns import Money
from extensions import db
from models import (
    Contract,
    Customer,
    CustomerReturn,
    ExpenseClaim,
    ExpenseDecision,
    ExpenseLine,
    ExpensePayment,
    Opportunity,
    ReasonPhrase,
    Receivable,
    Unit,
    User,
)
from policy.expense_outliers import Way, averages, far_above
from policy.expenses import ClaimStatus, Verdict
from policy.periods import month_of
from queries import parameters
from queries.figures.money import IN_FORCE
from queries.reports import blocks as b
from queries.reports.blocks import Block, Cell, Content, Line, Series, Shown, together
from queries.reports.returns import claims as paid_claims
from queries.reports.view import View, listed

S = ClaimStatus
MOST = 15
"""Of lists that could be long, the so many that weigh most."""
DECIDED = (S.IN_CHECK, S.APPROVED, S.PAID, S.RETURNED)


def content(view: View) -> Content:
    """Time by month, who waits for whom, cuts by clause and reason, what stands out, opportunities."""
    paid, waiting = _paid(view), _waiting(view)
    whole = averages(_way(row) for row in paid)
    amount = sum((row.amount for row in paid), Decimal(0))
    shown = [
        Shown(_("Claims paid"), b.count(len(paid), paid_claims(view))),
        Shown(_("Amount"), b.money(amount, paid_claims(view))),
        Shown(_("Days from submission to payment"), b.days(whole[3]), _("on average")),
        Shown(_("Claims that wait"), b.count(sum(row.many for row in waiting))),
    ]
    blocks = [_times(paid), _waits(view, waiting), _cuts(view), _people(view, paid), _customers(view)]
    return Content([*blocks, *_opportunities(view)], shown)


def _mine(view: View):
    """The claims of whom the report is."""
    if view.person is not None:
        own = ExpenseClaim.claimant_id == view.person.id
        return own if view.own else own & ExpenseClaim.unit_id.in_(sorted(view.seen))
    return ExpenseClaim.unit_id.in_(view.below)


def _paid(view: View) -> list[Row]:
    """The claims paid in the period, each with the days of its way."""

    def last(deed: str):
        return func.max(case((ExpenseDecision.decision == deed, ExpenseDecision.at)))

    rows = (
        select(
            *(ExpenseClaim.id, ExpenseClaim.claimant_id, User.name, ExpenseClaim.submitted_at),
            *(ExpensePayment.paid_on, ExpensePayment.at.label("paid_at")),
            ExpenseClaim.accepted_total.label("amount"),
            last("approve").label("approved_at"),
            last("finish").label("checked_at"),
        )
        .join(ExpensePayment, ExpensePayment.claim_id == ExpenseClaim.id)
        .join(User, User.id == ExpenseClaim.claimant_id)
        .outerjoin(
            ExpenseDecision,
            (ExpenseDecision.claim_id == ExpenseClaim.id) & (ExpenseDecision.round == ExpenseClaim.round),
        )
        .where(
            ExpensePayment.paid_on.between(view.period.first, view.period.last),
            ExpensePayment.returned_on.is_(None),
            ExpenseClaim.removed_at.is_(None),
            _mine(view),
        )
        .group_by(ExpenseClaim.id, User.name, ExpensePayment.paid_on, ExpensePayment.at)
    )
    return list(db.session.execute(rows))


def _way(row: Row) -> Way:
    """A payment counts from its day; one that was recorded on that very day from its moment."""
    day = clock.day_of(row.paid_at)
    paid_at = row.paid_at if day == row.paid_on else clock.start_of(row.paid_on) + dt.timedelta(hours=12)
    return Way(row.submitted_at, row.approved_at, row.checked_at, max(paid_at, row.submitted_at))


def _times(paid: list[Row]) -> Block:
    months: dict[str, list[Way]] = defaultdict(list)
    for row in paid:
        months[month_of(row.paid_on)].append(_way(row))
    lines = tuple(
        Line(month, (b.count(len(ways)), *(b.days(one) for one in averages(ways))), short=month[5:])
        for month, ways in sorted(months.items())
    )
    heads = (_("Claims"), _("With the manager"), _("At the desk"), _("Until payment"), _("Altogether"), _("Median"))
    title, hint = _("From submission to payment"), _("In days, by the month of the payment.")
    empty = _("Nothing was paid in this period.")
    return Block("times", title, _("Month"), heads, lines, None, "columns", (Series(4),), hint, empty)


def _waiting(view: View) -> list[Row]:
    asked = case((ExpenseClaim.questions > 0, 1), else_=0).label("asked")
    rows = (
        select(
            *(
                ExpenseClaim.status,
                Unit.id.label("unit_id"),
                Unit.name.label("unit"),
                User.name.label("checker"),
                asked,
            ),
            func.count().label("many"),
            type_coerce(func.sum(ExpenseClaim.total), Money()).label("amount"),
            func.min(ExpenseClaim.submitted_at).label("oldest"),
        )
        .join(Unit, Unit.id == ExpenseClaim.unit_id)
        .outerjoin(User, User.id == ExpenseClaim.checker_id)
        .where(
            ExpenseClaim.status.in_((S.SUBMITTED, S.MANAGER_APPROVED, S.IN_CHECK, S.APPROVED)),
            ExpenseClaim.removed_at.is_(None),
            _mine(view),
        )
        .group_by(ExpenseClaim.status, Unit.id, Unit.name, User.name, asked)
    )
    return sorted(db.session.execute(rows), key=lambda row: (row.oldest, row.unit_id))


def _waits(view: View, waiting: list[Row]) -> Block:
    now, lines = clock.now(), []
    for row in waiting:
        user_id = view.person and view.person.id
        href = listed("/expenses", None if user_id else row.unit_id, user_id, tab="all", status=row.status.value)
        days = b.days(Decimal((now - row.oldest).total_seconds()) / 86_400)
        name = _("%(who)s waits for %(whom)s", who=row.unit, whom=_whom(row))
        lines.append(Line(name, (b.count(row.many, href), b.money(row.amount, href), days)))
    heads = (_("Claims"), _("Amount"), _("Oldest, in days"))
    title, empty = _("Who waits for whom"), _("No claim waits for anybody.")
    return Block("waits", title, _("Who"), heads, tuple(lines), together(_("Total"), lines), empty=empty)


def _whom(row: Row) -> str:
    if row.status is S.SUBMITTED:
        return _("the manager")
    if row.status is S.APPROVED:
        return _("the payment")
    if row.asked:
        return _("the claimant's answer to %(checker)s", checker=row.checker or _("finance"))
    return _("%(checker)s of finance", checker=row.checker) if row.checker else _("finance to take it up")


def _cuts(view: View) -> Block:
    """What finance did not accept of the claims submitted in the period, by the clause of the reason."""
    many = func.count().label("many")
    amount = func.sum(ExpenseLine.amount - func.coalesce(ExpenseLine.accepted_amount, 0))
    sums = many, type_coerce(amount, Money()).label("amount")
    its = or_(ReasonPhrase.zh == ExpenseLine.verdict_reason, ReasonPhrase.en == ExpenseLine.verdict_reason)
    # Companies keep the same words each for itself, so a phrase is asked for and never joined.
    kept = select(func.min(ReasonPhrase.clause)).where(its, ReasonPhrase.removed_at.is_(None)).correlate(ExpenseLine)
    clause = func.coalesce(kept.scalar_subquery(), "A3.4").label("clause")
    rows = _cut(view, select(clause, ExpenseLine.verdict_reason.label("reason"), *sums))
    rows = rows.group_by(ExpenseLine.verdict_reason).order_by(amount.desc(), ExpenseLine.verdict_reason).limit(MOST)
    whole = db.session.execute(_cut(view, select(*sums))).one()
    lines = [
        Line(
            f"{row.clause} {row.reason}", (b.count(row.many), b.money(row.amount), b.percent(row.amount, whole.amount))
        )
        for row in db.session.execute(rows)
    ]
    heads, empty = (_("Lines"), _("Not accepted"), _("Share")), _("Nothing was cut or rejected.")
    title = _("Cut and rejected, by clause and reason")
    cells = b.count(whole.many), b.money(whole.amount), Cell(None, b.PERCENT)
    total = Line(_("Total"), cells) if len(lines) > 1 else None
    return Block("cuts", title, _("Clause and reason"), heads, tuple(lines), total, "bars", (Series(1),), empty=empty)


def _cut(view: View, rows: Select) -> Select:
    """Of the lines that finance cut or rejected in the claims submitted in the period."""
    start, end = clock.start_of(view.period.first), clock.start_of(view.period.last + dt.timedelta(days=1))
    return (
        rows.select_from(ExpenseLine)
        .join(ExpenseClaim, ExpenseClaim.id == ExpenseLine.claim_id)
        .where(
            ExpenseClaim.status.in_(DECIDED),
            ExpenseClaim.submitted_at >= start,
            ExpenseClaim.submitted_at < end,
            ExpenseLine.verdict.in_((Verdict.CUT, Verdict.REJECTED)),
            ExpenseLine.removed_at.is_(None),
            _mine(view),
        )
    )


def _people(view: View, paid: list[Row]) -> Block:
    spent: dict[int, Decimal] = defaultdict(Decimal)
    names = {row.claimant_id: row.name for row in paid}
    for row in paid:
        spent[row.claimant_id] += row.amount
    times, least = Decimal(parameters.value("outlier_times")), Decimal(parameters.value("outlier_from"))
    lines = tuple(
        Line(
            _("%(name)s: %(times)s times the middle of all", name=names[one.person], times=f"{one.times:.1f}"),
            (b.money(one.spent, paid_claims(view, None, one.person)), b.money(one.middle)),
        )
        for one in far_above(spent, times, least)[:MOST]
    )
    title, empty = _("People who stand out"), _("Nobody spent far more than the others.")
    heads = (_("Spent"), _("Middle of all"))
    return Block("people_out", title, _("Who and why"), heads, lines, empty=empty)


def _customers(view: View) -> Block:
    """Customers on whom much was spent in the year, without a contract or a collection."""
    least = Decimal(parameters.value("outlier_from"))
    whose = (
        CustomerReturn.owner_id == view.person.id if view.person is not None else CustomerReturn.unit_id.in_(view.below)
    )
    seen = () if view.person is None or view.own else (CustomerReturn.unit_id.in_(sorted(view.seen)),)
    rows = (
        select(CustomerReturn.customer_id, Customer.name, CustomerReturn.expenses)
        .join(Customer, Customer.id == CustomerReturn.customer_id)
        .where(
            *(CustomerReturn.year == view.period.year, CustomerReturn.expenses >= least, whose, *seen),
            *(CustomerReturn.contracts == 0, CustomerReturn.collected == 0),
        )
        .order_by(CustomerReturn.expenses.desc(), CustomerReturn.id)
        .limit(MOST)
    )
    lines = tuple(
        Line(
            _("%(name)s: no contract and no collection this year", name=row.name),
            (b.money(row.expenses),),
            f"/customers/{row.customer_id}",
        )
        for row in db.session.execute(rows)
    )
    title, empty = _("Customers that cost and brought nothing yet"), _("None above the amount that is set.")
    return Block("customers_out", title, _("Who and why"), (_("Spent"),), lines, empty=empty)


def _opportunities(view: View) -> list[Block]:
    """The opportunities on which most was spent, against what was signed and collected for them."""
    spent = type_coerce(func.sum(ExpenseLine.accepted_amount), Money()).label("spent")
    signed = Contract.status.in_(IN_FORCE), Contract.opportunity_id == Opportunity.id
    contracts = select(type_coerce(func.sum(Contract.amount), Money())).where(*signed).correlate(Opportunity)
    collected = select(type_coerce(func.sum(Receivable.collected), Money())).join(Contract).where(signed[1])
    rows = (
        visible(Opportunity, view.reader)
        .join(ExpenseLine, ExpenseLine.opportunity_id == Opportunity.id)
        .join(ExpenseClaim, ExpenseClaim.id == ExpenseLine.claim_id)
        .join(ExpensePayment, ExpensePayment.claim_id == ExpenseClaim.id)
        .where(
            ExpensePayment.paid_on.between(view.period.first, view.period.last),
            ExpensePayment.returned_on.is_(None),
            ExpenseLine.removed_at.is_(None),
            _mine(view),
        )
        .with_only_columns(
            *(Opportunity.id, Opportunity.name, spent),
            contracts.scalar_subquery().label("signed"),
            collected.correlate(Opportunity).scalar_subquery().label("came"),
        )
        .group_by(Opportunity.id, Opportunity.name)
        .order_by(func.sum(ExpenseLine.accepted_amount).desc(), Opportunity.id)
        .limit(MOST)
    )
    lines = [Line(row.name, _brought(row), f"/opportunities/{row.id}") for row in db.session.execute(rows)]
    heads = (_("Expenses"), _("Contracts"), _("Collections"), _("Contracts per yuan spent"))
    title = _("Opportunities on which most was spent")
    return [Block("by_opportunity", title, _("Opportunity"), heads, tuple(lines))] if lines else []


def _brought(row: Row) -> tuple[Cell, ...]:
    signed, came = row.signed or Decimal(0), row.came or Decimal(0)
    return b.money(row.spent), b.money(signed), b.money(came), b.days(signed / row.spent if row.spent else None)
