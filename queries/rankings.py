"""The monthly ranking (A12.4): who is ranked on which board, what is due, and what its readers see of it."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

import clock
from access import known, visible
from extensions import db
from models import Distinction, Ranking, RankingRow, Unit, User, UserRole
from policy.periods import first_day, last_day, month_after, month_before
from policy.ranking import WEIGHTS, Board, Honour
from policy.ranking_places import months_due
from policy.roles import PARTNER_KINDS, Role, UnitKind
from queries import parameters
from queries.dispatch import FOLLOWING
from scopes import company_in, tree

SALES = frozenset({Role.DIRECT_SALES, Role.CHANNEL_SALES})
"""Who is ranked: the roles of salespeople."""
NUMBERS = (
    *WEIGHTS.values(),
    *("entry_customers", "entry_opportunities", "bulk_records", "bulk_minutes"),
    *("grade_a_value", "grade_b_value", "grade_c_value", "grade_d_value"),
    *("top_salespeople", "top_agents", "last_salespeople", "last_agents"),
    *("bottom_streak", "reward_commendations"),
)
"""The parameters that a ranking is drawn by."""
MOST_ROWS = 500


def first_working_day(month: str) -> dt.date:
    """The first working day of a month."""
    return clock.add_working_days(first_day(month) - dt.timedelta(days=1), 1)


def latest_month(today: dt.date) -> str:
    """The last month that may be drawn: the one before, from the first working day on; until then the one before it."""
    here = f"{today:%Y-%m}"
    before = month_before(here)
    return before if today >= first_working_day(here) else month_before(before)


def holds_until(month: str) -> dt.date:
    """The last day on which the ranking of a month has consequences: the next one is due on the day after."""
    return first_working_day(month_after(month_after(month))) - dt.timedelta(days=1)


@dataclass(frozen=True)
class Drawing:
    """A ranking to be drawn: whose board, and who is on it, each with the people whose records count for it.

    The key is the id of the person, or of the agent's unit; the value the unit and the people.
    """

    board: Board
    company_id: int
    ranked: dict[int, tuple[int, tuple[int, ...]]]


def companies() -> tuple[int, list[int]]:
    """The unit of headquarters, and those of the joint ventures: each company ranks its own salespeople."""
    units = tree()
    top = next(one.id for one in units.values() if one.kind == UnitKind.HEADQUARTERS)
    return top, sorted(one.id for one in units.values() if one.kind == UnitKind.JOINT_VENTURE)


def drawings() -> list[Drawing]:
    """The boards as the house stands today: salespeople by the company in which they are, agents as partners of
    headquarters. Who changed the unit is ranked once, where they are now."""
    units, (top, ventures) = tree(), companies()
    boards = {company: Drawing(Board.SALESPEOPLE, company, {}) for company in (top, *ventures)}
    agents = Drawing(Board.AGENTS, top, {})
    people: dict[int, list[int]] = {one.id: [] for one in units.values() if one.kind == UnitKind.AGENT}
    for person, unit in db.session.execute(_salespeople()):
        company = company_in(units, unit)
        if company in boards:
            boards[company].ranked[person] = (unit, (person,))
        elif company in people:
            people[company].append(person)
    active = set(db.session.scalars(select(Unit.id).where(Unit.active, Unit.kind == UnitKind.AGENT)))
    agents.ranked.update({unit: (unit, tuple(found)) for unit, found in sorted(people.items()) if unit in active})
    return [*boards.values(), agents]


def _salespeople() -> Select:
    held = select(UserRole.user_id).where(UserRole.role.in_(sorted(SALES)))
    return select(User.id, User.unit_id).where(User.active, User.id.in_(held)).order_by(User.id)


def drawn_until(board: Board, company_id: int) -> str | None:
    """The last month that was drawn of a board."""
    rows = select(func.max(Ranking.month)).where(Ranking.board == board, Ranking.company_id == company_id)
    return db.session.scalar(rows)


def due(drawing: Drawing, today: dt.date) -> list[str]:
    """The months of a board that are to be drawn."""
    return months_due(drawn_until(drawing.board, drawing.company_id), latest_month(today))


def numbers_of(month: str) -> dict:
    """The parameters as they were in force on the last day of the month that is ranked."""
    last = last_day(month)
    return parameters.values(*NUMBERS, on=last)


def months_last(board: Board, company_id: int) -> dict[int, set[str]]:
    """By person, or by unit of an agent, the months in which they were among the last."""
    who = RankingRow.user_id if board is Board.SALESPEOPLE else RankingRow.unit_id
    rows = select(who, Ranking.month).join(Ranking, Ranking.id == RankingRow.ranking_id)
    rows = rows.where(RankingRow.last, Ranking.board == board, Ranking.company_id == company_id)
    found: dict[int, set[str]] = {}
    for one, month in db.session.execute(rows):
        found.setdefault(one, set()).add(month)
    return found


def honours_of(row: RankingRow) -> dict[Honour, int]:
    """How many of each somebody has by now."""
    mine = Distinction.user_id == row.user_id if row.user_id else Distinction.unit_id == row.unit_id
    if not row.user_id:
        mine = mine & Distinction.user_id.is_(None)
    rows = select(Distinction.honour, func.count()).where(mine).group_by(Distinction.honour)
    return dict(db.session.execute(rows).all())


def following_people(row: RankingRow) -> list[User]:
    """Whose right to leads a row decides about: the person, or all people of the agent; only who follows leads."""
    held = select(UserRole.user_id).where(UserRole.role.in_(sorted(FOLLOWING)))
    whose = User.id == row.user_id if row.user_id else User.unit_id.in_(_below(row.unit_id))
    return list(db.session.scalars(select(User).where(User.active, whose, User.id.in_(held)).order_by(User.id)))


def _below(unit_id: int) -> list[int]:
    units = tree()
    return sorted(one.id for one in units.values() if one.path.startswith(units[unit_id].path))


def months_of(user: User) -> list[str]:
    """The months of which the person may read a ranking, the last first."""
    rows = visible(Ranking, user).with_only_columns(Ranking.month).distinct().order_by(Ranking.month.desc())
    return list(db.session.scalars(rows.limit(60)))


def published(user: User, month: str) -> list[Ranking]:
    """The rankings of a month that the person may read: salespeople first."""
    rows = visible(Ranking, user).where(Ranking.month == month).options(joinedload(Ranking.company))
    found = list(db.session.scalars(rows.order_by(Ranking.board.desc(), Ranking.company_id)))
    return sorted(found, key=lambda one: (one.board is Board.AGENTS, one.company_id))


def listed(ranking: Ranking) -> list[RankingRow]:
    """What is published of a ranking: the first and the last, by place."""
    rows = select(RankingRow).where(RankingRow.ranking_id == ranking.id, or_(RankingRow.top, RankingRow.last))
    rows = rows.options(joinedload(RankingRow.user), joinedload(RankingRow.unit))
    return list(db.session.scalars(rows.order_by(RankingRow.place, RankingRow.id)))


def taking_part(ranking: Ranking) -> tuple[int, int]:
    """How many are on the board, and how many of them are above the bar of entry."""
    rows = select(func.count(), func.count(RankingRow.place)).where(RankingRow.ranking_id == ranking.id)
    return tuple(db.session.execute(rows).one())


def own_part(user: User, ranking: Ranking) -> list[RankingRow]:
    """The rows whose working the person may read: the own one, and those of the units led; at most five hundred."""
    rows = visible(RankingRow, user).where(RankingRow.ranking_id == ranking.id)
    rows = rows.options(joinedload(RankingRow.user), joinedload(RankingRow.unit))
    order = RankingRow.place.is_(None), RankingRow.place, RankingRow.score.desc(), RankingRow.id
    return list(db.session.scalars(rows.order_by(*order).limit(MOST_ROWS)))


def row_of(user: User, ranking: Ranking, person_id: int | None, unit_id: int | None) -> RankingRow | None:
    """The row of a person, or of an agent, if the reader may read its working."""
    rows = visible(RankingRow, user).where(RankingRow.ranking_id == ranking.id)
    rows = rows.options(joinedload(RankingRow.user), joinedload(RankingRow.unit))
    if ranking.board is Board.AGENTS:
        return db.session.scalar(rows.where(RankingRow.unit_id == (unit_id or 0), RankingRow.user_id.is_(None)))
    return db.session.scalar(rows.where(RankingRow.user_id == (person_id or user.id)))


def honours_in(ranking: Ranking) -> dict[int, list[Honour]]:
    """By row what a ranking brought."""
    rows = select(Distinction.row_id, Distinction.honour).join(RankingRow, RankingRow.id == Distinction.row_id)
    found: dict[int, list[Honour]] = {}
    for row, honour in db.session.execute(rows.where(RankingRow.ranking_id == ranking.id).order_by(Distinction.id)):
        found.setdefault(row, []).append(honour)
    return found


def names_of(model: type, column, ids: Collection[int], user: User) -> dict[int, str]:
    """What records are called, of those that the reader may know about."""
    if not ids:
        return {}
    return dict(db.session.execute(select(model.id, column).where(model.id.in_(sorted(ids)), known(model, user))).all())


def partner(unit_id: int) -> bool:
    """Whether a unit lies in a partner company."""
    units = tree()
    return units[company_in(units, unit_id)].kind in PARTNER_KINDS
