"""The month's list for payroll leaves the house: who took it is written down (A12, A13)."""

from models import User
from operations import record, transaction
from queries.payroll import Payroll, payroll_of


def export(month: str, by: User) -> Payroll:
    """The list as it stands, and the line in the audit log."""
    with transaction():
        found = payroll_of(by, month)
        record("payroll_exported", by, by, after={"period": month, "lines": len(found.lines) + len(found.earlier)})
        return found
