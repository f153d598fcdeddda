"""What a quote earns (A9.1): net amount less cost, per line and of the whole, for who decides about it.

A line whose cost is not known has no margin, and the whole says how many such lines it leaves out: nothing is taken for
free because nobody wrote its cost down.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from policy.quote_sums import to_fen

TENTH = Decimal("0.001")


@dataclass(frozen=True)
class LineMargin:
    """One line, in yuan without tax; ``unit_cost`` is None where it is not known."""

    position: int
    label: str
    quantity: Decimal
    net_amount: Decimal
    unit_cost: Decimal | None = None

    @property
    def cost(self) -> Decimal | None:
        """Of the whole line, to the fen."""
        return None if self.unit_cost is None else to_fen(self.quantity * self.unit_cost)

    @property
    def margin(self) -> Decimal | None:
        return None if self.cost is None else self.net_amount - self.cost

    @property
    def ratio(self) -> Decimal | None:
        return None if self.margin is None else ratio_of(self.margin, self.net_amount)


@dataclass(frozen=True)
class Margins:
    """The margins of a quote: of every line, and together of those whose cost is known."""

    lines: tuple[LineMargin, ...]
    unknown: int
    net: Decimal
    cost: Decimal

    @property
    def margin(self) -> Decimal | None:
        """None when no line's cost is known."""
        return self.net - self.cost if self.unknown < len(self.lines) else None

    @property
    def ratio(self) -> Decimal | None:
        return None if self.margin is None else ratio_of(self.margin, self.net)

    @property
    def losing(self) -> int:
        """How many lines are sold below their cost."""
        return sum(line.margin is not None and line.margin < 0 for line in self.lines)


def ratio_of(margin: Decimal, net: Decimal) -> Decimal | None:
    """Margin over net amount, cut to a tenth of a percent so that it never looks better; None for what is given away."""
    return (margin / net).quantize(TENTH, ROUND_FLOOR) if net else None


def margins(lines: Iterable[LineMargin]) -> Margins:
    """What the lines earn together."""
    lines = tuple(lines)
    known = [line for line in lines if line.cost is not None]
    net = sum((line.net_amount for line in known), Decimal(0))
    return Margins(lines, len(lines) - len(known), net, sum((line.cost for line in known), Decimal(0)))
