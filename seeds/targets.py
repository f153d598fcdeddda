"""Chapter 16 of the demo data: targets of departments and people, a report that is sent every week (A10)."""

import datetime as dt
from decimal import Decimal

from models import ReportOrder, Target
from policy.figures import Report, Rhythm, TargetKind
from policy.roles import Role
from seeds.world import World

UNITS = {"sales1": 900_000, "channel1": 500_000, "east_sales1": 600_000, "jv_sales1": 300_000}
PEOPLE = {"sales1": 260_000, "sales2": 200_000, "channel1": 220_000, "east_sales1": 240_000}


class Targets:
    """What was to be signed and collected, last year and this, month by month."""

    def __init__(self, world: World):
        self.world = world

    def make(self) -> None:
        by, now = self.world.people["salesmgmt_manager"], self.world.at(self.world.ago(200))
        for month in self._months():
            for username, amount in UNITS.items():
                self._set(month, amount, by.id, now, unit_id=self.world.people[username].unit_id)
            for username, amount in PEOPLE.items():
                self._set(month, amount, by.id, now, user_id=self.world.people[username].id)
        sales = self.world.people["sales1"].unit_id
        order = ReportOrder(report=Report.RESULTS, rhythm=Rhythm.WEEKLY, role=Role.DEPARTMENT_MANAGER, unit_id=sales)
        order.by_id, order.at = by.id, now
        self.world.session.add(order)

    def _months(self) -> list[str]:
        year = self.world.today.year
        return [dt.date(one, month, 1).strftime("%Y-%m") for one in (year - 1, year) for month in range(1, 13)]

    def _set(self, month: str, amount: int, by_id: int, at: dt.datetime, **bearer: int) -> None:
        for kind, part in ((TargetKind.CONTRACTS, Decimal(1)), (TargetKind.COLLECTIONS, Decimal("0.8"))):
            row = Target(kind=kind, month=month, amount=amount * part, by_id=by_id, at=at, **bearer)
            self.world.session.add(row)
