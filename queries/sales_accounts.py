"""The monthly sales of people and agent partners (A12.6), and the values by which presales supports first (A12.5)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import BigInteger, Select, Subquery, case, func, literal, select, type_coerce
from sqlalchemy.orm import joinedload

import clock
from access import visible
from extensions import db
from models import Closing, Contract, Customer, CustomerShare, Opportunity, SalesAccount, User, UserRole
from models import Collection as Payment
from policy.contracting import ContractStatus
from policy.credit import FEN, WHOLE
from policy.entry import CustomerStatus, Grade
from policy.following import OpportunityStatus
from policy.periods import first_day, month_after
from policy.ranking_places import months_due, places
from policy.roles import UnitKind
from queries import parameters
from queries.credit_at import Credits
from queries.rankings import SALES, latest_month
from scopes import company_in, tree

SUMS = ("contracts", "collected", "year_contracts", "year_collected", "customer_value", "opportunity_value")
ZERO = Decimal(0)


@dataclass
class Sums:
    """What one person, or one agent, has; in yuan."""

    contracts: Decimal = ZERO
    collected: Decimal = ZERO
    year_contracts: Decimal = ZERO
    year_collected: Decimal = ZERO
    customer_value: Decimal = ZERO
    opportunity_value: Decimal = ZERO

    @property
    def value(self) -> Decimal:
        """The accumulated value of customers and opportunities (A12.5)."""
        return self.customer_value + self.opportunity_value

    def add(self, other: "Sums") -> None:
        """Take in what somebody else has."""
        for name in SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True)
class Account:
    """One row to be kept: whose it is, in which company, the sums, and the place by value."""

    company_id: int
    user_id: int | None
    unit_id: int
    sums: Sums
    place: int | None


def months_to_keep(today: dt.date) -> list[str]:
    """The months whose accounts are to be kept."""
    return months_due(db.session.scalar(select(func.max(SalesAccount.month))), latest_month(today))


def accounts(month: str) -> list[Account]:
    """The accounts of a month, counted from the records: of everybody who sells or has a part in what was sold, and of
    the agents as a whole, headquarters' partners."""
    sums, units = _sums(month), tree()
    sellers = set(db.session.scalars(select(UserRole.user_id).where(UserRole.role.in_(sorted(SALES)))))
    rows = select(User.id, User.unit_id, User.active).order_by(User.id)
    people = [row for row in db.session.execute(rows) if row.id in sums or (row.active and row.id in sellers)]
    company = {row.id: company_in(units, row.unit_id) for row in people}
    values: dict[int, dict[int, Decimal]] = defaultdict(dict)
    agents = {one.id: Sums() for one in units.values() if one.kind == UnitKind.AGENT}
    for row in people:
        its = sums.get(row.id, Sums())
        if row.active and row.id in sellers and its.value > 0:
            values[company[row.id]][row.id] = its.value
        if company[row.id] in agents:
            agents[company[row.id]].add(its)
    place = {one: rank for by in values.values() for one, rank in places(by).items()}
    found = [
        Account(company[row.id], row.id, row.unit_id, sums.get(row.id, Sums()), place.get(row.id)) for row in people
    ]
    rank = places({one: its.value for one, its in agents.items() if its.value > 0})
    top = min((one.path, one.id) for one in units.values())[1]
    return [*found, *(Account(top, None, one, its, rank.get(one)) for one, its in sorted(agents.items()))]


def _sums(month: str) -> dict[int, Sums]:
    first = first_day(month)
    after = first_day(month_after(month))
    found: dict[int, Sums] = defaultdict(Sums)
    signed = select(Contract.customer_id, Contract.signed_on, Contract.amount, literal(0))
    signed = signed.where(Contract.status.in_((ContractStatus.SIGNED, ContractStatus.ENDED)))
    _divide(found, signed, Contract.signed_on, first, after, "contracts")
    came_in = select(Payment.customer_id, Payment.received_on, Payment.amount, Payment.refunded)
    _divide(found, came_in.where(Payment.withdrawn_at.is_(None)), Payment.received_on, first, after, "collected")
    _add_values(found, first.year)
    return found


def _divide(found: dict, rows: Select, column, first: dt.date, after: dt.date, name: str) -> None:
    """Add amounts of the month and of the year so far to whom the credit of their day belonged."""
    rows = list(
        db.session.execute(rows.where(column >= first.replace(month=1, day=1), column < after).order_by(column))
    )
    credits = Credits(row[0] for row in rows)
    for customer_id, day, amount, off in rows:
        at = clock.start_of(day + dt.timedelta(days=1)) - dt.timedelta(microseconds=1)
        for person, part in credits.parts(amount - off, customer_id, at).items():
            its = found[person]
            setattr(its, f"year_{name}", getattr(its, f"year_{name}") + part)
            if day >= first:
                setattr(its, name, getattr(its, name) + part)


