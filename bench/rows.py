"""The rows of the generated company: customers and what hangs on them, as plain values of both databases."""

import functools
import hashlib
from collections.abc import Iterator

import identifiers
from bench.world import UNAPPROVED_SHARE, WON, World
from queries import search
from seeds.material import PLACES
from seeds.phrases import EFFECT, KEY_VALUE

ROWS = {}
FILLINGS = {
    "who": "信息部经理王建国",
    "product": "生产执行系统MES",
    "care": "主机厂的追溯要求",
    "rival": "智联软件",
    "month": 11,
}
ACTIVITIES_EACH, OPPORTUNITY_EVERY, CONTACT_PHONE = 3, 5, 13_000_000_000
KINDS = ("visit", "call", "meeting", "demo", "call", "mail")
SUBMITTED_EVERY, SUBMITTED = 8000, 985
"""Which of those that are being entered wait for a review: as many as a few department managers have before them."""
STAGES = (1, 1, 2, 2, 2, 3, 3, 4, 4, 5)


def table(name: str, *columns: str):
    """Mark a function that yields the rows of a table in these columns."""

    def mark(rows):
        ROWS[name] = (columns, rows)
        return rows

    return mark


def opportunity_of(position: int) -> int | None:
    """The id of a customer's opportunity."""
    return position // OPPORTUNITY_EVERY + 1 if position % OPPORTUNITY_EVERY == 0 else None


def status_of(world: World, position: int) -> str:
    """Most customers are approved; the rest are being entered, and those have an owner."""
    if world.pooled[position] or position % 1000 >= UNAPPROVED_SHARE * 1000:
        return "approved"
    return "submitted" if position % SUBMITTED_EVERY == SUBMITTED else "returned" if position % 4 == 3 else "draft"


@table(
    "customers",
    *"id kind status name name_key pinyin initials credit_code province city industry grade address phone profile "
    "owner_id unit_id owned_since pooled_at last_contact_at clock_day band created_at created_by_id entry_due_on "
    "submitted_at approved_at won_at".split(),
)
def customers(world: World) -> Iterator[tuple]:
    for position in range(world.count):
        parts = world.names.parts(position)
        name, place = "".join(parts), PLACES[parts[0]]
        seller, unit = world.sellers[world.seller[position]]
        quiet, age, pooled = world.quiet[position], world.age[position], world.pooled[position]
        created, contact, status = (
            world.moment(age, position),
            world.moment(quiet, position),
            status_of(world, position),
        )
        approved = status == "approved"
        yield (
            position + 1,
            "direct",
            status,
            name,
            name.replace("（", "").replace("）", ""),
            *world.names.pinyin(parts),
            f"91{place.code}MA{position:07}",
            place.province,
            place.city,
            world.names.of_trade[parts[2]],
            "ABCCD"[position % 5],
            f"{place.city}{place.district}{position % 990 + 1}号",
            f"{place.dialling} 8{position % 10_000_000:07}",
            "集团统一规划，分步上线，现场仍靠纸质单据。",
            None if pooled else seller,
            unit,
            None if pooled else created,
            world.moment(quiet, 3) if pooled else None,
            contact,
            world.day(quiet),
            "pool" if pooled else "alarm" if quiet > 60 else "notice" if quiet > 30 else "fresh",
            created,
            seller,
            world.day(age - 7),
            created if status != "draft" else None,
            created if approved else None,
            created if approved and position % 40 == WON else None,
        )


def grams(world: World) -> Iterator[tuple[int, set[int]]]:
    """Per customer id what its name is found by: the same as ``queries.search.grams``, put together from parts."""
    number = functools.cache(lambda gram: next(iter(search._numbers({gram}))))
    sounds = {part: identifiers.syllables(part) for part in world.names.sounds}
    for position in range(world.count):
        city, brand, trade, form = parts = world.names.parts(position)
        key = "".join(parts).replace("（", "").replace("）", "")
        read = [sound for part in (city, brand[0], brand[1], trade, form) for sound in sounds[part]]
        found = search._pairs(key) | search._sound_pairs(read) | search._triples("".join(sound[0] for sound in read))
        yield position + 1, {number(gram) for gram in found}


