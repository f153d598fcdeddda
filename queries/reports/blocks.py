"""What a report is made of: blocks of lines. The page, its charts, the spreadsheet and the mail all show the same blocks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

COUNT, MONEY, DAYS, PERCENT, TEXT = "count", "money", "days", "percent", "text"
"""What a number is, so that it is written as such."""


@dataclass(frozen=True)
class Cell:
    """One number; None where there is none to tell. ``href`` opens the records that it counts."""

    value: Any = None
    kind: str = COUNT
    href: str = ""


@dataclass(frozen=True)
class Line:
    """One line: what it is about, where one reads more about that, and its cells."""

    name: str
    cells: tuple[Cell, ...]
    href: str = ""
    short: str = ""


@dataclass(frozen=True)
class Series:
    """One column of a block as it is drawn; ``look`` is ``now`` (filled), ``before`` (hatched) or ``target`` (a mark)."""

    column: int
    look: str = "now"


@dataclass(frozen=True)
class Block:
    """A table with a title, and the chart that is drawn from its columns: ``columns`` over time or ``bars`` side by side.

    ``about`` names the first column; ``heads`` the others.
    """

    key: str
    title: str
    about: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line | None = None
    chart: str = ""
    series: tuple[Series, ...] = ()
    hint: str = ""
    empty: str = ""

    @property
    def drawn(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.chart) and any(
            line.cells[one.column].value for line in self.lines for one in self.series if one.column < len(line.cells)
        )


@dataclass(frozen=True)
class Shown:
    """A number at the head of a report."""

    label: str
    cell: Cell
    hint: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Content:
    """What a report says."""

    blocks: list[Block]
    shown: list[Shown] = field(default_factory=list)


def count(value: int | None, href: str = "") -> Cell:
    return Cell(value, COUNT, href if value else "")


def money(value: Decimal | None, href: str = "") -> Cell:
    return Cell(value, MONEY, href if value else "")


def days(value: Decimal | float | None) -> Cell:
    return Cell(None if value is None else round(Decimal(value), 1), DAYS)


def percent(part: Decimal | int | None, whole: Decimal | int | None) -> Cell:
    """A part of a whole in percent; nothing where there is no whole."""
    if not whole or part is None:
        return Cell(None, PERCENT)
    return Cell(round(Decimal(part) * 100 / Decimal(whole), 1), PERCENT)


def growth(now: Decimal | int, before: Decimal | int) -> Cell:
    """By how much of the year before it grew, in percent; nothing where there was nothing."""
    return percent(Decimal(now) - Decimal(before), before)


def together(name: str, lines: Sequence[Line]) -> Line | None:
    """The sum of lines that have only numbers which may be added; None for fewer than two."""
    if len(lines) < 2:
        return None
    summed = []
    for cells in zip(*(line.cells for line in lines), strict=True):
        kind = cells[0].kind
        known = [cell.value for cell in cells if cell.value is not None]
        summed.append(Cell(sum(known) if kind in (COUNT, MONEY) and known else None, kind))
    return Line(name, tuple(summed))
