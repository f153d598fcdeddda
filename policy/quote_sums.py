"""A9.1: what a quote amounts to. One rounding: each line to whole fen, halves up; the whole is the sum of its lines.

A ratio is compared as an exact fraction, never as a rounded number: 0.4999999 is below 0.50. Where a ratio is stored or
shown it is *cut* to six places, so that it never looks better than it is; because a floor of the policy has at most four
places, a ratio that is cut lies on the same side of every floor as the exact one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction

FEN = Decimal("0.01")
PLACES = 6


def to_fen(amount: Decimal) -> Decimal:
    """Whole fen, halves up: the product's rounding of amounts."""
    return amount.quantize(FEN, ROUND_HALF_UP)


def cut(ratio: Fraction) -> Decimal:
    """A ratio as it is stored and shown: six places, the rest left out."""
    return Decimal(ratio.numerator * 10**PLACES // ratio.denominator).scaleb(-PLACES)


def spoken(ratio: Fraction) -> str:
    """A ratio as people write it: cut, without the zeros at its end."""
    return f"{cut(ratio).normalize():f}"


def ratio_of(net: Decimal, full: Decimal) -> Fraction:
    """Net over list, exactly; what has no list price has no discount."""
    return Fraction(net) / Fraction(full) if full else Fraction(1)


def net_price_at(list_price: Decimal, ratio: Decimal) -> Decimal:
    """The net price of one unit at a ratio (0.85 is 8.5 折): rounded *up* to whole fen, so never deeper than asked."""
    return (list_price * ratio).quantize(FEN, ROUND_CEILING)


@dataclass(frozen=True)
class Item:
    """What is offered in one line: prices of one unit in yuan without tax, ``tax_rate`` as a ratio (0.13)."""

    quantity: Decimal
    list_price: Decimal
    net_price: Decimal
    tax_rate: Decimal

    @property
    def list_amount(self) -> Decimal:
        return to_fen(self.quantity * self.list_price)

    @property
    def net_amount(self) -> Decimal:
        return to_fen(self.quantity * self.net_price)

    @property
    def tax_amount(self) -> Decimal:
        return to_fen(self.net_amount * self.tax_rate)

    @property
    def ratio(self) -> Fraction:
        """Of the prices of one unit, so that a small quantity hides nothing in the rounding."""
        return ratio_of(self.net_price, self.list_price)


@dataclass(frozen=True)
class Sums:
    """What the lines make together, in yuan, and the two ratios that authority is judged by."""

    list_total: Decimal = Decimal("0.00")
    net_total: Decimal = Decimal("0.00")
    tax_total: Decimal = Decimal("0.00")
    whole: Fraction = Fraction(1)
    deepest: Fraction = Fraction(1)

    @property
    def gross_total(self) -> Decimal:
        """With tax."""
        return self.net_total + self.tax_total

    @property
    def shown_whole(self) -> Decimal:
        return cut(self.whole)

    @property
    def shown_deepest(self) -> Decimal:
        return cut(self.deepest)

    @property
    def lowest(self) -> Fraction:
        """The whole or the deepest line, whichever is lower: one line does not hide in a good average."""
        return min(self.whole, self.deepest)


def sums(items: Iterable[Item]) -> Sums:
    """The sums of the lines; without lines all are 0 and nothing is discounted."""
    items = list(items)
    if not items:
        return Sums()
    full, net = sum(item.list_amount for item in items), sum(item.net_amount for item in items)
    tax = sum(item.tax_amount for item in items)
    return Sums(full, net, tax, ratio_of(net, full), min(item.ratio for item in items))


@dataclass(frozen=True)
class Typed:
    """One line as it came back from the page: the two prices that follow from each other, now and as they were shown."""

    discount: Decimal | None
    net_price: Decimal | None
    shown_discount: Decimal | None = None
    shown_net: Decimal | None = None
    shown_list: Decimal | None = None


def agreed_price(list_price: Decimal, typed: Typed) -> Decimal:
    """The net price that a line says: of ratio and net price the one that was changed decides, and the other follows.

    Where both were changed, or neither was shown before, the net price decides, being the exact one. Where nothing was
    typed the net price stays, or keeps its exact ratio when the list price is another one; without either the list price
    is asked.
    """
    discount_typed = typed.discount is not None and typed.discount != typed.shown_discount
    net_typed = typed.net_price is not None and typed.net_price != typed.shown_net
    if net_typed:
        return typed.net_price
    if discount_typed:
        return net_price_at(list_price, typed.discount)
    if typed.net_price is None:
        return list_price if typed.discount is None else net_price_at(list_price, typed.discount)
    if typed.shown_list in (None, list_price):
        return typed.net_price
    exact = ratio_of(typed.net_price, typed.shown_list) * Fraction(list_price)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(FEN, ROUND_CEILING)
