"""The vocabulary: every table, in chapters in the order of a customer's life.

1 People         Unit · User · UserRole · AssistantLink · SignIn
2 Policy         ParameterValue · Stage
3 Leads          Lead · LeadStep · LeadMessage · ApiKey
4 Dispatch       DispatchRule · DispatchGroup · DispatchGroupMember · LeadDispatch · LeadRight · LeadLapse · Absence
5 Customers      Customer · Contact · CustomerReview · CustomerShare · CustomerOwnership · PoolRelease · TrackingNotice
6 Registration   Registration · NextInLine · LookUp · Conflict · ConflictParty · ConflictRuling · Handover
7 Activities     Activity · ActivityParticipant · ActivityContact
8 Opportunities  Opportunity · StageChange · ExpectedDateChange · Competitor · Closing · ClosingConfirmation
9 Expenses       ExpenseClaim · ExpenseLine · ExpenseDecision · ExpensePayment · EvidenceSnapshot
10 Attachments   Attachment
11 Messages      Notification · OutboxMail
12 Proof         AuditEntry · SubmittedForm · JobRun
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from flask_login import UserMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, short, text, word
from extensions import db
from policy.conflicts import Claiming, ConflictStatus, Instance, Outcome
from policy.dispatch import AbsenceKind, DispatchEnd, Receiver, RightKind
from policy.entry import CustomerKind, CustomerStatus, DecisionRole, Grade, ReviewDecision
from policy.expenses import Category, ClaimStatus, ClaimStep, Verdict
from policy.following import ActivityKind, ActivityStatus, ClosingDecision, OpportunityStatus
from policy.leads import InvalidReason, LapseKind, LeadChannel, LeadDeed, LeadStatus
from policy.registration import RegistrationEnd
from policy.roles import Role, UnitKind
from policy.tracking import Band, OwnershipReason


def ref(target: str, *, index: bool = True, **options: Any):
    """A foreign key to ``table.id``; indexed unless a composite index of the table already begins with it."""
    return mapped_column(ForeignKey(target), index=index, **options)


def when(condition: str) -> dict[str, Any]:
    """The options of an index over those rows alone that meet a condition, on both databases."""
    return {"sqlite_where": sql(condition), "postgresql_where": sql(condition)}


# 1 ── People ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Unit(db.Model):
    """A node of the organisation tree (A2). ``path`` is ``/1/4/9/``: the ids from the root down to this unit."""

    __tablename__ = "units"
    id: Mapped[pk]
    parent_id: Mapped[int | None] = ref("units.id")
    kind: Mapped[UnitKind] = mapped_column(word(UnitKind))
    name: Mapped[name]
    path: Mapped[str] = mapped_column(String(255), default="", index=True)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("parent_id", "name"),)


class User(UserMixin, db.Model):
    """A person who signs in. Never deleted, only deactivated; raising ``session_epoch`` ends every session."""

    __tablename__ = "users"
    id: Mapped[pk]
    username: Mapped[short] = mapped_column(unique=True)
    name: Mapped[name]
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str] = mapped_column(String(255), default="")
    must_change_password: Mapped[bool] = mapped_column(default=False)
    session_epoch: Mapped[int] = mapped_column(default=1)
    unit_id: Mapped[int] = ref("units.id")
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[str] = mapped_column(String(20), default="zh_Hans_CN")
    created_at: Mapped[dt.datetime]
    last_sign_in_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    role_rows: Mapped[list["UserRole"]] = relationship(back_populates="user", cascade="all, delete-orphan")
    __mapper_args__ = {"version_id_col": version}

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(row.role for row in self.role_rows)

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        return f"{self.id}:{self.session_epoch}"


class UserRole(db.Model):
    """One role of one person."""

    __tablename__ = "user_roles"
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(word(Role), primary_key=True)

    user: Mapped[User] = relationship(back_populates="role_rows")


class AssistantLink(db.Model):
    """An assistant prepares, passes on and reviews for a manager (A3.3, A4.2)."""

    __tablename__ = "assistant_links"
    assistant_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    manager_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)

    assistant: Mapped[User] = relationship(foreign_keys=[assistant_id])
    manager: Mapped[User] = relationship(foreign_keys=[manager_id])
    __table_args__ = (CheckConstraint("assistant_id <> manager_id", name="two_people"),)


class SignIn(db.Model):
    """One session of one person, on the server: a cookie whose row has ended, or is too old, opens nothing."""

    __tablename__ = "sign_ins"
    id: Mapped[pk]
    user_id: Mapped[int] = ref("users.id")
    token: Mapped[short] = mapped_column(unique=True)
    at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    address: Mapped[str] = mapped_column(String(60), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship()


# 2 ── Policy ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class ParameterValue(db.Model):
    """A policy parameter's value from a day on; never edited, a change is a new row."""

    __tablename__ = "parameter_values"
    id: Mapped[pk]
    name: Mapped[short]
    value: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[dt.date]
    set_at: Mapped[dt.datetime]
    set_by_id: Mapped[int | None] = ref("users.id")
    reason: Mapped[text]

    set_by: Mapped[User | None] = relationship()
    __table_args__ = (Index(None, "name", "valid_from", "id"),)


class Stage(db.Model):
    """A step of the sales pipeline (A6.1), in order of ``position``; ``probability`` in percent is the preset."""

    __tablename__ = "stages"
    id: Mapped[pk]
    code: Mapped[short] = mapped_column(unique=True)
    name_zh: Mapped[name]
    name_en: Mapped[name]
    position: Mapped[int]
    probability: Mapped[int]
    allows_quotes: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (CheckConstraint("probability between 0 and 100", name="percent_range"),)


