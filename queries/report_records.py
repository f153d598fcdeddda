"""The records behind a figure: conditions of the lists that a report opens, so that a list holds what the figure counts (A10)."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import ColumnElement, exists, or_, select

import clock
from extensions import db
from models import (
    Activity,
    Closing,
    Collection,
    Competitor,
    Contract,
    Customer,
    ExpectedDateChange,
    ExpenseClaim,
    ExpenseLine,
    ExpensePayment,
    Opportunity,
    PipelineMark,
    StageChange,
    Unit,
)
from policy.contracting import ContractStatus
from policy.entry import CustomerStatus, Grade
from policy.expenses import Category
from policy.following import CONTACT_KINDS, Cause, OpportunityStatus
from policy.periods import first_day, month_of
from queries.credit import followed_together

Args = Mapping[str, str]
Conditions = tuple[ColumnElement[bool], ...]


def number(args: Args, name: str) -> int | None:
    typed = args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def day(args: Args, name: str) -> dt.date | None:
    try:
        found = dt.date.fromisoformat(args.get(name, ""))
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2100 else None


def _days(args: Args, column, since: str = "since", until: str = "until") -> list[ColumnElement[bool]]:
    """Company days, both included."""
    first, last = day(args, since), day(args, until)
    return [*([column >= first] if first else []), *([column <= last] if last else [])]


def _moments(args: Args, column, since: str = "since", until: str = "until") -> list[ColumnElement[bool]]:
    first, last = day(args, since), day(args, until)
    end = clock.start_of(last + dt.timedelta(days=1)) if last else None
    return [*([column >= clock.start_of(first)] if first else []), *([column < end] if end else [])]


def below(unit_id: int) -> list[int]:
    """The ids of a unit and of all below it."""
    path = db.session.scalar(select(Unit.path).where(Unit.id == unit_id))
    return sorted(db.session.scalars(select(Unit.id).where(Unit.path.startswith(path)))) if path else [unit_id]


def _whose(args: Args, unit, owner) -> list[ColumnElement[bool]]:
    """Of a unit with all below it, and of a person alone."""
    unit_id, user_id = number(args, "unit_id"), number(args, "owner_id")
    return [*([unit.in_(below(unit_id))] if unit_id else []), *([owner == user_id] if user_id else [])]


def opportunities(args: Args) -> Conditions:
    """What a figure of opportunities counts: those of approved customers, by what happened in a stretch of days."""
    if args.get("counted") != "yes":
        return ()
    approved = select(Customer.id).where(Customer.status == CustomerStatus.APPROVED)
    where = [Opportunity.customer_id.in_(approved), *_whose(args, Opportunity.unit_id, Opportunity.owner_id)]
    where += _moments(args, Opportunity.created_at)
    if last := day(args, "expected_until"):
        where.append(Opportunity.expected_on <= last)
    for name, model, moment in (
        ("entered", StageChange, StageChange.at),
        ("moved", ExpectedDateChange, ExpectedDateChange.at),
    ):
        if happened := _moments(args, moment, f"{name}_since", f"{name}_until"):
            stage = number(args, "entered_stage") if model is StageChange else None
            happened += [StageChange.to_stage_id == stage] if stage else []
            where.append(Opportunity.id.in_(select(model.opportunity_id).where(*happened)))
    return (*where, *_ended(args), *_movement(args.get("movement", "")))


def _ended(args: Args) -> list[ColumnElement[bool]]:
    ended = _days(args, Closing.result_on, "closed_since", "closed_until")
    cause, competitor = args.get("cause", ""), args.get("competitor", "")
    if cause:
        ended.append(Closing.cause == Cause(cause) if cause in set(Cause) else Closing.cause.is_(None))
    where = [Opportunity.id.in_(select(Closing.opportunity_id).where(*ended))] if ended else []
    if competitor and "\x00" not in competitor:
        met = select(Competitor.opportunity_id).where(Competitor.name == competitor[:200])
        where.append(Opportunity.id.in_(met))
    return where


def _movement(part: str) -> list[ColumnElement[bool]]:
    """What moved in one way since the month began; ``policy.figures`` says which ways there are."""
    month = month_of(clock.today())
    mark = (PipelineMark.month == month, PipelineMark.opportunity_id == Opportunity.id)
    marked = lambda *more: exists().where(*mark, *more)  # noqa: E731
    since = Opportunity.created_at >= clock.start_of(first_day(month))
    known = or_(marked(), since)
    ways = {
        "new": lambda: [since, ~marked()],
        "won": lambda: [known, Opportunity.status == OpportunityStatus.WON],
        "lost": lambda: [known, Opportunity.status.in_([OpportunityStatus.LOST, OpportunityStatus.INVALID])],
        "grown": lambda: [_open(), marked(PipelineMark.amount < Opportunity.amount)],
        "shrunk": lambda: [_open(), marked(PipelineMark.amount > Opportunity.amount)],
        "moved_in": lambda: [_open(), marked(PipelineMark.expected_on > Opportunity.expected_on)],
        "moved_out": lambda: [_open(), marked(PipelineMark.expected_on < Opportunity.expected_on)],
    }
    return ways[part]() if part in ways else []


def _open() -> ColumnElement[bool]:
    return Opportunity.status == OpportunityStatus.OPEN


def activities(args: Args) -> Conditions:
    """Activities of a unit or a person; those that a figure counts are of approved customers: with ``contacts`` those
    that reach the customer, with ``grade`` by its grade."""
    whose = _whose(args, Activity.unit_id, Activity.owner_id)
    if args.get("counted") != "yes":
        return tuple(whose)
    customers = select(Customer.id).where(Customer.status == CustomerStatus.APPROVED)
    if args.get("grade") in set(Grade):
        customers = customers.where(Customer.grade == Grade(args["grade"]))
    where = [Activity.customer_id.in_(customers), *whose]
    return (*where, *([Activity.kind.in_(sorted(CONTACT_KINDS))] if args.get("contacts") == "yes" else []))


def contracts(args: Args) -> Conditions:
    """Contracts signed in a stretch of days, also those that have ended since; a person's with those followed together."""
    where = [Contract.status.in_([ContractStatus.SIGNED, ContractStatus.ENDED])] if args.get("signed") == "yes" else []
    where += _days(args, Contract.signed_on)
    if unit_id := number(args, "unit_id"):
        where.append(Contract.unit_id.in_(below(unit_id)))
    if user_id := number(args, "owner_id"):
        where.append(or_(Contract.owner_id == user_id, Contract.customer_id.in_(followed_together(user_id))))
    return tuple(where)


