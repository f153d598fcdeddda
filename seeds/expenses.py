"""Chapter 4 of the demo data: expense claims in every state, each line resting on an activity of its claimant."""

import datetime as dt
from decimal import Decimal

import clock
from columns import to_fen
from models import Activity, ExpenseClaim, ExpenseLine, User
from policy.entry import CustomerStatus
from policy.expenses import Category, ClaimStatus, preset
from policy.following import ActivityKind, ActivityStatus
from queries.expense_checks.others import text_key
from seeds.deciding import Deciding
from seeds.world import World

S = ClaimStatus
WINDOW = 14
STATES = (
    # how many days back the last expense lies, and how far such claims have come, in turn
    (60, (S.PAID,)),
    (40, (S.PAID, S.PAID, S.APPROVED, S.PAID)),
    (26, (S.APPROVED, S.IN_CHECK, S.RETURNED, S.PAID)),
    (12, (S.MANAGER_APPROVED, S.IN_CHECK, S.SUBMITTED, S.RETURNED)),
    (4, (S.SUBMITTED, S.DRAFT, S.SUBMITTED)),
    (-99, (S.DRAFT,)),
)
COSTS = {
    # category: least and most in yuan, what the description says
    Category.TRAVEL: (140, 620, "{city}高铁二等座单程，{why}"),
    Category.LODGING: (260, 480, "{city}住宿一晚，{why}"),
    Category.MEALS: (40, 130, "{city}出差误餐"),
    Category.LOCAL_TRANSPORT: (26, 110, "打车往返{short}，{why}"),
    Category.ENTERTAINMENT: (260, 980, "会后与{who}等四人工作餐，{why}"),
    Category.GIFTS: (90, 260, "伴手礼两份，{why}"),
    Category.MARKETING: (300, 1800, "展位资料印制与运输，{why}"),
}
TRIPS = {
    ActivityKind.VISIT: (Category.LOCAL_TRANSPORT, Category.TRAVEL, Category.LODGING, Category.ENTERTAINMENT),
    ActivityKind.MEETING: (Category.LOCAL_TRANSPORT, Category.ENTERTAINMENT, Category.TRAVEL, Category.MEALS),
    ActivityKind.DEMO: (Category.TRAVEL, Category.LODGING, Category.MEALS, Category.GIFTS),
    ActivityKind.FAIR: (Category.MARKETING, Category.LOCAL_TRANSPORT, Category.GIFTS),
}
UNRELATED = (
    # claimant, category, description, yuan, days back, state
    ("presales1", Category.TRAINING, "云平台架构师认证考试费", 1200, 44, S.PAID),
    ("marketing1", Category.MARKETING, "公司宣传册印刷五百本", 3860, 33, S.APPROVED),
    ("implementer1", Category.COMMUNICATION, "项目期间流量包与电话费", 168, 21, S.IN_CHECK),
    ("service1", Category.OFFICE, "回访用耳麦两副", 298, 15, S.MANAGER_APPROVED),
    ("frontdesk1", Category.OFFICE, "前台绿植与饮用水", 415, 9, S.SUBMITTED),
    ("finance1", Category.OFFICE, "凭证装订耗材", 236, 18, S.MANAGER_APPROVED),
    ("sales_manager", Category.TRAINING, "销售管理公开课两天", 2600, 50, S.PAID),
)


HOME = "上海"


