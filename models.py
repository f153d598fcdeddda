"""The vocabulary: every table, in chapters in the order of a customer's life.

1 People         Unit · Letterhead · User · UserRole · AssistantLink · SignIn
2 Policy         ParameterValue · Stage
3 Leads          Lead · LeadStep · LeadMessage · ApiKey
4 Dispatch       DispatchRule · DispatchGroup · DispatchGroupMember · LeadDispatch · LeadRight · LeadLapse · Absence
5 Customers      Customer · Contact · CustomerShare · CustomerOwnership · PoolRelease · TrackingNotice
6 Registration   Registration · NextInLine · LookUp · Conflict · ConflictParty · ConflictRuling · Handover
7 Activities     Activity · ActivityParticipant · ActivityContact
8 Opportunities  Opportunity · StageChange · ExpectedDateChange · Competitor · Closing
9 Approvals      Approval · ApprovalBarred · ApprovalStep · Deputy
10 Quotes        Product · PriceList · Price · Quote · QuoteLine · QuoteSending
11 Contracts     ContractTemplate · Contract · Milestone · ContractChange
12 Orders        SalesOrder · OrderLine · Shipment · ShipmentLine · Implementation · Task · TimeEntry
13 Receivables   Invoice · Collection · Allocation · Refund · Receivable · DueAmount · Statement · StatementLine
                 StatementSum · StatementFile · DunningStep
14 Expenses      ExpenseClaim · ExpenseLine · ExpenseDecision · ExpensePayment · EvidenceSnapshot
15 Attachments   Attachment
16 Messages      Notification · OutboxMail
17 Proof         AuditEntry · SubmittedForm · JobRun
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from flask_login import UserMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, quantity, ratio, short, text, word
from extensions import db
from policy.approvals import ApprovalKind, ApprovalState, StepState
from policy.conflicts import Claiming, ConflictStatus, Instance, Outcome
from policy.contracting import ChangeStatus, ContractStatus
from policy.dispatch import AbsenceKind, DispatchEnd, Receiver, RightKind
from policy.entry import CustomerKind, CustomerStatus, DecisionRole, Grade
from policy.expenses import Category, ClaimStatus, ClaimStep, Verdict
from policy.following import ActivityKind, ActivityStatus, OpportunityStatus
from policy.leads import InvalidReason, LapseKind, LeadChannel, LeadDeed, LeadStatus
from policy.orders import ImplementationStatus, OrderStatus, TaskStatus
from policy.quote_answers import DeclineReason, SendingWay
from policy.quoting import QuoteStatus
from policy.receivables import DunningKind, PaperKind, PaymentMethod
from policy.registration import RegistrationEnd
from policy.roles import Role, UnitKind
from policy.tracking import Band, OwnershipReason


def ref(target: str, *, index: bool = True, **options: Any):
    """A foreign key to ``table.id``; indexed unless a composite index of the table already begins with it."""
    return mapped_column(ForeignKey(target), index=index, **options)


def when(condition: str) -> dict[str, Any]:
    """The options of an index over those rows alone that meet a condition, on both databases."""
    return {"sqlite_where": sql(condition), "postgresql_where": sql(condition)}


def within_one(*columns: str) -> str:
    """The condition that ratios lie between 0 and 1: they are kept in millionths."""
    return " AND ".join(f"{column} BETWEEN 0 AND 1000000" for column in columns)


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


class Letterhead(db.Model):
    """What stands on the paper of a unit; what is empty here is taken from the unit above it, within its company.

    ``logo_key`` is the random name of the stored picture; ``terms`` are those of a quote that names none (A9.1).
    """

    __tablename__ = "letterheads"
    id: Mapped[pk]
    unit_id: Mapped[int] = ref("units.id", index=False, unique=True)
    version: Mapped[int] = mapped_column(default=1)
    company_zh: Mapped[str] = mapped_column(String(200), default="")
    company_en: Mapped[str] = mapped_column(String(200), default="")
    address_zh: Mapped[str] = mapped_column(String(300), default="")
    address_en: Mapped[str] = mapped_column(String(300), default="")
    phone: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    bank: Mapped[text]
    terms_zh: Mapped[text]
    terms_en: Mapped[text]
    logo_key: Mapped[str] = mapped_column(String(64), default="")
    logo_type: Mapped[str] = mapped_column(String(40), default="")
    logo_sha256: Mapped[str] = mapped_column(String(64), default="")

    unit: Mapped[Unit] = relationship()
    __mapper_args__ = {"version_id_col": version}


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
    __table_args__ = (
        Index("ix_closings_waiting", "closed_at", "id", **when("confirmed_at IS NULL AND sent_back_at IS NULL")),
    )


# 9 ── Approvals ───────────────────────────────────────────────────────────────────────────────────────────────────────


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


# 10 ── Quotes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Product(db.Model):
    """Something that is sold. Never deleted: it is withdrawn from sale."""

    __tablename__ = "products"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    code: Mapped[short] = mapped_column(unique=True)
    name: Mapped[name]
    name_en: Mapped[str] = mapped_column(String(200), default="")
    measure: Mapped[str] = mapped_column(String(20), default="")
    tax_rate: Mapped[ratio]
    service: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (CheckConstraint(within_one("tax_rate"), name="tax_rate_range"),)


class PriceList(db.Model):
    """List prices in yuan, without tax, from a day on and, where ``valid_until`` is set, until that day included."""

    __tablename__ = "price_lists"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    company_id: Mapped[int] = ref("units.id")
    label: Mapped[name]
    valid_from: Mapped[dt.date]
    valid_until: Mapped[dt.date | None]
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    company: Mapped[Unit] = relationship()
    prices: Mapped[list["Price"]] = relationship(back_populates="price_list")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (CheckConstraint("valid_from <= valid_until", name="in_order"),)


class Price(db.Model):
    """The list price of one product in one list, and what it costs us where that is known.

    ``cost`` is without tax and confidential: only who sets prices and who decides about a quote ever reads it.
    """

    __tablename__ = "prices"
    id: Mapped[pk]
    price_list_id: Mapped[int] = ref("price_lists.id", index=False)
    product_id: Mapped[int] = ref("products.id")
    amount: Mapped[Decimal]
    cost: Mapped[Decimal | None]

    price_list: Mapped[PriceList] = relationship(back_populates="prices")
    product: Mapped[Product] = relationship()
    __table_args__ = (
        UniqueConstraint("price_list_id", "product_id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
    )


class Quote(db.Model):
    """An offer to a customer (A9.1). Amounts are without tax unless the name says so; all are computed by the server.

    ``discount`` is net over list of the whole, ``deepest`` of the line with the deepest discount. A revision is a new
    row that names its ``previous``; the old one stays. ``answered_by`` is who at the customer answered.
    """

    __tablename__ = "quotes"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(30))
    revision: Mapped[int] = mapped_column(default=1)
    previous_id: Mapped[int | None] = ref("quotes.id")
    customer_id: Mapped[int] = ref("customers.id")
    opportunity_id: Mapped[int] = ref("opportunities.id")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    owner_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    status: Mapped[QuoteStatus] = mapped_column(word(QuoteStatus), default=QuoteStatus.DRAFT)
    title: Mapped[name]
    language: Mapped[str] = mapped_column(String(20), default="zh_Hans_CN")
    price_list_id: Mapped[int | None] = mapped_column(ForeignKey("price_lists.id"))
    list_total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    net_total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    tax_total: Mapped[Decimal] = mapped_column(default=Decimal(0))
    discount: Mapped[ratio] = mapped_column(default=Decimal(1))
    deepest: Mapped[ratio] = mapped_column(default=Decimal(1))
    valid_until: Mapped[dt.date]
    terms: Mapped[text]
    note: Mapped[text]
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    sent_to: Mapped[str] = mapped_column(String(254), default="")
    answered_on: Mapped[dt.date | None]
    answered_by: Mapped[str] = mapped_column(String(200), default="")
    decline_reason: Mapped[DeclineReason | None] = mapped_column(word(DeclineReason))
    answer: Mapped[text]
    told_of_end_at: Mapped[dt.datetime | None]

    customer: Mapped[Customer] = relationship()
    opportunity: Mapped[Opportunity] = relationship()
    contact: Mapped[Contact | None] = relationship()
    price_list: Mapped[PriceList | None] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    unit: Mapped[Unit] = relationship()
    previous: Mapped["Quote | None"] = relationship(remote_side="Quote.id")
    lines: Mapped[list["QuoteLine"]] = relationship(
        back_populates="quote", order_by="QuoteLine.position, QuoteLine.id", cascade="all, delete-orphan"
    )
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("number", "revision"),
        Index(None, "owner_id", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "status", "valid_until"),
        Index(None, "status", "id"),
        CheckConstraint("net_total >= 0 AND net_total <= list_total AND tax_total >= 0", name="never_above_list"),
        CheckConstraint(within_one("discount", "deepest"), name="ratio_range"),
    )


class QuoteLine(db.Model):
    """One line of a quote. What it says of the product is kept as it was when the quote was written."""

    __tablename__ = "quote_lines"
    id: Mapped[pk]
    quote_id: Mapped[int] = ref("quotes.id", index=False)
    position: Mapped[int]
    product_id: Mapped[int] = ref("products.id")
    label: Mapped[name]
    measure: Mapped[str] = mapped_column(String(20), default="")
    quantity: Mapped[quantity]
    list_price: Mapped[Decimal]
    net_price: Mapped[Decimal]
    tax_rate: Mapped[ratio]
    list_amount: Mapped[Decimal]
    net_amount: Mapped[Decimal]
    tax_amount: Mapped[Decimal]
    discount: Mapped[ratio]
    note: Mapped[text]

    quote: Mapped[Quote] = relationship(back_populates="lines")
    product: Mapped[Product] = relationship()
    __table_args__ = (
        Index(None, "quote_id", "position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("net_price >= 0 AND net_price <= list_price", name="never_above_list"),
        CheckConstraint(within_one("tax_rate", "discount"), name="ratio_range"),
    )


class QuoteSending(db.Model):
    """A quote that went out once: to whom, by whom, and the very paper, which is never written again (A9.1).

    ``storage_key`` is the random name of the stored PDF; what is sent again is the same file. A mail to somebody outside
    is sent from the outbox; what was handed over another way is a record alone.
    """

    __tablename__ = "quote_sendings"
    id: Mapped[pk]
    quote_id: Mapped[int] = ref("quotes.id", index=False)
    way: Mapped[SendingWay] = mapped_column(word(SendingWay), default=SendingWay.MAIL)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id"))
    recipient: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(254), default="")
    subject: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[text]
    filename: Mapped[name]
    storage_key: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    at: Mapped[dt.datetime]
    by_id: Mapped[int] = ref("users.id")

    quote: Mapped[Quote] = relationship()
    by: Mapped[User] = relationship()
    __table_args__ = (Index(None, "quote_id", "id"),)


# 11 ── Contracts ──────────────────────────────────────────────────────────────────────────────────────────────────────


class ContractTemplate(db.Model):
    """A standard text of the company in one revision; never edited, a change is a new revision (A9.2)."""

    __tablename__ = "contract_templates"
    id: Mapped[pk]
    company_id: Mapped[int] = ref("units.id", index=False)
    code: Mapped[short]
    revision: Mapped[int]
    label: Mapped[name]
    body: Mapped[text]
    sha256: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    company: Mapped[Unit] = relationship()
    created_by: Mapped[User] = relationship()
    __table_args__ = (UniqueConstraint("company_id", "code", "revision"),)


class Contract(db.Model):
    """A contract with a customer (A9.2, A3.6). ``amount`` includes tax.

    It is standard when ``document_sha256`` is the hash of what its template makes of ``fields``; an upload never is.
    ``scan_sha256`` is that of the file with the signed paper.
    ``signing_unit_id`` is the company that signs: a joint venture or agent may sign in headquarters' name.
    """

    __tablename__ = "contracts"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    title: Mapped[name]
    customer_id: Mapped[int] = ref("customers.id")
    opportunity_id: Mapped[int | None] = ref("opportunities.id")
    quote_id: Mapped[int | None] = ref("quotes.id")
    signing_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    owner_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    status: Mapped[ContractStatus] = mapped_column(word(ContractStatus), default=ContractStatus.DRAFT)
    amount: Mapped[Decimal]
    discount: Mapped[ratio]
    template_id: Mapped[int | None] = mapped_column(ForeignKey("contract_templates.id"))
    fields: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    document_sha256: Mapped[str] = mapped_column(String(64), default="")
    scan_sha256: Mapped[str] = mapped_column(String(64), default="")
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    signed_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    note: Mapped[text]
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[dt.datetime | None]
    told_of_end_at: Mapped[dt.datetime | None]

    customer: Mapped[Customer] = relationship()
    opportunity: Mapped[Opportunity | None] = relationship()
    quote: Mapped[Quote | None] = relationship()
    template: Mapped[ContractTemplate | None] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    signing_unit: Mapped[Unit] = relationship(foreign_keys=[signing_unit_id])
    milestones: Mapped[list["Milestone"]] = relationship(
        back_populates="contract", order_by="Milestone.position, Milestone.id"
    )
    changes: Mapped[list["ContractChange"]] = relationship(back_populates="contract", order_by="ContractChange.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "owner_id", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "status", "ends_on"),
        Index(None, "status", "id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint(within_one("discount"), name="ratio_range"),
        CheckConstraint("starts_on <= ends_on", name="in_order"),
        CheckConstraint("status <> 'signed' OR signed_on IS NOT NULL", name="signed_on_a_day"),
        Index("uq_contracts_quote", "quote_id", unique=True, **when("quote_id IS NOT NULL AND status <> 'cancelled'")),
    )


class Milestone(db.Model):
    """One payment of a contract: by a day, or when the customer has accepted. They sum to the contract's amount."""

    __tablename__ = "milestones"
    id: Mapped[pk]
    contract_id: Mapped[int] = ref("contracts.id", index=False)
    position: Mapped[int]
    label: Mapped[name]
    amount: Mapped[Decimal]
    due_on: Mapped[dt.date | None] = mapped_column(index=True)
    on_acceptance: Mapped[bool] = mapped_column(default=False)
    reached_on: Mapped[dt.date | None]

    contract: Mapped[Contract] = relationship(back_populates="milestones")
    __table_args__ = (
        Index(None, "contract_id", "position"),
        CheckConstraint("amount > 0", name="amount_positive"),
    )


