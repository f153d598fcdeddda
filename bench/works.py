"""What follows a signed contract: its order and deliveries, its implementation, the tasks and the time they took."""

from collections.abc import Iterator

from bench.contracts import Deal, deals, is_service, label_of, lines_of, many_lines
from bench.rows import table
from bench.world import World

IMPLEMENTED, OF = 3, 5
"""Of so many orders so many have an implementation."""
EXECUTED_WITHIN, LINES, TASKS = 60, 10, 4
TITLES = ("环境部署", "基础数据导入", "现场培训", "上线陪产")
PENDING_EVERY = 600


def ordered(world: World) -> Iterator[tuple[Deal, str]]:
    """Contracts with their order, and where that stands; an order has the number of its contract."""
    for one in deals(world):
        if one.billed:
            yield one, order_status(one)


def order_status(one: Deal) -> str:
    if one.number % PENDING_EVERY == 1:
        return "pending"
    if one.back <= 4:
        return ("draft", "approved", "approved")[one.number % 3]
    return "executing" if one.back < EXECUTED_WITHIN else "done"


@table(
    "sales_orders",
    *"id number contract_id customer_id owner_id unit_id status amount ship_to wanted_on created_at created_by_id "
    "approved_at started_at started_by_id done_at".split(),
)
def orders(world: World) -> Iterator[tuple]:
    by = world.person("business_assistant")
    for one, status in ordered(world):
        begun = status in {"executing", "done"}
        back = max(one.back - 1, 0)
        yield (
            one.number + 1,
            f"DD{one.number + 1:09}",
            one.number + 1,
            one.position + 1,
            one.seller,
            one.unit,
            status,
            one.amount,
            "苏州市工业园区星湖街328号",
            world.day(one.back - EXECUTED_WITHIN),
            world.moment(back, one.number),
            one.seller,
            world.moment(back, one.number + 60) if begun or status == "approved" else None,
            world.moment(back, one.number + 120) if begun else None,
            by if begun else None,
            world.moment(one.back - EXECUTED_WITHIN, 9) if status == "done" else None,
        )


def _lines(one: Deal, status: str) -> Iterator[tuple]:
    """Id, place, line and how much has left, in thousandths."""
    for place, line in enumerate(lines_of(one.number, many_lines(one.number)), 1):
        gone = {"done": line.quantity * 1000, "executing": line.quantity // 2 * 1000}.get(status, 0)
        yield one.number * LINES + place, place, line, 0 if is_service(line.product) else gone


@table(
    "order_lines",
    *"id order_id position product_id label measure service quantity net_price tax_rate shipped".split(),
)
def order_lines(world: World) -> Iterator[tuple]:
    for one, status in ordered(world):
        for ident, place, line, gone in _lines(one, status):
            said = line.product + 1, label_of(line.product), "套", int(is_service(line.product))
            yield ident, one.number + 1, place, *said, line.quantity * 1000, line.net_price, 130_000, gone


@table("shipments", *"id order_id carrier waybill shipped_on by_id at".split())
def shipments(world: World) -> Iterator[tuple]:
    by = world.person("business_assistant")
    for one, status in ordered(world):
        if any(gone for *_, gone in _lines(one, status)):
            back = max(one.back - 3, 0)
            made = world.day(back), by, world.moment(back, one.number)
            yield one.number + 1, one.number + 1, "顺丰", f"SF{one.number:012}", *made


@table("shipment_lines", *"shipment_id line_id quantity".split())
def shipment_lines(world: World) -> Iterator[tuple]:
    for one, status in ordered(world):
        for ident, _, _, gone in _lines(one, status):
            if gone:
                yield one.number + 1, ident, gone


def implemented(world: World) -> Iterator[tuple[Deal, bool, int]]:
    """Orders with an implementation, whether the customer has accepted, and who leads it."""
    for one, status in ordered(world):
        if one.number % OF < IMPLEMENTED and status in {"executing", "done"}:
            yield one, status == "done", world.implementers[one.number % len(world.implementers)]


@table(
    "implementations",
    *"id order_id customer_id unit_id leader_id status content due_on created_at accepted_on accepted_by".split(),
)
def implementations(world: World) -> Iterator[tuple]:
    for one, done, leader in implemented(world):
        begun = world.moment(one.back - 2, one.number)
        accepted = (world.day(one.accepted), "王建国") if done else (None, "")
        said = "accepted" if done else "running", "按实施方案部署并培训。", world.day(one.back - EXECUTED_WITHIN)
        yield (
            one.number + 1,
            one.number + 1,
            one.position + 1,
            world.units["implementation"],
            leader,
            *said,
            begun,
            *accepted,
        )


def _tasks(one: Deal, done: bool) -> Iterator[tuple[int, int, str]]:
    """Id, place and status."""
    for place in range(TASKS):
        state = "done" if done or place * 20 + 20 < one.back else ("doing", "todo", "todo", "blocked")[place]
        yield one.number * TASKS + place + 1, place, state


@table(
    "tasks",
    *"id implementation_id position title content owner_id unit_id due_on status blocked_reason created_at done_at".split(),
)
def tasks(world: World) -> Iterator[tuple]:
    for one, accepted, _ in implemented(world):
        for ident, place, state in _tasks(one, accepted):
            owner = world.implementers[(one.number + place) % len(world.implementers)]
            back = one.back - 20 * place - 15
            yield (
                ident,
                one.number + 1,
                place,
                TITLES[place],
                "",
                owner,
                world.units["implementation"],
                world.day(back),
                state,
                "等客户机房" if state == "blocked" else "",
                world.moment(one.back - 2, ident),
                world.moment(max(back, 0), ident) if state == "done" else None,
            )


@table("time_entries", *"task_id user_id on minutes at".split())
def time_entries(world: World) -> Iterator[tuple]:
    for one, accepted, _ in implemented(world):
        for ident, place, state in _tasks(one, accepted):
            if state in {"done", "doing"}:
                owner = world.implementers[(one.number + place) % len(world.implementers)]
                back = max(one.back - 20 * place - 15, 0)
                yield ident, owner, world.day(back), 60 + ident % 400, world.moment(back, ident)
