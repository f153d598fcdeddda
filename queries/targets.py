"""Targets as they stand, what was reached a year before, and who may set them (A10)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlalchemy import select

from extensions import db
from models import Target, Unit, User
from policy.figures import FigureKind, TargetKind
from policy.periods import month_of, period_of, year_before
from policy.permissions import COMPANY_ROLES, UNIT_ROLES, Permission
from policy.roles import COMPANY_HEADS, HEADS
from policy.targets import Line, TargetFacts
from queries import figure_reads
from queries.people import people_in, people_with
from scopes import permissions_of, scope_of, tree

Key = tuple[TargetKind, str]
SOURCES = {FigureKind.CONTRACTS: TargetKind.CONTRACTS, FigureKind.COLLECTIONS: TargetKind.COLLECTIONS}
SETTERS = UNIT_ROLES | COMPANY_ROLES


def months_of(year: int) -> tuple[str, ...]:
    """The twelve months of a year."""
    return period_of(str(year)).months


def standing(bearer: Unit | User, year: int) -> dict[Key, Target]:
    """The targets of a unit or a person in one year, by kind and month, read anew."""
    whose = Target.unit_id == bearer.id if isinstance(bearer, Unit) else Target.user_id == bearer.id
    rows = select(Target).where(whose, Target.month.in_(months_of(year))).order_by(Target.id)
    return {(row.kind, row.month): row for row in db.session.scalars(rows.execution_options(populate_existing=True))}


def year_ago(bearer: Unit | User, year: int, by: User) -> dict[Key, Decimal]:
    """What was signed and collected in the same months of the year before, by the month of ``year``."""
    before = {year_before(month): month for month in months_of(year)}
    if isinstance(bearer, Unit):
        rows = figure_reads.of_unit(bearer.id, SOURCES, before)
    else:
        led = scope_of(by).managed
        rows = [row for row in figure_reads.of_person(bearer.id, SOURCES, before) if row.unit_id in led]
    found: dict[Key, Decimal] = {}
    for row in rows:
        key = SOURCES[row.kind], before[row.period]
        found[key] = found.get(key, Decimal(0)) + row.amount
    return found


def target_facts(
    bearer: Unit | User, lines: Mapping[Key, tuple[Decimal | None, Decimal | None]], by: User, today
) -> TargetFacts:
    """What the rule is given; ``lines`` are what is asked for and what stands, by kind and month."""
    me = scope_of(by)
    unit_id = bearer.id if isinstance(bearer, Unit) else bearer.unit_id
    own = bearer.id == by.id if isinstance(bearer, User) else _leads(by, unit_id)
    return TargetFacts(
        allowed=Permission.SET_TARGETS in me.permissions and unit_id in me.managed,
        active=bearer.active,
        own=own,
        above=own and any(_above(one, by) for one in _setters()),
        this_month=month_of(today),
        lines=tuple(Line(kind, month, *amounts) for (kind, month), amounts in sorted(lines.items())),
    )


def people_of(unit: Unit) -> list[User]:
    """The active people of a unit itself who sell, and so have figures of their own."""
    there = sorted(people_in([unit.id]), key=lambda one: one.name)
    return [one for one in there if Permission.FOLLOW_OPPORTUNITIES in permissions_of(one)]


def _setters() -> Iterable[User]:
    return [one for one in people_with(*sorted(SETTERS)) if Permission.SET_TARGETS in permissions_of(one)]


def _leads(user: User, unit_id: int) -> bool:
    """Whether the person leads exactly this unit: as its head, or as one of the heads of the whole company."""
    roles = user.roles
    return (user.unit_id == unit_id and bool(roles & HEADS)) or (
        scope_of(user).home == unit_id and bool(roles & set(COMPANY_HEADS))
    )


def _reach(user: User) -> tuple[int, str]:
    """The rank of a person, and the path of the unit that they lead with all below it."""
    rank = max((COMPANY_HEADS.index(role) for role in user.roles if role in COMPANY_HEADS), default=-1)
    unit_id = scope_of(user).home if user.roles & COMPANY_ROLES else user.unit_id
    return rank, tree()[unit_id].path


def _above(other: User, user: User) -> bool:
    """Whether somebody stands above a person: leads a unit further up, or the same one with a higher rank."""
    (rank, path), (their_rank, their_path) = _reach(user), _reach(other)
    if other.id == user.id or not path.startswith(their_path):
        return False
    return len(their_path) < len(path) or their_rank > rank