class ContractChange(db.Model):
    """A change order: what a contract said and is to say, through the same route as the contract (A9.2)."""

    __tablename__ = "contract_changes"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    contract_id: Mapped[int] = ref("contracts.id", index=False)
    number: Mapped[int]
    status: Mapped[ChangeStatus] = mapped_column(word(ChangeStatus), default=ChangeStatus.DRAFT)
    reason: Mapped[text]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    in_force_on: Mapped[dt.date | None]

    contract: Mapped[Contract] = relationship(back_populates="changes")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("contract_id", "number"),)


# 12 ── Orders ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class SalesOrder(db.Model):
    """What sales asks business staff to carry out, from a contract (A9.3). ``started_at`` opens its execution."""

    __tablename__ = "sales_orders"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    contract_id: Mapped[int] = ref("contracts.id")
    customer_id: Mapped[int] = ref("customers.id")
    owner_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    status: Mapped[OrderStatus] = mapped_column(word(OrderStatus), default=OrderStatus.DRAFT)
    amount: Mapped[Decimal] = mapped_column(default=Decimal(0))
    ship_to: Mapped[text]
    wanted_on: Mapped[dt.date | None]
    note: Mapped[text]
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[dt.datetime | None]
    started_at: Mapped[dt.datetime | None]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    done_at: Mapped[dt.datetime | None]

    contract: Mapped[Contract] = relationship()
    customer: Mapped[Customer] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    lines: Mapped[list["OrderLine"]] = relationship(
        back_populates="order", order_by="OrderLine.position, OrderLine.id", cascade="all, delete-orphan"
    )
    shipments: Mapped[list["Shipment"]] = relationship(back_populates="order", order_by="Shipment.id")
    implementation: Mapped["Implementation | None"] = relationship(back_populates="order")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "owner_id", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "status", "id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint(
            "status NOT IN ('executing', 'done') OR started_at IS NOT NULL", name="carried_out_once_started"
        ),
    )