# 3 ── Leads ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class Lead(db.Model):
    """An inquiry that came in, before it is an opportunity (A5).

    ``words`` is what the customer said or wrote and is never edited. ``since`` is when the present step began and
    ``due_at`` by when it must be done, in working hours; ``due_at`` is None when no clock runs. ``told_level`` is how far
    up the escalation of the present step has been told. ``unit_id`` is the company that the lead came to, and from the
    first dispatch on the department of who holds it. ``source_key`` makes an inquiry that is sent twice come in once.
    ``asked_at`` is since when the visitor of a consultation waits for an answer; None when nobody waits.
    """

    __tablename__ = "leads"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    channel: Mapped[LeadChannel] = mapped_column(word(LeadChannel))
    status: Mapped[LeadStatus] = mapped_column(word(LeadStatus), default=LeadStatus.NEW)
    company: Mapped[name] = mapped_column(default="")
    name_key: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[name] = mapped_column(default="")
    title: Mapped[str] = mapped_column(String(100), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    province: Mapped[str] = mapped_column(String(40), default="")
    city: Mapped[str] = mapped_column(String(40), default="")
    industry: Mapped[str] = mapped_column(String(40), default="")
    need: Mapped[text]
    budget: Mapped[Decimal | None]
    words: Mapped[text]
    arrived_at: Mapped[dt.datetime]
    taken_by_id: Mapped[int | None] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    since: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime | None]
    told_level: Mapped[int] = mapped_column(default=0)
    owner_id: Mapped[int | None] = ref("users.id", index=False)
    dispatched_at: Mapped[dt.datetime | None]
    accepted_at: Mapped[dt.datetime | None]
    followed_up_at: Mapped[dt.datetime | None]
    invalid_reason: Mapped[InvalidReason | None] = mapped_column(word(InvalidReason))
    duplicate_of_id: Mapped[int | None] = ref("leads.id")
    customer_id: Mapped[int | None] = ref("customers.id")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    opportunity_id: Mapped[int | None] = ref("opportunities.id")
    source_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    source_digest: Mapped[str] = mapped_column(String(64), default="")
    thread_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    unread_messages: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[dt.datetime | None]

    taken_by: Mapped[User | None] = relationship(foreign_keys=[taken_by_id])
    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    unit: Mapped[Unit] = relationship()
    duplicate_of: Mapped["Lead | None"] = relationship(remote_side="Lead.id")
    customer: Mapped["Customer | None"] = relationship()
    opportunity: Mapped["Opportunity | None"] = relationship()
    steps: Mapped[list["LeadStep"]] = relationship(order_by="LeadStep.id")
    messages: Mapped[list["LeadMessage"]] = relationship(order_by="LeadMessage.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "status", "since", "id"),
        Index(None, "owner_id", "status", "id"),
        Index(None, "unit_id", "status", "id"),
        Index(None, "arrived_at", "id"),
        Index(None, "owner_id", "arrived_at", "id"),
        Index(None, "unit_id", "arrived_at", "id"),
        Index(None, "taken_by_id", "arrived_at", "id"),
        Index("ix_leads_clock", "due_at", **when("due_at IS NOT NULL")),
        Index("ix_leads_phone", "phone", **when("phone <> ''")),
        Index("ix_leads_name", "name_key", **when("name_key <> ''")),
        Index(None, "status", "unit_id", "name_key"),
        Index("ix_leads_asked", "asked_at", "id", **when("asked_at IS NOT NULL")),
        Index("ix_leads_threads", "arrived_at", "id", **when("thread_key IS NOT NULL")),
    )

    @property
    def called(self) -> str:
        """What the lead is called where only a line of it is shown."""
        return self.company or self.contact or self.phone or self.email or f"№ {self.id}"


class LeadStep(db.Model):
    """One dated step in a lead's chain; ``due_at`` is the limit of the step that it ends, and ``by_id`` None when the
    product itself did it. Never edited."""

    __tablename__ = "lead_steps"
    id: Mapped[pk]
    lead_id: Mapped[int] = ref("leads.id")
    deed: Mapped[LeadDeed] = mapped_column(word(LeadDeed))
    at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    note: Mapped[text]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
    to: Mapped[User | None] = relationship(foreign_keys=[to_id])


class LeadMessage(db.Model):
    """One message of an online consultation; ``by_id`` None when the visitor wrote it."""

    __tablename__ = "lead_messages"
    id: Mapped[pk]
    lead_id: Mapped[int] = ref("leads.id")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    body: Mapped[text]
    at: Mapped[dt.datetime]

    by: Mapped[User | None] = relationship()


class ApiKey(db.Model):
    """A key with which a company's own website hands in inquiries; only its hash is kept."""

    __tablename__ = "api_keys"
    id: Mapped[pk]
    label: Mapped[name]
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(12), default="")
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    last_used_on: Mapped[dt.date | None]
    revoked_at: Mapped[dt.datetime | None]

    created_by: Mapped[User] = relationship()


# 4 ── Dispatch ────────────────────────────────────────────────────────────────────────────────────────────────────────


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
    """Days on which somebody is away, the last one included: no leads are dispatched to who is on leave."""

    __tablename__ = "absences"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    user_id: Mapped[int] = ref("users.id", index=False)
    kind: Mapped[AbsenceKind] = mapped_column(word(AbsenceKind))
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date]
    note: Mapped[text]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    cancelled_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index(None, "user_id", "until_on"), CheckConstraint("from_on <= until_on", name="in_order"))


