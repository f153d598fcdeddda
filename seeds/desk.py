"""Chapter 17 of the demo data: the rules of the finance desk, and a trip with its advance (A3.4)."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import select

import clock
from models import Approval, ExpenseClaim, ExpenseLimit, Letterhead, TieredCity
from operations import approvals, payment_batches, trips
from operations.desk_sampling import commit_seeds
from operations.journal import set_account
from operations.pay_accounts import add_payer, set_own
from operations.reason_phrases import keep
from policy.approvals import ApprovalKind
from policy.bookkeeping import BookSide
from policy.expenses import Category, ClaimStatus
from policy.limits import Basis, CityTier, Effect
from queries.organisation import company_of
from queries.people import managers_of
from seeds.world import World

FIRST = ("北京", "上海", "广州", "深圳")
SECOND = ("杭州", "南京", "苏州", "宁波", "武汉", "成都", "重庆", "天津", "西安", "青岛", "无锡", "合肥")
LIMITS = (
    # category, tier, counted, yuan, what follows
    (Category.LODGING, CityTier.FIRST, Basis.NIGHT, 600, Effect.WARNS),
    (Category.LODGING, CityTier.SECOND, Basis.NIGHT, 480, Effect.WARNS),
    (Category.LODGING, CityTier.OTHER, Basis.NIGHT, 400, Effect.WARNS),
    (Category.ENTERTAINMENT, None, Basis.HEAD, 300, Effect.WARNS),
    (Category.ENTERTAINMENT, None, Basis.LINE, 5000, Effect.BLOCKS),
    (Category.GIFTS, None, Basis.CUSTOMER_MONTH, 1000, Effect.WARNS),
    (Category.ALLOWANCE, None, Basis.DAY, 120, Effect.BLOCKS),
    (Category.LOCAL_TRANSPORT, None, Basis.DAY, 200, Effect.WARNS),
)
PHRASES = (
    ("超出招待标准，按标准核减", "Above the standard for entertainment; cut to it"),
    ("发票抬头与公司名称不符，请重开", "The invoice is not made out to us; have it made out anew"),
    ("客户进展无法核实，请补充活动记录", "The progress cannot be verified; please record the activity"),
    ("与业务无关，不予报销", "Not a business expense"),
    ("该笔费用此前已报销", "Reimbursed before"),
)
BOOKS = (
    (BookSide.EXPENSE, None, "6601", "销售费用"),
    (BookSide.EXPENSE, Category.TRAVEL, "6601.01", "销售费用-差旅费"),
    (BookSide.EXPENSE, Category.LODGING, "6601.01", "销售费用-差旅费"),
    (BookSide.EXPENSE, Category.ENTERTAINMENT, "6601.02", "销售费用-业务招待费"),
    (BookSide.EXPENSE, Category.OFFICE, "6601.03", "销售费用-办公费"),
    (BookSide.INPUT_TAX, None, "2221.01.01", "应交税费-应交增值税-进项税额"),
    (BookSide.ADVANCES, None, "1221.01", "其他应收款-员工借款"),
    (BookSide.BANK, None, "1002", "银行存款"),
)
PAYEES = ("sales1", "sales2", "channel1", "sales_manager", "presales1", "east_sales1")
SINCE = dt.timedelta(days=730)


class Desk:
    """Adds limits, tiers, the tax number, seeds of the sampling, and two trips."""

    def __init__(self, world: World):
        self.world, self.session = world, world.session

    def make(self) -> None:
        by, now = self.world.people["finance1"], clock.now()
        company_id = company_of(by.unit_id)
        for category, tier, basis, yuan, effect in LIMITS:
            row = ExpenseLimit(company_id=company_id, category=category, tier=tier, basis=basis, effect=effect)
            row.amount, row.from_on, row.by_id, row.at = Decimal(yuan), self.world.today - SINCE, by.id, now
            self.session.add(row)
        for names, tier in ((FIRST, CityTier.FIRST), (SECOND, CityTier.SECOND)):
            self.session.add_all(TieredCity(name=name, tier=tier, by_id=by.id, at=now) for name in names)
        self.session.add(Letterhead(unit_id=company_id, tax_number="91310000MA1FL00X8K", city="上海"))
        self.session.flush()
        self._trip("sales1", "拜访苏州、无锡重点客户", "苏州、无锡", 4)
        asked = self._trip("sales2", "宁波项目验收沟通", "宁波", 6)
        step = asked.steps[0]
        manager = managers_of(asked.unit_id)[0]
        approvals.decide(asked.id, step.id, asked.fingerprint, True, "同意，注意控制费用。", manager)
        for zh, en in PHRASES:
            keep(by, zh, en)
        commit_seeds(self.world.today)
        self._money(company_id)

    def _money(self, company_id: int) -> None:
        """Accounts of the company, of its books, and of those who are paid."""
        by = self.world.people["finance1"]
        payer = {"holder": "先录科技股份有限公司", "bank": "中国工商银行上海分行营业部"}
        payer_id = add_payer(company_id, by, payer | {"account_number": "1001244319006688990"}).id
        for side, category, code, title in BOOKS:
            values = {"side": side, "category": category, "unit_id": None, "code": code, "title": title}
            set_account(company_id, by, values)
        for place, username in enumerate(PAYEES):
            person = self.world.people[username]
            account = {"holder": person.name, "bank": "招商银行上海徐家汇支行"}
            set_own(person, account | {"account_number": f"95588310200{place:05}"})
        self._batch(payer_id)

    def _batch(self, payer_id: int) -> None:
        """Three claims are paid together; one of them comes back from the bank."""
        by, today = self.world.people["finance1"], clock.today()
        paid_to = [self.world.people[username].id for username in PAYEES]
        due = select(ExpenseClaim.id).where(
            ExpenseClaim.status == ClaimStatus.APPROVED, ExpenseClaim.claimant_id.in_(paid_to)
        )
        chosen = list(self.session.scalars(due.order_by(ExpenseClaim.id).limit(3)))
        batch, _left = payment_batches.make(by, payer_id, chosen, [])
        payment_batches.export(batch.id, by)
        payment_batches.paid(batch.id, by, today, "网银批量 0001")
        last = max(line.id for line in batch.lines)
        payment_batches.returned(batch.id, last, by, today, "收款人户名与账号不符")

    def _trip(self, username: str, purpose: str, cities: str, ahead: int) -> Approval:
        """Ask for a trip of three days; the approval that waits."""
        person, first = self.world.people[username], self.world.today + dt.timedelta(days=ahead)
        days = {"from_on": first, "until_on": first + dt.timedelta(days=2)}
        money = {"estimate": Decimal(2600), "advance_wanted": Decimal(1500)}
        trip = trips.plan(person, {"purpose": purpose, "cities": cities, "note": "", **days, **money})
        trips.submit(trip.id, person)
        return approvals.pending(ApprovalKind.TRIP, trip.id)
