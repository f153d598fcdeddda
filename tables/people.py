"""Who works here, in which unit, with which roles, and their sessions (A2)."""

import datetime as dt

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, short, text, word
from extensions import db
from policy.roles import Role, UnitKind
from tables.writing import ref


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

    ``tax_number`` is what invoices to us name (A3.4), ``city`` where its people work. ``logo_key`` is the random name of the
    stored picture; ``terms`` are those of a quote that names none (A9.1).
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
    tax_number: Mapped[str] = mapped_column(String(30), default="", server_default="")
    city: Mapped[str] = mapped_column(String(40), default="", server_default="")
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