# 5 ── Customers ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Customer(db.Model):
    """A company under its registered name. Without an owner it is in the public pool.

    ``name_key`` and ``credit_code`` are unique from the first draft on: first recorded, first owned (A8.1). A record that
    lapsed holds neither any more (``Registration`` keeps what was entered).
    ``clock_day`` is the company day the tracking clock counts from (A7): the later of the day the customer came to its
    owner and its last contact activity. ``band`` is what the last tracking scan found.
    """

    __tablename__ = "customers"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[CustomerKind] = mapped_column(word(CustomerKind))
    status: Mapped[CustomerStatus] = mapped_column(word(CustomerStatus), default=CustomerStatus.DRAFT)
    name: Mapped[name]
    name_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    pinyin: Mapped[str] = mapped_column(String(800), default="")
    initials: Mapped[str] = mapped_column(String(200), default="")
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    agent_id: Mapped[int | None] = ref("customers.id")
    province: Mapped[str] = mapped_column(String(40), default="")
    city: Mapped[str] = mapped_column(String(40), default="")
    industry: Mapped[str] = mapped_column(String(40), default="")
    grade: Mapped[Grade] = mapped_column(word(Grade), default=Grade.C)
    address: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(40), default="", index=True)
    website: Mapped[str] = mapped_column(String(200), default="")
    profile: Mapped[text]
    process_data: Mapped[text]
    won_at: Mapped[dt.datetime | None]

    owner_id: Mapped[int | None] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    owned_since: Mapped[dt.datetime | None]
    pooled_at: Mapped[dt.datetime | None]
    last_contact_at: Mapped[dt.datetime | None]
    clock_day: Mapped[dt.date]
    band: Mapped[Band] = mapped_column(word(Band), default=Band.FRESH)

    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = ref("users.id")
    entry_due_on: Mapped[dt.date]
    entry_extension_reason: Mapped[text]
    submitted_at: Mapped[dt.datetime | None]
    approved_at: Mapped[dt.datetime | None]

    owner: Mapped[User | None] = relationship(foreign_keys=[owner_id])
    unit: Mapped[Unit] = relationship()
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    agent: Mapped["Customer | None"] = relationship(remote_side="Customer.id")
    contacts: Mapped[list["Contact"]] = relationship(back_populates="customer", order_by="Contact.id")
    registration: Mapped["Registration | None"] = relationship(
        primaryjoin="and_(Registration.customer_id == Customer.id, Registration.opportunity_id.is_(None))",
        viewonly=True,
    )
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "owner_id", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "owner_id", "clock_day", "id"),
        Index(None, "unit_id", "clock_day", "id"),
        Index(None, "city", "id"),
        Index(None, "industry", "id"),
        Index("ix_customers_neglected", "band", "id", **when("band <> 'fresh'")),
        Index("ix_customers_unapproved", "status", "id", **when("status <> 'approved'")),
        Index(
            "ix_customers_running_clock",
            *("clock_day", "id", "status", "unit_id", "grade", "band"),
            **when("owner_id IS NOT NULL"),
        ),
        Index("ix_customers_pool", "pooled_at", "id", **when("pooled_at IS NOT NULL")),
        Index("ix_customers_entry_clock", "entry_due_on", **when("status <> 'approved'")),
        Index("ix_customers_awaiting_review", "unit_id", "submitted_at", **when("status = 'submitted'")),
    )


class Contact(db.Model):
    """A person at a customer. Name never empty (A4.1); leaving is ``active = False``."""

    __tablename__ = "contacts"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    customer_id: Mapped[int] = ref("customers.id")
    name: Mapped[name]
    title: Mapped[str] = mapped_column(String(100), default="")
    phone: Mapped[str] = mapped_column(String(40), default="", index=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    decision_role: Mapped[DecisionRole] = mapped_column(word(DecisionRole), default=DecisionRole.UNKNOWN)
    note: Mapped[text]
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = ref("users.id")

    customer: Mapped[Customer] = relationship(back_populates="contacts")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index(None, "name"), CheckConstraint("name <> ''", name="has_name"))


class CustomerReview(db.Model):
    """One decision about a submitted customer (A4.2); ``field_reasons`` maps a field's name to what is wrong."""

    __tablename__ = "customer_reviews"
    id: Mapped[pk]
    customer_id: Mapped[int] = ref("customers.id")
    decision: Mapped[ReviewDecision] = mapped_column(word(ReviewDecision))
    note: Mapped[text]
    field_reasons: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    by_id: Mapped[int] = ref("users.id")
    at: Mapped[dt.datetime]

    by: Mapped[User] = relationship()


class CustomerShare(db.Model):
    """Another person who works on the customer together with the owner (A8.2), until the share ends.

    ``percent`` is this person's part of the credit for results; what the running shares leave of 100 is the owner's.
    """

    __tablename__ = "customer_shares"
    id: Mapped[pk]
    customer_id: Mapped[int] = ref("customers.id", index=False)
    user_id: Mapped[int] = ref("users.id")
    reason: Mapped[text]
    percent: Mapped[int] = mapped_column(default=0, server_default="0")
    ruling_id: Mapped[int | None] = ref("conflict_rulings.id")
    by_id: Mapped[int] = ref("users.id")
    from_at: Mapped[dt.datetime]
    until_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    __table_args__ = (
        Index("uq_customer_shares_running", "customer_id", "user_id", unique=True, **when("until_at IS NULL")),
    )


