"""A3.4: everything that the checks of an expense line ask about, as plain facts."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from policy.expenses import Category, declared
from policy.following import ActivityStatus
from policy.limits import LimitFacts
from policy.vouchers import InvoiceFacts


@dataclass(frozen=True)
class ActivityFacts:
    """The linked activity, seen from the line. Days are company days; ``own``: the claimant owns it or took part.

    ``contacts`` and ``colleagues`` count who was met and who of ours took part; ``carries_category``: an earlier line
    rests on it with an expense of the same category.
    """

    status: ActivityStatus
    starts_at: dt.datetime
    first_day: dt.date
    last_day: dt.date
    own: bool
    customer_id: int | None
    recorded_on: dt.date | None = None
    changed_at: dt.datetime | None = None
    carries_category: bool = False
    city: str = ""
    contacts: int = 0
    colleagues: int = 1


def distance(activity: ActivityFacts, day: dt.date) -> int:
    """Days between an expense and the activity; 0 on any day of the activity itself."""
    return max((activity.first_day - day).days, (day - activity.last_day).days, 0)


@dataclass(frozen=True)
class Stop:
    """One journey or stay of the claimant, on whatever claim: ``travels`` from ``origin`` to ``city`` on ``day``, or stays
    there from ``day`` to ``until`` (the day of departure)."""

    line_id: int | None
    travels: bool
    day: dt.date
    until: dt.date
    city: str
    origin: str = ""


@dataclass(frozen=True)
class LineFacts:
    """Everything that the examination of one line asks about; what is not stated is None or empty.

    ``window_days``, ``record_days`` and ``least`` are the policy parameters of the day of the expense, as are the other
    numbers. The numbers of other lines count everybody's, never saying whose; ``same_files``: lines of other claims with the same file; ``repeated`` names the fields whose text
    stands on an earlier line that rests on another activity, ``similar`` the greatest likeness (0 to 1) by field with the
    claimant's last lines for something else. ``moved`` counts what moved at the customer near the day, the linked
    activity left out; ``table_of_others``: lines of other people for the same customer, day and category. ``journey`` are
    all journeys and stays of the claimant around the day, ``trip_cities`` those of the approved trip. ``home`` is the
    city of the claimant's company, empty when it is not known.
    """

    now: dt.datetime
    today: dt.date
    spent_on: dt.date
    category: Category
    amount: Decimal
    relates_to_customer: bool
    relates_to_action: bool
    period: tuple[dt.date, dt.date]
    line_id: int | None = None
    window_days: int = 7
    record_days: int = 1
    least: int = 4
    term_days: int = 90
    movement_days: int = 14
    similar_share: Decimal = Decimal("0.85")
    own_heads_per_guest: Decimal = Decimal(1)
    invoice_from: Decimal = Decimal(0)
    city: str = ""
    from_city: str = ""
    ended_on: dt.date | None = None
    headcount: int | None = None
    description: str = ""
    customer_id: int | None = None
    customer_name: str = ""
    customer_city: str = ""
    customer_approved: bool = False
    opportunity_customer_id: int | None = None
    progress: str = ""
    key_value: str = ""
    activity: ActivityFacts | None = None
    submitted_at: dt.datetime | None = None
    submitted_on: dt.date | None = None
    repeated: frozenset[str] = frozenset()
    similar: dict[str, Decimal] | None = None
    moved: int | None = None
    table_of_others: int = 0
    same_invoice: int = 0
    same_files: int = 0
    alike: int = 0
    invoice_number: str = ""
    invoice_days: int = 60
    named: tuple[str, ...] = ()
    invoices: tuple[InvoiceFacts, ...] = ()
    our_titles: frozenset[str] = frozenset()
    our_tax_numbers: frozenset[str] = frozenset()
    limits: tuple[LimitFacts, ...] = ()
    journey: tuple[Stop, ...] = ()
    trip_cities: tuple[str, ...] = ()
    home: str = ""

    @property
    def relations(self) -> tuple[bool, bool]:
        """What it relates to: (customer, sales action), as declared or as its category demands."""
        return declared(self.category, self.relates_to_customer, self.relates_to_action)

    @property
    def of_customer(self) -> bool:
        return self.relations[0]

    @property
    def of_action(self) -> bool:
        return self.relations[1]

    @property
    def nights(self) -> int:
        """The nights of a stay; at least one."""
        return max((self.ended_on - self.spent_on).days, 1) if self.ended_on else 1
