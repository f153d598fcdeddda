"""Chapter 1 of the demo data: customers with contacts, entry and review, owners, and where their clocks stand."""

import datetime as dt

import clock
import identifiers
from models import Contact, Customer, CustomerOwnership, PoolRelease, TrackingNotice, User
from policy import tracking
from policy.approvals import ApprovalKind
from policy.entry import CustomerKind, CustomerStatus, DecisionRole, Grade
from policy.industries import Industry
from policy.tracking import Band, OwnershipReason
from queries.tracking import limits
from seeds.approvals import Asked
from seeds.companies import Registry
from seeds.material import PRODUCTS, TITLES, TRADES, Place
from seeds.portfolios import PORTFOLIOS, Portfolio
from seeds.world import Case, World

QUIET = {"fresh": (0, 24), "notice": (31, 57), "alarm": (61, 80), "leaving": (83, 89)}
GRADES = ((Grade.A, Grade.B, Grade.C, Grade.D), (2, 5, 8, 3))
ENTRY_DAYS, EXTENDED_DAYS = 7, 10
EXTENSION = "客户正在办理更名，营业执照下周才能拿到，信用代码暂缺。"
RETURNS = (
    ({"credit_code": "统一社会信用代码与营业执照不一致，请核对。"}, "请核对后重新提交。"),
    ({"phone": "总机是空号，请提供能打通的电话。", "contacts": "联系人没有职务。"}, "电话和联系人需要补正。"),
    ({"name": "请填写工商注册全称，不要用简称。"}, "名称与工商登记不符。"),
)


