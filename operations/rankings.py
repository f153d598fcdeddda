"""Drawing the month's ranking (A12.4): frozen with its working, and what follows from it, in one transaction each."""

import functools
from collections.abc import Iterator, Mapping
from decimal import Decimal

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import select

import clock
from extensions import db
from models import Distinction, Ranking, RankingRow
from operations import lead_rights, notify, record, transaction
from operations.house import one_at_a_time
from policy.ranking import WEIGHTS, Board, Dimension, Honour
from policy.ranking_counts import Tally
from policy.ranking_places import Bar, Points, earns_reward, first_ones, last_ones, places, points, streak
from policy.roles import Role
from policy.words import N_
from queries.people import managers_of, people_with
from queries.ranking_records import counted
from queries.rankings import Drawing, drawings, due, following_people, holds_until, honours_of, months_last, numbers_of
from scopes import company_in, tree

MOST_SHOWN = 300
"""So many records of a dimension, and of each reason, are kept by number; how many there are is always kept."""
FIRST = N_("Place %(place)s in the ranking of %(month)s: first in dispatch until the next ranking.")
LAST = N_(
    "Among the last of the ranking %(streak)s months in a row, %(month)s being the latest (the rule: %(most)s): no "
    "leads are dispatched until the next ranking, which lifts this by itself unless it finds the same again."
)
HONOURS = {Honour.COMMENDATION: "ranking_commendation", Honour.REWARD: "ranking_reward"}
"""How each is written down, and told."""
Tallies = Mapping[Dimension, Mapping[int, Tally]]


def draw_due() -> Iterator[tuple[str, functools.partial]]:
    """What is to be drawn, month by month from the oldest: the name of the board and the deed."""
    boards = drawings()
    months = sorted({month for one in boards for month in due(one, clock.today())})
    for month in months:
        numbers = numbers_of(month)
        found = counted(month, numbers)
        for one in boards:
            # A month that failed is drawn before the one after it: streaks are counted along them.
            if due(one, clock.today())[:1] == [month]:
                yield one.board.value, functools.partial(draw, one, month, numbers, found)


def draw(drawing: Drawing, month: str, numbers: Mapping, found: Tallies, _id: int = 0) -> int:
    """Draw one ranking; 0 when it stands already. Everything that follows happens in the same transaction, so once."""
    with transaction():
        one_at_a_time()
        same = Ranking.month == month, Ranking.board == drawing.board, Ranking.company_id == drawing.company_id
        if db.session.scalar(select(Ranking.id).where(*same)) is not None:
            return 0
        kept = {name: str(value) for name, value in sorted(numbers.items())}
        ranking = Ranking(
            company_id=drawing.company_id, month=month, board=drawing.board, numbers=kept, drawn_at=clock.now()
        )
        db.session.add(ranking)
        db.session.flush()
        rows = _rows(ranking, drawing, numbers, found)
        db.session.add_all(rows)
        db.session.flush()
        taking_part = sum(row.place is not None for row in rows)
        record("ranking_drawn", ranking, None, after={"month": month, "board": drawing.board, "count": taking_part})
        _follow(ranking, rows, numbers)
        _publish(ranking, taking_part)
        return 1


def _rows(ranking: Ranking, drawing: Drawing, numbers: Mapping, found: Tallies) -> list[RankingRow]:
    """One row for everybody on the board, with place and points for who takes part."""
    people = drawing.board is Board.SALESPEOPLE
    had = {one: _together(found, who) for one, (_unit, who) in drawing.ranked.items()}
    sums = {one: {dimension: tally.value for dimension, tally in its.items()} for one, its in had.items()}
    bar = Bar(int(numbers["entry_customers"]), int(numbers["entry_opportunities"]))
    earned = points(
        {one: values for one, values in sums.items() if bar.cleared(values)},
        {dimension: numbers[name] for dimension, name in WEIGHTS.items()},
    )
    scores = {one: sum((its.points for its in by.values()), Decimal(0)) for one, by in earned.items()}
    most = "salespeople" if people else "agents"
    top = first_ones(scores, int(numbers[f"top_{most}"]))
    last = last_ones(scores, int(numbers[f"last_{most}"]), top)
    place = places(scores)
    return [
        RankingRow(
            ranking_id=ranking.id,
            user_id=one if people else None,
            unit_id=unit,
            place=place.get(one),
            score=scores.get(one, Decimal(0)),
            top=one in top,
            last=one in last,
            workings={"dimensions": _working(had[one], earned.get(one, {}), numbers)},
        )
        for one, (unit, _who) in drawing.ranked.items()
    ]


