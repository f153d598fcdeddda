"""What was asked for, who decides each step, and who stands in (A4.2, A6.7, A9)."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, short, text, word
from extensions import db
from policy.approvals import ApprovalKind, ApprovalState, StepState
from policy.roles import Role
from tables.people import Unit, User
from tables.writing import ref, when

if TYPE_CHECKING:
    from tables.customers import Customer


class Approval(db.Model):
    """One request that people decide about something, on a route that the policy computed from its content.

    ``subject_id`` is the id of what ``kind`` names. ``content`` is what was submitted and ``fingerprint`` its hash: a
    decision names it, so that nobody decides about what they did not see; ``before`` is what was approved last time.
    At most one per subject is pending, and its subject is frozen meanwhile.
    """

    __tablename__ = "approvals"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[ApprovalKind] = mapped_column(word(ApprovalKind))
    subject_id: Mapped[int]
    customer_id: Mapped[int | None] = ref("customers.id")
    title: Mapped[name]
    requested_by_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id")
    requested_at: Mapped[dt.datetime]
    state: Mapped[ApprovalState] = mapped_column(word(ApprovalState), default=ApprovalState.PENDING)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    fingerprint: Mapped[str] = mapped_column(String(64))
    plain: Mapped[bool] = mapped_column(default=False)
    note: Mapped[text]
    ended_at: Mapped[dt.datetime | None]

    customer: Mapped["Customer | None"] = relationship()
    requested_by: Mapped[User] = relationship()
    unit: Mapped[Unit] = relationship()
    steps: Mapped[list["ApprovalStep"]] = relationship(
        back_populates="approval", order_by="ApprovalStep.position, ApprovalStep.id"
    )
    barred: Mapped[list["ApprovalBarred"]] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("uq_approvals_pending", "kind", "subject_id", unique=True, **when("state = 'pending'")),
        Index(None, "kind", "subject_id", "id"),
        Index(None, "requested_by_id", "state", "id"),
        Index(None, "requested_by_id", "id"),
        CheckConstraint("(state = 'pending') = (ended_at IS NULL)", name="pending_until_it_ends"),
    )


class ApprovalBarred(db.Model):
    """Whose work is decided about: who asked, and whose it is. They never decide, and are told how it ends."""

    __tablename__ = "approval_barred"
    approval_id: Mapped[int] = mapped_column(ForeignKey("approvals.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)


class ApprovalStep(db.Model):
    """One decision on the route: of somebody with ``role`` for ``unit_id``; steps of one ``position`` are parallel.

    ``clause``, ``why`` and ``params`` say what brought it here. ``person_id`` is set where the route names one person.
    ``for_id`` is whom a deputy or assistant decided for. ``told_level`` is how far up its lateness was told.
    """

    __tablename__ = "approval_steps"
    id: Mapped[pk]
    approval_id: Mapped[int] = ref("approvals.id")
    position: Mapped[int]
    role: Mapped[Role] = mapped_column(word(Role))
    unit_id: Mapped[int] = ref("units.id", index=False)
    assistants: Mapped[bool] = mapped_column(default=False)
    clause: Mapped[short]
    why: Mapped[text]
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[StepState] = mapped_column(word(StepState), default=StepState.WAITING)
    opened_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime | None]
    told_level: Mapped[int] = mapped_column(default=0)
    by_id: Mapped[int | None] = ref("users.id")
    for_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime | None]
    opinion: Mapped[text]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    approval: Mapped[Approval] = relationship(back_populates="steps")
    unit: Mapped[Unit] = relationship()
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
    decided_for: Mapped[User | None] = relationship(foreign_keys=[for_id])
    __table_args__ = (
        Index("ix_approval_steps_open", "role", "unit_id", "due_at", "id", **when("state = 'open'")),
        Index("ix_approval_steps_clock", "due_at", **when("state = 'open' AND due_at IS NOT NULL")),
        CheckConstraint("state <> 'open' OR (opened_at IS NOT NULL AND due_at IS NOT NULL)", name="open_since"),
        CheckConstraint(
            "state NOT IN ('approved', 'returned') OR (by_id IS NOT NULL AND at IS NOT NULL)",
            name="decided_by_somebody",
        ),
    )


class Deputy(db.Model):
    """Who decides for somebody who is away, on these days, the last one included."""

    __tablename__ = "deputies"
    id: Mapped[pk]
    user_id: Mapped[int] = ref("users.id", index=False)
    deputy_id: Mapped[int] = ref("users.id")
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    deputy: Mapped[User] = relationship(foreign_keys=[deputy_id])
    __table_args__ = (
        Index(None, "user_id", "until_on"),
        CheckConstraint("from_on <= until_on", name="in_order"),
        CheckConstraint("user_id <> deputy_id", name="two_people"),
    )
