"""Assessment (A12): the ledger of violations, measures, the ranking and what follows, presales support."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import Scaled, name, pk, short, text, word
from extensions import db
from policy.assessment import MeasureKind, MeasureState, ViolationKind
from policy.ranking import Board, Honour, RequestState, SupportKind
from tables.customers import Customer
from tables.opportunities import Opportunity
from tables.people import Unit, User
from tables.writing import ref, when


class Violation(db.Model):
    """A recorded fact against a clause (A12). ``fact_key`` names the fact, so that it stands in the ledger once.

    ``evidence`` lists what shows it, each with its words and address. Withdrawn, it counts no more and stays readable.
    """

    __tablename__ = "violations"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    user_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    kind: Mapped[ViolationKind] = mapped_column(word(ViolationKind))
    clause: Mapped[short]
    broken_clause: Mapped[short]
    fact_key: Mapped[str] = mapped_column(String(120), unique=True)
    on: Mapped[dt.date]
    title: Mapped[name]
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    found_at: Mapped[dt.datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[dt.datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_reason: Mapped[text]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    unit: Mapped[Unit] = relationship()
    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
    withdrawn_by: Mapped[User | None] = relationship(foreign_keys=[withdrawn_by_id])
    measures: Mapped[list["Measure"]] = relationship(secondary="measure_grounds", viewonly=True)
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index(None, "user_id", "on", "id"), Index(None, "unit_id", "on", "id"))


class Measure(db.Model):
    """What the policy proposes against a person for violations, and what was decided (A12.1 to A12.3).

    ``percent`` is of the month's performance pay of ``month``. ``because`` is the working in words: message ids with
    their params. ``proposed_…`` keep the proposal where it was altered. ``head_of_id`` is the measure whose third a
    department head bears. ``key`` lets a proposal be made once. The product applies none of it to pay.
    """

    __tablename__ = "measures"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    user_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    clause: Mapped[short]
    kind: Mapped[MeasureKind] = mapped_column(word(MeasureKind))
    percent: Mapped[Decimal] = mapped_column(Scaled(2), default=Decimal(0))
    month: Mapped[str] = mapped_column(String(7))
    because: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    head_of_id: Mapped[int | None] = ref("measures.id")
    proposed_kind: Mapped[MeasureKind] = mapped_column(word(MeasureKind))
    proposed_percent: Mapped[Decimal] = mapped_column(Scaled(2), default=Decimal(0))
    proposed_at: Mapped[dt.datetime]
    state: Mapped[MeasureState] = mapped_column(word(MeasureState), default=MeasureState.PROPOSED)
    decided_at: Mapped[dt.datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[text]
    appeal_until: Mapped[dt.date | None]
    appealed_at: Mapped[dt.datetime | None]
    appeal: Mapped[text]
    ruled_at: Mapped[dt.datetime | None]
    ruled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ruling: Mapped[text]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    unit: Mapped[Unit] = relationship()
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])
    ruled_by: Mapped[User | None] = relationship(foreign_keys=[ruled_by_id])
    head_of: Mapped["Measure | None"] = relationship(remote_side="Measure.id")
    grounds: Mapped[list[Violation]] = relationship(secondary="measure_grounds", order_by="Violation.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "user_id", "month", "id"),
        Index(None, "unit_id", "month", "id"),
        Index(None, "month", "state", "id"),
        Index("ix_measures_undecided", "unit_id", "id", **when("state IN ('proposed', 'appealed')")),
        CheckConstraint("percent BETWEEN 0 AND 10000", name="percent_range"),
    )


class MeasureGround(db.Model):
    """A violation on which a measure rests."""

    __tablename__ = "measure_grounds"
    measure_id: Mapped[int] = mapped_column(ForeignKey("measures.id"), primary_key=True)
    violation_id: Mapped[int] = mapped_column(ForeignKey("violations.id"), primary_key=True, index=True)


class Ranking(db.Model):
    """The month's ranking of one company, frozen when it is drawn (A12.4). ``numbers`` are the parameters it was drawn by."""

    __tablename__ = "rankings"
    id: Mapped[pk]
    company_id: Mapped[int] = ref("units.id", index=False)
    month: Mapped[str] = mapped_column(String(7))
    board: Mapped[Board] = mapped_column(word(Board))
    numbers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    drawn_at: Mapped[dt.datetime]

    company: Mapped[Unit] = relationship()
    rows: Mapped[list["RankingRow"]] = relationship(back_populates="ranking", order_by="RankingRow.id")
    __table_args__ = (UniqueConstraint("company_id", "month", "board"),)


