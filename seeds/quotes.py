"""Chapter 10 of the demo data: what is sold at which list price, and quotes on their way to the customer (A9.1)."""

import datetime as dt
from decimal import Decimal

import clock
from models import Price, PriceList, Product, Quote, QuoteLine, User
from operations.quote_approval import set_sums
from policy.approvals import ApprovalKind
from policy.following import OpportunityStatus
from policy.quote_sums import Item, cut, net_price_at, to_fen
from policy.quoting import QuoteStatus, authority
from policy.roles import Role
from queries.quotes import floors, sums_of
from seeds.approvals import Asked
from seeds.material import PRODUCTS
from seeds.world import Case, World

S = QuoteStatus
SOFTWARE, SERVICE = Decimal("0.13"), Decimal("0.06")
SOFTWARE_COST, SERVICE_COST = Decimal("0.18"), Decimal("0.58")
MORE = (
    # code, name, in English, measure, tax rate, service, list price
    ("SRV-IMP", "实施服务", "Implementation", "人天", SERVICE, True, "2800.00"),
    ("SRV-TRN", "现场培训", "Training on site", "天", SERVICE, True, "4500.00"),
    ("SRV-SUP", "年度运维服务", "Support for a year", "年", SERVICE, True, "38000.00"),
    ("HW-TERM", "车间采集终端", "Shop floor terminal", "台", SOFTWARE, False, "3680.00"),
    ("HW-GATE", "物联网关", "IoT gateway", "台", SOFTWARE, False, "5200.00"),
    ("LIC-USER", "用户许可", "User licence", "个", SOFTWARE, False, "1200.00"),
)
ENGLISH = (
    "MES",
    "WMS",
    "Equipment IoT",
    "Traceability",
    "Supplier portal",
    "Business data hub",
    "Mobile rounds",
    "Energy",
)
COURSES = (
    # what it has come to, ratio of the software, ratio of the services
    (S.DRAFT, "0.88", "1"),
    (S.PENDING, "0.62", "0.55"),
    (S.APPROVED, "0.72", "0.8"),
    (S.PENDING, "0.70", "0.46"),
    (S.SENT, "0.66", "0.7"),
    (S.RETURNED, "0.52", "0.5"),
    (S.PENDING, "0.44", "0.6"),
    (S.SENT, "0.8", "0.9"),
    (S.DECLINED, "0.75", "0.85"),
    (S.DRAFT, "0.48", "0.75"),
)
AGREED = "毛利可以接受，同意按此报价。"
RETURNED = "客户还没有确认数量，先核实再报；服务不宜打到五折。"
DECLINED = "客户认为价格仍高于对手，暂不考虑。"
TERMS = "签约后预付 30%，到货付 30%，验收后付 40%。报价不含现场网络改造。"


