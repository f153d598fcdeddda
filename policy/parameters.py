"""Policy parameters: name, type, default, clause and meaning. Their values have a history (``queries.parameters``)."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from policy.words import N_

WHOLE = re.compile(r"[0-9]{1,12}")
FRACTION = re.compile(r"[0-9]{1,12}(\.[0-9]{1,4})?")


@dataclass(frozen=True)
class Parameter:
    """One number of the policy. ``unit`` says what it counts; ``least`` and ``most`` bound what may be set."""

    name: str
    default: int | Decimal
    clause: str
    unit: str
    meaning: str
    least: int | Decimal = 0
    most: int | Decimal = 100_000_000

    def parse(self, text: str) -> int | Decimal:
        """The value that a text states; ``ValueError`` when it is none or out of bounds."""
        plain = unicodedata.normalize("NFKC", text).strip()
        if not (WHOLE if isinstance(self.default, int) else FRACTION).fullmatch(plain):
            raise ValueError(text)
        value = type(self.default)(plain)
        if not self.least <= value <= self.most:
            raise ValueError(text)
        return value


DAYS, WORKING_DAYS, RATIO, YUAN, COUNT, HOUR = (
    N_("days"),
    N_("working days"),
    N_("ratio of net price to list price"),
    N_("yuan"),
    N_("pieces"),
    N_("hour of the day"),
)

PARAMETERS = {
    parameter.name: parameter
    for parameter in (
        Parameter(
            "travel_signin_days",
            3,
            "A3.2",
            DAYS,
            N_("People who travel sign in at least once in this many days."),
            1,
            60,
        ),
        Parameter(
            "weekly_activity_quota",
            1,
            "A3.5",
            COUNT,
            N_("Activities per week on lead customers and opportunities."),
            0,
            200,
        ),
        Parameter(
            "partner_maintenance_days",
            30,
            "A3.7",
            DAYS,
            N_("A partner's customer counts as kept up to date for this long."),
            1,
            365,
        ),
        Parameter(
            "activity_window_days",
            7,
            "A3.4",
            DAYS,
            N_("The linked activity lies at most this far from the expense."),
            0,
            90,
        ),
        Parameter(
            "activity_record_days",
            1,
            "A3.4",
            DAYS,
            N_("An activity recorded later than this counts as entered after the fact."),
            0,
            90,
        ),
        Parameter(
            "least_statement",
            4,
            "A3.4",
            COUNT,
            N_("Progress and key value say at least this much: a Chinese character counts 1, a word of letters 2."),
            1,
            50,
        ),
        Parameter("entry_days", 7, "A4.3", DAYS, N_("Entering a new customer takes at most this long."), 1, 60),
        Parameter(
            "entry_days_extended",
            10,
            "A4.3",
            DAYS,
            N_("In special cases, with a reason, entering takes at most this long."),
            1,
            90,
        ),
        Parameter(
            "closing_workdays",
            1,
            "A6.7",
            WORKING_DAYS,
            N_("An opportunity is closed this soon after the result is known."),
            0,
            30,
        ),
        Parameter(
            "notice_days",
            30,
            "A7.1",
            DAYS,
            N_("Without contact for this long, customer page and list show the notice."),
            1,
            1000,
        ),
        Parameter(
            "alarm_days",
            60,
            "A7.2",
            DAYS,
            N_("Without contact for this long, the alarm is shown and the owner alerted."),
            1,
            1000,
        ),
        Parameter(
            "release_days",
            90,
            "A7.3",
            DAYS,
            N_("Without contact for this long, the customer goes to the public pool."),
            1,
            1000,
        ),
        Parameter(
            "pool_claim_limit",
            20,
            "A7.3",
            COUNT,
            N_("Customers claimed from the public pool that one person may hold."),
            0,
            10_000,
        ),
        Parameter(
            "pool_cooldown_days",
            30,
            "A7.3",
            DAYS,
            N_("A former owner may not claim the customer back for this long."),
            0,
            1000,
        ),
        Parameter(
            "manager_floor",
            Decimal("0.50"),
            "A9.1",
            RATIO,
            N_("Department managers approve quotes down to this ratio."),
            0,
            1,
        ),
        Parameter(
            "assistant_floor",
            Decimal("0.45"),
            "A9.1",
            RATIO,
            N_("The president's assistant approves quotes down to this ratio."),
            0,
            1,
        ),
        Parameter(
            "small_contract_limit",
            Decimal("200000"),
            "A9.2",
            YUAN,
            N_("Contracts up to this amount count as small."),
            0,
        ),
        Parameter(
            "small_contract_floor",
            Decimal("0.45"),
            "A9.2",
            RATIO,
            N_("Small contracts have at least this ratio."),
            0,
            1,
        ),
        Parameter(
            "bottom_streak",
            2,
            "A12.4",
            COUNT,
            N_("Months in a row among the last that cost the right to leads."),
            1,
            12,
        ),
    )
}
