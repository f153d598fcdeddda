"""Loads the demo data into an empty database, in one transaction; knows a demo database by its mark."""

import datetime as dt
from pathlib import Path

from flask import current_app
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

import clock
from config import DEMO_MARK
from extensions import db
from models import Attachment, AuditEntry, User, UserRole
from operations import after_commit, transaction
from operations.attachments import path_of
from operations.expense_examinations import reexamine
from passwords import hashed
from policy.roles import Role
from queries.search import create_index, drop_index
from seeds.activities import Activities
from seeds.cast import create_cast
from seeds.conflicts import Conflicts
from seeds.contracts import Contracts
from seeds.customers import Customers
from seeds.daily_use import DailyUse
from seeds.desk import Desk
from seeds.doubts import Doubts, count_doubts
from seeds.expenses import Expenses
from seeds.files import Files
from seeds.leads import Leads
from seeds.opportunities import Opportunities
from seeds.orders import Orders
from seeds.portfolios import COLLEAGUES
from seeds.quotes import Quotes
from seeds.receivables import Receivables
from seeds.supervision import Supervision
from seeds.targets import Targets
from seeds.trimmings import Trimmings
from seeds.watched import watch
from seeds.world import World

MARK = "demo_loaded"
YEARS_HERE = dt.timedelta(days=800)
COUNTED = ("users", "customers", "contacts", "activities", "opportunities", "expense_claims", "attachments", "leads")


def is_demo() -> bool:
    """Whether this database was filled with demo data."""
    return db.session.scalar(select(AuditEntry.id).where(AuditEntry.subject_type == MARK).limit(1)) is not None


def is_empty() -> bool:
    """Whether nobody has begun to work here: a database without people."""
    return db.session.scalar(select(User.id).limit(1)) is None


def load() -> dict[str, int]:
    """Fill an empty database and mark it as a demo; how many of each were made.

    What workers keep is drawn and counted afterwards, as they do it.
    """
    with transaction() as session, session.no_autoflush:
        people = create_cast(session, current_app.config["DEMO_PASSWORD"])
        people |= _colleagues(session, people)
        for person in people.values():
            person.created_at -= YEARS_HERE
        world = World(session, people)
        for chapter in (Customers, Opportunities, Activities):
            chapter(world).make()
        expenses = Expenses(world)
        expenses.make()
        Doubts(expenses).make()
        expenses.decide()
        session.flush()
        count_doubts(claim for claim, _ in expenses.pending)
        for chapter in (Files, Trimmings, Leads, Conflicts, Quotes, Contracts, Orders, Receivables):
            chapter(world).make()
        world.write_audit()
        world.write_notices()
        after_commit(session.info.pop, "unkept_files", None)
        session.add(AuditEntry(at=clock.now(), verb="loaded", subject_type=MARK, note="demo data"))
    with transaction():
        # Who watches the work reads the records as they stand, and the audit.
        for chapter in (DailyUse, Supervision, Targets, Desk):
            chapter(world).make()
    for _step in reexamine():
        pass
    watch(world.today)
    mark()
    return {table: db.session.scalar(select(func.count()).select_from(db.metadata.tables[table])) for table in COUNTED}


def mark() -> None:
    """Let the demo password open doors of this installation (``config.DEMO_MARK``)."""
    Path(current_app.config["INSTANCE_PATH"], DEMO_MARK).touch()
    current_app.config["DEMO"] = True


def empty() -> None:
    """Delete every row of a demo database, children first, and every stored file that a row names."""
    with transaction() as session:
        files = [path_of(attachment) for attachment in session.scalars(select(Attachment))]
        session.expunge_all()
        for table in reversed(db.metadata.sorted_tables):
            session.execute(delete(table))
        drop_index(session.connection())
        create_index(session.connection())
    for file in files:
        file.unlink(missing_ok=True)
    Path(current_app.config["INSTANCE_PATH"], DEMO_MARK).unlink(missing_ok=True)


def _colleagues(session: Session, people: dict[str, User]) -> dict[str, User]:
    seats = {"sales": "sales1", "channel": "channel1", "east_sales": "east_sales1"}
    shared, found = hashed(current_app.config["DEMO_PASSWORD"]), {}
    for username, name, unit, role in COLLEAGUES:
        user = User(username=username, name=name, unit_id=people[seats[unit]].unit_id, password_hash=shared)
        user.email, user.created_at = f"{username}@xianlu.example", clock.now()
        user.active = not username.startswith("former")
        user.role_rows = [UserRole(role=Role(role))]
        found[username] = user
    session.add_all(found.values())
    session.flush()
    return found