class Expenses:
    """Makes the claims; how each got where it stands is told by ``Deciding``."""

    def __init__(self, world: World):
        self.world, self.rng = world, world.rng
        self.deciding = Deciding(world)
        self.turns = dict.fromkeys(range(len(STATES)), 0)
        self.invoices = self.rng.randint(10**11, 10**12)
        self.nights: set[tuple[str, dt.date]] = set()
        self.pending: list[tuple[ExpenseClaim, ClaimStatus]] = []

    def make(self) -> None:
        for seller in {case.seller: None for case in self.world.cases}:
            self._of_seller(seller)
        for row in UNRELATED:
            self._unrelated(*row)

    def decide(self) -> None:
        """Number the claims in order of time, and let each get to where it stands."""
        self.pending.sort(key=lambda pair: pair[0].created_at)
        months: dict[str, int] = {}
        for claim, _ in self.pending:
            month = f"BX-{clock.day_of(claim.created_at):%Y%m}"
            months[month] = months.get(month, 0) + 1
            claim.number = f"{month}-{months[month]:04}"
            self.world.session.add(claim)
        self.world.session.flush()
        for claim, status in self.pending:
            self.deciding.bring(claim, status)

    def _of_seller(self, seller: User) -> None:
        """One claim for each fortnight in which the seller was out."""
        trips = [activity for case in self.world.cases if case.seller is seller for activity in self._trips(case)]
        trips.sort(key=lambda activity: activity.starts_at)
        for back in range(112, 0, -WINDOW):
            first, last = self.world.ago(back), self.world.ago(back - WINDOW + 1)
            within = [a for a in trips if first <= clock.day_of(a.starts_at) <= last]
            if within:
                self._claim(seller, first, last, within[: self.rng.randint(2, 4)])

    def _trips(self, case) -> list[Activity]:
        counts = case.customer.status is CustomerStatus.APPROVED
        return [a for a in case.activities if counts and a.kind in TRIPS and a.status is ActivityStatus.DONE]

    def _claim(self, seller: User, first: dt.date, last: dt.date, activities: list[Activity]) -> ExpenseClaim:
        claim = self.new(seller, f"{first.month}月客户拜访差旅", first, last)
        for activity in activities:
            day = clock.day_of(activity.starts_at)
            for category in self._categories(activity):
                if category is Category.LODGING and not self._free(seller, day):
                    continue
                line = self.line(claim, activity, category)
                if category is Category.TRAVEL:
                    self._way_back(claim, line, activity)
        latest = max(clock.day_of(activity.starts_at) for activity in activities)
        self.finish(claim, latest, self._state(latest))
        return claim

    def _categories(self, activity: Activity) -> list[Category]:
        possible = TRIPS[activity.kind]
        found = set(self.rng.sample(possible, min(self.rng.choice((1, 2, 2, 3)), len(possible))))
        away = activity.city.removesuffix("市") != HOME
        if not away:
            found -= {Category.TRAVEL, Category.LODGING}
        elif Category.LODGING in found:
            found.add(Category.TRAVEL)
        return sorted(found or {Category.LOCAL_TRANSPORT})

    def _free(self, seller: User, day: dt.date) -> bool:
        """Whether the seller sleeps nowhere else on that night; then it is taken."""
        taken = (seller.username, day) in self.nights
        self.nights.add((seller.username, day))
        return not taken

    def _way_back(self, claim: ExpenseClaim, there: ExpenseLine, activity: Activity) -> None:
        """The same way back, on the same day."""
        back = self.line(claim, activity, Category.TRAVEL)
        back.city, back.from_city, back.amount = there.from_city, there.city, there.amount + 1

    def _state(self, latest: dt.date) -> ClaimStatus:
        back = (self.world.today - latest).days
        place = next(place for place, (days, _) in enumerate(STATES) if back >= days)
        self.turns[place] += 1
        return STATES[place][1][(self.turns[place] - 1) % len(STATES[place][1])]

    def new(self, claimant: User, purpose: str, first: dt.date, last: dt.date) -> ExpenseClaim:
        """An empty claim."""
        claim = ExpenseClaim(claimant=claimant, unit_id=claimant.unit_id, purpose=purpose)
        claim.period_from, claim.period_to, claim.lines = first, min(last, self.world.today), []
        return claim

    def line(self, claim: ExpenseClaim, activity: Activity, category: Category) -> ExpenseLine:
        """A line that rests on the activity and says what the activity says."""
        low, high, says = COSTS[category]
        words = {
            "city": activity.customer.city,
            "why": activity.subject,
            "short": activity.place.removesuffix("会议室"),
        }
        words["who"] = activity.contacts[0].name if activity.contacts else "客户"
        line = self.bare(claim, category, clock.day_of(activity.starts_at), Decimal(self.rng.randint(low, high)))
        line.description = says.format(**words)
        line.relates_to_customer, line.relates_to_action = True, preset(category)[1]
        line.city, line.activity = activity.city, activity
        self._details(line, activity)
        line.customer, line.opportunity = activity.customer, activity.opportunity
        self.state(line, activity.progress, activity.key_value)
        return line

    def _details(self, line: ExpenseLine, activity: Activity) -> None:
        """What only some lines say: who sat there, where a journey began, how long a stay was."""
        if line.category is Category.ENTERTAINMENT:
            line.headcount = 2 * (1 + len(activity.participants))
        elif line.category is Category.TRAVEL:
            line.from_city = HOME
        elif line.category is Category.LODGING:
            line.ended_on = line.spent_on + dt.timedelta(days=1)

    def state(self, line: ExpenseLine, progress: str, key_value: str) -> None:
        """Give a line its texts, with the keys by which repeated ones are found."""
        line.progress, line.key_value = progress, key_value
        line.progress_key, line.key_value_key = text_key(progress), text_key(key_value)

    def bare(self, claim: ExpenseClaim, category: Category, day: dt.date, amount: Decimal) -> ExpenseLine:
        """A line with an invoice number of its own; ``amount`` in yuan may gain 50 fen."""
        self.invoices += self.rng.randint(11, 977)
        line = ExpenseLine(position=len(claim.lines) + 1, spent_on=day, category=category)
        line.amount = to_fen(amount) + self.rng.choice((Decimal("0.00"), Decimal("0.00"), Decimal("0.50")))
        line.invoice_number = f"2{day.year % 10}312000{self.invoices}"
        claim.lines.append(line)
        return line

    def _unrelated(
        self, username: str, category: Category, says: str, yuan: int, back: int, status: ClaimStatus
    ) -> None:
        day = self.world.ago(back)
        claim = self.new(self.world.people[username], says, day, day)
        line = self.bare(claim, category, day, Decimal(yuan))
        line.description, line.relates_to_customer, line.relates_to_action = says, False, False
        self.finish(claim, day, status)

    def finish(self, claim: ExpenseClaim, latest: dt.date, status: ClaimStatus) -> None:
        """A claim is written on the day after its last expense."""
        claim.created_at = self.world.at(min(latest + dt.timedelta(days=1), self.world.today), 10)
        claim.total = sum((line.amount for line in claim.lines), Decimal(0))
        self.pending.append((claim, status))