class CustomerOwnership(db.Model):
    """Who owned a customer, from when until when, and how it came and left; at most one runs per customer."""

    __tablename__ = "customer_ownerships"
    id: Mapped[pk]
    customer_id: Mapped[int] = ref("customers.id")
    owner_id: Mapped[int] = ref("users.id")
    unit_id: Mapped[int] = ref("units.id")
    from_at: Mapped[dt.datetime]
    until_at: Mapped[dt.datetime | None]
    gained: Mapped[OwnershipReason] = mapped_column(word(OwnershipReason))
    ended: Mapped[OwnershipReason | None] = mapped_column(word(OwnershipReason))
    note: Mapped[text]
    by_id: Mapped[int | None] = ref("users.id")

    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
    __table_args__ = (Index("uq_customer_ownerships_running", "customer_id", unique=True, **when("until_at IS NULL")),)


class PoolRelease(db.Model):
    """One move of a customer to the public pool, with the numbers it was judged by (A7.3). ``days`` without contact."""

    __tablename__ = "pool_releases"
    id: Mapped[pk]
    customer_id: Mapped[int] = ref("customers.id")
    former_owner_id: Mapped[int] = ref("users.id")
    released_at: Mapped[dt.datetime]
    clock_day: Mapped[dt.date]
    days: Mapped[int]
    limit_days: Mapped[int]
    by_id: Mapped[int | None] = ref("users.id")
    note: Mapped[text]

    former_owner: Mapped[User] = relationship(foreign_keys=[former_owner_id])
    __table_args__ = (Index("uq_pool_releases_clock", "customer_id", "former_owner_id", "released_at", unique=True),)


class TrackingNotice(db.Model):
    """The dated notice that a customer passed into a band, once per band and run of its clock (A7.1, A7.2).

    ``told_at`` is when the owner was alerted of an alarm; what is still untold is made up by the next scan.
    """

    __tablename__ = "tracking_notices"
    id: Mapped[pk]
    customer_id: Mapped[int] = ref("customers.id", index=False)
    owner_id: Mapped[int] = ref("users.id")
    band: Mapped[Band] = mapped_column(word(Band))
    clock_day: Mapped[dt.date]
    noticed_at: Mapped[dt.datetime]
    told_at: Mapped[dt.datetime | None]

    __table_args__ = (
        UniqueConstraint("customer_id", "owner_id", "band", "clock_day"),
        Index("ix_tracking_notices_untold", "owner_id", **when("told_at IS NULL AND band = 'alarm'")),
    )


# 6 ── Registration ────────────────────────────────────────────────────────────────────────────────────────────────────


class Registration(db.Model):
    """The proof of who recorded a customer or opportunity first (A8.1): the server's time, and what was entered.

    ``protected_until`` is the last day of the protection term. ``ended_at`` and ``ended`` say when and why it no longer
    holds the name. Never edited otherwise.
    """

    __tablename__ = "registrations"
    id: Mapped[pk]
    customer_id: Mapped[int] = ref("customers.id")
    opportunity_id: Mapped[int | None] = ref("opportunities.id", index=False, unique=True)
    by_id: Mapped[int] = ref("users.id")
    unit_id: Mapped[int] = ref("units.id")
    at: Mapped[dt.datetime]
    protected_until: Mapped[dt.date]
    entered: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    ended_at: Mapped[dt.datetime | None]
    ended: Mapped[RegistrationEnd | None] = mapped_column(word(RegistrationEnd))

    by: Mapped[User] = relationship()
    unit: Mapped[Unit] = relationship()
    __table_args__ = (Index("uq_registrations_customer", "customer_id", unique=True, **when("opportunity_id IS NULL")),)


class NextInLine(db.Model):
    """Somebody who wanted to record a company that was recorded already, and is told when its name becomes free (A8.1).

    From ``told_at`` until ``reserved_until`` nobody else may record it. ``ended_at`` closes the wish.
    """

    __tablename__ = "next_in_line"
    id: Mapped[pk]
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    credit_code: Mapped[str | None] = mapped_column(String(18), index=True)
    name: Mapped[name]
    customer_id: Mapped[int] = ref("customers.id")
    user_id: Mapped[int] = ref("users.id")
    at: Mapped[dt.datetime]
    told_at: Mapped[dt.datetime | None]
    reserved_until: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship()
    __table_args__ = (Index("uq_next_in_line_waiting", "name_key", "user_id", unique=True, **when("ended_at IS NULL")),)


class LookUp(db.Model):
    """One question “is this one taken?”: who asked what when, and how many hits were shown (A13)."""

    __tablename__ = "look_ups"
    id: Mapped[pk]
    user_id: Mapped[int] = ref("users.id", index=False)
    on: Mapped[dt.date]
    at: Mapped[dt.datetime]
    term: Mapped[name]
    hits: Mapped[int]
    address: Mapped[str] = mapped_column(String(60), default="")

    user: Mapped[User] = relationship()
    __table_args__ = (Index(None, "user_id", "on"), Index(None, "on", "id"))


