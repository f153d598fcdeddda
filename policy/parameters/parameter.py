"""What a policy parameter is: name, default, clause, unit and meaning, and which values it takes."""

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


DAYS, WORKING_DAYS, WORKING_HOURS, RATIO, YUAN, COUNT, HOUR = (
    N_("days"),
    N_("working days"),
    N_("working hours"),
    N_("ratio of net price to list price"),
    N_("yuan"),
    N_("pieces"),
    N_("hour of the day"),
)
MINUTES, SHARE, PER_KILOMETRE = N_("minutes"), N_("share of one"), N_("yuan per kilometre")
