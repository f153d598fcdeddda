"""The first page: what needs this person now, each number a way to its records."""

import datetime as dt

from flask import Blueprint, render_template

import clock
from access import requires
from blueprints import arguments
from blueprints.doors import me, shown
from blueprints.history import VERBS
from policy.permissions import Permission
from policy.verbs import SUBJECTS
from queries.home import agenda, leaving, numbers, running_leads
from queries.home_changes import all_changes, changes, last_here, place_of
from queries.tracking import limits
from queries.usage import week_of

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@requires(Permission.USE)
def index():
    """Per role: whose inquiry waits, who leaves soon, what is due today, what waits for a decision."""
    reader, in_force = me(), limits()
    return render_template(
        "home/index.html",
        numbers=numbers(reader),
        leads=running_leads(reader),
        leaving=leaving(reader, in_force),
        agenda=agenda(reader),
        limits=in_force,
        today_on=clock.today(),
    )


WORDS = {"verbs": VERBS, "subjects": SUBJECTS, "place_of": place_of}
"""What a line of changes is said with."""


@blueprint.get("/mine")
@requires(Permission.RECORD_ACTIVITIES)
def mine():
    """The reader's week against the quota, and what others changed meanwhile: a part of the home page, fetched after it,
    because it rests on many records."""
    today = clock.today()
    week = week_of(me(), today - dt.timedelta(days=today.weekday()))
    given = {"week": week if week.quota is not None else None, "changes": changes(me())}
    return shown("home/_mine.html", "home/mine.html", **given, **WORDS)


@blueprint.get("/changes")
@requires(Permission.RECORD_ACTIVITIES)
def changed():
    """What others changed on the reader's customers since a day, or since the sign-in before the present one."""
    day = arguments.day("since")
    since = clock.start_of(day) if day else last_here(me())
    page = all_changes(me(), since, after=arguments.text("after", 600), before=arguments.text("before", 600))
    given = {
        "page": page,
        "since": since,
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
    }
    return shown("home/_changes_list.html", "home/changes.html", **given, **WORDS)
