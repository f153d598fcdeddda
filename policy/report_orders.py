"""A10: reports that are sent by themselves, to everybody who holds a role in a unit or below it and may read them."""

from collections.abc import Iterator
from dataclasses import dataclass

from policy.figures import Report
from policy.permissions import COMPANY_ROLES, ROLES, UNIT_ROLES, Permission
from policy.problems import Problem, refusals
from policy.roles import Role
from policy.words import N_

BOOKED = frozenset({Report.RESULTS, Report.RETURNS, Report.CLAIMS})
"""What finance reads of the companies whose books it keeps; business staff read the results (A13)."""

_refused = refusals("A10")


@dataclass(frozen=True)
class OrderFacts:
    """A report that is ordered, or switched on again. ``stands``: the same order is there already."""

    allowed: bool
    unit_active: bool
    report: Report
    role: Role
    stands: bool = False


def reads(role: Role, report: Report) -> bool:
    """Whether who holds the role, and no other, finds anything in the report; their own scope decides what (A13)."""
    held = ROLES[role]
    if Permission.VIEW_REPORTS not in held:
        return False
    if Permission.FOLLOW_OPPORTUNITIES in held or role in UNIT_ROLES | COMPANY_ROLES:
        return True
    booked = role is Role.FINANCE and report in BOOKED
    return booked or (Permission.KEEP_CONTRACTS in held and report is Report.RESULTS)


def order_problems(facts: OrderFacts) -> Iterator[Problem]:
    """Why a report is not sent like this (A10, A13)."""
    if not facts.allowed or not facts.unit_active:
        message = N_("You order reports for the units that you lead.")
        yield _refused("not_yours", message, N_("Choose another unit."), "unit_id")
    if not reads(facts.role, facts.report):
        message = N_("Who has this role may not read this report.")
        yield _refused("not_read", message, N_("Choose another role or another report."), "role", clause="A13")
    if facts.stands:
        message = N_("This report is ordered already.")
        yield _refused("stands", message, N_("Look for it in the list; it may be switched off."), "report")
