"""Opportunities with their history, and expense claims with lines that rest on activities."""

from collections.abc import Iterator

from bench.rows import ACTIVITIES_EACH, OPPORTUNITY_EVERY, STAGES, status_of, table, text_key
from bench.world import World

CLAIMS, LINES_EACH, WINDOW = 20_000, 4, 3
CATEGORIES = ("local_transport", "travel", "lodging", "entertainment")
CLAIM_STATES = ("paid",) * 14 + ("draft", "submitted", "manager_approved", "in_check", "approved", "returned")
CHECKED = {"paid", "approved"}
CLOSED_EVERY, WON_AMONG, UNCONFIRMED_EVERY = 3, 2, 1500


def _opportunities(world: World) -> Iterator[tuple[int, int]]:
    """Number and position of the customer."""
    return enumerate(range(0, world.count, OPPORTUNITY_EVERY))


def _closed(number: int) -> bool:
    return number % CLOSED_EVERY == 0


def closed(world: World) -> Iterator[tuple[int, int, str]]:
    """Number and position of the opportunities that ended, and how."""
    for number, position in _opportunities(world):
        if _closed(number):
            yield number, position, "won" if number % WON_AMONG else "lost"


def confirmed(number: int) -> bool:
    """Whether the record of a closed opportunity was found complete; the others wait for a decision (A6.7)."""
    return number % UNCONFIRMED_EVERY != 0


@table(
    "opportunities",
    *"id customer_id owner_id unit_id name status stage_id stage_since amount product_interest probability "
    "first_expected_on expected_on created_at created_by_id".split(),
)
def opportunities(world: World) -> Iterator[tuple]:
    for number, position in _opportunities(world):
        seller, unit = world.sellers[world.seller[position]]
        stage, back = STAGES[number % len(STAGES)], world.quiet[position] + 80
        status = ("won" if number % WON_AMONG else "lost") if _closed(number) else "open"
        expected = world.day(-(number % 200) - 1)
        yield (
            number + 1,
            position + 1,
            seller,
            unit,
            f"{world.names.parts(position)[1]}生产执行系统MES项目",
            status,
            stage,
            world.moment(back, number),
            100 * (80_000 + number * 7 % 1_500_000),
            "生产执行系统MES",
            stage * 18,
            expected,
            expected,
            world.moment(back, number),
            seller,
        )


@table("stage_changes", *"opportunity_id from_stage_id to_stage_id at by_id".split())
def stage_changes(world: World) -> Iterator[tuple]:
    for number, position in _opportunities(world):
        seller, back = world.sellers[world.seller[position]][0], world.quiet[position] + 80
        for stage in range(1, STAGES[number % len(STAGES)] + 1):
            yield number + 1, stage - 1 or None, stage, world.moment(back - stage * 5, number), seller


@table("competitors", *"opportunity_id name strengths weaknesses our_answer".split())
def competitors(world: World) -> Iterator[tuple]:
    for number, _ in _opportunities(world):
        yield (
            number + 1,
            "智联软件",
            "本地实施团队大，报价低一成左右",
            "标准版二次开发困难",
            "用同行业客户的升级记录说明总成本",
        )


@table("closings", *"opportunity_id status reason result_on due_on closed_at closed_by_id confirmed_at".split())
def closings(world: World) -> Iterator[tuple]:
    for number, position, status in closed(world):
        seller, day = world.sellers[world.seller[position]][0], world.day(20)
        seen = world.moment(18) if confirmed(number) else None
        yield number + 1, status, "客户认可分期上线的方案。", day, day, world.moment(20, number), seller, seen


def _claims(world: World) -> Iterator[tuple[int, int, str]]:
    """Number, position of its first customer, state. Claimants are the sellers of customers all over the company."""
    step = max(world.count // CLAIMS, 1)
    for number in range(CLAIMS):
        yield number, number * step % world.count, CLAIM_STATES[number % len(CLAIM_STATES)]


def _line_customers(world: World, position: int) -> list[int]:
    """The customer and, of the same seller, the next ones; the same one again where there are none nearby."""
    seller = world.seller[position]
    near = range(position, min(position + 60, world.count))
    own = [p for p in near if world.seller[p] == seller and status_of(world, p) == "approved"]
    return ((own or [position]) * LINES_EACH)[:LINES_EACH]


def amount(number: int, line: int) -> int:
    """In fen; no two lines of a day and category cost the same."""
    return 10_000 + (number * LINES_EACH + line) * 7 % 90_000


@table(
    "expense_claims",
    *"id number claimant_id unit_id purpose period_from period_to status total accepted_total round fingerprint "
    "created_at submitted_at checker_id".split(),
)
def claims(world: World) -> Iterator[tuple]:
    for number, position, state in _claims(world):
        seller, unit = world.sellers[world.seller[position]]
        back = world.quiet[position]
        total = sum(amount(number, line) for line in range(LINES_EACH))
        drafted = state == "draft"
        yield (
            number + 1,
            f"EB{number:08}",
            seller,
            unit,
            "客户拜访差旅",
            world.day(back + 200),
            world.day(back),
            state,
            total,
            total if state in CHECKED else 0,
            0 if drafted else 1,
            text_key(str(number)) * 4,
            world.moment(back - 1, number),
            None if drafted else world.moment(back - 2, number),
            world.checker if state in CHECKED | {"in_check"} else None,
        )


@table(
    "expense_lines",
    *"id claim_id position spent_on category amount city invoice_number description relates_to_customer relates_to_action "
    "customer_id opportunity_id activity_id progress key_value progress_key key_value_key verdict accepted_amount "
    "verdict_by_id verdict_at".split(),
)
def lines(world: World) -> Iterator[tuple]:
    for number, position, state in _claims(world):
        for line, customer in enumerate(_line_customers(world, position)):
            ident = number * LINES_EACH + line
            progress, value = (
                f"第{ident}次沟通后立项报告已送审，等办公会。",
                f"掌握了第{ident}条决策链，信息部提名，副总拍板。",
            )
            checked = state in CHECKED
            yield (
                ident + 1,
                number + 1,
                line + 1,
                world.day(world.quiet[customer]),
                CATEGORIES[line],
                amount(number, line),
                "苏州市",
                f"26312{ident:015}",
                "拜访客户往返交通与会后工作餐",
                1,
                1,
                customer + 1,
                None,
                customer * ACTIVITIES_EACH + 1,
                progress,
                value,
                text_key(progress),
                text_key(value),
                "accepted" if checked else "open",
                amount(number, line) if checked else None,
                world.checker if checked else None,
                world.moment(1, number) if checked else None,
            )


@table("expense_decisions", *"claim_id step decision amount round fingerprint by_id at".split())
def decisions(world: World) -> Iterator[tuple]:
    for number, position, state in _claims(world):
        if state != "draft":
            seller = world.sellers[world.seller[position]][0]
            total = sum(amount(number, line) for line in range(LINES_EACH))
            at = world.moment(world.quiet[position] - 2, number)
            yield number + 1, "submission", "submitted", total, 1, text_key(str(number)) * 4, seller, at


@table("expense_payments", *"claim_id amount paid_on reference by_id at".split())
def payments(world: World) -> Iterator[tuple]:
    for number, _, state in _claims(world):
        if state == "paid":
            total = sum(amount(number, line) for line in range(LINES_EACH))
            yield number + 1, total, world.day(1), "网银", world.checker, world.moment(1)
