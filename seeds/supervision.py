"""Chapter 15 of the demo data: check sheets, a spot check, the ledger, rankings, sales kept, requests for presales (A11, A12)."""

import datetime as dt

from sqlalchemy import select

from models import CheckSheet, Finding, Measure, Opportunity, ParameterValue, User
from operations import (
    check_sheets,
    findings,
    measures,
    presales_requests,
    publications,
    rankings,
    sales_accounts,
    spot_checks,
    violations,
)
from operations.findings import Says
from policy.assessment import ViolationKind
from policy.checking import Judgement
from policy.following import OpportunityStatus
from policy.ranking import SupportKind
from policy.sampling import Subject
from seeds.world import World

BAR = (("entry_customers", "1"), ("entry_opportunities", "1"))
UNITS = ("sales1", "channel1", "east_sales1", "jv_sales1")
"""Whose departments are checked."""
CASES = (
    # who, kind, clause broken, days ago, title, what shows it
    (
        "sales2",
        ViolationKind.MISUSE,
        "A6.2",
        70,
        "预计签约日期过期未改",
        "机会的预计签约日期已过二十天，两次提醒后仍未更新",
    ),
    ("sales2", ViolationKind.MISUSE, "A6.1", 40, "销售阶段与实际不符", "客户已收到报价，机会仍停在初步接触"),
    ("sales2", ViolationKind.MISUSE, "A4.4", 9, "请同事代录客户进展", "三条行动由同事补录，本人未确认"),
    ("east_sales1", ViolationKind.LEAD_LATE, "A5", 20, "商机未按时跟进", "分单后四十个工作小时没有记录"),
)
NEEDS = (
    ("sales1", SupportKind.DEMO, "客户生产副总要看排产演示，请带离散行业案例。", 3),
    ("sales2", SupportKind.SOLUTION, "需要一份分期实施方案，含接口说明。", 6),
    ("east_sales1", SupportKind.TENDER, "招标文件技术部分请协助应答。", 8),
)


class Supervision:
    """Tells how the policy watched itself over the last weeks."""

    def __init__(self, world: World):
        self.world = world

    def make(self) -> None:
        self.world.session.flush()
        self._sheets()
        self._spot_check()
        self._ledger()
        self._months()
        self._requests()

    def _sheets(self) -> None:
        """The sheet of the week before last judged and signed, that of last week half judged."""
        monday = self.world.ago(self.world.today.weekday())
        for username in UNITS:
            person = self.world.people[username]
            checker = self.world.people["supervisor1"]
            for back in (14, 7):
                check_sheets.draw(person.unit_id, monday - dt.timedelta(days=back))
                sheet = self.world.session.scalars(
                    select(CheckSheet)
                    .where(CheckSheet.unit_id == person.unit_id)
                    .order_by(CheckSheet.week.desc())
                    .limit(1)
                ).first()
                if sheet is not None:
                    self._judge(sheet, checker, signs=back == 14)

    def _judge(self, sheet: CheckSheet, checker: User, *, signs: bool) -> None:
        rows = list(
            self.world.session.scalars(
                select(Finding)
                .where(Finding.sheet_id == sheet.id, Finding.judgement == Judgement.OPEN)
                .order_by(Finding.id)
            )
        )
        for place, row in enumerate(rows if signs else rows[: len(rows) // 2]):
            if place % 3 == 2:
                says = Says(Judgement.IN_ORDER, None, "已当面核实，客户要求暂缓。")
            else:
                says = Says(Judgement.TO_MEND, self.world.today + dt.timedelta(days=5), "请按实际情况更新记录。")
            findings.judge(row.id, row.version, says, checker)
        if signs:
            check_sheets.sign(sheet.id, sheet.version, "两周内复查。", checker)

    def _spot_check(self) -> None:
        by, key = self.world.people["president"], "demo-spot-check"
        wish = spot_checks.Wish(
            self.world.people["sales1"].unit, None, Subject.ACTIVITIES, self.world.ago(30), self.world.ago(1), 5
        )
        spot_checks.draw(wish, by, key, spot_checks.commitment_for(key, by))

    def _ledger(self) -> None:
        """Violations, and what was decided about the measures that followed."""
        by = self.world.people["supervisor1"]
        for place, (username, kind, broken, back, title, words) in enumerate(CASES):
            shown = [{"words": words, "url": "/opportunities"}]
            who, on = self.world.people[username], self.world.ago(back)
            violations.enter(who, kind, broken, on, title, shown, f"demo:{place}", by)
        proposed = self.world.session.scalars(select(Measure).order_by(Measure.id)).all()
        decider = self.world.people["salesmgmt_manager"]
        for row in proposed[:2]:
            measures.confirm(row.id, row.version, decider)
        if proposed:
            row = proposed[0]
            measures.appeal(
                row.id, row.version, row.user, "日期当天已在电话里改过，系统里是第二天补录的，请核对通话记录。"
            )

    def _months(self) -> None:
        """Rankings, accounts and publication of the months before; the demo's bar is that of a small company."""
        since = self.world.ago(300)
        for name, value in BAR:
            row = ParameterValue(name=name, value=value, valid_from=since, set_by=self.world.people["admin"])
            row.set_at, row.reason = self.world.at(since), "试行期门槛"
            self.world.session.add(row)
        self.world.session.flush()
        for _board, deed in rankings.draw_due():
            deed()
        for month in sales_accounts.keep_due():
            sales_accounts.keep(month)
        last = (self.world.today.replace(day=1) - dt.timedelta(days=1)).strftime("%Y-%m")
        publications.issue(last, self.world.people["business_manager"])

    def _requests(self) -> None:
        presales = self.world.people["presales1"]
        for place, (username, kind, need, ahead) in enumerate(NEEDS):
            user = self.world.people[username]
            mine = Opportunity.owner_id == user.id, Opportunity.status == OpportunityStatus.OPEN
            opportunity = self.world.session.scalar(
                select(Opportunity.id).where(*mine).order_by(Opportunity.id).limit(1)
            )
            if opportunity is None:
                continue
            row = presales_requests.ask(opportunity, kind, need, self.world.today + dt.timedelta(days=ahead), user)
            if place == 1:
                presales_requests.take(row.id, row.version, presales)
