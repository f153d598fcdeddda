"""What dispatch costs: ``python -m bench.dispatching sqlite:////tmp/d.db``. The database must be empty; it is filled.

500 people, 200 rules and 10,000 filtered leads; each lead is dispatched in a transaction of its own, as the desk does.
Then the page "where would this lead go" and the preview of a changed rule over those leads.
"""

import argparse
import os
import random
import statistics
import tempfile
import time

from bench.databases import resolved
from bench.night import peak

PEOPLE, RULES, LEADS, ROUNDS = 500, 200, 10_000, 20
SEED = 20261123
IN_A_GROUP = 12


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("database")
    options.add_argument("--leads", type=int, default=LEADS)
    asked = options.parse_args()
    folder = tempfile.TemporaryDirectory(prefix="xianlu-dispatch-")
    nobody = f"unix://{folder.name}/nobody.sock"
    os.environ.update(DATABASE_URL=resolved(asked.database), INSTANCE_PATH=folder.name, REDIS_URL=nobody)
    import logging

    from app import create_app
    from extensions import db
    from tests.support.client import Client

    logging.getLogger("extensions").setLevel(logging.ERROR)
    app = create_app({"WTF_CSRF_ENABLED": False, "ASSETS": "local"})
    app.test_client_class = Client
    with app.app_context():
        db.create_all()
        manager = company(asked.leads)
        dispatched(asked.leads)
        preview(app, manager)
        db.session.remove()


def company(leads: int) -> int:
    """Units, people, rules and waiting leads; the id of the business manager."""
    import clock
    from extensions import db
    from models import DispatchGroup, DispatchRule, Lead, Stage, Unit, User, UserRole
    from operations.stages import found_pipeline
    from policy.dispatch import Receiver
    from policy.industries import Industry
    from policy.leads import LeadChannel, LeadStatus
    from policy.regions import REGIONS
    from policy.roles import Role, UnitKind

    chance, now = random.Random(SEED), clock.now()
    top = Unit(kind=UnitKind.HEADQUARTERS, name="总部", path="/1/")
    db.session.add(top)
    db.session.flush()
    units = [Unit(kind=UnitKind.DEPARTMENT, name=f"销售{n}部", parent_id=top.id) for n in range(20)]
    db.session.add_all(units)
    db.session.flush()
    for unit in units:
        unit.path = f"/{top.id}/{unit.id}/"
    people = [User(username=f"s{n}", name=f"销售{n}", unit_id=units[n % 20].id, created_at=now) for n in range(PEOPLE)]
    manager = User(username="manager", name="商务经理", unit_id=top.id, created_at=now)
    db.session.add_all([*people, manager])
    db.session.flush()
    roles = [(person, Role.DEPARTMENT_MANAGER if n < 20 else Role.DIRECT_SALES) for n, person in enumerate(people)]
    db.session.add_all(UserRole(user_id=one.id, role=role) for one, role in [*roles, (manager, Role.BUSINESS_MANAGER)])
    groups = [
        DispatchGroup(company_id=top.id, name=f"组{n}", members=chance.sample(people, IN_A_GROUP)) for n in range(60)
    ]
    db.session.add_all(groups)
    db.session.flush()
    industries, provinces = [one.value for one in Industry], list(REGIONS)
    for place in range(1, RULES + 1):
        last = place > RULES - 3
        rule = DispatchRule(company_id=top.id, position=place, label=f"规则{place}", receiver=Receiver.GROUP)
        rule.provinces = [] if last else chance.sample(provinces, chance.randint(1, 3))
        rule.industries = [] if last or place % 3 == 0 else chance.sample(industries, chance.randint(1, 4))
        rule.group_id = groups[place % 60].id
        if place % 5 == 0 and not last:
            rule.receiver, rule.group_id, rule.user_id = Receiver.PERSON, None, chance.choice(people).id
        elif place % 7 == 0 and not last:
            rule.receiver, rule.group_id, rule.managed_unit_id = Receiver.MANAGER, None, chance.choice(units).id
        db.session.add(rule)
    if db.session.query(Stage).first() is None:
        found_pipeline(db.session)
    for n in range(leads):
        province = chance.choice(provinces)
        where = {"province": province, "city": chance.choice(REGIONS[province]), "industry": chance.choice(industries)}
        lead = Lead(
            channel=LeadChannel.WEBSITE, status=LeadStatus.FILTERED, company=f"客户{n}", unit_id=top.id, **where
        )
        lead.arrived_at = lead.since = now
        lead.due_at = now
        db.session.add(lead)
    db.session.commit()
    return manager.id


def dispatched(leads: int) -> None:
    """Dispatch every lead, one transaction each, and say how many a second."""
    from sqlalchemy import func, select

    from extensions import db
    from models import Lead
    from operations.dispatching import try_again

    ids, took = list(db.session.scalars(select(Lead.id).order_by(Lead.id))), []
    wall, cpu = time.monotonic(), time.process_time()
    for lead_id in ids:
        start = time.perf_counter()
        try_again(lead_id)
        took.append(time.perf_counter() - start)
        db.session.expunge_all()
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    held = db.session.scalar(select(func.count(Lead.id)).where(Lead.owner_id.is_not(None)))
    each = select(func.count(Lead.id).label("n")).where(Lead.owner_id.is_not(None)).group_by(Lead.owner_id).subquery()
    least, most = db.session.execute(select(func.min(each.c.n), func.max(each.c.n))).one()
    print(
        f"{leads:,} leads, {RULES} rules, {PEOPLE} people: {leads / wall:.0f} leads/s ({leads / cpu:.0f} per CPU second)"
    )
    print(f"p50 {statistics.median(took) * 1000:.1f} ms, p95 {sorted(took)[int(len(took) * 0.95)] * 1000:.1f} ms")
    print(f"{held:,} found a receiver; {least} to {most} leads each; at most {peak():.0f} MiB", flush=True)


def preview(app, manager_id: int) -> None:
    """The two pages of who sets the rules, median of some rounds."""
    from extensions import db
    from models import DispatchRule, User

    manager = db.session.get(User, manager_id)
    client = app.test_client()
    client.sign_in(manager)
    rule = db.session.query(DispatchRule).order_by(DispatchRule.position).first()
    typed = {
        "label": rule.label,
        "receiver": "person",
        "user_id": 1,
        "version": rule.version,
        "preview": 1,
        "position": 1,
    }
    pages = {
        "rules": lambda: client.get("/leads/rules"),
        "where would it go": lambda: client.get("/leads/rules/test?province=江苏省&city=苏州市&industry=food"),
        "preview, everything changes": lambda: client.post(f"/leads/rules/{rule.id}/edit", data=typed),
        "preview, one rule off": lambda: client.get(f"/leads/rules/{rule.id}/switch"),
    }
    for name, ask in pages.items():
        took = []
        for _round in range(ROUNDS):
            start, cpu = time.perf_counter(), time.process_time()
            status = ask().status_code
            took.append((time.perf_counter() - start, time.process_time() - cpu))
        wall, cpu = (statistics.median(column) * 1000 for column in zip(*took, strict=True))
        print(f"{name:30} {status} {wall:6.1f} ms ({cpu:.1f} ms of processor time)", flush=True)


if __name__ == "__main__":
    main()