class OrderLine(db.Model):
    """One line of a sales order. ``shipped`` is how much of it has left so far, never more than ``quantity``.

    ``tax_rate`` is as it was agreed; ``SalesOrder.amount`` is the sum of the lines with tax.
    """

    __tablename__ = "order_lines"
    id: Mapped[pk]
    order_id: Mapped[int] = ref("sales_orders.id", index=False)
    position: Mapped[int]
    product_id: Mapped[int] = ref("products.id")
    label: Mapped[name]
    measure: Mapped[str] = mapped_column(String(20), default="")
    service: Mapped[bool] = mapped_column(default=False)
    quantity: Mapped[quantity]
    net_price: Mapped[Decimal]
    tax_rate: Mapped[ratio] = mapped_column(default=Decimal(0))
    shipped: Mapped[quantity] = mapped_column(default=Decimal(0))

    order: Mapped[SalesOrder] = relationship(back_populates="lines")
    product: Mapped[Product] = relationship()
    __table_args__ = (
        Index(None, "order_id", "position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("net_price >= 0", name="price_not_negative"),
        CheckConstraint(within_one("tax_rate"), name="tax_rate_range"),
        CheckConstraint("shipped >= 0 AND shipped <= quantity", name="never_more_than_ordered"),
    )


class Shipment(db.Model):
    """One delivery of an order, with its waybill; cancelled ones stay."""

    __tablename__ = "shipments"
    id: Mapped[pk]
    order_id: Mapped[int] = ref("sales_orders.id")
    carrier: Mapped[str] = mapped_column(String(100), default="")
    waybill: Mapped[str] = mapped_column(String(60), default="")
    shipped_on: Mapped[dt.date]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    cancelled_at: Mapped[dt.datetime | None]

    order: Mapped[SalesOrder] = relationship(back_populates="shipments")
    by: Mapped[User] = relationship()
    lines: Mapped[list["ShipmentLine"]] = relationship(order_by="ShipmentLine.id")


class ShipmentLine(db.Model):
    """How much of an order line left with a shipment."""

    __tablename__ = "shipment_lines"
    id: Mapped[pk]
    shipment_id: Mapped[int] = ref("shipments.id", index=False)
    line_id: Mapped[int] = ref("order_lines.id")
    quantity: Mapped[quantity]

    line: Mapped[OrderLine] = relationship()
    __table_args__ = (
        UniqueConstraint("shipment_id", "line_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )


class Implementation(db.Model):
    """What the implementation department has to do for an order (A9.5); its content becomes tasks.

    ``accepted_note`` says why the customer accepted although not all was done.
    """

    __tablename__ = "implementations"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    order_id: Mapped[int] = ref("sales_orders.id", index=False, unique=True)
    customer_id: Mapped[int] = ref("customers.id")
    unit_id: Mapped[int] = ref("units.id", index=False)
    leader_id: Mapped[int | None] = ref("users.id")
    status: Mapped[ImplementationStatus] = mapped_column(word(ImplementationStatus), default=ImplementationStatus.OPEN)
    content: Mapped[text]
    due_on: Mapped[dt.date | None]
    created_at: Mapped[dt.datetime]
    accepted_on: Mapped[dt.date | None]
    accepted_by: Mapped[str] = mapped_column(String(100), default="")
    accepted_note: Mapped[text]

    order: Mapped[SalesOrder] = relationship(back_populates="implementation")
    customer: Mapped[Customer] = relationship()
    leader: Mapped[User | None] = relationship()
    tasks: Mapped[list["Task"]] = relationship(back_populates="implementation", order_by="Task.position, Task.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "unit_id", "status", "id"),
        CheckConstraint("(status = 'accepted') = (accepted_on IS NOT NULL)", name="accepted_on_a_day"),
    )


class Task(db.Model):
    """One piece of an implementation, done by one implementer until a day; ``blocked_reason`` while it is held up."""

    __tablename__ = "tasks"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    implementation_id: Mapped[int] = ref("implementations.id", index=False)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[name]
    content: Mapped[text]
    owner_id: Mapped[int | None] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    due_on: Mapped[dt.date | None]
    status: Mapped[TaskStatus] = mapped_column(word(TaskStatus), default=TaskStatus.TODO)
    blocked_reason: Mapped[text]
    created_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]

    implementation: Mapped[Implementation] = relationship(back_populates="tasks")
    owner: Mapped[User | None] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "implementation_id", "status", "position"),
        Index(None, "owner_id", "status", "due_on"),
        Index(None, "unit_id", "status", "due_on"),
        CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name="done_at_a_time"),
    )