class Quotes:
    """A catalogue with this year's and the promotion's prices; a quote for what has come far enough."""

    def __init__(self, world: World):
        self.world, self.rng = world, world.rng
        self.made = 0

    def make(self) -> None:
        self._catalogue()
        for case in self._cases():
            won = case.opportunity.status is OpportunityStatus.WON
            status, software, services = (S.ACCEPTED, "0.7", "0.8") if won else COURSES[self.made % len(COURSES)]
            self.made += 1
            self._tell(self._write(case, software, services), case, status)
        self.world.session.flush()

    def _cases(self) -> list[Case]:
        """The people one signs in as come first, so that each has some quotes."""
        ready = {OpportunityStatus.OPEN, OpportunityStatus.WON}
        found = [
            case
            for case in self.world.cases
            if case.opportunity is not None
            and case.opportunity.status in ready
            and case.opportunity.stage.allows_quotes
            and case.customer.owner_id is not None
            and case.activities
        ]
        return found[:60]

    def _catalogue(self) -> None:
        session, today, by = self.world.session, self.world.today, self.world.people["business_manager"]
        year = PriceList(label=f"{today.year} 年目录价", valid_from=today.replace(month=1, day=1))
        old = PriceList(label=f"{today.year - 1} 年目录价", valid_from=dt.date(today.year - 1, 1, 1))
        old.valid_until = dt.date(today.year - 1, 12, 31)
        top = by.unit.parent_id or by.unit_id
        for row in (year, old):
            row.company_id, row.created_by_id, row.created_at = top, by.id, clock.start_of(row.valid_from)
        rows = [
            (f"SW-{place:02}", name, english, "套", SOFTWARE, False, sum(prices) // 2)
            for place, ((name, prices), english) in enumerate(zip(PRODUCTS.items(), ENGLISH, strict=True), 1)
        ]
        for code, name, english, measure, tax, service, price in (*rows, *MORE):
            product = Product(code=code, name=name, name_en=english, measure=measure, tax_rate=tax, service=service)
            # Nobody has worked out yet what a terminal costs: the margin says so.
            cost = None if code == "HW-TERM" else to_fen(Decimal(price) * (SERVICE_COST if service else SOFTWARE_COST))
            year.prices.append(Price(product=product, amount=Decimal(price), cost=cost))
            old.prices.append(Price(product=product, amount=Decimal(price) * Decimal("0.95")))
        gone = Product(
            code="SW-90", name="条码打印管理（旧版）", name_en="Label printing (old)", measure="套", tax_rate=SOFTWARE
        )
        gone.active = False
        old.prices.append(Price(product=gone, amount=Decimal("26000")))
        session.add_all([year, old])
        session.flush()
        self.list, self.prices = year, {price.product.code: price for price in year.prices}
        self.by_name = {price.product.name: price for price in year.prices}
        self.world.audit("price_list_created", year, by, year.created_at, after={"label": year.label})

    def _write(self, case: Case, software: str, services: str) -> Quote:
        opportunity, owner = case.opportunity, case.opportunity.owner
        created = self.world.after(opportunity.stage_since, 26)
        quote = Quote(customer=case.customer, opportunity=opportunity, owner=owner, unit=owner.unit)
        quote.number = f"BJ-{clock.local(created):%Y%m}-{self.made:04}"
        quote.title, quote.price_list, quote.terms = f"{opportunity.name}报价", self.list, TERMS
        quote.contact = case.contacts[0] if case.contacts else None
        quote.valid_until = max(clock.day_of(created) + dt.timedelta(days=30), self.world.today + dt.timedelta(days=3))
        quote.created_at, quote.created_by_id = created, owner.id
        main = self.by_name.get(case.product) or self.prices["SW-01"]
        wished = (
            (main, 1, software),
            (self.prices["LIC-USER"], self.rng.choice((10, 25, 50)), software),
            (self.prices["HW-TERM"], self.rng.randint(4, 30), "0.9"),
            (self.prices["SRV-IMP"], self.rng.randint(10, 45), services),
        )
        quote.lines = [self._line(place, *wish) for place, wish in enumerate(wished, 1)]
        set_sums(quote)
        self.world.session.add(quote)
        self.world.session.flush()
        self.world.audit("quote_created", quote, owner, created, after={"number": quote.number, "title": quote.title})
        return quote

    def _line(self, place: int, price: Price, quantity: int, ratio: str) -> QuoteLine:
        product = price.product
        item = Item(Decimal(quantity), price.amount, net_price_at(price.amount, Decimal(ratio)), product.tax_rate)
        line = QuoteLine(position=place, product=product, label=product.name, measure=product.measure, note="")
        line.quantity, line.list_price, line.net_price, line.tax_rate = (
            item.quantity,
            item.list_price,
            item.net_price,
            item.tax_rate,
        )
        line.list_amount, line.net_amount, line.tax_amount = item.list_amount, item.net_amount, item.tax_amount
        line.discount = cut(item.ratio)
        return line

    def _tell(self, quote: Quote, case: Case, status: QuoteStatus) -> None:
        """Let everything happen that leads a draft to this status."""
        quote.status = S.DRAFT
        if status is S.DRAFT:
            return
        asked, at = Asked(self.world), self.world.after(quote.created_at, 5)
        approval = asked.of(ApprovalKind.QUOTE, quote, quote.owner, at)
        self.world.audit("quote_submitted", quote, quote.owner, at, after={"net_total": quote.net_total})
        if status is S.PENDING:
            quote.status = status
            asked.wait(approval)
            return
        by, at = self._decider(quote), self.world.after(at, 20)
        agrees = status is not S.RETURNED
        asked.decide(approval, by, at, agrees, AGREED if agrees else RETURNED)
        self.world.audit(
            "approval_approved" if agrees else "approval_returned", quote, by, at, note=AGREED if agrees else RETURNED
        )
        quote.status, quote.approved_at = status, at if agrees else None
        if status in (S.SENT, S.ACCEPTED, S.DECLINED):
            quote.sent_at = self.world.after(at, 3)
            quote.sent_to = quote.contact.email if quote.contact else ""
        if status in (S.ACCEPTED, S.DECLINED):
            quote.answered_on = clock.day_of(self.world.after(quote.sent_at, 48))
            quote.answer = DECLINED if status is S.DECLINED else ""

    def _decider(self, quote: Quote) -> User:
        role = authority(sums_of(quote.lines).lowest, floors())
        higher = {Role.PRESIDENTS_ASSISTANT: "presidents_assistant", Role.VICE_PRESIDENT: "vp"}
        return self.world.people[higher[role]] if role in higher else self.world.reviewers(quote.owner)[0]
