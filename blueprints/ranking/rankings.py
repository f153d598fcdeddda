"""The rankings of a month as they were published, and the working of everybody whom the reader may know of."""

import datetime as dt
from decimal import Decimal

from flask import abort, render_template
from sqlalchemy.orm import joinedload

import clock
from access import requires, visible_or_404
from blueprints import arguments
from blueprints.doors import go, me, shown
from blueprints.ranking import blueprint
from models import Activity, Customer, Opportunity, Ranking, RankingRow
from policy.permissions import Permission
from policy.ranking import YUAN, Board, Dimension, LeftOut
from queries import rankings as known
from scopes import scope_of

RECORDS = {
    Dimension.NEW_CUSTOMERS: (Customer, Customer.name, "/customers/"),
    Dimension.CUSTOMER_VALUE: (Customer, Customer.name, "/customers/"),
    Dimension.NEW_OPPORTUNITIES: (Opportunity, Opportunity.name, "/opportunities/"),
    Dimension.OPPORTUNITY_VALUE: (Opportunity, Opportunity.name, "/opportunities/"),
    Dimension.MOVEMENT: (Opportunity, Opportunity.name, "/opportunities/"),
    Dimension.VISITS: (Activity, Activity.subject, "/activities/"),
}
"""What the records of a dimension are, what they are called, and where they open."""


@blueprint.get("")
@requires(Permission.USE)
def index():
    """The rankings of a month, the latest unless another is chosen."""
    user, asked = me(), arguments.day("month")
    months = known.months_of(user)
    month = f"{asked:%Y-%m}" if asked and f"{asked:%Y-%m}" in months else (months[0] if months else "")
    found, home = known.published(user, month) if month else [], scope_of(user).home
    own = [one for one in found if one.board is Board.AGENTS or one.company_id == home]
    return shown(
        "ranking/_list.html",
        "ranking/index.html",
        month=month,
        months=months,
        boards=[_board(one) for one in own],
        others=[one for one in found if one not in own],
        next_on=_next_on(),
    )


def _next_on():
    latest = known.latest_month(clock.today())
    return known.holds_until(latest) + dt.timedelta(days=1)


@blueprint.get("/<int:ranking_id>")
@requires(Permission.USE)
def ranking(ranking_id: int):
    """One ranking: the first and the last, and what the reader may see of the rest."""
    row = visible_or_404(Ranking, ranking_id, joinedload(Ranking.company))
    board = _board(row)
    return render_template("ranking/show.html", **board, rows=known.own_part(me(), row))


def _board(row: Ranking) -> dict:
    on_board, taking_part = known.taking_part(row)
    return {
        "ranking": row,
        "listed": known.listed(row),
        "honours": known.honours_in(row),
        "on_board": on_board,
        "taking_part": taking_part,
        "agents": row.board is Board.AGENTS,
        "until_on": known.holds_until(row.month),
    }


@blueprint.get("/<int:ranking_id>/working")
@requires(Permission.USE)
def working(ranking_id: int):
    """How the place of a person, or of an agent, came about: every record that counted, and every one that did not."""
    row = visible_or_404(Ranking, ranking_id, joinedload(Ranking.company))
    person_id, unit_id = arguments.number("person"), arguments.number("unit")
    mine = known.row_of(me(), row, person_id, unit_id)
    if mine is None:
        return abort(404) if person_id or unit_id else go(f"/ranking/{ranking_id}")
    return render_template(
        "ranking/working.html",
        ranking=row,
        row=mine,
        dimensions=_dimensions(mine),
        honours=known.honours_in(row).get(mine.id, []),
        agents=row.board is Board.AGENTS,
        until_on=known.holds_until(row.month),
        bar=[
            (Dimension.NEW_CUSTOMERS, _value(mine, Dimension.NEW_CUSTOMERS), row.numbers.get("entry_customers", "")),
            (
                Dimension.NEW_OPPORTUNITIES,
                _value(mine, Dimension.NEW_OPPORTUNITIES),
                row.numbers.get("entry_opportunities", ""),
            ),
        ],
    )


def _kept(row: RankingRow, dimension: Dimension) -> dict:
    return row.workings.get("dimensions", {}).get(dimension.value, {})


def _value(row: RankingRow, dimension: Dimension) -> Decimal:
    return Decimal(_kept(row, dimension).get("value", "0"))


def _dimensions(row: RankingRow) -> list[dict]:
    """Every dimension as its panel shows it; what the reader may not know about is counted, and not named."""
    ids: dict[type, set[int]] = {}
    for dimension, (model, _column, _url) in RECORDS.items():
        its = _kept(row, dimension)
        found = ids.setdefault(model, set())
        found.update(one for one, _percent in its.get("records", ()))
        for left in its.get("left_out", {}).values():
            found.update(left["records"])
    columns = {model: column for model, column, _url in RECORDS.values()}
    names = {model: known.names_of(model, columns[model], found, me()) for model, found in ids.items()}
    return [_shown(row, dimension, names) for dimension in Dimension]


def _shown(row: RankingRow, dimension: Dimension, names: dict) -> dict:
    its, (model, _column, url) = _kept(row, dimension), RECORDS[dimension]
    return {
        "word": dimension,
        "yuan": dimension in YUAN,
        "value": _value(row, dimension),
        "weight": Decimal(its.get("weight", "0")),
        "points": Decimal(its.get("points", "0")),
        "place": its.get("place"),
        "of": its.get("of"),
        "count": its.get("count", 0),
        "url": url,
        "records": [(one, names[model].get(one), percent) for one, percent in its.get("records", ())],
        "left_out": [
            (LeftOut(code), left["count"], [(one, names[model].get(one)) for one in left["records"]])
            for code, left in sorted(its.get("left_out", {}).items())
        ],
    }
