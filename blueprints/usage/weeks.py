"""A person's week day by day with what counts, and the weeks of the people whom one leads (A3.5, A3.2)."""

import datetime as dt

from flask import abort, render_template, request
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload, selectinload

import clock
from access import can, requires, visible_or_404
from blueprints import arguments
from blueprints.doors import me, shown
from blueprints.usage import blueprint
from models import Unit, User
from policy.permissions import Permission
from policy.usage import monday_of
from queries import lapses as missed
from queries import team
from queries.pages import keyset
from queries.presence import trip_now
from queries.usage import week_of, weeks_of
from scopes import scope_of

WEEK = dt.timedelta(days=7)


def asked_week() -> tuple[dt.date, dict]:
    """The Monday that the address asks for (any day of its week), never one to come; and the links around it."""
    this = monday_of(clock.today())
    monday = min(monday_of(arguments.day("week") or this), this)
    later = arguments.here_with(week=(monday + WEEK).isoformat()) if monday < this else None
    return monday, {"earlier": arguments.here_with(week=(monday - WEEK).isoformat()), "later": later, "this": this}


@blueprint.get("")
@requires(Permission.USE)
def week():
    """One's own week, or that of a person whom one leads."""
    person, (monday, around) = _asked_person(), asked_week()
    lapses = missed.lapses(me(), person_id=person.id, since=monday, until=monday + WEEK)
    return render_template(
        "usage/week.html",
        person=person,
        own=person.id == me().id,
        week=week_of(person, monday),
        around=around,
        lapses=team.first(lapses),
        trip=trip_now(person.id, clock.today()),
    )


def _asked_person() -> User:
    person_id = arguments.number("person")
    if not request.args.get("person") or person_id == me().id:
        return me()
    person = visible_or_404(User, person_id or 0, joinedload(User.unit), selectinload(User.role_rows))
    if not can(Permission.READ_TEAM) or person.unit_id not in scope_of(me()).managed:
        abort(404)
    return person


@blueprint.get("/team")
@requires(Permission.READ_TEAM)
def team_weeks():
    """The weeks of the people in the units that one leads, a page at a time."""
    monday, around = asked_week()
    units = team.units(me())
    unit_id = arguments.number("unit")
    rows = team.people(me(), unit_id if unit_id in {unit.id for unit in units} else None)
    page = keyset(
        rows, *_order(), descending=False, after=arguments.text("after", 600), before=arguments.text("before", 600)
    )
    return shown(
        "usage/_team.html",
        "usage/team.html",
        monday=monday,
        around=around,
        units=units,
        unit_id=unit_id,
        page=page,
        weeks=weeks_of(page.rows, monday),
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
    )


def _order() -> tuple[ColumnElement, ColumnElement]:
    return User.unit_id, User.id


@blueprint.app_template_global()
def usage_tabs() -> list[tuple[str, str]]:
    """The pages of daily use that the reader may open, by key."""
    shown_ = [("week", "/usage")]
    if can(Permission.READ_TEAM) and scope_of(me()).managed:
        shown_.append(("team", "/usage/team"))
    shown_ += [("lapses", "/usage/lapses"), ("exemptions", "/usage/exemptions")]
    return [*shown_, ("quotas", "/usage/quotas")] if can(Permission.READ_TEAM) else shown_


@blueprint.app_template_global()
def unit_name(units: list[Unit], unit_id: int) -> str:
    """The name of a unit in a list."""
    return next((unit.name for unit in units if unit.id == unit_id), "")
