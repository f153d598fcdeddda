"""What a day's digests cost: ``python -m bench.digests sqlite:////tmp/big.db``. It writes into that database.

Gives headquarters departments until 300 units have a head, spreads the salespeople and what they did on the busiest day
over them, draws that day once, and says how long it took and how much memory this process held.
"""

import argparse
import datetime as dt
import os
import tempfile
import time

from bench.databases import bare_app, resolved
from bench.night import peak

MANAGERS = 300


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("database")
    url = resolved(options.parse_args().database)
    folder = tempfile.TemporaryDirectory(prefix="xianlu-digests-")
    os.environ.update(DATABASE_URL=url, INSTANCE_PATH=folder.name)
    with bare_app(url).app_context():
        from extensions import queue

        queue.connect("unix:///nonexistent/nobody.sock")
        spread()
        draw()


def spread() -> None:
    """Departments with a head each, and the activities of salespeople among them."""
    from sqlalchemy import select, update

    import clock
    from extensions import db
    from models import Activity, Unit, User, UserRole
    from policy.roles import Role, UnitKind
    from queries.digests import heads_by_unit

    top = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
    for place in range(len(heads_by_unit()), MANAGERS):
        unit = Unit(parent=top, kind=UnitKind.DEPARTMENT, name=f"第{place}营业部")
        db.session.add(unit)
        db.session.flush()
        unit.path = f"{top.path}{unit.id}/"
        head = User(username=f"head{place}", name=f"主管{place}", unit=unit, created_at=clock.now())
        head.role_rows = [UserRole(role=Role.DEPARTMENT_MANAGER)]
        db.session.add(head)
    db.session.commit()
    units = [unit_id for unit_id in heads_by_unit() if unit_id != top.id]
    sellers = select(UserRole.user_id).where(UserRole.role == Role.DIRECT_SALES).order_by(UserRole.user_id)
    for place, user_id in enumerate(db.session.scalars(sellers).all()):
        here = {"unit_id": units[place % len(units)]}
        # Past the notes of what is to be counted anew: no figure is read here.
        db.session.execute(update(User.__table__).where(User.__table__.c.id == user_id).values(here))
        done = Activity.__table__
        db.session.execute(update(done).where(done.c.owner_id == user_id).values(here))
    db.session.commit()


def draw() -> None:
    """The busiest day in the audit."""
    from sqlalchemy import func, select

    from extensions import db
    from models import AuditEntry
    from operations import digests

    day = func.date(AuditEntry.at)
    busiest = select(day, func.count()).group_by(day).order_by(func.count().desc()).limit(1)
    found, entries = db.session.execute(busiest).one()
    db.session.rollback()
    at = dt.date.fromisoformat(str(found))
    begun = time.monotonic()
    drawn, wrong = digests.draw(at)
    spent = time.monotonic() - begun
    print(f"{drawn} digests of {at} from {entries:,} audit lines: {spent:.1f} s, at most {peak():.0f} MiB {wrong}")


if __name__ == "__main__":
    main()
