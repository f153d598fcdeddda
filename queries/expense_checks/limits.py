"""The limits that fit a line, with what is held against each of them (A3.4)."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Row, or_, select

from extensions import db
from models import ExpenseClaim, ExpenseLimit, ExpenseLine, TieredCity, Unit, UserRole
from policy.checks.place import city_key
from policy.expenses import Verdict
from policy.limits import Basis, CityTier, LimitFacts
from policy.periods import first_day, last_day, month_of
from scopes import company_in, tree

COLUMNS = (
    ExpenseLine.id,
    ExpenseLine.spent_on,
    ExpenseLine.category,
    ExpenseLine.amount,
    ExpenseLine.accepted_amount,
    ExpenseLine.verdict,
    ExpenseLine.customer_id,
)


class Limits:
    """The limits of a claimant's company, and the lines that count together with those of a claim."""

    def __init__(self, claim: ExpenseClaim, unit: Unit, lines: Sequence[ExpenseLine], split_days: int):
        self.rows = _in_force(company_in(tree(), unit.id), lines)
        self.split_days = split_days
        if not self.rows:
            return
        self.tiers = dict(db.session.execute(select(TieredCity.name, TieredCity.tier)).all())
        roles = select(UserRole.role).where(UserRole.user_id == claim.claimant_id)
        self.roles = set(db.session.scalars(roles))
        around = dt.timedelta(days=split_days)
        days = [line.spent_on for line in lines]
        first, last = first_day(month_of(min(days))) - around, last_day(month_of(max(days))) + around
        self.mine = _lines(first, last, ExpenseClaim.claimant_id == claim.claimant_id)
        self.of_customers: list[Row] = []
        customers = sorted({line.customer_id for line in lines if line.customer_id})
        if customers and any(row.basis is Basis.CUSTOMER_MONTH for row in self.rows):
            self.of_customers = _lines(first, last, ExpenseLine.customer_id.in_(customers))

    def of(self, line: ExpenseLine) -> tuple[LimitFacts, ...]:
        """Those that fit a line."""
        return tuple(self._facts(row, line) for row in self.rows if self._fits(row, line))

    def tier(self, city: str) -> CityTier:
        """The tier of a city; of one that is not listed the last."""
        return self.tiers.get(city_key(city), CityTier.OTHER)

    def _fits(self, row: ExpenseLimit, line: ExpenseLine) -> bool:
        until = row.until_on or line.spent_on
        grade = line.customer.grade if line.customer else None
        return (
            row.from_on <= line.spent_on <= until
            and row.category in (None, line.category)
            and row.tier in (None, self.tier(line.city))
            and row.grade in (None, grade)
            and (row.role is None or row.role in self.roles)
        )

    def _facts(self, row: ExpenseLimit, line: ExpenseLine) -> LimitFacts:
        kin = [
            one
            for one in self.mine
            if one.id != line.id
            and one.category is line.category
            and one.customer_id == line.customer_id
            and abs((one.spent_on - line.spent_on).days) <= self.split_days
        ]
        return LimitFacts(
            basis=row.basis,
            effect=row.effect,
            amount=row.amount,
            measured=self._measured(row, line),
            near=line.amount + _sum(kin),
            near_lines=1 + len(kin),
        )

    def _measured(self, row: ExpenseLimit, line: ExpenseLine) -> Decimal | None:
        if row.basis is Basis.HEAD:
            return line.amount / line.headcount if line.headcount else None
        if row.basis is Basis.NIGHT:
            nights = max((line.ended_on - line.spent_on).days, 1) if line.ended_on else 1
            return line.amount / nights
        if row.basis is Basis.LINE:
            return line.amount
        return line.amount + _sum(one for one in self._together(row, line) if one.id != line.id)

    def _together(self, row: ExpenseLimit, line: ExpenseLine) -> list[Row]:
        """The lines that count together with this one for a day or month."""
        rows = self.of_customers if row.basis is Basis.CUSTOMER_MONTH else self.mine
        if row.basis is Basis.CUSTOMER_MONTH:
            rows = [one for one in rows if one.customer_id == line.customer_id]
        kind = [one for one in rows if row.category in (None, one.category)]
        if row.basis is Basis.DAY:
            return [one for one in kind if one.spent_on == line.spent_on]
        return [one for one in kind if month_of(one.spent_on) == month_of(line.spent_on)]


def _in_force(company_id: int, lines: Sequence[ExpenseLine]) -> list[ExpenseLimit]:
    if not lines:
        return []
    first, last = min(line.spent_on for line in lines), max(line.spent_on for line in lines)
    over = or_(ExpenseLimit.until_on.is_(None), ExpenseLimit.until_on >= first)
    query = select(ExpenseLimit).where(ExpenseLimit.company_id == company_id, ExpenseLimit.from_on <= last, over)
    return list(db.session.scalars(query.order_by(ExpenseLimit.id)))


def _lines(first: dt.date, last: dt.date, whose) -> list[Row]:
    query = select(*COLUMNS).join(ExpenseClaim, ExpenseLine.claim_id == ExpenseClaim.id)
    query = query.where(whose, ExpenseLine.spent_on.between(first, last), ExpenseLine.removed_at.is_(None))
    return list(db.session.execute(query.where(ExpenseLine.verdict != Verdict.REJECTED)))


def _sum(rows) -> Decimal:
    return sum((row.amount if row.accepted_amount is None else row.accepted_amount for row in rows), Decimal(0))
