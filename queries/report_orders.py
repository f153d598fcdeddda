"""Reports that are sent by themselves: what is ordered, what is due, and for whom (A10)."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

import clock
from access import visible
from extensions import db
from models import ReportOrder, ReportSending, Unit, User, UserRole
from policy.figures import Report, Rhythm
from policy.periods import month_after, month_of
from policy.permissions import Permission
from policy.report_orders import OrderFacts
from policy.roles import Role
from queries.people import active_people
from queries.rankings import first_working_day, latest_month
from queries.reports.view import reports_of
from scopes import permissions_of, scope_of


@dataclass(frozen=True)
class Due:
    """A sending: how its period is called, the day on which it is due, and the month that the report tells of."""

    period: str
    on: dt.date
    month: str


def orders(by: User) -> Select:
    """The orders that somebody may know of."""
    whole = joinedload(ReportOrder.unit), joinedload(ReportOrder.by)
    return visible(ReportOrder, by).options(*whole)


def last_sendings(order_ids: list[int]) -> dict[int, ReportSending]:
    """The latest sending of each order."""
    rows = select(ReportSending).where(ReportSending.order_id.in_(order_ids)).order_by(ReportSending.id)
    return {row.order_id: row for row in db.session.scalars(rows)}


def order_facts(unit: Unit, report: Report, rhythm: Rhythm, role: Role, by: User, but: int = 0) -> OrderFacts:
    """What the rule of ordering is given; ``but`` is the order itself when it is switched on again."""
    me = scope_of(by)
    same = select(ReportOrder.id).where(
        ReportOrder.unit_id == unit.id,
        ReportOrder.report == report,
        ReportOrder.rhythm == rhythm,
        ReportOrder.role == role,
        ReportOrder.id != but,
    )
    return OrderFacts(
        allowed=Permission.ORDER_REPORTS in me.permissions and unit.id in me.managed,
        unit_active=unit.active,
        report=report,
        role=role,
        stands=db.session.scalar(same) is not None,
    )


def due_of(rhythm: Rhythm, today: dt.date) -> Due:
    """The latest sending that is due. On Mondays the month of the day before, as far as it has come; on the first working
    day of a month the month before. What was missed longer ago is not sent: it would be old news."""
    if rhythm is Rhythm.WEEKLY:
        monday = today - dt.timedelta(days=today.weekday())
        return Due(monday.isoformat(), monday, month_of(monday - dt.timedelta(days=1)))
    month = latest_month(today)
    return Due(month, first_working_day(month_after(month)), month)


def orders_due(today: dt.date) -> list[int]:
    """The orders of which the latest sending is due and was not made. Who orders on a day hears from the next one on."""
    rows = select(ReportOrder).where(ReportOrder.active).order_by(ReportOrder.id)
    waiting = [row for row in db.session.scalars(rows) if clock.day_of(row.at) < due_of(row.rhythm, today).on]
    sent = select(ReportSending.order_id, ReportSending.period)
    made = set(db.session.execute(sent.where(ReportSending.order_id.in_([row.id for row in waiting]))).tuples())
    return [row.id for row in waiting if (row.id, due_of(row.rhythm, today).period) not in made]


def readers_of(order: ReportOrder) -> list[User]:
    """The active people who hold the role in the unit or below it, and whose own scope has anything of the report."""
    there = select(Unit.id).where(Unit.path.startswith(order.unit.path))
    holders = select(UserRole.user_id).where(UserRole.role == order.role)
    rows = select(User).where(User.unit_id.in_(there), User.id.in_(holders))
    return [one for one in active_people(rows) if may_read(one, order.report)]


def may_read(user: User, report: Report) -> bool:
    """Whether the person finds anything in the report."""
    return Permission.VIEW_REPORTS in permissions_of(user) and report in reports_of(user)
