"""What was decided: an approval for each quote, contract, order and closing, and for every customer with an opportunity."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from bench import works
from bench.contracts import FLOOR, SMALL, deals, others
from bench.deals import closed, confirmed
from bench.rows import OPPORTUNITY_EVERY, status_of, table, text_key
from bench.signed import standard
from bench.world import World
from policy.closing import CONFIRMATION
from policy.contracting import COUNTERSIGNED
from policy.orders import REVIEW as ORDER_REVIEW
from policy.reviewing import REVIEW

MANAGER, ASSISTANT = 500_000, 450_000
"""Down to which ratio, in millionths, who decides about a quote (A9.1)."""
KINDS = ("customer", "closing", "quote", "contract", "order")


class Decided(NamedTuple):
    """One approval that ended ``back`` days ago. Steps are position, role and why."""

    id: int
    kind: str
    subject: int
    position: int
    title: str
    seller: int
    unit: int
    back: int
    clause: str
    steps: list[tuple[int, str, str]]
    content: dict
    agreed: bool = True


def decided(world: World) -> Iterator[Decided]:
    """All of them; each kind has ids of its own."""
    room = max(world.count // OPPORTUNITY_EVERY, world.contracts * 3 // 2) + 1
    for place, make in enumerate((_customers, _closings, _quotes, _contracts, _orders)):
        for number, *rest in make(world):
            yield Decided(place * room + number + 1, KINDS[place], *rest)


def _customers(world: World) -> Iterator[tuple]:
    for position in range(0, world.count, OPPORTUNITY_EVERY):
        if status_of(world, position) == "approved":
            seller, unit = world.sellers[world.seller[position]]
            name = "".join(world.names.parts(position))
            steps = [(1, REVIEW.role, REVIEW.why)]
            said = {"name": name, "contacts": ["王建国 信息部经理"]}
            seen = max(world.age[position] - 1, 1)
            yield position // OPPORTUNITY_EVERY, position + 1, position, name, seller, unit, seen, "A4.2", steps, said


def _closings(world: World) -> Iterator[tuple]:
    for number, position, result in closed(world):
        if confirmed(number):
            seller, unit = world.sellers[world.seller[position]]
            steps, title = [(1, CONFIRMATION.role, CONFIRMATION.why)], "生产执行系统MES项目"
            said = {"result": result, "reason": "客户认可分期上线的方案。"}
            yield number, number + 1, position, title, seller, unit, 18, "A6.7", steps, said


def _quotes(world: World) -> Iterator[tuple]:
    title = "生产执行系统MES报价"
    for one in deals(world):
        steps = _of_quote(min(one.discount, one.deepest))
        yield one.number, one.number + 1, one.position, title, one.seller, one.unit, one.back + 29, "A9.1", steps, {}
    for one in others(world):
        if one.status not in {"draft", "pending"}:
            steps = _of_quote(600_000)
            yield one.number, one.number + 1, one.position, title, one.seller, one.unit, 9, "A9.1", steps, {}


def _of_quote(ratio: int) -> list[tuple[int, str, str]]:
    role = "department_manager" if ratio >= MANAGER else "presidents_assistant"
    return [(1, role if ratio >= ASSISTANT else "vice_president", "The discount of the whole decides.")]


def _contracts(world: World) -> Iterator[tuple]:
    for one in deals(world):
        if one.status in {"approved", "signed", "ended", "returned"}:
            small = one.amount <= SMALL and one.discount >= FLOOR and standard(one)
            steps = (
                [(1, "department_manager", "small")]
                if small
                else [(p, str(role), "large") for p, role in COUNTERSIGNED]
            )
            said = {
                "title": "生产执行系统MES项目",
                "amount": f"{one.amount / 100:.2f}",
                "discount": f"{one.discount / 1e6}",
            }
            told = one.seller, one.unit, one.back + 3, "A9.2", steps[:1] if one.status == "returned" else steps
            yield one.number, one.number + 1, one.position, "生产执行系统MES项目", *told, said, one.status != "returned"


def _orders(world: World) -> Iterator[tuple]:
    steps = [(1, ORDER_REVIEW.role, ORDER_REVIEW.why)]
    for one, status in works.ordered(world):
        if status not in {"draft", "pending"}:
            said = {"amount": f"{one.amount / 100:.2f}"}
            told = one.seller, one.unit, max(one.back - 1, 0), "A9.3", steps, said
            yield one.number, one.number + 1, one.position, f"DD{one.number + 1:09}", *told


@table(
    "approvals",
    *"id kind subject_id customer_id title requested_by_id unit_id requested_at state content fingerprint "
    "ended_at".split(),
)
def approvals(world: World) -> Iterator[tuple]:
    for one in decided(world):
        asked = world.moment(one.back + 1, one.id)
        state, said = "approved" if one.agreed else "returned", json.dumps(one.content, ensure_ascii=False)
        about = one.kind, one.subject, one.position + 1, one.title, one.seller, one.unit, asked
        yield one.id, *about, state, said, text_key(str(one.id)) * 4, world.moment(one.back, one.id)


@table(
    "approval_steps",
    *"approval_id position role unit_id clause why state opened_at due_at by_id at opinion".split(),
)
def steps(world: World) -> Iterator[tuple]:
    for one in decided(world):
        for position, role, why in one.steps:
            seat, by = world.seat(role, one.unit)
            opened, ended = world.moment(one.back + 1, one.id), world.moment(one.back, one.id)
            state = "approved" if one.agreed else "returned"
            told = state, opened, ended, by, ended, "同意。" if one.agreed else "付款条件请按标准改。"
            yield one.id, position, str(role), seat, one.clause, why, *told


@table("approval_barred", *"approval_id user_id".split())
def barred(world: World) -> Iterator[tuple]:
    return ((one.id, one.seller) for one in decided(world))
