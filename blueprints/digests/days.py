"""Digests: the list, one day, and the manager's word that it was read (A3.3)."""

import datetime as dt
from decimal import Decimal

from flask import flash, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from access import requires, visible_or_404
from blueprints import arguments
from blueprints.digests import blueprint
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.looks import day, money
from models import Digest, DigestReader
from operations import digests as verbs
from policy.digests import Section
from policy.following import ActivityKind
from policy.permissions import Permission
from queries import digests as known
from queries import team
from queries.digest_lists import lists
from queries.pages import capped_count, keyset


@blueprint.get("")
@requires(Permission.READ_TEAM)
def digests():
    """The days of the units that one leads, the latest first."""
    unit_id, show = arguments.number("unit"), arguments.choice("show", ("mine", "unread"))
    rows = known.digests(me(), unit_id=unit_id, show=show)
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(rows, Digest.day, Digest.id, **cursors)
    return shown(
        "digests/_digests.html",
        "digests/digests.html",
        page=page,
        total=capped_count(rows),
        units=team.units(me()),
        unit_id=unit_id,
        show=show,
        relays=known.open_relays(me()),
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
    )


@blueprint.app_template_filter("stored_money")
def stored_money(value: str | None) -> str:
    """Yuan that were kept as text; nothing for None."""
    return money(Decimal(value)) if value else ""


@blueprint.app_template_filter("stored_day")
def stored_day(value: str | None) -> str:
    """A day that was kept as text; nothing for None."""
    return day(dt.date.fromisoformat(value)) if value else ""


@blueprint.get("/<int:digest_id>")
@requires(Permission.USE)
def digest(digest_id: int):
    """One day of one unit. Opening it proves nothing: that it was read, the manager says."""
    return render_template("digests/digest.html", **_page(digest_id))


def _page(digest_id: int, found=()) -> dict:
    readers = selectinload(Digest.readers)
    people = (readers.joinedload(DigestReader.user), readers.joinedload(DigestReader.relayed_by))
    row = visible_or_404(Digest, digest_id, joinedload(Digest.unit), *people)
    earlier, later = known.neighbours(row)
    mine = next((reader for reader in row.readers if reader.user_id == me().id), None)
    asked = known.to_relay(row, me())
    relay = next((reader for reader in row.readers if reader.id in asked), None)
    around = {"earlier": earlier, "later": later}
    return {"row": row, "mine": mine, "relay": relay, "found": found, "lists": lists(row), **around, **_words()}


def _words() -> dict:
    return {"sections": list(Section), "kinds": {kind.value: kind.label for kind in ActivityKind}}


@blueprint.post("/<int:digest_id>/read")
@requires(Permission.FOLLOW_DAY)
def read_digest(digest_id: int):
    """The manager has read it."""
    visible_or_404(Digest, digest_id)
    found = []
    if attempt(None, lambda: verbs.confirm_read(digest_id, me()), found.extend):
        flash(_("Noted that you have read it."), "success")
        return go(f"/digests/{digest_id}")
    return refused("digests/digest.html", "digests/digest.html", **_page(digest_id, found))
