"""Lines as they are typed: list prices are read here, amounts are computed here; of the browser only wishes are taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from access import visible
from extensions import db
from models import Product, Quote, QuoteLine, User
from policy.problems import Problem
from policy.quote_sums import Item, Sums, Typed, agreed_price, cut, sums
from policy.quoting import LineFacts, line_problems
from queries.products import prices_of


@dataclass(frozen=True)
class TypedLine:
    """One line as it came from the page. ``errors`` maps a field to a message id: what could not be read."""

    product_id: int
    quantity: Decimal | None
    prices: Typed
    note: str = ""
    line_id: int | None = None
    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Drawn:
    """One line as it would be kept. ``item`` is None while its numbers cannot be read."""

    typed: TypedLine
    position: int
    code: str
    label: str
    measure: str
    list_price: Decimal
    net_price: Decimal
    tax_rate: Decimal
    active: bool
    listed: bool
    item: Item | None
    problems: tuple[Problem, ...] = ()

    @property
    def discount(self) -> Decimal:
        """As it is stored and shown: cut, never rounded up."""
        return cut(self.item.ratio) if self.item else Decimal(1)

    def text(self, name: str) -> str:
        """What stands in a field: the computed value, or as it was typed where that cannot be kept."""
        if self.item is None and name in self.typed.texts:
            return self.typed.texts[name]
        if name == "shown":
            return f"{self.discount}|{self.net_price}|{self.list_price}"
        if name == "net_price":
            return f"{self.net_price:.2f}"
        return _short(self.discount if name == "discount" else self.typed.quantity or Decimal(0))

    def errors(self, name: str) -> list[tuple[str, dict]]:
        """What is wrong at a field: message ids with their params."""
        unread = [(self.typed.errors[name], {})] if name in self.typed.errors else []
        return unread + [(problem.message, problem.params) for problem in self.problems if problem.field == name]

    def values(self) -> dict:
        """The columns of the line."""
        return {
            "position": self.position,
            "product_id": self.typed.product_id,
            "label": self.label,
            "measure": self.measure,
            "quantity": self.item.quantity,
            "list_price": self.list_price,
            "net_price": self.net_price,
            "tax_rate": self.tax_rate,
            "list_amount": self.item.list_amount,
            "net_amount": self.item.net_amount,
            "tax_amount": self.item.tax_amount,
            "discount": self.discount,
            "note": self.typed.note,
        }


def drawn(quote: Quote, price_list_id: int | None, typed: Sequence[TypedLine], by: User) -> list[Drawn]:
    """The lines computed anew from the list's prices. A product that the person cannot know of is left out.

    What is not on the list (any more) keeps what the quote says of it; it is refused when the quote is submitted.
    """
    ids = {line.product_id for line in typed}
    found = db.session.scalars(visible(Product, by).where(Product.id.in_(sorted(ids))))
    products = {product.id: product for product in found}
    prices, stored = prices_of(price_list_id, ids), {line.id: line for line in quote.lines}
    known = [line for line in typed if line.product_id in products]
    return [
        _drawn(line, place, products[line.product_id], prices.get(line.product_id), stored.get(line.line_id))
        for place, line in enumerate(known, 1)
    ]


def _drawn(typed: TypedLine, place: int, product: Product, price: Decimal | None, stored: QuoteLine | None) -> Drawn:
    stored = stored if stored is not None and stored.product_id == product.id else None
    full = price if price is not None else stored.list_price if stored else Decimal("0.00")
    net = agreed_price(full, typed.prices)
    item = None
    if typed.quantity is not None and not typed.errors:
        item = Item(typed.quantity, full, net, product.tax_rate)
    facts = LineFacts(place, product.name, typed.quantity or Decimal(0), full, net, price, product.active)
    problems = tuple(line_problems(facts)) if item else ()
    if any(problem.blocks for problem in problems):
        item = None
    return Drawn(
        typed,
        place,
        product.code,
        product.name,
        product.measure,
        full,
        net,
        product.tax_rate,
        product.active,
        price is not None,
        item,
        problems,
    )


def _short(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def as_typed(line: QuoteLine) -> TypedLine:
    """A stored line as the page that shows it would send it back unchanged."""
    prices = Typed(line.discount, line.net_price, line.discount, line.net_price, line.list_price)
    return TypedLine(line.product_id, line.quantity, prices, line.note, line.id)


def new_line(product_id: int) -> TypedLine:
    """One piece of a product at its list price."""
    return TypedLine(product_id, Decimal(1), Typed(None, None))


def total(lines: Iterable[Drawn]) -> Sums:
    """The sums of the lines whose numbers can be read."""
    return sums(line.item for line in lines if line.item)