def _together(found: Tallies, people: tuple[int, ...]) -> dict[Dimension, Tally]:
    """What the people have together; no tally of ``found`` is changed."""
    sums = {dimension: Tally() for dimension in Dimension}
    for dimension, tally in sums.items():
        for person in people:
            tally.add(found[dimension].get(person, Tally()))
    return sums


def _working(had: Mapping[Dimension, Tally], earned: Mapping[Dimension, Points], numbers: Mapping) -> dict:
    """The working as it is kept: every dimension with what counted, what did not and why, weight, place, points."""
    kept = {}
    for dimension, tally in had.items():
        its = earned.get(dimension)
        kept[dimension.value] = {
            "value": str(tally.value),
            "weight": str(numbers[WEIGHTS[dimension]]),
            "place": its and its.place,
            "of": its and its.of,
            "points": str(its.points) if its else "0",
            "count": len(tally.counted),
            "records": [list(pair) for pair in tally.counted[:MOST_SHOWN]],
            "left_out": {
                reason.value: {"count": len(ids), "records": ids[:MOST_SHOWN]} for reason, ids in tally.left_out.items()
            },
        }
    return kept


def _follow(ranking: Ranking, rows: list[RankingRow], numbers: Mapping) -> None:
    """What a place at the top or among the last brings (A12.4)."""
    among_last = months_last(ranking.board, ranking.company_id)
    for row in sorted(rows, key=lambda row: (row.place or 0, row.id)):
        if row.top:
            _commend(ranking, row, int(numbers["reward_commendations"]))
            said = {"place": row.place, "month": ranking.month}
            _decide(ranking, row, lead_rights.prefer, _said(FIRST, **said))
        elif row.last:
            in_a_row = streak(among_last.get(row.user_id or row.unit_id, ()), ranking.month)
            most = int(numbers["bottom_streak"])
            about = {"month": ranking.month, "streak": in_a_row, "most": most}
            _tell(ranking, row, "ranking_last", **about)
            if in_a_row >= most:
                _decide(ranking, row, lead_rights.suspend, _said(LAST, **about))


def _commend(ranking: Ranking, row: RankingRow, each: int) -> None:
    honours = [Honour.COMMENDATION]
    had = honours_of(row)
    if earns_reward(had.get(Honour.COMMENDATION, 0) + 1, had.get(Honour.REWARD, 0), each):
        honours.append(Honour.REWARD)
    for honour in honours:
        mine = {"user_id": row.user_id, "unit_id": row.unit_id, "month": ranking.month}
        db.session.add(Distinction(row_id=row.id, honour=honour, at=clock.now(), **mine))
        record(HONOURS[honour], ranking, None, after={"person": _name(row), "rank": row.place})
        number = had.get(Honour.COMMENDATION, 0) + 1
        _tell(ranking, row, HONOURS[honour], month=ranking.month, place=row.place, number=number)


def _decide(ranking: Ranking, row: RankingRow, verb, reason: str) -> None:
    """The right to leads, until the next ranking is due; nothing follows any more from one that was drawn so late."""
    until_on = holds_until(ranking.month)
    if until_on < clock.today():
        return
    for person in following_people(row):
        verb(person, clause="A12.4", reason=reason, until_on=until_on)


def _tell(ranking: Ranking, row: RankingRow, event: str, **about) -> None:
    url = f"/ranking/{ranking.id}/working"
    url = url if row.user_id else f"{url}?unit={row.unit_id}"
    for person_id in [row.user_id] if row.user_id else [head.id for head in managers_of(row.unit_id)]:
        notify(person_id, event, url, key=f"{event}:{row.id}", who=_name(row), **about)


def _publish(ranking: Ranking, taking_part: int) -> None:
    """Tell who leads the company, or a partner on the board, that the list is there; in the product alone."""
    units = tree()
    heads = people_with(Role.DEPARTMENT_MANAGER, Role.GENERAL_MANAGER, Role.SALES_MANAGEMENT)
    about = {"month": ranking.month, "count": taking_part}
    for head in heads:
        if company_in(units, head.unit_id) == ranking.company_id:
            notify(head.id, "ranking_drawn", f"/ranking/{ranking.id}", key=f"ranking:{ranking.id}", mail=False, **about)


def _name(row: RankingRow) -> str:
    return row.user.name if row.user_id else row.unit.name


def _said(message: str, **params) -> str:
    """A sentence that is kept, in the language of the house."""
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        return gettext(message, **params)
