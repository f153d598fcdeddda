"""Small things that tests begin with: each function makes one row through the real verbs or the models, and flushes."""

import datetime as dt
import itertools
from decimal import Decimal

import clock
import identifiers
from extensions import db
from models import Activity, Customer, CustomerOwnership, ExpenseClaim, ExpenseLine, Opportunity, Stage, User
from operations import expense_lines, expenses
from operations.ownership import hand_over
from policy.entry import CustomerKind, CustomerStatus
from policy.expenses import Category
from policy.following import ActivityKind, ActivityStatus
from policy.tracking import Band, OwnershipReason

_numbers = itertools.count(1)


def new_customer(
    owner: User, *, name: str = "", status: CustomerStatus = CustomerStatus.APPROVED, **columns
) -> Customer:
    """A customer that ``owner`` has just registered, approved unless told otherwise."""
    name = name or f"上海启明第{next(_numbers)}精密仪器有限公司"
    customer = Customer(
        kind=CustomerKind.DIRECT,
        status=status,
        name=name,
        name_key=identifiers.name_key(name),
        created_at=clock.now(),
        created_by_id=owner.id,
        entry_due_on=clock.today() + dt.timedelta(days=7),
        **{"city": "上海"} | columns,
    )
    hand_over(customer, owner, OwnershipReason.REGISTERED, owner)
    db.session.commit()
    return customer


def neglected_customer(owner: User, days: int, **columns) -> Customer:
    """A customer whose clock has run for ``days`` company days; ``band`` is what no scan has looked at yet."""
    customer = new_customer(owner, **columns)
    then = clock.start_of(clock.today() - dt.timedelta(days=days)) + dt.timedelta(hours=10)
    customer.owned_since, customer.clock_day, customer.band = then, clock.day_of(then), Band.FRESH
    customer.created_at = then
    running = db.session.query(CustomerOwnership).filter_by(customer_id=customer.id, until_at=None).one()
    running.from_at = then
    db.session.commit()
    return customer


def new_activity(customer: Customer, owner: User, **columns) -> Activity:
    """A visit done and recorded just now, unless told otherwise; the tracking clock is not touched."""
    now = clock.now()
    columns = {"kind": ActivityKind.VISIT, "status": ActivityStatus.DONE, "starts_at": now, **columns}
    if columns["status"] == ActivityStatus.DONE:
        columns.setdefault("recorded_at", now)
    activity = Activity(
        subject="拜访客户",
        customer_id=customer.id,
        owner_id=owner.id,
        unit_id=owner.unit_id,
        created_at=now,
        recorded_by_id=owner.id,
        **columns,
    )
    db.session.add(activity)
    db.session.commit()
    return activity


def new_claim(claimant: User, **columns) -> ExpenseClaim:
    """A draft claim for the last 30 days, without lines."""
    today = clock.today()
    values = {"purpose": "拜访客户", "period_from": today - dt.timedelta(days=30), "period_to": today, **columns}
    return expenses.create(claimant, values)


def line_values(**columns) -> dict:
    """What a form enters for an office line that nothing speaks against; an activity makes it a dinner with its customer."""
    values = {
        "spent_on": clock.today(),
        "category": Category.OFFICE,
        "amount": Decimal("100.00"),
        "invoice_number": f"044031900{next(_numbers):06}",
        "city": "上海",
        "description": "打印纸",
        "relates_to_customer": False,
        "relates_to_action": False,
        "customer_id": None,
        "opportunity_id": None,
        "activity_id": None,
        "progress": "",
        "key_value": "",
    }
    return {**values, **columns}


def new_line(claim: ExpenseClaim, activity: Activity | None = None, **columns) -> ExpenseLine:
    """A line of a draft claim: an office line, or with an activity a dinner that rests on it. Nothing speaks against it."""
    if activity is not None:
        number = next(_numbers)
        dinner = {
            "category": Category.ENTERTAINMENT,
            "amount": Decimal(60) + Decimal(number % 3000) / 100,
            "headcount": 3,
            "description": "商务宴请",
            "customer_id": activity.customer_id,
            "activity_id": activity.id,
            "progress": f"客户确认第 {number} 期预算，进入招标",
            "key_value": f"年采购额 {number} 万，行业样板",
        }
        columns = {**dinner, **columns}
    return expense_lines.add(claim.id, claim.claimant, line_values(**columns))


def new_opportunity(customer: Customer, owner: User, **columns) -> Opportunity:
    """An open opportunity in the first stage that is expected to be signed in a month, unless told otherwise."""
    now, month = clock.now(), clock.today() + dt.timedelta(days=30)
    stage = db.session.query(Stage).order_by(Stage.position).first()
    opportunity = Opportunity(
        customer_id=customer.id,
        owner_id=owner.id,
        unit_id=owner.unit_id,
        created_at=columns.pop("created_at", now),
        created_by_id=owner.id,
        stage_since=now,
        **{
            "name": "排产系统",
            "stage_id": stage.id,
            "amount": Decimal(80_000),
            "probability": stage.probability,
            "first_expected_on": month,
            "expected_on": month,
            **columns,
        },
    )
    db.session.add(opportunity)
    db.session.commit()
    return opportunity
