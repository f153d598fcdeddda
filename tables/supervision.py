"""Supervision (A11): weekly check sheets, spot checks, findings, the monthly publication."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, short, text, word
from extensions import db
from policy.checking import FindingKind, Judgement
from tables.customers import Customer
from tables.people import Unit, User
from tables.writing import ref, when


class CheckSheet(db.Model):
    """What the product found in a department for one week, to be judged and signed off (A11). ``week`` is its Monday.

    ``left_out`` says, by kind, how much more was found than a sheet lists; it follows when the listed is settled.
    """

    __tablename__ = "check_sheets"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    unit_id: Mapped[int] = ref("units.id", index=False)
    week: Mapped[dt.date]
    drawn_at: Mapped[dt.datetime]
    left_out: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[text]
    signed_at: Mapped[dt.datetime | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    unit: Mapped[Unit] = relationship()
    signed_by: Mapped[User | None] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (UniqueConstraint("unit_id", "week"), Index(None, "week", "id"))


class SpotCheck(db.Model):
    """A random sample of records, drawn so that anybody can draw it again (A11).

    ``frame`` lists what could be drawn, in order, as ``[type, id]``; the sample follows from it, ``seed`` and ``size`` by
    ``policy.checking``. ``commitment`` is the SHA-256 of the seed, shown before the frame was closed.
    """

    __tablename__ = "spot_checks"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    unit_id: Mapped[int] = ref("units.id")
    user_id: Mapped[int | None] = ref("users.id")
    subject: Mapped[short]
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date]
    size: Mapped[int]
    seed: Mapped[str] = mapped_column(String(64))
    commitment: Mapped[str] = mapped_column(String(64))
    frame: Mapped[list[Any]] = mapped_column(JSON, default=list)
    frame_sha256: Mapped[str] = mapped_column(String(64))
    drawn_at: Mapped[dt.datetime]
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    note: Mapped[text]
    closed_at: Mapped[dt.datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    unit: Mapped[Unit] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    drawn_by: Mapped[User] = relationship(foreign_keys=[drawn_by_id])
    __mapper_args__ = {"version_id_col": version}


class Finding(db.Model):
    """One thing on a check sheet or in a spot check: what was found, whose it is, how it was judged, whether it was mended.

    ``user_id`` is who answers for it. ``carried_from_id`` is the same finding of the week before, which was still open.
    """

    __tablename__ = "findings"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    sheet_id: Mapped[int | None] = ref("check_sheets.id", index=False)
    spot_check_id: Mapped[int | None] = ref("spot_checks.id", index=False)
    kind: Mapped[FindingKind] = mapped_column(word(FindingKind))
    clause: Mapped[short]
    subject_type: Mapped[short]
    subject_id: Mapped[int]
    title: Mapped[name]
    url: Mapped[str] = mapped_column(String(200), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    user_id: Mapped[int | None] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    customer_id: Mapped[int | None] = ref("customers.id")
    found_at: Mapped[dt.datetime]
    judgement: Mapped[Judgement] = mapped_column(word(Judgement), default=Judgement.OPEN)
    mend_by: Mapped[dt.date | None]
    note: Mapped[text]
    judged_at: Mapped[dt.datetime | None]
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    mended_at: Mapped[dt.datetime | None]
    mended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    mended_note: Mapped[text]
    carried_from_id: Mapped[int | None] = ref("findings.id")

    sheet: Mapped[CheckSheet | None] = relationship()
    spot_check: Mapped[SpotCheck | None] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    unit: Mapped[Unit] = relationship()
    customer: Mapped[Customer | None] = relationship()
    judged_by: Mapped[User | None] = relationship(foreign_keys=[judged_by_id])
    mended_by: Mapped[User | None] = relationship(foreign_keys=[mended_by_id])
    carried_from: Mapped["Finding | None"] = relationship(remote_side="Finding.id")

    @property
    def settled(self) -> bool:
        """Whether the sheet that it stands on is signed, or the spot check closed."""
        return (self.sheet.signed_at if self.sheet else self.spot_check.closed_at) is not None

    @property
    def judged_before(self) -> bool:
        """Whether it came back as it was judged on an earlier sheet, within its time."""
        return self.sheet is not None and self.judged_at is not None and self.judged_at < self.sheet.drawn_at

    @property
    def holds(self) -> bool:
        """Whether what was said of it holds."""
        return self.settled or self.judged_before

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("sheet_id", "kind", "subject_type", "subject_id"),
        UniqueConstraint("spot_check_id", "subject_type", "subject_id"),
        CheckConstraint("(sheet_id IS NULL) <> (spot_check_id IS NULL)", name="one_check"),
        CheckConstraint("judgement <> 'to_mend' OR mend_by IS NOT NULL", name="mend_by_when"),
        Index(None, "user_id", "id"),
        Index(None, "unit_id", "judgement", "id"),
        Index("ix_findings_unmended", "unit_id", "mend_by", **when("judgement = 'to_mend' AND mended_at IS NULL")),
    )


class Publication(db.Model):
    """A company's figures of use of one month, frozen as issued (A11, A12.1). A correction is a further ``issue``.

    ``content`` holds the lines of departments and people and the words of every figure; it is never edited.
    """

    __tablename__ = "publications"
    id: Mapped[pk]
    company_id: Mapped[int] = ref("units.id", index=False)
    month: Mapped[str] = mapped_column(String(7))
    issue: Mapped[int] = mapped_column(default=1)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[text]
    issued_at: Mapped[dt.datetime]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    company: Mapped[Unit] = relationship()
    issued_by: Mapped[User] = relationship()
    __table_args__ = (UniqueConstraint("company_id", "month", "issue"),)
