"""How old the receivables are now: kept per unit and day by the verbs, so that nobody adds up all invoices (A9.4)."""

from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import not_, select

import clock
from extensions import db
from models import Contract, DueAmount, Invoice, Unit, User
from policy.ledger import NOTHING
from policy.receivables import Ageing, ageing
from scopes import scope_of
from sights.conditions import within
from sights.money import line_units


@dataclass
class Aged:
    """What is open, by age; of all units where ``unit`` is empty."""

    unit: str = ""
    ages: dict[Ageing, Decimal] = field(default_factory=lambda: dict.fromkeys(Ageing, NOTHING))

    def add(self, age: Ageing, amount: Decimal) -> None:
        self.ages[age] += amount

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
    kept = select(DueAmount.unit_id, DueAmount.due_on, DueAmount.open)
    if not me.everything:
        kept = kept.where(within(DueAmount.unit_id, line_units(me)))
    found = list(db.session.execute(kept))
    if not me.everything:
        own = select(Invoice.unit_id, Invoice.due_on, Invoice.open).join(Contract, Contract.id == Invoice.contract_id)
        own = own.where(Contract.owner_id == me.user_id, Invoice.open > 0)
        found += list(db.session.execute(own.where(not_(within(Invoice.unit_id, line_units(me))))))
    today, names = clock.today(), dict(db.session.execute(select(Unit.id, Unit.name)).all())
    units: dict[int, Aged] = {}
    for unit_id, due_on, open_ in found:
        units.setdefault(unit_id, Aged(names[unit_id])).add(ageing(due_on, today), open_)
    return sorted(units.values(), key=lambda one: (-one.open, one.unit))


def together(units: list[Aged]) -> Aged:
    """All units added up."""
    return Aged("", {age: sum((one.ages[age] for one in units), NOTHING) for age in Ageing})
