"""Chapter 6 of the demo data: customers followed together, changed hands, completed profiles, changed parameters."""

import datetime as dt

from sqlalchemy import select

import clock
from models import Customer, CustomerOwnership, CustomerShare, ParameterValue, User
from policy.following import OpportunityStatus
from policy.tracking import OwnershipReason
from queries.search import index_rows
from seeds.world import Case, World

SHARED = (("sales1", "sales2"), ("sales1", "east_sales1"), ("channel1", "channel2"))
TOGETHER = "集团采购在总部，使用工厂在对方区域，双方约定共同跟进，签约后按约分成。"
COMPLETED = "客户服务补全：三个厂区，两班制，关键用户四人；流程数据见上线调研表。"
PARAMETERS = (
    # name, value, days ago from which it holds, reason
    ("pool_claim_limit", "15", 300, "试行：每人最多持有十五家公海客户"),
    ("pool_claim_limit", "20", 75, "试行期满，按销售例会决议放宽"),
    ("entry_days", "7", 300, "制度第四条"),
)


class Trimmings:
    """What makes the histories read like those of a company that has worked for a while."""

    def __init__(self, world: World):
        self.world, self.rng = world, world.rng

    def make(self) -> None:
        world = self.world
        self._changed_hands()
        self._shares()
        self._profiles()
        self._parameters()
        world.session.flush()
        index_rows(world.session.connection(), world.session.execute(select(Customer.id, Customer.name)).all())

    def _own(self, username: str) -> list[Case]:
        cases = [case for case in self.world.cases if case.seller.username == username]
        return [case for case in cases if case.customer.owner_id and case.customer.approved_at]

    def _changed_hands(self) -> None:
        """Customers that came from a colleague who left, and some that were claimed from the public pool."""
        former, manager = self.world.people["former1"], self.world.people["sales_manager"]
        old = [case for case in self._own("sales1") if (self.world.now - case.customer.created_at).days > 150]
        for case in old[:2]:
            self._came(case, former, OwnershipReason.TRANSFERRED, manager, "原负责人离职，由王磊接手。")
        for case in old[2:4]:
            self._came(case, self.world.people["sales3"], OwnershipReason.CLAIMED, case.seller, "")

    def _came(self, case: Case, former: User, reason: OwnershipReason, by: User, note: str) -> None:
        session, customer = self.world.session, case.customer
        since = self.world.at(self.world.ago(max(case.quiet + 1, 125)))
        first = session.query(CustomerOwnership).filter_by(customer_id=customer.id, until_at=None).one()
        first.owner, first.until_at = former, since
        first.ended = OwnershipReason.RELEASED if reason is OwnershipReason.CLAIMED else reason
        session.flush()
        row = CustomerOwnership(customer_id=customer.id, owner=case.seller, unit_id=case.seller.unit_id, from_at=since)
        row.gained, row.by, row.note = reason, by, note
        session.add(row)
        customer.owned_since, customer.created_by = since, former
        self.world.retell("registered", customer, former, {"owner_id": former.id})
        change = {"before": {"owner_id": former.id}, "after": {"owner_id": case.seller.id}}
        self.world.audit(reason.value, customer, by, since, note=note, **change)

    def _shares(self) -> None:
        for owner, colleague in SHARED:
            case, other = self._own(owner)[-1], self.world.people[colleague]
            if owner == "sales1" and colleague != "sales2":
                case = self._own(owner)[-2]
            by, at = self.world.reviewers(case.seller)[0], self.world.at(self.world.ago(12))
            row = CustomerShare(customer_id=case.customer.id, user=other, reason=TOGETHER, by=by)
            row.from_at = max(at, case.customer.approved_at)
            self.world.session.add(row)
            self.world.audit("shared", case.customer, by, row.from_at, after={"with": other.name}, note=TOGETHER)
            told = {"by": by.name, "customer": case.customer.name}
            key = f"customer_shared:{case.customer.id}"
            self.world.tell(other, "customer_shared", f"/customers/{case.customer.id}", key, row.from_at, **told)

    def _profiles(self) -> None:
        """Customer service completes the profile of won customers (A4.5)."""
        won = [c for c in self.world.cases if c.opportunity and c.opportunity.status is OpportunityStatus.WON]
        service = self.world.people["service1"]
        for case in won[::2]:
            case.customer.process_data = COMPLETED
            at = self.world.after(case.customer.won_at, 30)
            after = {"process_data": COMPLETED}
            self.world.audit("profile_completed", case.customer, service, at, before={"process_data": ""}, after=after)

    def _parameters(self) -> None:
        admin = self.world.people["admin"]
        for name, value, back, reason in PARAMETERS:
            day = self.world.ago(back)
            row = ParameterValue(name=name, value=value, valid_from=day, set_at=clock.start_of(day), set_by=admin)
            row.set_at, row.reason = clock.start_of(day) + dt.timedelta(hours=9), reason
            self.world.session.add(row)