class TimeEntry(db.Model):
    """Minutes that somebody spent on a task on a day."""

    __tablename__ = "time_entries"
    id: Mapped[pk]
    task_id: Mapped[int] = ref("tasks.id")
    user_id: Mapped[int] = ref("users.id", index=False)
    on: Mapped[dt.date]
    minutes: Mapped[int]
    note: Mapped[text]
    at: Mapped[dt.datetime]

    user: Mapped[User] = relationship()
    __table_args__ = (Index(None, "user_id", "on"), CheckConstraint("minutes BETWEEN 1 AND 1440", name="of_one_day"))


# 13 ── Receivables ────────────────────────────────────────────────────────────────────────────────────────────────────


class Invoice(db.Model):
    """An invoice issued to a customer, with tax in ``amount``; a red-letter one is negative and names what it corrects.

    ``corrected`` is what red-letter invoices took off it, ``settled`` what collections were set against it, and ``open``
    what is left of it: never less than nothing. ``code`` is that of the paper invoice, whose number alone is not unique.
    """

    __tablename__ = "invoices"
    id: Mapped[pk]
    number: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(12), default="")
    contract_id: Mapped[int] = ref("contracts.id", index=False)
    customer_id: Mapped[int] = ref("customers.id")
    unit_id: Mapped[int] = ref("units.id", index=False)
    milestone_id: Mapped[int | None] = ref("milestones.id")
    corrects_id: Mapped[int | None] = ref("invoices.id")
    issued_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    amount: Mapped[Decimal]
    tax: Mapped[Decimal]
    corrected: Mapped[Decimal] = mapped_column(default=Decimal(0))
    settled: Mapped[Decimal] = mapped_column(default=Decimal(0))
    open: Mapped[Decimal] = mapped_column(default=Decimal(0))
    note: Mapped[text]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(index=True)

    contract: Mapped[Contract] = relationship()
    customer: Mapped[Customer] = relationship()
    milestone: Mapped[Milestone | None] = relationship()
    by: Mapped[User] = relationship()
    corrects: Mapped["Invoice | None"] = relationship(remote_side="Invoice.id")
    __table_args__ = (
        Index(None, "contract_id", "issued_on"),
        Index(None, "unit_id", "id"),
        Index("ix_invoices_open", "due_on", "id", **when("open > 0")),
        Index("ix_invoices_red", "id", **when("corrects_id IS NOT NULL")),
        UniqueConstraint("number", "code"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        CheckConstraint("(amount < 0) = (corrects_id IS NOT NULL)", name="red_names_what_it_corrects"),
        CheckConstraint("tax BETWEEN 0 AND amount OR tax BETWEEN amount AND 0", name="tax_within_amount"),
        CheckConstraint("corrected >= 0 AND settled >= 0 AND open >= 0", name="never_below_nothing"),
        CheckConstraint("amount < 0 OR open = amount - corrected - settled", name="adds_up"),
    )


class Collection(db.Model):
    """Money that came in from a customer; a bank reference exists once. What is not allocated is a prepayment.

    One that was recorded wrongly is withdrawn: it stays, counts for nothing, and its reference is free again.
    """

    __tablename__ = "collections"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    customer_id: Mapped[int] = ref("customers.id", index=False)
    contract_id: Mapped[int | None] = ref("contracts.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    received_on: Mapped[dt.date]
    amount: Mapped[Decimal]
    allocated: Mapped[Decimal] = mapped_column(default=Decimal(0))
    refunded: Mapped[Decimal] = mapped_column(default=Decimal(0))
    method: Mapped[PaymentMethod] = mapped_column(word(PaymentMethod))
    reference: Mapped[str] = mapped_column(String(80))
    payer: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[text]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(index=True)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_why: Mapped[text]

    customer: Mapped[Customer] = relationship()
    contract: Mapped[Contract | None] = relationship()
    unit: Mapped[Unit] = relationship()
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])
    allocations: Mapped[list["Allocation"]] = relationship(back_populates="collection", order_by="Allocation.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "customer_id", "received_on"),
        Index(None, "contract_id", "received_on"),
        Index(None, "unit_id", "received_on", "id"),
        CheckConstraint("amount > 0", name="amount_positive"),
        Index(None, "reference"),
        Index("uq_collections_reference", "reference", unique=True, **when("withdrawn_at IS NULL")),
        Index("ix_collections_rest", "id", **when("withdrawn_at IS NULL AND amount > allocated + refunded")),
        CheckConstraint(
            "allocated >= 0 AND refunded >= 0 AND allocated + refunded <= amount", name="never_more_than_received"
        ),
        CheckConstraint("withdrawn_at IS NULL OR allocated + refunded = 0", name="withdrawn_counts_for_nothing"),
    )

    @property
    def rest(self) -> Decimal:
        """What is neither set against anything nor paid back."""
        return Decimal(0) if self.withdrawn_at else self.amount - self.allocated - self.refunded


