"""How old the receivables are now: kept per unit and day by the verbs, so that nobody adds up all invoices (A9.4)."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, and_, case, func, not_, select, true, type_coerce

import clock
from columns import Money
from extensions import db
from models import Contract, DueAmount, Invoice, Unit, User
from policy.ledger import NOTHING
from policy.receivables import Ageing, due_between
from scopes import scope_of
from sights.conditions import within
from sights.money import line_units


@dataclass(frozen=True)
class Aged:
    """What is open, by age; of all units where ``unit`` is empty."""

    unit: str
    ages: dict[Ageing, Decimal]

    @property
    def open(self) -> Decimal:
        """All of it."""
        return sum(self.ages.values(), NOTHING)

    @property
    def overdue(self) -> Decimal:
        """What was due before today."""
        return self.open - self.ages[Ageing.NOT_DUE]


def due_by_unit(user: User) -> list[Aged]:
    """What is open now per department, by age, the largest first; of whole units as the verbs keep it."""
    me = scope_of(user)
    kept = _aged(DueAmount)
    if me.everything:
        found = _read(kept)
    else:
        own = _aged(Invoice).join(Contract, Contract.id == Invoice.contract_id)
        own = own.where(Contract.owner_id == me.user_id, Invoice.open > 0)
        found = _read(kept.where(within(DueAmount.unit_id, line_units(me))))
        found += _read(own.where(not_(within(Invoice.unit_id, line_units(me)))))
    return sorted(found, key=lambda one: (-one.open, one.unit))


def _aged(table: type[DueAmount] | type[Invoice]) -> Select:
    today = clock.today()
    sums = []
    for age in Ageing:
        first, last = due_between(age, today)
        old = and_(true() if first is None else table.due_on >= first, true() if last is None else table.due_on <= last)
        sums.append(type_coerce(func.sum(case((old, table.open), else_=0)), Money()))
    return select(Unit.name, *sums).join_from(table, Unit, Unit.id == table.unit_id).group_by(Unit.id, Unit.name)


def _read(rows: Select) -> list[Aged]:
    return [Aged(row[0], dict(zip(Ageing, row[1:], strict=True))) for row in db.session.execute(rows)]


def together(units: list[Aged]) -> Aged:
    """All units added up."""
    return Aged("", {age: sum((one.ages[age] for one in units), NOTHING) for age in Ageing})
