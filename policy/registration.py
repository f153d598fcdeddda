"""A8.1: first recorded, first owned. What is told about the record that was there before.

A registration is protected for ``protection_days``. While the term runs, nobody else registers an opportunity of the same
name with the same customer, and nothing but a ruling on a conflict puts somebody beside or before who registered first.
Afterwards a second one is only warned of. A customer's name itself stays taken as long as its record holds it: what frees
it is that the record lapses (never submitted in time, or returned and not mended) or is discarded by who entered it.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.entry import CustomerStatus, move_problems
from policy.problems import Kind, Problem
from policy.words import N_, Word


class RegistrationEnd(Word):
    """Why a registration no longer holds its name."""

    LAPSED = "lapsed", N_("Not submitted within its limit")
    NOT_MENDED = "not_mended", N_("Returned and not mended")
    DISCARDED = "discarded", N_("Discarded by who entered it")


@dataclass(frozen=True)
class LapseFacts:
    """A record that was never approved: whether it may be given up, and its entry clock (A4.3) with ``lapse_days``."""

    status: CustomerStatus
    due_on: dt.date
    lapse_days: int
    today: dt.date

    @property
    def free_on(self) -> dt.date:
        """The day on which the name is free again, when nothing is done."""
        return free_on(self.due_on, self.lapse_days)


def free_on(due_on: dt.date, lapse_days: int) -> dt.date:
    """The first day on which a name is free whose record should have been submitted by ``due_on``."""
    return due_on + dt.timedelta(days=lapse_days + 1)


def lapse_problems(facts: LapseFacts) -> Iterator[Problem]:
    """Why a record keeps its name: it was submitted or approved, or its time is not up."""
    yield from move_problems("lapse", facts.status)
    if facts.today < facts.free_on:
        message = N_("The record holds its name until %(free_on)s.")
        yield Problem("A8.1", Kind.BLOCKS, message, code="not_due", params={"free_on": facts.free_on.isoformat()})


def lapsed_problems(status: CustomerStatus) -> Iterator[Problem]:
    """A record that lapsed is only read."""
    if status is CustomerStatus.LAPSED:
        message = N_("This record has lapsed: it holds no name any more.")
        yield Problem("A8.1", Kind.BLOCKS, message, N_("Record the company anew, if its name is free."), "", "lapsed")


def end_of(status: CustomerStatus) -> RegistrationEnd:
    """Why a record that lapses does: it was returned and not mended, or never submitted."""
    return RegistrationEnd.NOT_MENDED if status is CustomerStatus.RETURNED else RegistrationEnd.LAPSED


def reserved_problem(until: str, field: str = "name") -> Problem:
    """The refusal of a name that has become free and is kept for whoever was next in line."""
    message = N_("This name has become free and is kept until %(until)s for somebody who asked for it before.")
    remedy = N_("Put yourself next in line: you are told when it is your turn.")
    return Problem("A8.1", Kind.BLOCKS, message, remedy, field, "reserved", {"until": until})


def wish_problems(taken: bool, own: bool, pooled: bool) -> Iterator[Problem]:
    """Why nobody need stand in line for a name."""
    if own:
        message, remedy = N_("You have recorded this company yourself."), N_("Go on with that record.")
    elif pooled:
        message = N_("This company is in the public pool.")
        remedy = N_("Claim it from the public pool instead of waiting for its name.")
    elif not taken:
        message, remedy = N_("This name is free."), N_("Record the company now: first recorded, first owned.")
    else:
        return
    yield Problem("A8.1", Kind.BLOCKS, message, remedy, "name", "no_need_to_wait")


@dataclass(frozen=True)
class Earlier:
    """A record that was there first. ``near`` is whether it lies within the asker's own company; only then its name,
    owner, department and time are told (A13). Without an owner it is in the public pool."""

    field: str
    near: bool
    own: bool = False
    name: str = ""
    owner: str = ""
    unit: str = ""
    at: str = ""
    pooled: bool = False


def taken(earlier: Earlier) -> Problem:
    """The refusal for a name or credit code that is recorded already."""
    params = {"name": earlier.name, "owner": earlier.owner, "unit": earlier.unit, "at": earlier.at}
    if earlier.own:
        message, remedy = (
            N_("You have recorded this company yourself: “%(name)s”, %(at)s."),
            N_("Go on with that record."),
        )
    elif not earlier.near:
        message = N_("This company is already recorded outside your own company.")
        remedy = N_("First recorded, first owned: it cannot be recorded again. Your manager can ask sales management.")
        params = {}
    elif earlier.pooled:
        message = N_("This company is already recorded: “%(name)s” is in the public pool.")
        remedy = N_("Claim it from the public pool instead of recording it again.")
    else:
        message = N_("This company is already recorded: “%(name)s”, first by %(owner)s (%(unit)s) on %(at)s.")
        remedy = N_("First recorded, first owned. Ask the owner whether you may follow it together.")
    return Problem("A8.1", Kind.BLOCKS, message, remedy, earlier.field, "taken", params)


def taken_untold(field: str) -> Problem:
    """The refusal for a name that is taken, for who has asked so often today that nothing more is told (A13)."""
    message = N_("This company is already recorded. Whose it is you are told tomorrow: you have asked too often today.")
    remedy = N_("When your work needs more questions a day, an administrator can raise “lookups_per_day”.")
    return Problem("A13", Kind.BLOCKS, message, remedy, field, "taken")


def similar(earlier: Earlier) -> Problem:
    """The warning for a name that is merely like one that is recorded."""
    if not earlier.near:
        return Problem(
            "A8.1",
            Kind.WARNS,
            N_("A similar name is recorded outside your own company."),
            N_("Make sure that it is not the same company."),
            "name",
            "similar",
        )
    return Problem(
        "A8.1",
        Kind.WARNS,
        N_("A similar name is recorded: “%(name)s”, %(owner)s (%(unit)s)."),
        N_("Make sure that it is not the same company."),
        "name",
        "similar",
        {"name": earlier.name, "owner": earlier.owner or "–", "unit": earlier.unit},
    )


def registration_problems(same: list[Earlier], alike: list[Earlier] = ()) -> Iterator[Problem]:
    """Every record with the same name key or credit code blocks; similar names only warn, outside ones once."""
    yield from {problem.message: problem for problem in map(taken, same)}.values()
    yield from dict.fromkeys(map(similar, alike))


def protected_until(day: dt.date, days: int) -> dt.date:
    """The last day of the protection term of what was registered on ``day``."""
    return day + dt.timedelta(days=days)


@dataclass(frozen=True)
class Registered:
    """An opportunity of the same name that a colleague registered with the same customer; ``until`` is the last day of
    its protection term."""

    name: str
    owner: str
    unit: str
    at: str
    until: dt.date | None = None


def second_problems(earlier: list[Registered], today: dt.date) -> Iterator[Problem]:
    """What stands against a second opportunity of the same name: a block while the first is protected, then a warning."""
    for one in earlier:
        protected = one.until is not None and today <= one.until
        params = {"name": one.name, "owner": one.owner, "unit": one.unit, "at": one.at}
        if protected:
            message = N_(
                "“%(name)s” was registered first by %(owner)s (%(unit)s) on %(at)s; protected until %(until)s."
            )
            remedy = N_("First recorded, first owned. Ask to follow it together, or open a conflict to have it ruled.")
            params["until"] = one.until.isoformat()
        else:
            message = N_("“%(name)s” was registered before by %(owner)s (%(unit)s) on %(at)s.")
            remedy = N_("Its protection term is over. Make sure that you do not work on the same thing unknowingly.")
        kind = Kind.BLOCKS if protected else Kind.WARNS
        yield Problem("A8.1", kind, message, remedy, "name", "registered_before", params)


_COMMON = """
有限责任公司 股份有限公司 有限公司 责任公司 分公司 公司 有限 股份 集团 控股 中国 国际 科技 技术 实业 发展 贸易 商贸 商业 工程 投资 管理 咨询 服务 文化 传媒
信息 网络 软件 系统 集成 数据 数码 智能 电子 半导体 光电 通信 机械 设备 装备 重工 机床 仪表 仪器 精密 制造 工业 汽车 零部件 新材料 高分子 材料 化工
新能源 能源 光伏 储能 动力 电池 环保 生物 制药 医药 医疗 器械 食品 饮料 乳业 粮油 纺织 服饰 服装 针织 建筑 建设 建材 钢构 装饰 置业 物业 供应链 物流 仓储
"""
COMMON = tuple(_COMMON.split())
"""Words that say little about which company it is; where one contains another, the longer comes first."""


def bigrams(key: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a name key."""
    return frozenset(key[i : i + 2] for i in range(len(key) - 1))


def core(key: str, places: frozenset[str] = frozenset()) -> str:
    """What is left of a name key without the words that many companies share; the whole key when nothing is."""
    rest = key
    for word in COMMON:
        rest = rest.replace(word, "")
    for place in sorted(places, key=len, reverse=True):
        if rest.startswith(place):
            rest = rest[len(place) :]
    return rest if len(rest) >= 2 else key


def likeness(one: str, other: str) -> float:
    """How alike two cores are, from 0 to 1: Dice over their character pairs, 1 when one contains the other."""
    if min(len(one), len(other)) >= 2 and (one in other or other in one):
        return 1.0
    a, b = bigrams(one), bigrams(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


ALIKE = 0.5
"""From this likeness on, a name is shown as similar."""
