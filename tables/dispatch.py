"""Who receives which leads, and why; rights, lapses, absences (A5, A12.3)."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, short, text, word
from extensions import db
from policy.dispatch import AbsenceKind, DispatchEnd, Receiver, RightKind
from policy.leads import LapseKind
from tables.leads import Lead
from tables.people import Unit, User
from tables.writing import ref, when


class DispatchRule(db.Model):
    """Leads of these places and industries go to this receiver (A5); an empty list means any. ``position`` is the order
    among the rules of one company.

    Exactly one of ``user_id``, ``group_id`` and ``managed_unit_id`` is set, as ``receiver`` says. A rule is never
    deleted, because dispatches name it: it is switched off.
    """

    __tablename__ = "dispatch_rules"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    company_id: Mapped[int] = ref("units.id", index=False)
    position: Mapped[int]
    label: Mapped[name]
    provinces: Mapped[list[str]] = mapped_column(JSON, default=list)
    cities: Mapped[list[str]] = mapped_column(JSON, default=list)
    industries: Mapped[list[str]] = mapped_column(JSON, default=list)
    receiver: Mapped[Receiver] = mapped_column(word(Receiver))
    user_id: Mapped[int | None] = ref("users.id")
    group_id: Mapped[int | None] = ref("dispatch_groups.id")
    managed_unit_id: Mapped[int | None] = ref("units.id")
    active: Mapped[bool] = mapped_column(default=True)

    user: Mapped[User | None] = relationship()
    group: Mapped["DispatchGroup | None"] = relationship()
    managed_unit: Mapped[Unit | None] = relationship(foreign_keys=[managed_unit_id])
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "company_id", "position"),
        CheckConstraint(
            "(receiver = 'person' AND user_id IS NOT NULL AND group_id IS NULL AND managed_unit_id IS NULL)"
            " OR (receiver = 'group' AND group_id IS NOT NULL AND user_id IS NULL AND managed_unit_id IS NULL)"
            " OR (receiver = 'manager' AND managed_unit_id IS NOT NULL AND user_id IS NULL AND group_id IS NULL)",
            name="one_receiver",
        ),
    )


class DispatchGroup(db.Model):
    """Salespeople of one company among whom leads are shared out."""

    __tablename__ = "dispatch_groups"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    company_id: Mapped[int] = ref("units.id", index=False)
    name: Mapped[name]

    members: Mapped[list[User]] = relationship(secondary="dispatch_group_members", order_by="User.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("company_id", "name"),)


class DispatchGroupMember(db.Model):
    """One salesperson of a group."""

    __tablename__ = "dispatch_group_members"
    group_id: Mapped[int] = mapped_column(ForeignKey("dispatch_groups.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)


class LeadDispatch(db.Model):
    """One dispatch of a lead: to whom, by which rule or person, and why not to the others. ``user_id`` None: to nobody.

    ``workings`` lists the candidates in the order in which they were considered, each with what spoke for or against.
    ``followed_up_at`` is the first record of the receiver; at most one dispatch per lead runs. ``from_unit_id`` is the
    unit that the lead lay with before, to which it returns when nobody holds it.
    """

    __tablename__ = "lead_dispatches"
    id: Mapped[pk]
    lead_id: Mapped[int] = ref("leads.id")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    rule_id: Mapped[int | None] = ref("dispatch_rules.id")
    from_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[text]
    at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime | None]
    accepted_at: Mapped[dt.datetime | None]
    followed_up_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    ended: Mapped[DispatchEnd | None] = mapped_column(word(DispatchEnd))
    workings: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)

    lead: Mapped[Lead] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    rule: Mapped[DispatchRule | None] = relationship()
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
    __table_args__ = (
        Index(None, "user_id", "at"),
        Index("uq_lead_dispatches_running", "lead_id", unique=True, **when("ended_at IS NULL AND user_id IS NOT NULL")),
        Index("ix_lead_dispatches_unfollowed", "due_at", **when("followed_up_at IS NULL AND user_id IS NOT NULL")),
        Index("ix_lead_dispatches_late", "due_at", **when("followed_up_at > due_at")),
    )


class LeadRight(db.Model):
    """A person's right to leads, or priority in dispatch, from a day on (A12.3, A12.4): by whom, why, until when.

    Without a record in force everybody who sells may receive leads. ``by_id`` is None when the assessment decided.
    """

    __tablename__ = "lead_rights"
    id: Mapped[pk]
    user_id: Mapped[int] = ref("users.id")
    kind: Mapped[RightKind] = mapped_column(word(RightKind))
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]
    clause: Mapped[short]
    reason: Mapped[text]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])


class LeadLapse(db.Model):
    """A fact for the assessment (A12.3): a dispatched lead without timely follow-up, or without any record.

    Kept once per dispatch and kind, with the numbers of the day it was found; the assessment only reads it.
    """

    __tablename__ = "lead_lapses"
    id: Mapped[pk]
    dispatch_id: Mapped[int] = ref("lead_dispatches.id", index=False)
    lead_id: Mapped[int] = ref("leads.id")
    user_id: Mapped[int] = ref("users.id", index=False)
    kind: Mapped[LapseKind] = mapped_column(word(LapseKind))
    due_at: Mapped[dt.datetime]
    found_on: Mapped[dt.date]
    limit_hours: Mapped[int]

    lead: Mapped[Lead] = relationship()
    user: Mapped[User] = relationship()
    __table_args__ = (UniqueConstraint("dispatch_id", "kind"), Index(None, "user_id", "found_on"))


class Absence(db.Model):
    """Days on which somebody is away, the last one included: no leads are dispatched to who is on leave.

    ``place`` is where a business trip leads (A3.2).
    """

    __tablename__ = "absences"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    user_id: Mapped[int] = ref("users.id", index=False)
    kind: Mapped[AbsenceKind] = mapped_column(word(AbsenceKind))
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date]
    place: Mapped[str] = mapped_column(String(200), default="", server_default="")
    note: Mapped[text]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    cancelled_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index(None, "user_id", "until_on"), CheckConstraint("from_on <= until_on", name="in_order"))