class Customers:
    """Makes the customers of every portfolio and hands them to the later chapters as cases."""

    def __init__(self, world: World):
        self.world, self.rng = world, world.rng
        self.asked = Asked(world)
        self.registry = Registry(world.rng)
        self.agents: dict[str, list[Customer]] = {}

    def make(self) -> None:
        for portfolio in PORTFOLIOS:
            for band, span in QUIET.items():
                for _ in range(getattr(portfolio, band)):
                    self._approved(portfolio, self.rng.randint(*span))
            for number in range(portfolio.pooled):
                self._pooled(portfolio, number)
            for state in portfolio.entering:
                self._entering(portfolio, state)
        self.world.session.flush()

    def _approved(self, portfolio: Portfolio, quiet: int) -> Case:
        age = max(quiet + self.rng.randint(3, 12), self.rng.choice((25, 60, 110, 130, 180, 260, 420)))
        case = self._registered(portfolio, age, quiet)
        self._reviewed(case, self.rng.randint(1, 3))
        self._set_clock(case)
        return case

    def _registered(self, portfolio: Portfolio, age: int, quiet: int, complete: bool = True) -> Case:
        """A draft, ``age`` days old, owned by its seller since; an incomplete one still lacks its credit code."""
        world, seller = self.world, self.world.people[portfolio.seller]
        place = self.rng.choice(portfolio.where)
        industry = Industry.SOFTWARE if portfolio.kind is CustomerKind.AGENT else self.rng.choice(list(TRADES))
        name, brand = self.registry.company(place, industry)
        created = world.at(world.working(world.ago(age)))
        customer = Customer(kind=portfolio.kind, name=name, name_key=identifiers.name_key(name), industry=industry)
        customer.pinyin, customer.initials = identifiers.pinyin(name)
        self._locate(customer, place, complete)
        customer.grade = self.rng.choices(*GRADES)[0]
        trade = TRADES[industry][0] if industry in TRADES else "软件和信息技术"
        customer.profile = f"{trade}企业，{place.short}本地约{self.rng.randint(2, 40) * 50}人，{self._systems()}。"
        customer.owner, customer.unit_id, customer.owned_since = seller, seller.unit_id, created
        customer.clock_day, customer.created_at, customer.created_by = clock.day_of(created), created, seller
        customer.entry_due_on = customer.clock_day + dt.timedelta(days=ENTRY_DAYS)
        customer.contacts = [
            self._contact(place, created, seller) for _ in range(self.rng.choice((1, 2, 2, 3)) if complete else 1)
        ]
        if portfolio.kind is CustomerKind.AGENT:
            self.agents.setdefault(portfolio.seller, []).append(customer)
        elif portfolio.kind is CustomerKind.AGENT_END:
            customer.agent = self.rng.choice(self.agents[portfolio.seller])
        world.session.add(customer)
        self._own(customer, seller, created, OwnershipReason.REGISTERED, seller)
        world.audit("registered", customer, seller, created, after={"owner_id": seller.id})
        return self._case(customer, seller, brand, quiet)

    def _case(self, customer: Customer, seller: User, brand: str, quiet: int) -> Case:
        case = Case(customer, seller, brand, self.rng.choice(list(PRODUCTS)), quiet)
        case.contacts = list(customer.contacts)
        self.world.cases.append(case)
        return case

    def _locate(self, customer: Customer, place: Place, complete: bool) -> None:
        customer.province, customer.city = place.province, place.city
        customer.address = f"{place.city}{place.district}{self.rng.randint(1, 999)}号"
        customer.credit_code = self.registry.credit_code(place) if complete else None
        customer.phone = self.registry.landline(place)

    def _systems(self) -> str:
        return self.rng.choice(
            ("已有ERP，现场靠纸质单据", "多套系统没有打通", "刚完成厂房搬迁", "集团统一规划，分步上线")
        )

    def _contact(self, place: Place, created: dt.datetime, by: User) -> Contact:
        title, role = self.rng.choice(TITLES)
        name = self.registry.person()
        mail = f"{identifiers.pinyin(name)[0]}{self.rng.randint(1, 99)}@example.com"
        return Contact(
            name=name,
            title=title,
            phone=self.registry.mobile() if self.rng.random() < 0.85 else self.registry.landline(place),
            email=mail if self.rng.random() < 0.7 else "",
            decision_role=DecisionRole(role),
            created_at=created,
            created_by_id=by.id,
        )

    def _own(self, customer: Customer, owner: User, since: dt.datetime, gained: OwnershipReason, by: User | None):
        self.world.session.flush()
        row = CustomerOwnership(
            customer_id=customer.id, owner=owner, unit_id=owner.unit_id, from_at=since, gained=gained
        )
        row.by_id = by.id if by else None
        self.world.session.add(row)
        return row

    def _submitted(self, case: Case, hours: float) -> None:
        customer = case.customer
        customer.status = CustomerStatus.SUBMITTED
        customer.submitted_at = self.world.after(customer.created_at, hours)
        self.world.audit("submitted", customer, case.seller, customer.submitted_at)

    def _reviewed(self, case: Case, days: int) -> None:
        customer = case.customer
        self._submitted(case, 2)
        customer.status = CustomerStatus.APPROVED
        customer.approved_at = self.world.after(customer.submitted_at, 24 * days)
        by = self._decide(case, True, customer.approved_at, "电话已核实。")
        self._tell(case.seller, "customer_approved", customer, customer.approved_at, by=by.name)

    def _decide(self, case: Case, agrees: bool, at: dt.datetime, note: str, reasons: dict | None = None):
        by, details = self.world.reviewers(case.seller)[-1], {"reasons": reasons} if reasons else {}
        customer = case.customer
        asked = self.asked.of(ApprovalKind.CUSTOMER, customer, case.seller, customer.submitted_at)
        self.asked.decide(asked, by, at, agrees, note, details)
        verb = "approved" if agrees else "returned"
        self.world.audit(verb, customer, by, at, note=note, after=details)
        return by

    def _tell(self, person: User, event: str, customer: Customer, at: dt.datetime, page: str = "", **params) -> None:
        url, key = f"/customers/{customer.id}{page}", f"{event}:{customer.id}:{customer.clock_day}"
        self.world.tell(person, event, url, key, at, customer=customer.name, **params)

    def _set_clock(self, case: Case) -> None:
        """The clock of an approved customer, from its last contact; notices that the scan wrote on the way."""
        customer, world = case.customer, self.world
        contact = world.ago(case.quiet)
        customer.last_contact_at = world.at(contact)
        customer.clock_day = tracking.clock_day(clock.day_of(customer.owned_since), contact)
        customer.band = tracking.band(customer.clock_day, world.today, limits().of(customer.grade))
        for band, days in ((Band.NOTICE, 30), (Band.ALARM, 60)):
            noticed = customer.clock_day + dt.timedelta(days=days)
            if noticed <= world.today:
                row = TrackingNotice(customer_id=customer.id, owner_id=case.seller.id, band=band)
                row.clock_day, row.noticed_at = customer.clock_day, world.at(noticed, 6)
                world.session.add(row)
                if band is Band.ALARM:
                    self._alarm(case, row)

    def _alarm(self, case: Case, notice: TrackingNotice) -> None:
        notice.told_at = notice.noticed_at
        leaves = limits().of(case.customer.grade).leaves_on(notice.clock_day)
        self._tell(case.seller, "tracking_alarm", case.customer, notice.noticed_at, days=60, leaves_on=leaves)

    def _pooled(self, portfolio: Portfolio, number: int) -> None:
        """A customer that went to the pool ``gone`` days ago, 90 days after its last contact."""
        gone = (1, 4, 9, 16, 24, 38, 52)[number % 7]
        quiet = gone + 90
        case = self._registered(portfolio, quiet + self.rng.randint(10, 90), quiet)
        self._reviewed(case, 2)
        customer, released = case.customer, self.world.at(self.world.ago(gone), 6)
        customer.last_contact_at = self.world.at(self.world.ago(quiet))
        self._release(case, released)
        customer.owner, customer.owned_since = None, None
        customer.pooled_at, customer.clock_day, customer.band = released, clock.day_of(released), Band.POOL

    def _release(self, case: Case, released: dt.datetime) -> None:
        customer, world = case.customer, self.world
        world.session.flush()
        running = world.session.query(CustomerOwnership).filter_by(customer_id=customer.id, until_at=None).one()
        running.until_at, running.ended = released, OwnershipReason.RELEASED
        clock_day = clock.day_of(customer.last_contact_at)
        row = PoolRelease(customer_id=customer.id, former_owner=case.seller, released_at=released, clock_day=clock_day)
        row.days, row.limit_days = (clock.day_of(released) - clock_day).days, limits().of(customer.grade).release
        world.session.add(row)
        world.audit("released", customer, None, released, before={"owner_id": case.seller.id}, after={"owner_id": None})
        for person in (case.seller, world.reviewers(case.seller)[0]):
            self._tell(person, "customer_released", customer, released, owner=case.seller.name, days=row.days)

    def _entering(self, portfolio: Portfolio, state: str) -> None:
        age = {"running": 2, "nearly": 6, "overdue": 9, "extended": 8, "submitted": 3, "returned": 5}[state]
        case = self._registered(portfolio, age, age, complete=state not in ("running", "overdue"))
        customer = case.customer
        if state == "extended":
            customer.entry_extension_reason = EXTENSION
            customer.entry_due_on = clock.day_of(customer.created_at) + dt.timedelta(days=EXTENDED_DAYS)
        if state in ("submitted", "returned"):
            self._submitted(case, 20)
            if state == "submitted":
                self.asked.wait(self.asked.of(ApprovalKind.CUSTOMER, customer, case.seller, customer.submitted_at))
            for person in self.world.reviewers(case.seller):
                about = {"by": case.seller.name, "page": "/review"}
                self._tell(person, "customer_submitted", customer, customer.submitted_at, **about)
        if state == "returned":
            reasons, note = self.rng.choice(RETURNS)
            customer.status = CustomerStatus.RETURNED
            at = self.world.after(customer.submitted_at, 18)
            by = self._decide(case, False, at, note, reasons)
            self._tell(case.seller, "customer_returned", customer, at, by=by.name, reason=note)
