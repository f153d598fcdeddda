"""Contracts with their standard text, and the payments that they agree on."""

import json
from collections.abc import Iterator
from decimal import Decimal

from bench.contracts import HOME, PARTS, TEMPLATE, TYPED, Deal, deals
from bench.rows import table
from bench.world import World
from policy.capitals import in_capitals
from policy.contract_text import fill, places, sha256

UPLOADED_EVERY = 8
"""Every so many contracts have a text of the customer instead of the standard one."""
PLACES = places(TEMPLATE)


@table("contract_templates", *"id company_id code revision label body sha256 created_at created_by_id".split())
def templates(world: World) -> Iterator[tuple]:
    by, made = world.person("business_manager"), world.moment(890)
    yield 1, world.units["hq"], "sale", 1, "软件销售与实施合同", TEMPLATE, sha256(TEMPLATE), made, by


def standard(one: Deal) -> bool:
    """Whether it has the standard text."""
    return one.number % UPLOADED_EVERY != 3


def signing_unit(world: World, one: Deal) -> int:
    """The company that signs it."""
    return one.unit if one.unit in {world.units[key] for key in HOME} else world.units["hq"]


def number_of(one: Deal) -> str:
    return f"HT{one.number + 1:09}"


def text_of(world: World, one: Deal) -> dict[str, str]:
    """What the places of the standard text are filled with."""
    amount = Decimal(one.amount).scaleb(-2)
    said = TYPED | {
        "number": number_of(one),
        "title": "生产执行系统MES项目",
        "company": "先录科技总部",
        "customer": "".join(world.names.parts(one.position)),
        "amount": f"{amount:,.2f}",
        "amount_in_words": in_capitals(amount),
        "payments": "\n".join(f"{label}：{part / 100:,.2f}" for (label, _), part in zip(PARTS, one.parts, strict=True)),
        "starts_on": world.day(one.back),
        "ends_on": world.day(one.back - 365),
        "owner": "客户经理",
    }
    return {name: said[name] for name in PLACES}


@table(
    "contracts",
    *"id number title customer_id opportunity_id quote_id signing_unit_id owner_id unit_id status amount discount "
    "template_id fields document_sha256 starts_on ends_on signed_on ended_on created_at created_by_id approved_at".split(),
)
def contracts(world: World) -> Iterator[tuple]:
    for one in deals(world):
        proven = standard(one)
        said = text_of(world, one) if proven else {}
        approved = one.status in {"approved", "signed", "ended"}
        yield (
            one.number + 1,
            number_of(one),
            "生产执行系统MES项目",
            one.position + 1,
            one.opportunity,
            one.number + 1,
            signing_unit(world, one),
            one.seller,
            one.unit,
            one.status,
            one.amount,
            one.discount,
            1 if proven else None,
            json.dumps(said, ensure_ascii=False),
            sha256(fill(TEMPLATE, said)) if proven else "0" * 64,
            world.day(one.back),
            world.day(one.back - 365),
            world.day(one.back) if one.billed else None,
            world.day(5) if one.status == "ended" else None,
            world.moment(one.back + 10, one.number),
            one.seller,
            world.moment(one.back + 3, one.number) if approved else None,
        )


@table("milestones", *"id contract_id position label amount due_on on_acceptance reached_on".split())
def milestones(world: World) -> Iterator[tuple]:
    for one in deals(world):
        days = (world.day(one.back - 15), world.day(one.back - 45), None)
        reached = world.day(one.accepted) if one.accepted is not None else None
        for place, ((label, _), part, due) in enumerate(zip(PARTS, one.parts, days, strict=True)):
            last = due is None
            row = (one.number * len(PARTS) + place + 1, one.number + 1, place + 1, label, part)
            yield *row, due, int(last), reached if last else None