class Conflict(db.Model):
    """The file of a conflict (A8): several people on one customer, or on one opportunity of it."""

    __tablename__ = "conflicts"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    customer_id: Mapped[int] = ref("customers.id")
    opportunity_id: Mapped[int | None] = ref("opportunities.id")
    status: Mapped[ConflictStatus] = mapped_column(word(ConflictStatus), default=ConflictStatus.OPEN)
    opened_at: Mapped[dt.datetime]
    opened_by_id: Mapped[int] = ref("users.id")
    appeal_until: Mapped[dt.date | None]
    appealed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    appealed_at: Mapped[dt.datetime | None]
    appeal_reason: Mapped[text]
    closed_at: Mapped[dt.datetime | None]

    customer: Mapped["Customer"] = relationship()
    opportunity: Mapped["Opportunity | None"] = relationship()
    opened_by: Mapped[User] = relationship(foreign_keys=[opened_by_id])
    appealed_by: Mapped[User | None] = relationship(foreign_keys=[appealed_by_id])
    parties: Mapped[list["ConflictParty"]] = relationship(back_populates="conflict", order_by="ConflictParty.id")
    rulings: Mapped[list["ConflictRuling"]] = relationship(order_by="ConflictRuling.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("uq_conflicts_running", "customer_id", unique=True, **when("closed_at IS NULL")),
        Index(None, "status", "id"),
    )


class ConflictParty(db.Model):
    """A claimant in a conflict and what they put forward: the customer's preference, their relation, their account.

    ``known_as`` is the name under which the claimant knows the customer: of one outside the own company the file says
    no more (A13). ``left_at`` is when they were no party any more: withdrawn, or no longer the owner.
    """

    __tablename__ = "conflict_parties"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    conflict_id: Mapped[int] = ref("conflicts.id", index=False)
    user_id: Mapped[int] = ref("users.id")
    unit_id: Mapped[int] = ref("units.id")
    claiming: Mapped[Claiming] = mapped_column(word(Claiming))
    known_as: Mapped[name] = mapped_column(default="")
    recorded_at: Mapped[dt.datetime | None]
    preference: Mapped[text]
    relation: Mapped[text]
    statement: Mapped[text]
    stated_at: Mapped[dt.datetime | None]
    left_at: Mapped[dt.datetime | None]

    conflict: Mapped[Conflict] = relationship(back_populates="parties")
    user: Mapped[User] = relationship()
    unit: Mapped[Unit] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("conflict_id", "user_id"),)


class ConflictRuling(db.Model):
    """One ruling: what, under which clause, why, by whom. ``shares`` maps user ids to percent of the credit, sum 100."""

    __tablename__ = "conflict_rulings"
    id: Mapped[pk]
    conflict_id: Mapped[int] = ref("conflicts.id", index=False)
    instance: Mapped[Instance] = mapped_column(word(Instance))
    outcome: Mapped[Outcome] = mapped_column(word(Outcome))
    clause: Mapped[short]
    reason: Mapped[text]
    shares: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]

    by: Mapped[User] = relationship()
    __table_args__ = (UniqueConstraint("conflict_id", "instance"),)


class Handover(db.Model):
    """Everything of a person who leaves goes to others in one step: who to, why, and what was handed over.

    ``plan`` maps each kind of thing to the id of who receives it, ``moved`` counts what went, kind by kind. Unfinished
    ones are carried on by a worker until nothing is left; ``left_behind`` says of what could not go why: ``message`` and
    ``params`` of the refusal, empty for what came later.
    """

    __tablename__ = "handovers"
    id: Mapped[pk]
    user_id: Mapped[int] = ref("users.id")
    plan: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    reason: Mapped[text]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    moved: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    left_behind: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    finished_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    __table_args__ = (Index("uq_handovers_running", "user_id", unique=True, **when("finished_at IS NULL")),)


# 7 ── Activities ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Activity(db.Model):
    """Something done with a customer or lead, or planned. Never deleted: it is cancelled, and what rests on it stays.

    ``recorded_at`` is when it was recorded as done; ``changed_at`` when what evidence rests on was last altered.
    ``recorded_by_id`` differs from ``owner_id`` when manager or assistant entered it on the owner's behalf (A4.4).
    """

    __tablename__ = "activities"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[ActivityKind] = mapped_column(word(ActivityKind))
    status: Mapped[ActivityStatus] = mapped_column(word(ActivityStatus))
    subject: Mapped[name]
    customer_id: Mapped[int | None] = ref("customers.id", index=False)
    opportunity_id: Mapped[int | None] = ref("opportunities.id", index=False)
    lead_id: Mapped[int | None] = ref("leads.id", index=False)
    owner_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    city: Mapped[str] = mapped_column(String(40), default="")
    summary: Mapped[text]
    effect: Mapped[text]
    progress: Mapped[text]
    key_value: Mapped[text]
    next_step: Mapped[text]
    next_step_on: Mapped[dt.date | None]
    imported: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime | None]
    changed_at: Mapped[dt.datetime | None]
    recorded_by_id: Mapped[int] = ref("users.id")

    customer: Mapped[Customer | None] = relationship()
    opportunity: Mapped["Opportunity | None"] = relationship()
    lead: Mapped[Lead | None] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    recorded_by: Mapped[User] = relationship(foreign_keys=[recorded_by_id])
    participants: Mapped[list[User]] = relationship(secondary="activity_participants", order_by="User.id")
    contacts: Mapped[list[Contact]] = relationship(secondary="activity_contacts", order_by="Contact.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "customer_id", "starts_at"),
        Index(None, "opportunity_id", "starts_at"),
        Index("ix_activities_of_leads", "lead_id", "starts_at", **when("lead_id IS NOT NULL")),
        Index(None, "owner_id", "starts_at"),
        Index(None, "unit_id", "starts_at"),
        Index(None, "starts_at", "id"),
        Index("ix_activities_next_steps", "owner_id", "next_step_on", **when("next_step_on IS NOT NULL")),
    )


