"""Digests that a manager has not read in time: the assistant passes them on and says how (A3.3)."""

from flask import abort, flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from access import requires
from blueprints import arguments
from blueprints.digests import blueprint
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.fields import EditForm, LongTextField
from models import DigestReader
from operations import digests as verbs
from policy.permissions import Permission
from queries import digests as known
from queries.pages import keyset


class RelayForm(EditForm):
    """How a digest was passed on."""

    relay_note = LongTextField(_l("How you passed it on"), most=1000)


@blueprint.get("/relays")
@requires(Permission.RELAY_DAY)
def relays():
    """What one is asked to pass on, or passed on."""
    return shown("digests/_relays.html", "digests/relays.html", **_list())


def _list() -> dict:
    done = arguments.choice("show", ("done",)) == "done"
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(known.relays(me(), done), DigestReader.id, DigestReader.id, **cursors)
    return {
        "page": page,
        "done": done,
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
        "found": [],
        "wrong": None,
    }


@blueprint.post("/relays/<int:reader_id>")
@requires(Permission.RELAY_DAY)
def pass_on(reader_id: int):
    """The day was passed on."""
    known.relay_of(reader_id, me()) or abort(404)
    form, found = RelayForm(), []
    if form.validate() and attempt(form, lambda: _pass_on(reader_id, form), found.extend):
        flash(_("Passed on."), "success")
        return go("/digests/relays")
    return refused(
        "digests/relays.html", "digests/relays.html", **_list() | {"found": found, "wrong": (reader_id, form)}
    )


def _pass_on(reader_id: int, form: RelayForm) -> DigestReader:
    return verbs.pass_on(reader_id, form.version.data, form.relay_note.data or "", me())