class Allocation(db.Model):
    """A part of a collection set against an invoice, or against a milestone not yet invoiced; taken back by its opposite.

    ``on`` is the day from which it counts: no earlier than the money came in and the invoice was issued. The opposite
    names what it ``reverses``, which keeps in ``taken_back`` how much of it was.
    """

    __tablename__ = "allocations"
    id: Mapped[pk]
    collection_id: Mapped[int] = ref("collections.id")
    contract_id: Mapped[int] = ref("contracts.id")
    invoice_id: Mapped[int | None] = ref("invoices.id")
    milestone_id: Mapped[int | None] = ref("milestones.id")
    reverses_id: Mapped[int | None] = ref("allocations.id", index=False)
    amount: Mapped[Decimal]
    taken_back: Mapped[Decimal] = mapped_column(default=Decimal(0))
    on: Mapped[dt.date]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(index=True)

    collection: Mapped[Collection] = relationship(back_populates="allocations")
    invoice: Mapped[Invoice | None] = relationship()
    milestone: Mapped[Milestone | None] = relationship()
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        CheckConstraint("(invoice_id IS NULL) <> (milestone_id IS NULL)", name="one_target"),
        CheckConstraint("(amount < 0) = (reverses_id IS NOT NULL)", name="opposite_names_what_it_reverses"),
        CheckConstraint("amount < 0 OR taken_back BETWEEN 0 AND amount", name="taken_back_once"),
    )


