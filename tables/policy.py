"""What the company sets: parameters with their dates, and the stages of the pipeline."""

import datetime as dt

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, short, text
from extensions import db
from tables.people import User
from tables.writing import ref


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
