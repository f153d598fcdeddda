"""The text of a report in its mail: its main numbers, of what the reader themselves may read of (A10, A13)."""

from flask_babel import format_decimal, gettext

from extensions import db
from models import Notification, User
from policy.figures import Report
from queries.report_orders import may_read
from queries.reports.blocks import MONEY, PERCENT, Cell
from queries.reports.contents import content
from queries.reports.view import view_of


def letter(notice: Notification) -> str:
    """What the mail of a report says beyond its sentence; nothing for other notifications, or who may not read it now."""
    if notice.event != "report_sent":
        return ""
    told, person = notice.params, db.session.get(User, notice.user_id)
    report = Report(told["report"])
    if not may_read(person, report):
        return ""
    view = view_of(person, report, {"period": told["month"]})
    whose = view.person.name if view.person else view.unit.name
    said = [f"{one.label}: {_said(one.cell)}{f' ({one.hint})' if one.hint else ''}" for one in content(view).shown]
    return "".join(f"{line}\n" for line in [f"{whose}, {told['month']}", *said]) + "\n"


def _said(cell: Cell) -> str:
    if cell.value is None:
        return gettext("nothing to tell")
    if cell.kind == MONEY:
        return f"¥{cell.value:,.2f}"
    return f"{cell.value} %" if cell.kind == PERCENT else format_decimal(cell.value)