class ActivityParticipant(db.Model):
    """A colleague who took part in an activity."""

    __tablename__ = "activity_participants"
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)


class ActivityContact(db.Model):
    """A contact who was met."""

    __tablename__ = "activity_contacts"
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id"), primary_key=True, index=True)


# 8 ── Opportunities ───────────────────────────────────────────────────────────────────────────────────────────────────


class Opportunity(db.Model):
    """A possible sale (A6). ``first_expected_on`` never changes; ``expected_on`` does, each time with a row."""

    __tablename__ = "opportunities"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    customer_id: Mapped[int] = ref("customers.id")
    owner_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    name: Mapped[name]
    status: Mapped[OpportunityStatus] = mapped_column(word(OpportunityStatus), default=OpportunityStatus.OPEN)
    stage_id: Mapped[int] = ref("stages.id", index=False)
    stage_since: Mapped[dt.datetime]
    amount: Mapped[Decimal]
    product_interest: Mapped[str] = mapped_column(String(300), default="")
    probability: Mapped[int]
    first_expected_on: Mapped[dt.date]
    expected_on: Mapped[dt.date]
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = ref("users.id")

    customer: Mapped[Customer] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    stage: Mapped[Stage] = relationship()
    competitors: Mapped[list["Competitor"]] = relationship(back_populates="opportunity", order_by="Competitor.id")
    closing: Mapped["Closing | None"] = relationship(back_populates="opportunity")
    registration: Mapped["Registration | None"] = relationship(viewonly=True)
    lead: Mapped[Lead | None] = relationship(
        primaryjoin="Opportunity.id == foreign(Lead.opportunity_id)", uselist=False, viewonly=True
    )
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "owner_id", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "owner_id", "status", "expected_on"),
        Index(None, "owner_id", "status", "stage_id", "expected_on"),
        Index(None, "unit_id", "status", "expected_on"),
        Index(None, "unit_id", "status", "stage_id", "expected_on"),
        Index(None, "status", "stage_id", "expected_on"),
        Index(None, "status", "stage_id", "amount"),
        Index(None, "status", "expected_on", "id"),
        Index(None, "status", "amount", "id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("probability between 0 and 100", name="percent_range"),
    )


class StageChange(db.Model):
    """One move of an opportunity from stage to stage (A6.1)."""

    __tablename__ = "stage_changes"
    id: Mapped[pk]
    opportunity_id: Mapped[int] = ref("opportunities.id")
    from_stage_id: Mapped[int | None] = mapped_column(ForeignKey("stages.id"))
    to_stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id"))
    at: Mapped[dt.datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    note: Mapped[text]

    from_stage: Mapped[Stage | None] = relationship(foreign_keys=[from_stage_id])
    to_stage: Mapped[Stage] = relationship(foreign_keys=[to_stage_id])
    by: Mapped[User] = relationship()


class ExpectedDateChange(db.Model):
    """One change of the expected signing date, kept against the first one (A6.2)."""

    __tablename__ = "expected_date_changes"
    id: Mapped[pk]
    opportunity_id: Mapped[int] = ref("opportunities.id")
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date]
    reason: Mapped[text]
    at: Mapped[dt.datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    by: Mapped[User] = relationship()


class Competitor(db.Model):
    """A competitor met on an opportunity, and our answer (A6.4)."""

    __tablename__ = "competitors"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    opportunity_id: Mapped[int] = ref("opportunities.id")
    name: Mapped[name]
    strengths: Mapped[text]
    weaknesses: Mapped[text]
    our_answer: Mapped[text]

    opportunity: Mapped[Opportunity] = relationship(back_populates="competitors")
    __mapper_args__ = {"version_id_col": version}


class Closing(db.Model):
    """The end of an opportunity (A6.7). ``due_on`` is the last working day allowed after ``result_on``.

    ``sent_back_at`` stands while its record is being mended; nobody's decision is awaited then.
    """

    __tablename__ = "closings"
    id: Mapped[pk]
    opportunity_id: Mapped[int] = ref("opportunities.id", index=False, unique=True)
    status: Mapped[OpportunityStatus] = mapped_column(word(OpportunityStatus))
    reason: Mapped[text]
    result_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    closed_at: Mapped[dt.datetime]
    closed_by_id: Mapped[int] = ref("users.id")
    confirmed_at: Mapped[dt.datetime | None]
    sent_back_at: Mapped[dt.datetime | None]

    opportunity: Mapped[Opportunity] = relationship(back_populates="closing")
    closed_by: Mapped[User] = relationship()
    confirmations: Mapped[list["ClosingConfirmation"]] = relationship(order_by="ClosingConfirmation.id")
    __table_args__ = (
        Index("ix_closings_waiting", "closed_at", "id", **when("confirmed_at IS NULL AND sent_back_at IS NULL")),
    )


class ClosingConfirmation(db.Model):
    """Manager or sales assistant on the completeness of a closed opportunity's record (A6.7)."""

    __tablename__ = "closing_confirmations"
    id: Mapped[pk]
    closing_id: Mapped[int] = ref("closings.id")
    decision: Mapped[ClosingDecision] = mapped_column(word(ClosingDecision))
    note: Mapped[text]
    by_id: Mapped[int] = ref("users.id")
    at: Mapped[dt.datetime]

    by: Mapped[User] = relationship()


# 9 ── Expenses ────────────────────────────────────────────────────────────────────────────────────────────────────────


class ExpenseClaim(db.Model):
    """A request for reimbursement, made of lines that each rest on CRM data (A3.4).

    ``round`` counts submissions; ``fingerprint`` is the hash of the lines as submitted: decisions name it, so that
    a decision never covers lines it did not see. ``doubts`` counts what was doubtful at the submission.
    """

    __tablename__ = "expense_claims"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    claimant_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    purpose: Mapped[name]
    period_from: Mapped[dt.date]
    period_to: Mapped[dt.date]
    status: Mapped[ClaimStatus] = mapped_column(word(ClaimStatus), default=ClaimStatus.DRAFT)
    total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    accepted_total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    doubts: Mapped[int] = mapped_column(default=0)
    round: Mapped[int] = mapped_column(default=0)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None]
    checker_id: Mapped[int | None] = ref("users.id")
    removed_at: Mapped[dt.datetime | None]

    claimant: Mapped[User] = relationship(foreign_keys=[claimant_id])
    checker: Mapped[User | None] = relationship(foreign_keys=[checker_id])
    unit: Mapped[Unit] = relationship()
    lines: Mapped[list["ExpenseLine"]] = relationship(
        back_populates="claim",
        primaryjoin="and_(ExpenseLine.claim_id == ExpenseClaim.id, ExpenseLine.removed_at.is_(None))",
        order_by="ExpenseLine.position, ExpenseLine.id",
    )
    decisions: Mapped[list["ExpenseDecision"]] = relationship(order_by="ExpenseDecision.id")
    payment: Mapped["ExpensePayment | None"] = relationship(back_populates="claim")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "claimant_id", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "status", "submitted_at", "id"),
        Index(None, "status", "doubts", "id"),
        CheckConstraint("period_from <= period_to", name="period_in_order"),
        CheckConstraint("accepted_total >= 0 AND accepted_total <= total", name="never_more_than_claimed"),
    )


