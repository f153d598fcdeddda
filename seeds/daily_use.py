"""Chapter 14 of the demo data: trips, quotas, summaries, urgent events (A3)."""

import datetime as dt

from sqlalchemy import select

from models import Absence, Customer, Quota, SummaryReading, SummaryRemark, UsageLapse, User, WorkSummary
from operations import urgent_events, usage
from policy.dispatch import AbsenceKind
from policy.roles import Role
from policy.summaries import SummaryKind
from policy.usage import UsageKind
from queries.people import managers_of
from queries.summary_drafts import drafted
from seeds.world import World

WRITERS = ("sales1", "sales2", "sales3", "channel1", "east_sales1", "jv_sales1", "agent_sales1")
SAID = (
    ("重点客户方案已按技术部意见修改，客户信息部基本认可，价格还要再谈一轮。", "明天上午拜访采购部，确认付款节点。"),
    ("电话跟进三家老客户，其中一家提出扩容需求，已登记机会。", "整理扩容报价，约售前一起看现场。"),
    ("客户内部预算推迟到下月，预计签约日期已相应调整并说明原因。", "补齐竞争对手资料，准备第二版方案。"),
)
REMARKS = ("进展清楚。付款节点谈完后当天更新机会。", "竞争对手的报价策略请补到机会里。")
EXCUSE = "当周三天在客户现场封闭调研，网络不通，返回后已补录。"
URGENT = (
    # who, words, answer or nothing
    ("sales1", "客户总经理临时要求明早汇报方案，原定下周的会提前。", "已请售前同去，九点在客户前台会合。"),
    ("east_sales1", "对手今天给客户降价一成，客户要求两天内答复。", ""),
)


class DailyUse:
    """Tells the last days as they are kept: written up, read, remarked upon, passed on."""

    def __init__(self, world: World):
        self.world = world

    def make(self) -> None:
        world = self.world
        world.session.flush()
        self._trips()
        self._quotas()
        for place, username in enumerate(WRITERS):
            self._summaries(world.people[username], place)
        self._missed()
        for username, words, answer in URGENT:
            self._urgent(world.people[username], words, answer)

    def _days(self, count: int) -> list[dt.date]:
        """The latest working days before today, the oldest first."""
        found, day = [], self.world.ago(1)
        while len(found) < count:
            day = self.world.working(day)
            found.append(day)
            day -= dt.timedelta(days=1)
        return found[::-1]

    def _trips(self) -> None:
        for username, back, ahead, place in (("sales2", 2, 3, "武汉"), ("east_sales1", 1, 2, "宁波、绍兴")):
            user = self.world.people[username]
            row = Absence(user_id=user.id, kind=AbsenceKind.TRAVEL, place=place, note="客户现场调研", by_id=user.id)
            row.from_on, row.until_on = self.world.ago(back), self.world.today + dt.timedelta(days=ahead)
            row.at = self.world.at(self.world.ago(back + 2))
            self.world.session.add(row)

    def _quotas(self) -> None:
        by, sales = self.world.people["salesmgmt_manager"], self.world.people["sales1"].unit_id
        monday = self.world.ago(self.world.today.weekday() + 56)
        for role, unit_id, weekly, reason in (
            (
                Role.DIRECT_SALES,
                self.world.people["president"].unit.parent_id,
                3,
                "年度销售例会决议：直销每人每周至少三次",
            ),
            (None, sales, 4, "直销部四季度冲刺"),
        ):
            row = Quota(role=role, unit_id=unit_id, weekly=weekly, valid_from=monday, reason=reason, by_id=by.id)
            row.at = self.world.at(monday - dt.timedelta(days=3))
            self.world.session.add(row)

    def _summaries(self, user: User, place: int) -> None:
        for turn, day in enumerate(self._days(4)):
            if (place + turn) % 5 == 4:
                continue
            words, plan = SAID[(place + turn) % len(SAID)]
            row = WorkSummary(user_id=user.id, unit_id=user.unit_id, kind=SummaryKind.DAILY, words=words, plan=plan)
            row.first_on = row.last_on = day
            row.created_at = row.submitted_at = self.world.at(day, 17)
            row.drafted = drafted(user.id, SummaryKind.DAILY, day)
            self.world.session.add(row)
            self.world.session.flush()
            self.world.audit("summary_submitted", row, user, row.submitted_at)
            reviewers = self.world.reviewers(user)
            if reviewers and turn < 2:
                self.world.session.add(
                    SummaryReading(summary_id=row.id, user_id=reviewers[0].id, at=self.world.after(row.submitted_at, 2))
                )
                if place % 3 == turn:
                    remark = SummaryRemark(summary_id=row.id, by_id=reviewers[0].id, words=REMARKS[turn])
                    remark.at = self.world.after(row.submitted_at, 2)
                    self.world.session.add(remark)

    def _missed(self) -> None:
        """Weeks that fell short of the quota, one of them excused, and who is exempt for a while."""
        last = self.world.ago(self.world.today.weekday() + 7)
        for monday in (last - dt.timedelta(days=7), last):
            for username in WRITERS:
                usage.close_week(self.world.people[username].id, monday)
        row = self.world.session.scalars(select(UsageLapse).order_by(UsageLapse.id).limit(1)).first()
        if row is not None:
            usage.excuse(row.id, row.version, EXCUSE, managers_of(row.unit_id)[0])
        person, until = self.world.people["channel1"], self.world.today + dt.timedelta(days=10)
        by = self.world.people["channel_manager"]
        usage.exempt(person, UsageKind.WEEKLY_QUOTA, self.world.today, until, "参加总部产品认证培训", by)

    def _urgent(self, user: User, words: str, answer: str) -> None:
        mine = select(Customer.id).where(Customer.owner_id == user.id).order_by(Customer.id).limit(1)
        event, _told = urgent_events.raise_event(user, words, self.world.session.scalar(mine))
        if answer:
            urgent_events.handle(event.id, event.version, answer, self.world.reviewers(user)[0])
