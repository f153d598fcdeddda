"""What A12.3 found of leads in people's hands: read by those who lead them, and by each person of the own."""

from flask_login import current_user
from sqlalchemy.orm import contains_eager, joinedload

from access import requires, visible
from blueprints import arguments
from blueprints.doors import shown
from blueprints.leads import blueprint
from extensions import db
from models import Lead, LeadLapse
from policy.leads import LapseKind
from policy.permissions import Permission
from queries.lead_clocks import lapses_seen
from queries.pages import capped_count, keyset


@blueprint.get("/lapses")
@requires(Permission.VIEW_LEADS)
def lapses():
    """The latest first; a lead that has come into other hands is named, but opened only by who may see it."""
    kind = arguments.word("kind", LapseKind)
    rows = lapses_seen(current_user, kind)
    whole = rows.options(contains_eager(LeadLapse.user), joinedload(LeadLapse.lead))
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(whole, LeadLapse.found_on, LeadLapse.id, **cursors)
    named = visible(Lead).where(Lead.id.in_([row.lead_id for row in page.rows])).with_only_columns(Lead.id)
    return shown(
        "leads/_lapses.html",
        "leads/lapses.html",
        page=page,
        kind=kind,
        kinds=list(LapseKind),
        total=capped_count(rows),
        openable=set(db.session.scalars(named)),
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
    )
