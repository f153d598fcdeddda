"""The weekly check in tests: something to be found, the week's sheet, a judgement."""

import datetime as dt

from sqlalchemy import select

import clock
from extensions import db
from models import CheckSheet, Finding, Opportunity, Unit, User
from operations.check_sheets import draw
from operations.findings import Says, judge
from policy.checking import Judgement
from tests.support.factories import new_customer, new_opportunity

MONDAY = dt.date(2026, 11, 16)
"""A Monday long after everything that the tests enter."""
WEEK = dt.timedelta(days=7)
DAY = dt.timedelta(days=1)


def stale_opportunity(owner: User, days: int = 60, **columns) -> Opportunity:
    """An open opportunity that has stood in its stage for so many days."""
    opportunity = new_opportunity(new_customer(owner), owner, **columns)
    opportunity.stage_since = clock.now() - days * DAY
    db.session.commit()
    return opportunity


def last_monday() -> dt.date:
    """The week that is drawn today."""
    return clock.today() - dt.timedelta(days=clock.today().weekday() + 7)


def drawn(unit: Unit, week: dt.date | None = None) -> CheckSheet:
    """The sheet of a unit, drawn now."""
    week = week or last_monday()
    draw(unit.id, week)
    return db.session.scalars(select(CheckSheet).where(CheckSheet.unit_id == unit.id, CheckSheet.week == week)).one()


def on(sheet: CheckSheet) -> list[Finding]:
    """The findings on a sheet, as they are now."""
    db.session.expire_all()
    return list(db.session.scalars(select(Finding).where(Finding.sheet_id == sheet.id).order_by(Finding.id)))


def say(finding: Finding, by: User, judgement: Judgement, days: int = 5, note: str = "请核实") -> Finding:
    """Judge a finding; what is to be mended, within so many days."""
    return judge(finding.id, finding.version, Says(judgement, clock.today() + days * DAY, note), by)