class Refund(db.Model):
    """Money of a collection that went back to the customer. One that was recorded wrongly is withdrawn, and stays."""

    __tablename__ = "refunds"
    id: Mapped[pk]
    collection_id: Mapped[int] = ref("collections.id")
    amount: Mapped[Decimal]
    refunded_on: Mapped[dt.date]
    reference: Mapped[str] = mapped_column(String(80))
    reason: Mapped[text]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime] = mapped_column(index=True)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_why: Mapped[text]

    collection: Mapped[Collection] = relationship()
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])
    __table_args__ = (
        Index("uq_refunds_reference", "reference", unique=True, **when("withdrawn_at IS NULL")),
        CheckConstraint("amount > 0", name="amount_positive"),
    )


class Receivable(db.Model):
    """Where the ledger of one contract stands now, so that lists need not add up; rewritten with every movement.

    ``invoiced - collected = open - prepaid``, always. ``overdue_from`` is when its oldest open amount is due, ``dun_on``
    when somebody presses for it next, ``stopped_on`` since when delivery is stopped for it.
    """

    __tablename__ = "receivables"
    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"), primary_key=True)
    customer_id: Mapped[int] = ref("customers.id")
    invoiced: Mapped[Decimal] = mapped_column(default=Decimal(0))
    collected: Mapped[Decimal] = mapped_column(default=Decimal(0))
    open: Mapped[Decimal] = mapped_column(default=Decimal(0))
    prepaid: Mapped[Decimal] = mapped_column(default=Decimal(0))
    overdue_from: Mapped[dt.date | None]
    dun_on: Mapped[dt.date | None]
    stopped_on: Mapped[dt.date | None]
    moved_on: Mapped[dt.date | None]

    contract: Mapped[Contract] = relationship()
    customer: Mapped[Customer] = relationship()
    __table_args__ = (
        Index("ix_receivables_open", "open", "contract_id", **when("open > 0")),
        Index("ix_receivables_prepaid", "prepaid", "contract_id", **when("prepaid > 0")),
        Index("ix_receivables_due", "overdue_from", "contract_id", **when("overdue_from IS NOT NULL")),
        Index("ix_receivables_dunning", "dun_on", "contract_id", **when("dun_on IS NOT NULL")),
        Index("ix_receivables_stopped", "stopped_on", "contract_id", **when("stopped_on IS NOT NULL")),
        CheckConstraint("invoiced >= 0 AND collected >= 0 AND open >= 0 AND prepaid >= 0", name="never_below_nothing"),
        CheckConstraint("invoiced - collected = open - prepaid", name="balances"),
    )