class ExpenseLine(db.Model):
    """One expense: what was spent, and the customer, progress, key value and activity it rests on (A3.4).

    ``progress_key`` and ``key_value_key`` are hashes of the bare texts, so that repeated ones are found by index.
    A removed line stays for the proof; ``ExpenseClaim.lines`` leaves it out.
    """

    __tablename__ = "expense_lines"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    claim_id: Mapped[int] = ref("expense_claims.id")
    position: Mapped[int]
    spent_on: Mapped[dt.date]
    category: Mapped[Category] = mapped_column(word(Category))
    amount: Mapped[Decimal]
    city: Mapped[str] = mapped_column(String(40), default="")
    invoice_number: Mapped[str] = mapped_column(String(40), default="")
    description: Mapped[text]
    relates_to_customer: Mapped[bool]
    relates_to_action: Mapped[bool]
    customer_id: Mapped[int | None] = ref("customers.id")
    opportunity_id: Mapped[int | None] = ref("opportunities.id")
    activity_id: Mapped[int | None] = ref("activities.id")
    progress: Mapped[text]
    key_value: Mapped[text]
    progress_key: Mapped[str] = mapped_column(String(16), default="")
    key_value_key: Mapped[str] = mapped_column(String(16), default="")
    verdict: Mapped[Verdict] = mapped_column(word(Verdict), default=Verdict.OPEN)
    accepted_amount: Mapped[Decimal | None]
    verdict_reason: Mapped[text]
    verdict_by_id: Mapped[int | None] = ref("users.id")
    verdict_at: Mapped[dt.datetime | None]
    removed_at: Mapped[dt.datetime | None]

    claim: Mapped[ExpenseClaim] = relationship(back_populates="lines")
    customer: Mapped[Customer | None] = relationship()
    opportunity: Mapped[Opportunity | None] = relationship()
    activity: Mapped[Activity | None] = relationship()
    files: Mapped[list["Attachment"]] = relationship(
        primaryjoin="and_(Attachment.expense_line_id == ExpenseLine.id, Attachment.removed_at.is_(None))",
        order_by="Attachment.id",
        viewonly=True,
    )
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("ix_expense_lines_invoice", "invoice_number", **when("invoice_number <> ''")),
        Index("ix_expense_lines_alike", "spent_on", "category", "amount"),
        Index("ix_expense_lines_progress", "progress_key", **when("progress_key <> ''")),
        Index("ix_expense_lines_key_value", "key_value_key", **when("key_value_key <> ''")),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("accepted_amount >= 0 AND accepted_amount <= amount", name="never_more_than_claimed"),
    )


class ExpenseDecision(db.Model):
    """One step in a claim's life: who, what, when, over which lines (``fingerprint``); never edited."""

    __tablename__ = "expense_decisions"
    id: Mapped[pk]
    claim_id: Mapped[int] = ref("expense_claims.id")
    step: Mapped[ClaimStep] = mapped_column(word(ClaimStep))
    decision: Mapped[short]
    amount: Mapped[Decimal]
    round: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    note: Mapped[text]
    by_id: Mapped[int] = ref("users.id")
    at: Mapped[dt.datetime]

    by: Mapped[User] = relationship()


class ExpensePayment(db.Model):
    """The one payment of a claim: the unique claim makes a second one impossible, whatever is clicked twice."""

    __tablename__ = "expense_payments"
    id: Mapped[pk]
    claim_id: Mapped[int] = ref("expense_claims.id", index=False, unique=True)
    amount: Mapped[Decimal]
    paid_on: Mapped[dt.date]
    reference: Mapped[str] = mapped_column(String(100), default="")
    by_id: Mapped[int] = ref("users.id")
    at: Mapped[dt.datetime]

    claim: Mapped[ExpenseClaim] = relationship(back_populates="payment")
    by: Mapped[User] = relationship()


