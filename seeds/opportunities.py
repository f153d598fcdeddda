"""Chapter 2 of the demo data: days of contact, and opportunities that move through the pipeline on those days."""

import datetime as dt
from decimal import Decimal

import clock
from models import (
    Approval,
    Closing,
    Competitor,
    ExpectedDateChange,
    Opportunity,
    Stage,
    StageChange,
    User,
)
from policy.approvals import ApprovalKind
from policy.entry import CustomerKind, CustomerStatus
from policy.following import OpportunityStatus
from seeds.approvals import Asked
from seeds.material import PRODUCTS, RIVALS
from seeds.world import Case, World

TOLD_DAYS = 120
LATER = (
    "客户总部预算审批推迟",
    "客户要求增加一轮数据验证",
    "分管副总出差，评审会改期",
    "客户与{rival}重新比价",
    "客户财年调整，付款计划重排",
)
ENDS = (
    # status, reason, confirmation ("" waits), days late
    (OpportunityStatus.WON, "技术评分第一，参观标杆工厂后客户统一了意见，价格让了三个点成交。", "confirmed", 0),
    (OpportunityStatus.WON, "客户认可分期上线的方案，老客户推荐起了决定作用。", "confirmed", 0),
    (OpportunityStatus.LOST, "客户集团指定了统一供应商，我们没有进入集团名录。", "confirmed", 0),
    (OpportunityStatus.WON, "数据验证结果超过预期，客户没有再比价。", "", 0),
    (OpportunityStatus.LOST, "价格高于{rival}两成，客户今年只看价格。", "confirmed", 4),
    (OpportunityStatus.INVALID, "客户取消立项，预算转作厂房改造。", "confirmed", 0),
    (OpportunityStatus.LOST, "关键联系人离职，接手的人重新选型。", "sent_back", 0),
    (OpportunityStatus.WON, "客户赶在年底前用掉预算，我们交期最快。", "confirmed", 3),
    (OpportunityStatus.INVALID, "需求与另一分厂的项目重复，合并到那边跟进。", "", 0),
)
SENT_BACK = "缺少竞争对手报价和最后一次谈判的记录，请补齐。"
CONFIRMED = "资料齐全，同意归档。"