class DueAmount(db.Model):
    """What is open in one unit of the invoices that are due on one day: changed by every movement, so that nobody adds up."""

    __tablename__ = "due_amounts"
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    due_on: Mapped[dt.date] = mapped_column(primary_key=True)
    open: Mapped[Decimal]

    __table_args__ = (CheckConstraint("open >= 0", name="never_below_nothing"),)


class Statement(db.Model):
    """The receivables of a month, frozen once (A9.4). ``done`` of ``total`` contracts are written so far."""

    __tablename__ = "statements"
    id: Mapped[pk]
    period: Mapped[str] = mapped_column(String(7), unique=True)
    as_of: Mapped[dt.date]
    begun_at: Mapped[dt.datetime]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    last_contract_id: Mapped[int] = mapped_column(default=0)
    frozen_at: Mapped[dt.datetime | None]
    told_at: Mapped[dt.datetime | None]


class StatementLine(db.Model):
    """One contract in a statement: invoiced, collected, open, and how old the open amount is. Never edited.

    ``before`` is what the statement before said was open. The ``late_…`` amounts were recorded since, for days up to that
    statement's: what was frozen then is not touched, its correction stands here.
    """

    __tablename__ = "statement_lines"
    id: Mapped[pk]
    statement_id: Mapped[int] = ref("statements.id", index=False)
    contract_id: Mapped[int] = ref("contracts.id")
    customer_id: Mapped[int] = ref("customers.id")
    owner_id: Mapped[int] = ref("users.id")
    unit_id: Mapped[int] = ref("units.id")
    amount: Mapped[Decimal]
    invoiced: Mapped[Decimal]
    collected: Mapped[Decimal]
    prepaid: Mapped[Decimal] = mapped_column(default=Decimal(0))
    open: Mapped[Decimal]
    not_due: Mapped[Decimal]
    up_to_30: Mapped[Decimal]
    up_to_60: Mapped[Decimal]
    up_to_90: Mapped[Decimal]
    older: Mapped[Decimal]
    before: Mapped[Decimal] = mapped_column(default=Decimal(0))
    late_invoiced: Mapped[Decimal] = mapped_column(default=Decimal(0))
    late_collected: Mapped[Decimal] = mapped_column(default=Decimal(0))
    late_open: Mapped[Decimal] = mapped_column(default=Decimal(0))

    contract: Mapped[Contract] = relationship()
    customer: Mapped[Customer] = relationship()
    owner: Mapped[User] = relationship()
    __table_args__ = (
        UniqueConstraint("statement_id", "contract_id"),
        CheckConstraint("open = not_due + up_to_30 + up_to_60 + up_to_90 + older", name="ages_add_up"),
        CheckConstraint("invoiced - collected = open - prepaid", name="balances"),
        Index(None, "statement_id", "open", "id"),
        Index(None, "statement_id", "unit_id", "open", "id"),
        Index(None, "statement_id", "owner_id", "open", "id"),
        Index(
            "ix_statement_lines_late",
            "statement_id",
            "id",
            **when("late_invoiced <> 0 OR late_collected <> 0 OR late_open <> 0"),
        ),
    )


