"""Files, kept once by their hash."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, text
from extensions import db
from tables.people import User
from tables.policy import Stage
from tables.writing import ref

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
