"""The stretches of time that reports speak of: a year, a quarter or a month of the company's calendar (A10)."""

import datetime as dt
import re
from dataclasses import dataclass

PATTERN = re.compile(r"(20\d\d)(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.ASCII)


@dataclass(frozen=True)
class Period:
    """Whole months in a row: ``2026``, ``2026-Q4`` or ``2026-11``."""

    key: str
    months: tuple[str, ...]

    @property
    def year(self) -> int:
        return int(self.key[:4])

    @property
    def first(self) -> dt.date:
        return first_day(self.months[0])

    @property
    def last(self) -> dt.date:
        return last_day(self.months[-1])

    def elapsed(self, today: dt.date) -> tuple[str, ...]:
        """The months that have begun: only they are fairly compared with targets and with the year before."""
        now = month_of(today)
        return tuple(month for month in self.months if month <= now)


def period_of(key: str) -> Period | None:
    """The period that is called so; None for what is none."""
    match = PATTERN.fullmatch(key)
    if match is None:
        return None
    year, quarter, month = match.groups()
    if month:
        return Period(key, (key,))
    start, count = (3 * int(quarter) - 2, 3) if quarter else (1, 12)
    return Period(key, tuple(f"{year}-{start + place:02d}" for place in range(count)))


def offered(today: dt.date, years: int = 3) -> list[str]:
    """The keys that a reader is offered: years, the quarters and the months of this year and the last, newest first."""
    quarter = (today.month + 2) // 3
    quarters = [f"{today.year}-Q{q}" for q in range(quarter, 0, -1)] + [f"{today.year - 1}-Q{q}" for q in (4, 3, 2, 1)]
    months = [f"{today.year}-{m:02d}" for m in range(today.month, 0, -1)]
    months += [f"{today.year - 1}-{m:02d}" for m in range(12, 0, -1)]
    return [*(str(today.year - back) for back in range(years)), *quarters, *months]


def month_of(day: dt.date) -> str:
    """The month of a company day: ``2026-11``."""
    return day.isoformat()[:7]


def first_day(month: str) -> dt.date:
    """The first day of a month; ``ValueError`` for what is none."""
    return dt.date.fromisoformat(f"{month}-01")


def last_day(month: str) -> dt.date:
    """The last day of a month."""
    return first_day(month_after(month)) - dt.timedelta(days=1)


def month_before(month: str) -> str:
    """``2026-01`` for ``2026-02``."""
    return month_of(first_day(month) - dt.timedelta(days=1))


def month_after(month: str) -> str:
    """``2026-03`` for ``2026-02``."""
    return month_of(first_day(month) + dt.timedelta(days=31))


def year_before(month: str) -> str:
    return f"{int(month[:4]) - 1}{month[4:]}"