def _add_values(found: dict, year: int) -> None:
    """The values of today: approved customers by grade; open opportunities by probability, and what was won this year."""
    names = {grade: f"grade_{grade.value.lower()}_value" for grade in Grade}
    yuan = parameters.values(*names.values())
    fen = case({grade: int(yuan[name] * 100) for grade, name in names.items()}, value=Customer.grade)
    _by_credit(found, "customer_value", select(Customer.id.label("customer_id"), fen.label("fen")).subquery())
    o, won = Opportunity, Opportunity.status == OpportunityStatus.WON
    likely = case((o.status == OpportunityStatus.OPEN, o.probability), (won, WHOLE), else_=0)
    part = type_coerce(o.amount, BigInteger) * likely // WHOLE
    deals = select(o.customer_id, part.label("fen"))
    deals = deals.outerjoin(Closing, Closing.opportunity_id == o.id)
    this_year = Closing.result_on >= dt.date(year, 1, 1)
    deals = deals.where((o.status == OpportunityStatus.OPEN) | (won & this_year))
    _by_credit(found, "opportunity_value", deals.subquery())


def _by_credit(found: dict, name: str, worth: Subquery) -> None:
    """Add the worth of customers, in fen, to their owners, and move the parts of the shares that run to whose they are."""
    held = Customer.status == CustomerStatus.APPROVED, Customer.owner_id.is_not(None)
    fen = type_coerce(worth.c.fen, BigInteger)
    owned = select(Customer.owner_id, func.sum(fen)).join(worth, worth.c.customer_id == Customer.id)
    for owner, value in db.session.execute(owned.where(*held).group_by(Customer.owner_id)):
        _plus(found[owner], name, _yuan(value))
    share = CustomerShare
    running = share.until_at.is_(None), share.percent > 0, share.user_id != Customer.owner_id
    moved = select(Customer.owner_id, share.user_id, func.sum(fen * share.percent))
    moved = moved.join(worth, worth.c.customer_id == Customer.id).join(share, share.customer_id == Customer.id)
    for owner, other, value in db.session.execute(
        moved.where(*held, *running).group_by(Customer.owner_id, share.user_id)
    ):
        part = _yuan(Decimal(value) / WHOLE)
        _plus(found[owner], name, -part)
        _plus(found[other], name, part)


def _yuan(fen) -> Decimal:
    return (Decimal(fen or 0) / 100).quantize(FEN)


def _plus(its: Sums, name: str, value: Decimal) -> None:
    setattr(its, name, getattr(its, name) + value)


@dataclass(frozen=True)
class Kept:
    """The accounts of a month as a reader may see them: people, agents, and which months there are."""

    month: str
    months: list[str]
    people: list[SalesAccount]
    agents: list[SalesAccount]


SORTS = {
    "year": SalesAccount.year_contracts,
    "month": SalesAccount.contracts,
    "collected": SalesAccount.year_collected,
    "value": SalesAccount.customer_value + SalesAccount.opportunity_value,
}
"""What the list is sorted by, the highest first."""


def kept(user: User, month: str, sort: str, most: int = 500) -> Kept:
    """The accounts of a month, or of the latest where there is none of it."""
    mine = visible(SalesAccount, user)
    months = mine.with_only_columns(SalesAccount.month).distinct().order_by(SalesAccount.month.desc()).limit(60)
    months = list(db.session.scalars(months))
    month = month if month in months else (months[0] if months else "")
    rows = mine.where(SalesAccount.month == month)
    rows = rows.options(joinedload(SalesAccount.user), joinedload(SalesAccount.unit))
    rows = rows.order_by(SORTS[sort].desc(), SalesAccount.id).limit(most)
    people = db.session.scalars(rows.where(SalesAccount.user_id.is_not(None)))
    agents = db.session.scalars(rows.where(SalesAccount.user_id.is_(None)))
    return Kept(month, months, list(people), list(agents))


@dataclass(frozen=True)
class First:
    """Whom presales supports first: people of the company, and all units of the agents (A12.5)."""

    people: frozenset[int]
    units: frozenset[int]
    month: str

    def names(self, user_id: int, unit_id: int) -> bool:
        """Whether what this person asks for comes first."""
        return user_id in self.people or unit_id in self.units


def first_for_support() -> First:
    """By the latest accounts: the people with the highest value of their company, and the agents with the highest; who
    belongs to an agent comes first with the agent alone."""
    month = db.session.scalar(select(func.max(SalesAccount.month)))
    most = parameters.values("presales_first_people", "presales_first_agents")
    a, units = SalesAccount, tree()
    place = case((a.user_id.is_(None), most["presales_first_agents"]), else_=most["presales_first_people"])
    rows = select(a.user_id, a.unit_id, a.company_id).where(a.month == month, a.place.is_not(None), a.place <= place)
    people, paths = set(), []
    for row in db.session.execute(rows):
        if row.user_id is None:
            paths.append(units[row.unit_id].path)
        elif units[row.company_id].kind != UnitKind.AGENT:
            people.add(row.user_id)
    below = {one.id for one in units.values() if paths and one.path.startswith(tuple(paths))}
    return First(frozenset(people), frozenset(below), month or "")
