"""Conflicts that one is a party of, that wait for one's ruling, or that one may know of."""

from flask_login import current_user

from access import can, requires
from blueprints import arguments
from blueprints.conflicts import blueprint
from blueprints.doors import shown
from policy.conflicts import ConflictStatus
from policy.permissions import Permission
from policy.words import N_
from queries.conflict_files import in_the_open, is_concerned, party_view, title_for
from queries.conflicts import conflicts, present, stands
from scopes import scope_of

RULING = (Permission.RULE_CONFLICTS, Permission.RULE_APPEALS)


@blueprint.get("")
@requires(Permission.VIEW_CONFLICTS)
def index():
    """The list; tab, state and page in the URL."""
    tabs = _tabs()
    tab = arguments.choice("tab", tuple(tabs), next(iter(tabs)))
    status = arguments.word("status", ConflictStatus)
    cursors = arguments.text("after", 600), arguments.text("before", 600)
    page = conflicts(current_user, tab, status, *cursors)
    return shown(
        "conflicts/_list.html",
        "conflicts/index.html",
        rows=[_row(conflict) for conflict in page.rows],
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
        tab=tab,
        tabs=tabs,
        status=status,
        statuses=list(ConflictStatus),
    )


def _tabs() -> dict[str, str]:
    """The tabs that make sense for the reader, by key, with their message ids; who rules finds that first."""
    offered = {"rule": N_("To rule"), "mine": N_("Mine"), "all": N_("All that I may see")}
    hidden = {"mine"} if not can(Permission.OPEN_CONFLICTS) else set()
    hidden |= set() if any(map(can, RULING)) else {"rule"}
    return {key: label for key, label in offered.items() if key not in hidden}


def _row(conflict) -> dict:
    me = scope_of(current_user)
    open_ = in_the_open(conflict) and is_concerned(conflict.parties, me)
    return {
        "conflict": conflict,
        "status": stands(conflict),
        "title": title_for(conflict, me, conflict.parties, open_),
        "parties": [party_view(party, me, open_) for party in present(conflict)],
    }