class Opportunities:
    """Gives about half of the customers an opportunity; every ninth of them has ended."""

    def __init__(self, world: World):
        self.world, self.rng = world, world.rng
        self.asked = Asked(world)
        self.made = 0
        self.ended = 0

    def make(self) -> None:
        for case in self.world.cases:
            if case.customer.status is CustomerStatus.APPROVED:
                case.days = self._days(case)
                if len(case.days) >= 3 and self._wanted(case):
                    self._follow(case)
        self.world.session.flush()

    def _wanted(self, case: Case) -> bool:
        return case.customer.kind is not CustomerKind.AGENT and self.rng.random() < 0.78

    def _days(self, case: Case) -> list[dt.date]:
        """The days on which the seller got in contact, the last one ``quiet`` days back."""
        first = max(clock.day_of(case.customer.approved_at), self.world.ago(max(TOLD_DAYS, case.quiet + 45)))
        last = self.world.ago(case.quiet)
        if case.customer.owner_id is not None and case.quiet > TOLD_DAYS:
            return []
        span = (last - first).days
        count = min(self.rng.randint(3, 9), max(span // 6, 1))
        picked = (
            {self.world.working(first + dt.timedelta(days=self.rng.randint(1, span))) for _ in range(count)}
            if span > 2
            else set()
        )
        return sorted(day for day in picked if first < day < last) + [last]

    def _follow(self, case: Case) -> None:
        end = self._end(case)
        case.ends = end is not None
        top = self.rng.choice((4, 5, 5)) if end else self.rng.choices((1, 2, 3, 4, 5), (6, 7, 7, 5, 3))[0]
        start = self.rng.randrange(0, max(len(case.days) - top, 1))
        days = case.days[start:]
        top = min(top, len(days))
        case.steps = [(days[(len(days) - 1) * step // max(top, 1)], step + 1) for step in range(top)]
        case.rival = self.rng.choice(RIVALS)[0]
        opportunity = self._open(case, days[0])
        self._move(case, opportunity)
        self._postpone(case, opportunity)
        self._compete(case, opportunity)
        if end:
            self._close(case, opportunity, *end)

    def _end(self, case: Case):
        """How it ended, for customers in recent contact; None while it is open."""
        self.made += 1
        if self.made % 4 or case.customer.owner_id is None or not 3 <= case.quiet <= 60 or len(case.days) < 4:
            return None
        self.ended += 1
        return ENDS[(self.ended - 1) % len(ENDS)]

    def _open(self, case: Case, day: dt.date) -> Opportunity:
        low, high = PRODUCTS[case.product]
        created = self.world.at(day, 17)
        opportunity = Opportunity(customer=case.customer, owner=case.seller, unit_id=case.seller.unit_id)
        opportunity.name = f"{case.brand}{case.product}项目"
        opportunity.amount = Decimal(self.rng.randrange(low, high, 2000))
        opportunity.product_interest = self._interest(case)
        opportunity.created_at, opportunity.created_by_id = created, case.seller.id
        opportunity.first_expected_on = self.world.working(day + dt.timedelta(days=self.rng.randint(45, 150)))
        opportunity.expected_on = opportunity.first_expected_on
        stage = self.world.stages[0]
        opportunity.stage, opportunity.stage_since, opportunity.probability = stage, created, stage.probability
        self.world.session.add(opportunity)
        case.opportunity = opportunity
        self.world.session.flush()
        self.world.audit("registered", opportunity, case.seller, created, after={"name": opportunity.name})
        return opportunity

    def _interest(self, case: Case) -> str:
        also = self.rng.choice([product for product in PRODUCTS if product != case.product])
        return f"{case.product}、{also}" if self.rng.random() < 0.4 else case.product

    def _move(self, case: Case, opportunity: Opportunity) -> None:
        self._step(opportunity, None, self.world.stages[0], opportunity.created_at, case)
        for day, position in case.steps[1:]:
            before, stage = self.world.stages[position - 2 : position]
            at = max(self.world.at(day, 18), self.world.after(opportunity.stage_since, 1))
            self._step(opportunity, before, stage, at, case)
            opportunity.stage, opportunity.stage_since, opportunity.probability = stage, at, stage.probability
            self.world.audit(
                "stage_changed",
                opportunity,
                case.seller,
                at,
                before={"stage": before.code},
                after={"stage": stage.code},
            )
        if case.steps and self.rng.random() < 0.3:
            opportunity.probability = min(95, max(5, opportunity.probability + self.rng.choice((-10, -5, 5, 10))))

    def _step(self, opportunity: Opportunity, before: Stage | None, stage: Stage, at: dt.datetime, case: Case) -> None:
        row = StageChange(opportunity_id=opportunity.id, from_stage=before, to_stage=stage, at=at, by=case.seller)
        self.world.session.add(row)

    def _postpone(self, case: Case, opportunity: Opportunity) -> None:
        """Every third expected date moves, some of them twice, each time later and with a reason (A6.2)."""
        for _ in range(self.rng.choices((0, 1, 2), (6, 3, 1))[0]):
            at = self.world.after(opportunity.created_at, 24 * self.rng.randint(4, 30))
            later = self.world.working(opportunity.expected_on + dt.timedelta(days=self.rng.randint(14, 60)))
            row = ExpectedDateChange(opportunity_id=opportunity.id, from_on=opportunity.expected_on, to_on=later)
            row.reason, row.at, row.by = self.rng.choice(LATER).format(rival=case.rival), at, case.seller
            self.world.session.add(row)
            opportunity.expected_on = later

    def _compete(self, case: Case, opportunity: Opportunity) -> None:
        others = [rival for rival in RIVALS if rival[0] != case.rival]
        met = [rival for rival in RIVALS if rival[0] == case.rival] + self.rng.sample(others, self.rng.randint(0, 1))
        if case.ends or (opportunity.stage.position > 1 and self.rng.random() < 0.8):
            opportunity.competitors = [
                Competitor(name=name, strengths=strong, weaknesses=weak, our_answer=ours)
                for name, strong, weak, ours in met
            ]

    def _close(self, case: Case, opportunity: Opportunity, status, reason: str, decision: str, late: int) -> None:
        known = max(case.days[-1], self.world.working(self.world.ago(20 if decision else 3)))
        due = clock.add_working_days(known, 1)
        closed = self.world.at(min(due + dt.timedelta(days=late), self.world.today), 16)
        opportunity.status = status
        opportunity.probability = 100 if status is OpportunityStatus.WON else 0
        row = Closing(status=status, reason=reason.format(rival=case.rival), result_on=known, due_on=due)
        row.closed_at, row.closed_by, opportunity.closing = closed, case.seller, row
        if status is OpportunityStatus.WON:
            case.customer.won_at = closed
        self.world.session.flush()
        self.world.audit("closed", opportunity, case.seller, closed, after={"result_on": known}, note=row.reason)
        asked = self.asked.of(ApprovalKind.CLOSING, opportunity, case.seller, row.closed_at)
        if decision:
            self._confirm(case, row, asked, decision == "confirmed")
        else:
            self.asked.wait(asked)
            for person in self.world.reviewers(case.seller):
                self._tell(person, case, "closing_submitted", row.closed_at, by=case.seller.name)

    def _confirm(self, case: Case, closing: Closing, asked: Approval, agrees: bool) -> None:
        by, at = self.world.reviewers(case.seller)[0], self.world.after(closing.closed_at, 20)
        note, verb = (CONFIRMED, "closing_confirmed") if agrees else (SENT_BACK, "closing_sent_back")
        self.asked.decide(asked, by, at, agrees, note)
        closing.confirmed_at, closing.sent_back_at = (at, None) if agrees else (None, at)
        self.world.audit(verb, case.opportunity, by, at, note=note)
        self._tell(case.seller, case, verb, at, by=by.name, note=note)

    def _tell(self, person: User, case: Case, event: str, at: dt.datetime, **params: str) -> None:
        opportunity = case.opportunity
        url, key = f"/opportunities/{opportunity.id}", f"{event}:{opportunity.id}"
        self.world.tell(person, event, url, key, at, opportunity=opportunity.name, **params)
