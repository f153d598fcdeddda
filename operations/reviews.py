"""The approval of new customers by department manager or assistant (A4.2): what is looked at, and what follows."""

from typing import Any

import clock
from models import Approval, Customer, User
from operations.approval_kinds import Handler
from policy import entry
from policy.approvals import Evidence, StepPlan
from policy.entry import MOVES, CustomerStatus
from policy.industries import LABELS as INDUSTRIES
from policy.problems import Problem
from policy.registration import registration_problems
from policy.reviewing import CHECKED, REVIEW, longer_problems
from policy.words import N_
from queries.customers import contacts_said, similar_companies


class NewCustomer(Handler):
    """What was entered is checked and counts from then on, or goes back with reasons per field."""

    model = Customer
    events = Handler.events | {
        "asked": "customer_submitted",
        "approved": "customer_approved",
        "returned": "customer_returned",
    }

    verbs = {"approved": "approved", "returned": "returned"}

    def title(self, subject: Customer) -> str:
        return subject.name

    def url(self, subject: Customer) -> str:
        return f"/customers/{subject.id}"

    def customer_id(self, subject: Customer) -> int:
        return subject.id

    def told(self, subject: Customer) -> dict[str, Any]:
        return {"customer": subject.name}

    def asked(self, approval: Approval) -> dict[str, Any]:
        return {"customer": approval.title}

    def content(self, subject: Customer) -> dict[str, Any]:
        said = {field: getattr(subject, field) or "" for field in CHECKED if field != "contacts"}
        return said | {"contacts": contacts_said(subject.id)}

    def labels(self) -> dict[str, str]:
        return CHECKED

    def words(self) -> dict[str, dict[str, str]]:
        return {"industry": INDUSTRIES}

    def reasoned(self, subject: Customer) -> dict[str, str]:
        return CHECKED

    def route(self, subject: Customer) -> list[StepPlan]:
        return [REVIEW]

    def barred(self, subject: Customer) -> set[int]:
        return {subject.owner_id, subject.created_by_id} - {None}

    def problems(self, subject: Customer) -> list[Problem]:
        alike = similar_companies(subject.owner or subject.created_by, subject.name, subject.id)
        return [*registration_problems([], alike), *longer_problems(subject.entry_extension_reason)]

    def plain(self, subject: Customer) -> bool:
        return not self.problems(subject)

    def evidence(self, subject: Customer) -> list[Evidence]:
        late = clock.today() > subject.entry_due_on
        said = [
            Evidence(N_("Kind"), subject.kind),
            Evidence(N_("Owner"), subject.owner.name if subject.owner else ""),
            Evidence(N_("Recorded"), subject.created_at),
            Evidence(N_("To be entered by"), subject.entry_due_on, "warn" if late else "", clause="A4.3"),
        ]
        return [*said, Evidence(N_("Company profile"), subject.profile)] if subject.profile else said

    def approved(self, subject: Customer, approval: Approval, by: User | None) -> None:
        subject.status, subject.approved_at = MOVES["approve", subject.status], clock.now()

    def returned(self, subject: Customer, approval: Approval, by: User) -> None:
        """The days that it lay with the reviewer do not count against the entry clock (A4.3)."""
        subject.status = MOVES["return", subject.status]
        sent = clock.day_of(subject.submitted_at or clock.now())
        subject.entry_due_on = entry.due_after_return(subject.entry_due_on, sent, clock.today())

    def withdrawn(self, subject: Customer, approval: Approval, by: User) -> None:
        self.voided(subject, approval)

    def voided(self, subject: Customer, approval: Approval) -> None:
        if subject.status is CustomerStatus.SUBMITTED:
            subject.status, subject.submitted_at = MOVES["withdraw", subject.status], None
