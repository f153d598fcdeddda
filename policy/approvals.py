"""Decisions by people: what is decided, by whom in which order, and what each state allows."""

from dataclasses import dataclass, field
from typing import Any

from policy.roles import Role
from policy.words import N_, Word


class ApprovalKind(Word):
    """What is decided about."""

    CUSTOMER = "customer", N_("New customer")
    CLOSING = "closing", N_("Closing")
    QUOTE = "quote", N_("Quote")
    CONTRACT = "contract", N_("Contract")
    CHANGE = "change", N_("Change of a contract")
    ORDER = "order", N_("Sales order")


class ApprovalState(Word):
    """Where an approval stands as a whole."""

    PENDING = "pending", N_("Waiting for a decision")
    APPROVED = "approved", N_("Approved")
    RETURNED = "returned", N_("Returned")
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    VOIDED = "voided", N_("Void: the content changed")


class StepState(Word):
    """Where one step of an approval stands."""

    WAITING = "waiting", N_("Not yet")
    OPEN = "open", N_("To be decided")
    APPROVED = "approved", N_("Agreed")
    RETURNED = "returned", N_("Disagreed")
    SKIPPED = "skipped", N_("Left out")


@dataclass(frozen=True)
class StepPlan:
    """One decision on a route, as the policy of a room computes it from the content.

    Steps of one ``position`` are parallel. DEPARTMENT_MANAGER means: who leads the unit (manager or general manager),
    climbing where nobody does. ``why`` is a message id filled with ``params``; ``assistants``: whether those who assist
    who leads may decide as well (A4.2, A6.7).
    """

    position: int
    role: Role
    clause: str
    why: str
    params: dict[str, Any] = field(default_factory=dict, hash=False)
    assistants: bool = False


@dataclass(frozen=True)
class Evidence:
    """One line that a decision rests on: ``label`` is a message id, ``value`` is shown as it is.

    ``tone`` is "", "good", "warn" or "bad"; ``url`` is where more of it stands, ``clause`` what asks for it.
    """

    label: str
    value: Any
    tone: str = ""
    url: str = ""
    clause: str = ""
