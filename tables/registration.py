"""Who recorded what first, who waits for a name, conflicts, handovers (A8)."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, short, text, word
from extensions import db
from policy.conflicts import Claiming, ConflictStatus, Instance, Outcome
from policy.registration import RegistrationEnd
from tables.people import Unit, User
from tables.writing import ref, when

if TYPE_CHECKING:
    from tables.customers import Customer
    from tables.opportunities import Opportunity


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