class StatementSum(db.Model):
    """The sums of a statement for one unit, written when it is frozen: ``count`` lines, and their amounts."""

    __tablename__ = "statement_sums"
    statement_id: Mapped[int] = mapped_column(ForeignKey("statements.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    count: Mapped[int]
    amount: Mapped[Decimal]
    invoiced: Mapped[Decimal]
    collected: Mapped[Decimal]
    prepaid: Mapped[Decimal]
    open: Mapped[Decimal]
    not_due: Mapped[Decimal]
    up_to_30: Mapped[Decimal]
    up_to_60: Mapped[Decimal]
    up_to_90: Mapped[Decimal]
    older: Mapped[Decimal]
    late_open: Mapped[Decimal]

    unit: Mapped[Unit] = relationship()


class StatementFile(db.Model):
    """A frozen statement as a spreadsheet or on paper: drawn by a worker once, kept, and proven by its hash.

    ``reach`` says whose view of the statement it holds, so that people who see the same read the same file.
    ``done`` of ``total`` lines are written so far; a worker holds it until ``taken_until``.
    """

    __tablename__ = "statement_files"
    id: Mapped[pk]
    statement_id: Mapped[int] = ref("statements.id", index=False)
    kind: Mapped[PaperKind] = mapped_column(word(PaperKind))
    language: Mapped[str] = mapped_column(String(20))
    reach: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[dt.datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    taken_until: Mapped[dt.datetime | None]
    drawn_at: Mapped[dt.datetime | None]
    storage_key: Mapped[str] = mapped_column(String(64), default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(default=0)
    error: Mapped[text]

    statement: Mapped[Statement] = relationship()
    asked_by: Mapped[User] = relationship()
    __table_args__ = (
        UniqueConstraint("statement_id", "kind", "language", "reach"),
        Index("ix_statement_files_waiting", "id", **when("drawn_at IS NULL")),
    )


class DunningStep(db.Model):
    """One step of pressing for payment: what was done, what came of it, and what is next.

    ``items`` are the open invoices at that moment, as a letter names them.
    """

    __tablename__ = "dunning_steps"
    id: Mapped[pk]
    contract_id: Mapped[int] = ref("contracts.id", index=False)
    customer_id: Mapped[int] = ref("customers.id")
    kind: Mapped[DunningKind] = mapped_column(word(DunningKind))
    on: Mapped[dt.date]
    open: Mapped[Decimal]
    result: Mapped[text]
    next_on: Mapped[dt.date | None]
    next_kind: Mapped[DunningKind | None] = mapped_column(word(DunningKind))
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]

    contract: Mapped[Contract] = relationship()
    customer: Mapped[Customer] = relationship()
    by: Mapped[User] = relationship()
    __table_args__ = (Index(None, "contract_id", "on"),)


# 14 ── Expenses ────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# 15 ── Attachments ─────────────────────────────────────────────────────────────────────────────────────────────────────


ATTACHABLE = (
    "customer_id",
    "opportunity_id",
    "activity_id",
    "expense_line_id",
    "conflict_party_id",
    "contract_id",
    "implementation_id",
)


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
    contract_id: Mapped[int | None] = ref("contracts.id")
    implementation_id: Mapped[int | None] = ref("implementations.id")
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


# 16 ── Messages ────────────────────────────────────────────────────────────────────────────────────────────────────────


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
    """A mail that is to be sent: written in the transaction that causes it, taken by a conditional update.

    It carries a notification to one of our people, or a quote to a customer.
    """

    __tablename__ = "outbox_mails"
    id: Mapped[pk]
    notification_id: Mapped[int | None] = ref("notifications.id", index=False, unique=True)
    sending_id: Mapped[int | None] = ref("quote_sendings.id", index=False, unique=True)
    state: Mapped[str] = mapped_column(String(20), default="pending")
    due_at: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    taken_until: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    last_error: Mapped[text]

    notification: Mapped[Notification | None] = relationship()
    sending: Mapped[QuoteSending | None] = relationship()
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'taken', 'sent', 'failed', 'kept')", name="known_state"),
        CheckConstraint("(notification_id IS NULL) <> (sending_id IS NULL)", name="one_content"),
        Index(None, "state", "due_at"),
    )


# 17 ── Proof ───────────────────────────────────────────────────────────────────────────────────────────────────────────


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
