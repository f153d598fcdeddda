"""The figures counted a second time, record by record and in plain Python, to hold the summary tables against."""

from collections import Counter
from decimal import Decimal

from sqlalchemy import select

import clock
from extensions import db
from models import (
    Activity,
    Closing,
    Collection,
    Contract,
    Customer,
    CustomerReturn,
    CustomerShare,
    ExpectedDateChange,
    Figure,
    Opportunity,
    StageChange,
    Unit,
)
from policy.contracting import ContractStatus
from policy.figures import NOW
from policy.following import ActivityKind, ActivityStatus, OpportunityStatus


def kept() -> dict[tuple, tuple[int, Decimal]]:
    """What stands in the tables."""
    db.session.expire_all()
    rows = db.session.scalars(select(Figure).order_by(Figure.id))
    found = {(row.kind.value, row.period, row.unit_id, row.user_id, row.part): (row.count, row.amount) for row in rows}
    assert len(found) == len(db.session.scalars(select(Figure.id)).all())
    return found


def kept_returns() -> dict[tuple, tuple]:
    """The same of what customers cost and brought."""
    rows = db.session.scalars(select(CustomerReturn).order_by(CustomerReturn.id))
    return {
        (row.year, row.customer_id): (row.owner_id, row.unit_id, row.expenses, row.contracts, row.collected)
        for row in rows
    }


class Tally:
    def __init__(self):
        self.counts, self.amounts = Counter(), Counter()
        self.paths = dict(db.session.execute(select(Unit.id, Unit.path)).tuples().all())

    def add(self, kind, period, unit, user, part="", amount=Decimal(0), number=1, *, own=True, whole=True):
        keys = [(kind, period, unit, user, str(part))] if own and user is not None else []
        keys += [(kind, period, int(one), None, str(part)) for one in self.paths[unit].strip("/").split("/") if whole]
        for key in keys:
            self.counts[key] += number
            self.amounts[key] += amount

    def figures(self):
        found = {key: (self.counts[key], Decimal(self.amounts[key])) for key in self.counts}
        return {key: value for key, value in found.items() if any(value)}


def _all(model):
    return db.session.scalars(select(model).order_by(model.id)).all()


def month(day) -> str:
    return f"{clock.day_of(day) if hasattr(day, 'tzinfo') else day:%Y-%m}"


def recounted() -> dict[tuple, tuple[int, Decimal]]:
    """What the records say."""
    tally = Tally()
    approved = {row.id: row for row in _all(Customer) if row.status == "approved"}
    for row in approved.values():
        for kind, part in (("grade", row.grade.value), ("industry", row.industry), ("region", row.province)):
            tally.add(f"customers_by_{kind}", NOW, row.unit_id, row.owner_id, part)
        tally.add(
            "new_customers", month(row.approved_at), row.unit_id, row.owner_id, row.grade.value
        ) if row.approved_at else None
    for row in _all(Activity):
        if row.customer_id in approved and row.status is ActivityStatus.DONE:
            tally.add("activities", month(row.starts_at), row.unit_id, row.owner_id, row.kind.value)
            if row.kind is not ActivityKind.INTERNAL:
                grade = approved[row.customer_id].grade.value
                tally.add("contacts_by_grade", month(row.starts_at), row.unit_id, row.owner_id, grade)
    for row in _all(Opportunity):
        if row.customer_id in approved:
            _opportunity(tally, row)
    _money(tally)
    return tally.figures()


def _opportunity(tally: Tally, row: Opportunity) -> None:
    whose = row.unit_id, row.owner_id
    tally.add("new_opportunities", month(row.created_at), *whose, "", row.amount)
    if row.status is OpportunityStatus.OPEN:
        weighted = (row.amount * 100 * row.probability // 100) / 100
        tally.add("pipeline", NOW, *whose, row.stage_id, row.amount)
        tally.add("forecast", NOW, *whose, month(row.expected_on), row.amount)
        tally.add("weighted", NOW, *whose, month(row.expected_on), weighted)
    if month(row.created_at) == month(clock.now()):
        tally.add("movement", NOW, *whose, "new", row.amount)
        if row.status is not OpportunityStatus.OPEN:
            tally.add("movement", NOW, *whose, "won" if row.status is OpportunityStatus.WON else "lost", row.amount)
    since = None
    moves = [one for one in _all(StageChange) if one.opportunity_id == row.id]
    for move in moves:
        tally.add("stage_entries", month(move.at), *whose, move.to_stage_id, row.amount)
        if move.from_stage_id:
            days = (clock.day_of(move.at) - clock.day_of(since)).days if since else 0
            tally.add("stage_days", month(move.at), *whose, move.from_stage_id, Decimal(days))
        since = move.at
    for move in _all(ExpectedDateChange):
        if move.opportunity_id == row.id:
            tally.add("slippage", month(move.at), *whose, "", Decimal((move.to_on - move.from_on).days))
    for end in _all(Closing):
        if end.opportunity_id == row.id:
            _ended(tally, row, end)


def _ended(tally: Tally, row: Opportunity, end: Closing) -> None:
    whose, period = (row.unit_id, row.owner_id), month(end.result_on)
    days = max((end.result_on - clock.day_of(row.stage_since)).days, 0)
    tally.add("stage_days", period, *whose, row.stage_id, Decimal(days))
    tally.add("outcomes", period, *whose, end.status.value, row.amount)
    if end.status is not OpportunityStatus.INVALID:
        cause = end.cause.value if end.cause else ""
        tally.add("loss_reasons", period, *whose, f"{end.status.value}:{cause}", row.amount)
        for name in {one.name for one in row.competitors}:
            tally.add("competitors", period, *whose, f"{end.status.value}:{name}", row.amount)


def _money(tally: Tally) -> None:
    contracts = {row.id: row for row in _all(Contract)}
    for row in contracts.values():
        if row.signed_on and row.status in (ContractStatus.SIGNED, ContractStatus.ENDED):
            _shared(tally, "contracts", row.signed_on, row.unit_id, row.owner_id, row.customer_id, row.amount)
    for row in _all(Collection):
        if row.withdrawn_at is None:
            owner = contracts[row.contract_id].owner_id if row.contract_id else row.customer.owner_id
            amount = row.amount - row.refunded
            _shared(tally, "collections", row.received_on, row.unit_id, owner, row.customer_id, amount)


def _shared(tally, kind, day, unit, owner, customer_id, amount) -> None:
    rest, parts = amount, {}
    for share in _all(CustomerShare):
        ran = clock.day_of(share.from_at) <= day and (share.until_at is None or clock.day_of(share.until_at) > day)
        if ran and share.customer_id == customer_id and share.percent and share.user_id != owner:
            parts[share.user_id] = (amount * 100 * share.percent // 100) / 100
    for person, part in parts.items():
        rest -= part
        tally.add(kind, month(day), unit, person, "", part, whole=False)
    tally.add(kind, month(day), unit, owner, "", rest, whole=False)
    tally.add(kind, month(day), unit, owner, "", amount, own=False)
