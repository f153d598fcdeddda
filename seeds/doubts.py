"""Claims that teach: a draft that cannot be submitted yet, and one in which finance should hesitate at every line."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

import clock
from models import Activity, ExpenseClaim, ExpenseLine
from operations.expense_examinations import keep
from policy.entry import CustomerStatus
from policy.expenses import Category, ClaimStatus
from policy.following import ActivityStatus
from queries.expenses import examinations, lines_of
from seeds.expenses import TRIPS, Expenses

UNFINISHED = "本周拜访费用（草稿，待补充）"
DOUBTFUL = "客户拜访与资料费用"


class Doubts:
    """Adds both claims to what ``Expenses`` makes."""

    def __init__(self, expenses: Expenses):
        self.expenses, self.world = expenses, expenses.world

    def make(self) -> None:
        self._unfinished()
        self._doubtful()

    def _activities(self, username: str, least: int, most: int) -> list[Activity]:
        """What the seller did with approved customers so many days back, latest first, without a claim so far."""
        world = self.world
        claimed = {line.activity for claim, _ in self.expenses.pending for line in claim.lines}
        cases = [case for case in world.cases if case.seller.username == username and case.customer.owner_id]
        found = [a for case in cases for a in case.activities if a.kind in TRIPS and a.status is ActivityStatus.DONE]
        near = [a for a in found if world.ago(most) <= clock.day_of(a.starts_at) <= world.ago(least)]
        return sorted((a for a in near if a not in claimed), key=lambda a: a.starts_at, reverse=True)

    def _unfinished(self) -> None:
        """Every blocker of A3.4 once: nothing stated, filler, only planned, too far away, not approved."""
        world, expenses = self.world, self.expenses
        claim = expenses.new(world.people["sales1"], UNFINISHED, world.ago(9), world.today)
        self._line(claim, Category.ENTERTAINMENT, 680, 3, "客户工作餐，四人")
        filler = self._line(claim, Category.GIFTS, 198, 3, "伴手礼两份")
        self._rest(filler, self._activities("sales1", 0, 9)[0])
        expenses.state(filler, "正常", "同上")
        far = self._line(claim, Category.MEALS, 86, 2, "出差误餐")
        self._rest(far, self._activities("sales1", 18, 40)[0])
        own = [case for case in world.cases if case.seller.username == "sales1"]
        case = next(case for case in own if case.customer.status is CustomerStatus.SUBMITTED)
        early = self._line(claim, Category.LOCAL_TRANSPORT, 42, 1, f"打车往返{case.brand}，首次拜访")
        early.customer = case.customer
        expenses.state(early, "首次见面，信息部愿意介绍分管领导。", "了解到年底前有一笔未用完的预算。")
        self._planned(claim)
        expenses.finish(claim, world.ago(1), ClaimStatus.DRAFT)

    def _planned(self, claim: ExpenseClaim) -> None:
        session, seller = self.world.session, claim.claimant
        planned = session.query(Activity).filter_by(owner=seller, status=ActivityStatus.PLANNED).order_by("starts_at")
        line = self._line(claim, Category.TRAVEL, 312, 1, "高铁二等座，提前购票")
        self._rest(line, planned.filter(Activity.opportunity_id.is_not(None)).first())
        self.expenses.state(line, "方案评审定在下周，客户已发会议通知。", "评审会上能见到分管副总，他是最后拍板的人。")

    def _doubtful(self) -> None:
        """Every doubt of A3.4 once; nothing that blocks."""
        world, expenses = self.world, self.expenses
        seller = world.people["sales2"]
        trips = self._activities("sales2", 6, 45)[:4]
        first = min(clock.day_of(trip.starts_at) for trip in trips)
        claim = expenses.new(seller, DOUBTFUL, first, world.ago(6))
        lines = [expenses.line(claim, trip, Category.LOCAL_TRANSPORT) for trip in trips]
        self._same_invoice(lines[0])
        trips[1].recorded_at = world.after(trips[1].ends_at, 24 * 4)
        expenses.state(lines[2], lines[3].progress, lines[2].key_value)
        trips[3].changed_at = world.now - dt.timedelta(hours=3)
        unrelated = self._line(claim, Category.OFFICE, 96, 7, f"彩打资料十份，送{trips[0].customer.name}")
        unrelated.relates_to_customer = unrelated.relates_to_action = False
        expenses.finish(claim, world.ago(6), ClaimStatus.MANAGER_APPROVED)

    def _same_invoice(self, line: ExpenseLine) -> None:
        paid = next(claim for claim, status in self.expenses.pending if status is ClaimStatus.PAID)
        line.invoice_number = paid.lines[0].invoice_number

    def _line(self, claim: ExpenseClaim, category: Category, yuan: int, back: int, says: str) -> ExpenseLine:
        line = self.expenses.bare(claim, category, self.world.ago(back), Decimal(yuan))
        line.description, line.relates_to_customer, line.relates_to_action = says, True, True
        return line

    def _rest(self, line: ExpenseLine, activity: Activity) -> None:
        line.activity, line.customer, line.opportunity = activity, activity.customer, activity.opportunity
        self.expenses.state(line, activity.progress, activity.key_value)


def count_doubts(claims: Iterable[ExpenseClaim]) -> None:
    """What a submission writes down about a claim, for claims that were submitted in the past; they are flushed."""
    for claim in claims:
        if claim.status is not ClaimStatus.DRAFT:
            lines = lines_of(claim.id)
            keep(claim, lines, examinations(claim, lines))