class RankingRow(db.Model):
    """One person, or one agent partner (``user_id`` None), in a ranking.

    ``place`` is None below the bar of entry, and equal for equal scores. ``workings`` show every dimension: what was
    counted, what was left out and why, the weight and the points. ``top`` and ``last`` say who is meant by the clause.
    """

    __tablename__ = "ranking_rows"
    id: Mapped[pk]
    ranking_id: Mapped[int] = ref("rankings.id", index=False)
    user_id: Mapped[int | None] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    place: Mapped[int | None]
    score: Mapped[Decimal] = mapped_column(Scaled(4), default=Decimal(0))
    top: Mapped[bool] = mapped_column(default=False)
    last: Mapped[bool] = mapped_column(default=False)
    workings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    ranking: Mapped[Ranking] = relationship(back_populates="rows")
    user: Mapped[User | None] = relationship()
    unit: Mapped[Unit] = relationship()
    __table_args__ = (
        Index("uq_ranking_rows_people", "ranking_id", "user_id", unique=True, **when("user_id IS NOT NULL")),
        Index("uq_ranking_rows_units", "ranking_id", "unit_id", unique=True, **when("user_id IS NULL")),
        Index(None, "ranking_id", "place"),
        Index(None, "user_id", "ranking_id"),
        Index(None, "unit_id", "ranking_id"),
    )


class Distinction(db.Model):
    """A commendation for a place at the top, or the reward for several (A12.4), once per row of a ranking and kind."""

    __tablename__ = "distinctions"
    id: Mapped[pk]
    row_id: Mapped[int] = ref("ranking_rows.id", index=False)
    honour: Mapped[Honour] = mapped_column(word(Honour))
    user_id: Mapped[int | None] = ref("users.id")
    unit_id: Mapped[int] = ref("units.id")
    month: Mapped[str] = mapped_column(String(7))
    at: Mapped[dt.datetime]

    row: Mapped[RankingRow] = relationship()
    user: Mapped[User | None] = relationship()
    unit: Mapped[Unit] = relationship()
    __table_args__ = (UniqueConstraint("row_id", "honour"),)


class SalesAccount(db.Model):
    """A month's sales of one person, or of one agent partner (``user_id`` None), with shares; kept for bonuses (A12.6).

    Amounts in yuan; ``year_…`` from January to the end of the month; ``customer_value`` and ``opportunity_value`` are the
    accumulated values of A12.5, by which ``place`` ranks whom presales supports first.
    """

    __tablename__ = "sales_accounts"
    id: Mapped[pk]
    company_id: Mapped[int] = ref("units.id", index=False)
    month: Mapped[str] = mapped_column(String(7))
    user_id: Mapped[int | None] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    contracts: Mapped[Decimal] = mapped_column(default=Decimal(0))
    collected: Mapped[Decimal] = mapped_column(default=Decimal(0))
    year_contracts: Mapped[Decimal] = mapped_column(default=Decimal(0))
    year_collected: Mapped[Decimal] = mapped_column(default=Decimal(0))
    customer_value: Mapped[Decimal] = mapped_column(default=Decimal(0))
    opportunity_value: Mapped[Decimal] = mapped_column(default=Decimal(0))
    place: Mapped[int | None]
    kept_at: Mapped[dt.datetime]

    user: Mapped[User | None] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    __table_args__ = (
        Index("uq_sales_accounts_people", "company_id", "month", "user_id", unique=True, **when("user_id IS NOT NULL")),
        Index("uq_sales_accounts_units", "company_id", "month", "unit_id", unique=True, **when("user_id IS NULL")),
        Index(None, "user_id", "month"),
        Index(None, "unit_id", "month"),
        Index(None, "month", "company_id", "place"),
    )


class PresalesRequest(db.Model):
    """A salesperson asks presales or an expert for support; who stands first by value is served first (A12.5).

    ``result`` is how it ended, or why it was declined or given back; ``activity_id`` the activity in which it was given.
    """

    __tablename__ = "presales_requests"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    opportunity_id: Mapped[int] = ref("opportunities.id")
    customer_id: Mapped[int] = ref("customers.id")
    asked_by_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    kind: Mapped[SupportKind] = mapped_column(word(SupportKind))
    need: Mapped[text]
    wanted_on: Mapped[dt.date]
    asked_at: Mapped[dt.datetime]
    state: Mapped[RequestState] = mapped_column(word(RequestState), default=RequestState.WAITING)
    taken_by_id: Mapped[int | None] = ref("users.id")
    taken_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    result: Mapped[text]
    activity_id: Mapped[int | None] = ref("activities.id", index=False)

    opportunity: Mapped[Opportunity] = relationship()
    customer: Mapped[Customer] = relationship()
    asked_by: Mapped[User] = relationship(foreign_keys=[asked_by_id])
    taken_by: Mapped[User | None] = relationship(foreign_keys=[taken_by_id])
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "asked_by_id", "id"),
        Index(None, "unit_id", "id"),
        Index("ix_presales_requests_waiting", "wanted_on", "id", **when("state IN ('waiting', 'taken')")),
    )
