"""The inbox: what waits for this person, what they prepare, what lies below them, what they sent; bulk approval."""

from urllib.parse import urlencode

from flask import flash, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

import clock
from access import requires
from blueprints import arguments
from blueprints.approvals import blueprint
from blueprints.doors import go, shown
from operations.approvals import agree_plain
from policy.approvals import ApprovalKind, ApprovalState
from policy.permissions import Permission
from policy.words import N_
from queries import approvals as known
from queries.organisation import unit_options
from queries.other_decisions import OTHERS, others
from scopes import scope_of

TABS = {"decide": N_("For me"), "prepare": N_("To prepare"), "below": N_("In my units"), "sent": N_("Sent by me")}
ICONS = {
    ApprovalKind.CUSTOMER: "customers",
    ApprovalKind.CLOSING: "flag",
    ApprovalKind.QUOTE: "attachment",
    ApprovalKind.CONTRACT: "policy",
    ApprovalKind.CHANGE: "edit",
    ApprovalKind.ORDER: "send",
    ApprovalKind.TRIP: "external",
}
MOST_CHOSEN = 50
NARROWING = ("kind", "unit", "show")


@blueprint.get("/approvals")
@requires(Permission.USE)
def index():
    """One tab of the inbox; who decides about nothing finds it empty."""
    return shown("approvals/_list.html", "approvals/index.html", **_context())


def _context() -> dict:
    user = current_user._get_current_object()
    tab = arguments.choice("tab", tuple(TABS), "decide")
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    filters, what, managed = filters_of(user), arguments.text("kind"), scope_of(user).managed
    state = arguments.word("state", ApprovalState)
    page = (
        known.sent(user, state, filters, **cursors) if tab == "sent" else known.waiting(user, tab, filters, **cursors)
    )
    first = tab == "decide" and not any(cursors.values()) and not filters.unit
    more = others(user, what, filters.overdue) if first else []
    rows = [] if what in OTHERS else page.rows
    steps = [step for approval in page.rows for step in approval.steps] if tab == "sent" else page.rows
    return {
        "tab": tab,
        "tabs": [(key, _(label), f"/approvals?tab={key}") for key, label in TABS.items() if _offered(user, key)],
        "rows": rows,
        "merged": sorted([*rows, *more], key=lambda one: one.due_at) if tab != "sent" else [],
        "whom": known.whom(steps) if tab in ("sent", "below") else {},
        "kinds": [(kind.value, _(kind.label)) for kind in ApprovalKind] + [(key, _(OTHERS[key])) for key in OTHERS],
        "states": [(word.value, _(word.label)) for word in ApprovalState],
        "units": [option for option in unit_options() if option[0] in managed] if managed else [],
        "icons": ICONS,
        "now": clock.now(),
        "narrowed": narrowed(),
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
    }


def narrowed() -> str:
    """The filters of this address as its last part, so that deciding goes on with the next of the same."""
    kept = {name: text for name in NARROWING if (text := arguments.text(name, 20))}
    return f"?{urlencode(kept)}" if kept else ""


def _offered(user, tab: str) -> bool:
    """Who leads nobody, or assists nobody, is not shown what would be empty for ever."""
    if tab == "below":
        return bool(scope_of(user).managed)
    return tab != "prepare" or bool(known.reach_of(user).assisted)


def filters_of(user) -> known.Filters:
    """What narrows the inbox, by the address."""
    unit_id = arguments.number("unit")
    unit = known.unit_of(unit_id) if unit_id in scope_of(user).managed else None
    overdue = arguments.choice("show", ("overdue",)) == "overdue"
    return known.Filters(arguments.word("kind", ApprovalKind), unit, overdue)


@blueprint.post("/approvals/agree")
@requires(Permission.USE)
def agree():
    """Agree to those chosen where the policy finds nothing to look at; each stands or falls by itself."""
    chosen = [parts for each in request.form.getlist("chosen")[:MOST_CHOSEN] if (parts := _parts(each))]
    user = current_user._get_current_object()
    titles = known.titles_of(user, {parts[0] for parts in chosen})
    found = [(titles[parts[0]], agree_plain(*parts, user)) for parts in chosen if parts[0] in titles]
    done = sum(problem is None for _title, problem in found)
    if done:
        flash(ngettext("%(num)d approval agreed to.", "%(num)d approvals agreed to.", done), "success")
    for title, problem in found:
        if problem is not None:
            why = _(problem.message, **problem.params)
            flash(_("Left out: %(title)s. %(why)s", title=title, why=why), "warning")
    if not found:
        flash(_("Nothing was chosen."), "info")
    return go(f"/approvals{narrowed()}")


def _parts(text: str) -> tuple[int, int, str] | None:
    """``approval:step:fingerprint`` as the box holds it."""
    approval, _colon, rest = text.partition(":")
    step, _colon, fingerprint = rest.partition(":")
    known_ids = [arguments.number("id", {"id": part}) for part in (approval, step)]
    return None if None in known_ids else (known_ids[0], known_ids[1], fingerprint)
