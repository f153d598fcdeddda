"""Products, quotes with their lines, and contracts with their payments: plain numbers, amounts in fen.

Every tenth customer has a contract, each from a quote that was accepted; in every ten, one customer has four. Half as many
quotes did not become a contract, or not yet. Quantities count thousandths and ratios millionths, as the columns do.
"""

import functools
from collections.abc import Iterator
from typing import NamedTuple

from bench.rows import opportunity_of, status_of, table
from bench.world import CONTRACT_EVERY as EVERY
from bench.world import World
from policy.contract_text import normal
from seeds.contracts import BODY

HOME = ("jv", "agent", "agent2")
"""Units that sign for themselves; for all others headquarters signs."""
PRODUCTS = 60
RATIOS = (1_000_000, 900_000, 850_000, 800_000, 700_000, 620_000, 560_000, 500_000, 430_000)
LINES, SHORT, LONG = 6, 10, 200
"""At most so many lines have quotes beyond three; drafts have the last two."""
OTHERS = (*["sent"] * 8, "draft", "draft", "draft", "draft", "declined", "declined", "declined", "expired", "expired")
OTHERS = (*OTHERS, "approved", "replaced", "cancelled")
PENDING_QUOTE, PENDING_CONTRACT = 240, 240
"""One in so many waits for a decision."""
SIGNED_WITHIN, PARTS = 700, (("预付款", 30), ("到货款", 60), ("验收款", 10))
SMALL, FLOOR = 200_000_00, 450_000
"""What A9.2 gives to the department manager (``small_contract_limit``, ``small_contract_floor``)."""
TYPED = {
    "customer_address": "苏州市工业园区星湖街328号",
    "customer_signatory": "王建国",
    "company_address": "上海市浦东新区张江路88号",
    "company_signatory": "周启明",
    "subject": "生产执行系统MES",
    "delivery_place": "客户现场",
    "delivery_days": "45",
    "warranty_months": "12",
    "bank_account": "中国工商银行 1001 2345 6789",
}
TEMPLATE = normal(BODY)


class Line(NamedTuple):
    """One line of a quote; prices of one unit and amounts in fen, the quantity in whole units."""

    product: int
    quantity: int
    list_price: int
    net_price: int
    tax: int

    @property
    def net(self) -> int:
        return self.quantity * self.net_price


class Quoted(NamedTuple):
    """What lines make together."""

    full: int
    net: int
    tax: int
    discount: int
    deepest: int


def price_of(product: int) -> int:
    return 50_000 + product * 37_700 % 3_000_000


def is_service(product: int) -> bool:
    return product % 6 == 5


