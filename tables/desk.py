"""The finance desk: invoices read from files, questions, phrases, limits, the seed of the sampling, the proof (A3.4, A13)."""

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import Scaled, pk, short, text, word
from extensions import db
from policy.entry import Grade
from policy.expenses import Category
from policy.limits import Basis, CityTier, Effect
from policy.proving import ProofKind
from policy.roles import Role
from policy.vouchers import InvoiceKind
from tables.attachments import Attachment
from tables.expenses import ExpenseClaim, ExpenseLine
from tables.people import Unit, User
from tables.writing import ref, when


class ExpenseInvoice(db.Model):
    """An invoice that a line rests on, read from its file or typed (A3.4).

    ``identity`` is what makes it one and the same however it is written: code and number without spaces. Among those
    that are held, none is there twice in the whole company, and none of another's is told of. ``bare_number`` are the
    eight figures of an older one that is held, by which it is found under both of its numbers. ``read`` says by source
    (``policy.vouchers.ReadFrom``) what was read there; ``problem`` is why a file could not be read (a code), else empty.
    ``amount`` is without ``tax``. An invoice is let go (``released_at``) with its line.
    """

    __tablename__ = "expense_invoices"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    line_id: Mapped[int] = ref("expense_lines.id")
    attachment_id: Mapped[int | None] = ref("attachments.id")
    kind: Mapped[InvoiceKind] = mapped_column(word(InvoiceKind), default=InvoiceKind.OTHER)
    identity: Mapped[str] = mapped_column(String(60), default="")
    bare_number: Mapped[str] = mapped_column(String(8), default="", server_default="")
    code: Mapped[str] = mapped_column(String(20), default="")
    number: Mapped[str] = mapped_column(String(40), default="")
    issued_on: Mapped[dt.date | None]
    seller: Mapped[str] = mapped_column(String(200), default="")
    seller_tax_number: Mapped[str] = mapped_column(String(30), default="")
    buyer: Mapped[str] = mapped_column(String(200), default="")
    buyer_tax_number: Mapped[str] = mapped_column(String(30), default="")
    amount: Mapped[Decimal | None]
    tax: Mapped[Decimal | None]
    total: Mapped[Decimal | None]
    check_code: Mapped[str] = mapped_column(String(40), default="")
    read: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    problem: Mapped[str] = mapped_column(String(60), default="")
    added_at: Mapped[dt.datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    released_at: Mapped[dt.datetime | None]

    line: Mapped[ExpenseLine] = relationship(back_populates="invoices")
    attachment: Mapped[Attachment | None] = relationship()
    added_by: Mapped[User] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index("ix_expense_invoices_held", "identity", unique=True, **when("released_at IS NULL AND identity <> ''")),
        Index(None, "identity"),
        Index("ix_expense_invoices_bare", "bare_number", **when("bare_number <> ''")),
    )


class LineQuestion(db.Model):
    """What finance asked the claimant about a line, and the answer, which brings the claim back (A3.4)."""

    __tablename__ = "line_questions"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    claim_id: Mapped[int] = ref("expense_claims.id")
    line_id: Mapped[int] = ref("expense_lines.id")
    round: Mapped[int]
    question: Mapped[text]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[dt.datetime]
    answer: Mapped[text]
    answered_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]

    claim: Mapped[ExpenseClaim] = relationship()
    line: Mapped[ExpenseLine] = relationship()
    asked_by: Mapped[User] = relationship()
    __mapper_args__ = {"version_id_col": version}


class ReasonPhrase(db.Model):
    """A reason that finance uses again and again, by clause and by what was found (``code`` of a problem; may be empty)."""

    __tablename__ = "reason_phrases"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    company_id: Mapped[int] = ref("units.id", index=False)
    clause: Mapped[short]
    code: Mapped[str] = mapped_column(String(60), default="")
    zh: Mapped[text]
    en: Mapped[text]
    uses: Mapped[int] = mapped_column(default=0)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    removed_at: Mapped[dt.datetime | None]

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (Index(None, "company_id", "clause", "id"),)


class SamplingSeed(db.Model):
    """The seed of a day, by which green lines are drawn to be looked at anyway.

    ``commitment`` (the seed's SHA-256) is shown from the start; the seed itself from the next day on, so that nobody
    can know before what will be drawn, and everybody can check it afterwards.
    """

    __tablename__ = "sampling_seeds"
    id: Mapped[pk]
    day: Mapped[dt.date] = mapped_column(unique=True)
    seed: Mapped[str] = mapped_column(String(64))
    commitment: Mapped[str] = mapped_column(String(64))
    share: Mapped[Decimal] = mapped_column(Scaled(6))
    made_at: Mapped[dt.datetime]


class ExpenseLimit(db.Model):
    """How much a company reimburses (A3.4): what is empty of category, tier, grade or role is meant for all of them.

    In force from ``from_on`` through ``until_on`` (days of the expense). Of several that fit, each is looked at.
    """

    __tablename__ = "expense_limits"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    company_id: Mapped[int] = ref("units.id", index=False)
    category: Mapped[Category | None] = mapped_column(word(Category))
    tier: Mapped[CityTier | None] = mapped_column(word(CityTier))
    grade: Mapped[Grade | None] = mapped_column(word(Grade))
    role: Mapped[Role | None] = mapped_column(word(Role))
    basis: Mapped[Basis] = mapped_column(word(Basis))
    amount: Mapped[Decimal]
    effect: Mapped[Effect] = mapped_column(word(Effect))
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]

    company: Mapped[Unit] = relationship()
    by: Mapped[User] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "company_id", "from_on"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("until_on IS NULL OR from_on <= until_on", name="in_order"),
    )


class TieredCity(db.Model):
    """The tier of a city; cities that are not listed are ``CityTier.OTHER``. ``name`` without 市."""

    __tablename__ = "tiered_cities"
    id: Mapped[pk]
    name: Mapped[str] = mapped_column(String(40), unique=True)
    tier: Mapped[CityTier] = mapped_column(word(CityTier))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]


class ClaimProof(db.Model):
    """One link of a claim's chain: what was decided on what, by whom, when. Never changed, never deleted (A13).

    ``sha256`` is the hash over position, moment, kind, the hash of ``content`` and the hash of the link before; the last
    one also stands on the claim (``proof_head``), so that neither a link nor the end of the chain goes missing unseen.
    """

    __tablename__ = "claim_proofs"
    id: Mapped[pk]
    claim_id: Mapped[int] = ref("expense_claims.id", index=False)
    position: Mapped[int]
    at: Mapped[dt.datetime]
    kind: Mapped[ProofKind] = mapped_column(word(ProofKind))
    line_id: Mapped[int | None] = ref("expense_lines.id")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_sha256: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64), default="")
    sha256: Mapped[str] = mapped_column(String(64))

    by: Mapped[User | None] = relationship()
    __table_args__ = (UniqueConstraint("claim_id", "position"), Index(None, "at", "id"))


class ProofAnchor(db.Model):
    """One number for all chains at the end of a day, bound to that of the day before: noted elsewhere, it proves that the
    whole was not written anew since. ``links`` counts the links that it covers, up to ``last_id``."""

    __tablename__ = "proof_anchors"
    id: Mapped[pk]
    day: Mapped[dt.date] = mapped_column(unique=True)
    last_id: Mapped[int]
    links: Mapped[int]
    previous: Mapped[str] = mapped_column(String(64), default="")
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime]
