"""Reports that are sent by themselves: ordered, switched off and on, and sent once per order and period (A10)."""

import datetime as dt

import clock
from extensions import db
from models import ReportOrder, ReportSending, Unit, User
from operations import flush_or, locked, notify, once, record, refuse_if, transaction
from operations.house import keep_still
from policy.figures import Report, Rhythm
from policy.report_orders import order_problems
from policy.roles import Role
from queries.report_orders import due_of, order_facts, orders_due, readers_of

HERE = "/reports/orders"


def order(unit: Unit, report: Report, rhythm: Rhythm, role: Role, by: User, form_key: str = "") -> ReportOrder:
    """Order a report; it is sent from the next day on on which it is due. Raises ``Refused``."""
    with transaction():
        form = once(form_key, by.id, HERE)
        keep_still(Unit, unit.id)
        refuse_if(order_problems(order_facts(unit, report, rhythm, role, by)))
        said = {"unit_id": unit.id, "report": report, "rhythm": rhythm, "role": role}
        row = ReportOrder(**said, by_id=by.id, at=clock.now())
        db.session.add(row)
        flush_or(lambda: order_problems(order_facts(unit, report, rhythm, role, by)))
        if form:
            form.location = HERE
        record("report_ordered", row, by, after=said)
        return row


def switch(order_id: int, version: int, active: bool, by: User) -> ReportOrder:
    """Switch an order off, or on again from today; who switches it on is who orders it. Raises ``Refused``, ``Stale``."""
    with transaction():
        row = locked(ReportOrder, order_id, version)
        if active and not row.active:
            refuse_if(order_problems(order_facts(row.unit, row.report, row.rhythm, row.role, by, but=row.id)))
            row.by_id, row.at = by.id, clock.now()
        if active != row.active:
            row.active = active
            record("report_switched_on" if active else "report_switched_off", row, by)
        return row


def due(today: dt.date) -> list[int]:
    """The orders of which a sending is due; ends the reading, so that every sending is a transaction of its own."""
    found = orders_due(today)
    db.session.rollback()
    return found


def send(order_id: int, today: dt.date) -> int:
    """Send the latest report of an order that is due, to everybody once however many orders name them: how many heard.

    0 when it was sent before, or was switched off.
    """
    with transaction():
        row = locked(ReportOrder, order_id)
        if order_id not in orders_due(today):
            return 0
        now = due_of(row.rhythm, today)
        readers = readers_of(row)
        told = {"report": row.report, "report_word": row.report.label, "month": now.month}
        key = f"report:{row.report}:{row.rhythm}:{now.period}"
        url = f"/reports/{row.report}?period={now.month}"
        heard = sum(notify(one.id, "report_sent", url, key=key, **told) for one in readers)
        db.session.add(ReportSending(order_id=row.id, period=now.period, at=clock.now(), readers=heard))
        record("report_sent", row, None, after={"month": now.month, "count": heard})
        return heard