def lines_of(number: int, many: int) -> list[Line]:
    """The lines of a quote. Its tax is 13 percent of each line, halves up."""
    ratio, lines = RATIOS[number % len(RATIOS)], []
    for place in range(many):
        product = (number * 7 + place * 13) % PRODUCTS
        full, quantity = price_of(product), 1 + (number + place) % 4
        net = -(-full * ratio // 1_000_000)
        lines.append(Line(product, quantity, full, net, (quantity * net * 13 + 50) // 100))
    return lines


def quoted(lines: list[Line]) -> Quoted:
    full, net = sum(one.quantity * one.list_price for one in lines), sum(one.net for one in lines)
    deepest = min(one.net_price * 1_000_000 // one.list_price for one in lines)
    return Quoted(full, net, sum(one.tax for one in lines), net * 1_000_000 // full, deepest)


class Deal(NamedTuple):
    """A contract by its number from 0. ``back`` is how many days ago it was, or will be, signed."""

    number: int
    position: int
    opportunity: int | None
    seller: int
    unit: int
    status: str
    back: int
    amount: int
    discount: int
    deepest: int

    @property
    def billed(self) -> bool:
        return self.status in {"signed", "ended"}

    @property
    def parts(self) -> list[int]:
        """Its payments; the last one takes what rounding left."""
        first = [self.amount * percent // 100 for _, percent in PARTS[:-1]]
        return [*first, self.amount - sum(first)]

    @property
    def accepted(self) -> int | None:
        """How many days ago the customer accepted."""
        return self.back - 60 if self.billed and self.back >= 60 else None


def many_lines(number: int) -> int:
    return 3 + number % LINES


def deals(world: World) -> Iterator[Deal]:
    """All contracts."""
    return (deal(world, number) for number in range(world.contracts))


def deal(world: World, number: int) -> Deal:
    alone = number % EVERY < 7
    position = EVERY * (number if alone else number - number % EVERY)
    if status_of(world, position) != "approved":
        position, alone = position // 1000 * 1000, False
    sums = quoted(lines_of(number, many_lines(number)))
    seller, unit = world.sellers[world.seller[position]]
    opportunity = opportunity_of(position) if alone else None
    back = number * 37 % SIGNED_WITHIN + 1
    status = _status(number, back)
    return Deal(
        number, position, opportunity, seller, unit, status, back, sums.net + sums.tax, sums.discount, sums.deepest
    )


def _status(number: int, back: int) -> str:
    if number % PENDING_CONTRACT == PENDING_CONTRACT - 1:
        return "pending"
    turn = number % 100
    if turn >= 86:
        return "approved" if turn < 92 else "draft" if turn < 96 else "returned" if turn < 98 else "cancelled"
    return "ended" if back > SIGNED_WITHIN - 60 else "signed"


class Other(NamedTuple):
    """A quote without a contract."""

    number: int
    position: int
    seller: int
    unit: int
    status: str
    lines: int


def others(world: World) -> Iterator[Other]:
    """Quotes of customers without a contract; their ids follow those of the contracts' quotes."""
    for turn in range(world.contracts // 2):
        position = 2 * EVERY * turn + EVERY // 2
        if position >= world.count:
            return
        seller, unit = world.sellers[world.seller[position]]
        status = "pending" if turn % PENDING_QUOTE == 7 else OTHERS[turn % len(OTHERS)]
        number = world.contracts + turn
        lines = many_lines(number)
        if status == "draft":
            lines = LONG if world.seller[position] == 0 and turn % 2 else SHORT
        yield Other(number, position, seller, unit, status, lines)


@table("products", *"id code name name_en measure tax_rate service".split())
def products(world: World) -> Iterator[tuple]:
    for number in range(PRODUCTS):
        name = "实施服务" if is_service(number) else "生产执行系统模块"
        yield number + 1, f"MES-{number:03}", f"{name}{number:02}", "", "套", 130_000, int(is_service(number))


@table("price_lists", *"id company_id label valid_from created_at created_by_id".split())
def price_lists(world: World) -> Iterator[tuple]:
    yield 1, world.units["hq"], "目录价", world.day(800), world.moment(800), world.person("business_manager")


@table("prices", *"id price_list_id product_id amount".split())
def prices(world: World) -> Iterator[tuple]:
    for number in range(PRODUCTS):
        yield number + 1, 1, number + 1, price_of(number)


@table(
    "quotes",
    *"id number customer_id opportunity_id owner_id unit_id status title price_list_id list_total net_total tax_total "
    "discount deepest valid_until terms created_at created_by_id approved_at sent_at sent_to answered_on".split(),
)
def quotes(world: World) -> Iterator[tuple]:
    for one in deals(world):
        sums = quoted(lines_of(one.number, many_lines(one.number)))
        status = "accepted" if one.status != "cancelled" else "approved"
        yield _quote(world, one, status, sums, one.back + 30)
    for one in others(world):
        sums = quoted(lines_of(one.number, one.lines))
        back = 1 + one.number % 25 if one.status in {"draft", "pending", "sent", "approved"} else one.number % 600 + 40
        yield _quote(world, one, one.status, sums, back)


def _quote(world: World, one, status: str, sums: Quoted, back: int) -> tuple:
    decided = status not in {"draft", "pending"}
    out = status not in {"draft", "pending", "approved"}
    return (
        one.number + 1,
        f"BJ{one.number + 1:09}",
        one.position + 1,
        opportunity_of(one.position),
        one.seller,
        one.unit,
        status,
        "生产执行系统MES报价",
        1,
        *sums,
        world.day(back - 30),
        "含税价，不含差旅。",
        world.moment(back, one.number),
        one.seller,
        world.moment(back - 1, one.number) if decided else None,
        world.moment(back - 1, one.number) if out else None,
        "it@customer.example" if out else "",
        world.day(max(back - 9, 0)) if status in {"accepted", "declined"} else None,
    )


@table(
    "quote_lines",
    *"quote_id position product_id label measure quantity list_price net_price tax_rate list_amount net_amount "
    "tax_amount discount".split(),
)
def quote_lines(world: World) -> Iterator[tuple]:
    for number in range(world.contracts):
        yield from _lines(number, many_lines(number))
    for one in others(world):
        yield from _lines(one.number, one.lines)


def _lines(number: int, many: int) -> Iterator[tuple]:
    for place, line in enumerate(lines_of(number, many), 1):
        yield (
            number + 1,
            place,
            line.product + 1,
            label_of(line.product),
            "套",
            line.quantity * 1000,
            line.list_price,
            line.net_price,
            130_000,
            line.quantity * line.list_price,
            line.net,
            line.tax,
            line.net_price * 1_000_000 // line.list_price,
        )


@functools.cache
def label_of(product: int) -> str:
    return f"{'实施服务' if is_service(product) else '生产执行系统模块'}{product:02}"