def collections(args: Args) -> Conditions:
    """Money received of a unit, or of a person's contracts and customers."""
    where: list[ColumnElement[bool]] = []
    if unit_id := number(args, "unit_id"):
        where.append(Collection.unit_id.in_(below(unit_id)))
    if user_id := number(args, "owner_id"):
        theirs = select(Contract.id).where(Contract.owner_id == user_id)
        held = select(Customer.id).where(Customer.owner_id == user_id)
        alone = Collection.contract_id.is_(None) & Collection.customer_id.in_(held)
        shared = Collection.customer_id.in_(followed_together(user_id))
        where.append(or_(Collection.contract_id.in_(theirs), alone, shared))
    return (*where, *([Collection.withdrawn_at.is_(None)] if where else []))


def customers(args: Args) -> Conditions:
    """Customers approved in a stretch of days."""
    new = _moments(args, Customer.approved_at)
    return (*new, Customer.status == CustomerStatus.APPROVED) if new else ()


def claims(args: Args) -> Conditions:
    """Claims paid in a stretch of days, of a claimant or a unit, with a line of a category."""
    where = _whose(args, ExpenseClaim.unit_id, ExpenseClaim.claimant_id)
    if paid := _days(args, ExpensePayment.paid_on, "paid_since", "paid_until"):
        where.append(
            ExpenseClaim.id.in_(select(ExpensePayment.claim_id).where(*paid, ExpensePayment.returned_on.is_(None)))
        )
    if args.get("category") in set(Category):
        of_it = ExpenseLine.category == Category(args["category"]), ExpenseLine.removed_at.is_(None)
        where.append(ExpenseClaim.id.in_(select(ExpenseLine.claim_id).where(*of_it)))
    return tuple(where)