class EvidenceSnapshot(db.Model):
    """What finance saw when it decided a line: activity, customer's progress, findings. Later edits do not reach it."""

    __tablename__ = "evidence_snapshots"
    id: Mapped[pk]
    line_id: Mapped[int] = ref("expense_lines.id")
    round: Mapped[int]
    taken_at: Mapped[dt.datetime]
    by_id: Mapped[int] = ref("users.id")
    evidence: Mapped[dict[str, Any]] = mapped_column(JSON)


# 10 ── Attachments ─────────────────────────────────────────────────────────────────────────────────────────────────────


ATTACHABLE = ("customer_id", "opportunity_id", "activity_id", "expense_line_id", "conflict_party_id")


class Attachment(db.Model):
    """A stored file; ``storage_key`` is its random name outside the static folder. It belongs to exactly one thing."""

    __tablename__ = "attachments"
    id: Mapped[pk]
    storage_key: Mapped[str] = mapped_column(String(64), unique=True)
    filename: Mapped[name]
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    note: Mapped[text]
    customer_id: Mapped[int | None] = ref("customers.id")
    opportunity_id: Mapped[int | None] = ref("opportunities.id")
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("stages.id"))
    activity_id: Mapped[int | None] = ref("activities.id")
    expense_line_id: Mapped[int | None] = ref("expense_lines.id")
    conflict_party_id: Mapped[int | None] = ref("conflict_parties.id")
    uploaded_by_id: Mapped[int] = ref("users.id")
    uploaded_at: Mapped[dt.datetime]
    removed_at: Mapped[dt.datetime | None]

    stage: Mapped[Stage | None] = relationship()
    uploaded_by: Mapped[User] = relationship()
    __table_args__ = (
        CheckConstraint(
            " + ".join(f"CASE WHEN {c} IS NULL THEN 0 ELSE 1 END" for c in ATTACHABLE) + " = 1",
            name="one_subject",
        ),
    )


# 11 ── Messages ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Notification(db.Model):
    """Something a person is told. ``event`` names the sentence, written in the reader's language from ``params``.

    ``key`` makes the same notice for the same person happen once, however often a job runs.
    """

    __tablename__ = "notifications"
    id: Mapped[pk]
    user_id: Mapped[int] = ref("users.id", index=False)
    event: Mapped[short]
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    url: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[dt.datetime]
    read_at: Mapped[dt.datetime | None]

    __table_args__ = (
        UniqueConstraint("user_id", "key"),
        Index(None, "user_id", "id"),
        Index("ix_notifications_unread", "user_id", **when("read_at IS NULL")),
    )


class OutboxMail(db.Model):
    """A mail that is to be sent: written in the transaction that causes it, taken by a conditional update."""

    __tablename__ = "outbox_mails"
    id: Mapped[pk]
    notification_id: Mapped[int] = ref("notifications.id", index=False, unique=True)
    state: Mapped[str] = mapped_column(String(20), default="pending")
    due_at: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    taken_until: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    last_error: Mapped[text]

    notification: Mapped[Notification] = relationship()
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'taken', 'sent', 'failed', 'kept')", name="known_state"),
        Index(None, "state", "due_at"),
    )


# 12 ── Proof ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class AuditEntry(db.Model):
    """One change that matters, written in its own transaction (A13): who, when, what, before, after, from where."""

    __tablename__ = "audit_entries"
    id: Mapped[pk]
    at: Mapped[dt.datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = ref("users.id", index=False)
    verb: Mapped[short]
    subject_type: Mapped[short]
    subject_id: Mapped[int | None]
    customer_id: Mapped[int | None] = ref("customers.id")
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[text]
    address: Mapped[str] = mapped_column(String(60), default="")

    by: Mapped[User | None] = relationship()
    __table_args__ = (
        Index(None, "subject_type", "subject_id", "id"),
        Index(None, "by_id", "at", "id"),
        Index(None, "verb", "at", "id"),
    )


class SubmittedForm(db.Model):
    """A form that was carried out, by its one-time key: the same form sent twice leads to the first result."""

    __tablename__ = "submitted_forms"
    id: Mapped[pk]
    user_id: Mapped[int] = ref("users.id", index=False)
    form_key: Mapped[str] = mapped_column(String(64))
    location: Mapped[str] = mapped_column(String(200))
    at: Mapped[dt.datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("user_id", "form_key"),)


class JobRun(db.Model):
    """One run of a scheduled job for one period; the unique key lets two schedulers start it once.

    A worker holds it until ``taken_until`` and prolongs that while it works; a run whose worker died is taken up anew.
    """

    __tablename__ = "job_runs"
    id: Mapped[pk]
    job: Mapped[short]
    period: Mapped[short]
    started_at: Mapped[dt.datetime]
    taken_until: Mapped[dt.datetime | None]
    finished_at: Mapped[dt.datetime | None]
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[text]
    by_id: Mapped[int | None] = ref("users.id")

    __table_args__ = (UniqueConstraint("job", "period"), Index(None, "job", "started_at"))


for _table in db.metadata.tables.values():
    _table.dialect_options["sqlite"]["autoincrement"] = len(_table.primary_key.columns) == 1