@table("contacts", *"id customer_id name title phone email decision_role created_at created_by_id".split())
def contacts(world: World) -> Iterator[tuple]:
    for position in range(world.count):
        seller, _ = world.sellers[world.seller[position]]
        created = world.moment(world.age[position], position)
        phone = str(CONTACT_PHONE + position)
        shown = f"{phone[:3]} {phone[3:7]} {phone[7:]}"
        yield position + 1, position + 1, "王建国", "信息部经理", shown, "", "influencer", created, seller


@table("customer_ownerships", *"id customer_id owner_id unit_id from_at until_at gained ended by_id".split())
def ownerships(world: World) -> Iterator[tuple]:
    for position in range(world.count):
        seller, unit = world.sellers[world.seller[position]]
        pooled = world.pooled[position]
        until = world.moment(world.quiet[position], 3) if pooled else None
        created = world.moment(world.age[position], position)
        ended = "released" if pooled else None
        yield position + 1, position + 1, seller, unit, created, until, "registered", ended, seller


@table("tracking_notices", *"customer_id owner_id band clock_day noticed_at told_at".split())
def notices(world: World) -> Iterator[tuple]:
    """What the scans up to yesterday wrote: today's run finds one day's worth of customers new in each band."""
    for position in range(world.count):
        quiet, seller = world.quiet[position], world.sellers[world.seller[position]][0]
        if not world.pooled[position] and status_of(world, position) == "approved":
            for band, days in (("notice", 30), ("alarm", 60)):
                if quiet > days:
                    noticed = world.moment(quiet - days, 1)
                    yield position + 1, seller, band, world.day(quiet), noticed, noticed


@table(
    "activities",
    *"id kind status subject customer_id opportunity_id owner_id unit_id starts_at ends_at place city summary effect "
    "progress key_value next_step next_step_on created_at recorded_at recorded_by_id".split(),
)
def activities(world: World) -> Iterator[tuple]:
    effects = [text.format(n=5, **FILLINGS) for text in EFFECT]
    values = [text.format(n=5, **FILLINGS) for text in KEY_VALUE]
    summary = (
        "与信息部经理王建国和业务骨干开了需求会，逐条核对需求清单，补充了与现有系统的接口要求，约定下周给出方案第二版。"
    )
    for number in range(world.count * ACTIVITIES_EACH):
        position, turn = divmod(number, ACTIVITIES_EACH)
        seller, unit = world.sellers[world.seller[position]]
        at = world.moment(world.quiet[position] + 40 * turn, position)
        yield (
            number + 1,
            KINDS[number % len(KINDS)],
            "done",
            "需求沟通会议",
            position + 1,
            opportunity_of(position),
            seller,
            unit,
            at,
            at,
            "客户会议室",
            PLACES[world.names.parts(position)[0]].city,
            summary,
            effects[number % len(effects)],
            f"第{number}次沟通后立项报告已送审，预算单列，等总经理办公会。",
            values[number % len(values)],
            "补充接口说明和实施计划",
            world.day(world.quiet[position] - 7) if not turn else None,
            at,
            at,
            seller,
        )


@table("audit_entries", *"at by_id verb subject_type subject_id customer_id before after".split())
def audit(world: World) -> Iterator[tuple]:
    for position in range(world.count):
        seller = world.sellers[world.seller[position]][0]
        created = world.moment(world.age[position], position)
        for verb in ("registered", "approved"):
            yield created, seller, verb, "customers", position + 1, position + 1, "{}", '{"status": "approved"}'


def text_key(text: str) -> str:
    """A stand-in for the product's hash of a text, of the same shape."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]
