"""Lists of claims: mine, to approve, all that I may see."""

from flask import request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from access import can, requires
from blueprints.arguments import day, here_with, text, word
from blueprints.doors import shown
from blueprints.expenses import blueprint
from policy.expenses import ClaimStatus
from policy.permissions import Permission
from queries import expense_lists, report_records
from queries.expense_lists import Filters


@blueprint.get("")
@requires(Permission.CLAIM_EXPENSES)
def index():
    """One page of the tab in ``tab``: mine, approve, all."""
    me = current_user._get_current_object()
    tabs = _tabs(me)
    tab = request.args.get("tab", "mine")
    tab = tab if tab in {name for name, *_ in tabs} else "mine"
    page = expense_lists.claims(me, tab, _filters(), request.args.get("after", ""), request.args.get("before", ""))
    return shown(
        "expenses/claims/_list.html",
        "expenses/claims/index.html",
        page=page,
        tab=tab,
        tabs=tabs,
        statuses=[(status.value, _l(status.label)) for status in ClaimStatus],
        newer=page.newer and here_with(before=page.newer),
        older=page.older and here_with(after=page.older),
    )


def _tabs(me) -> list[tuple]:
    tabs = [("mine", _l("My claims"), "/expenses?tab=mine", None)]
    if can(Permission.APPROVE_EXPENSES):
        tabs.append(("approve", _l("To approve"), "/expenses?tab=approve", expense_lists.waiting_for(me)))
    if can(Permission.APPROVE_EXPENSES) or can(Permission.CHECK_EXPENSES) or can(Permission.VIEW_AUDIT):
        tabs.append(("all", _l("All that I may see"), "/expenses?tab=all", None))
    return tabs


def _filters() -> Filters:
    return Filters(
        status=word("status", ClaimStatus),
        since=day("since"),
        until=day("until"),
        claimant=text("claimant", 40),
        number=text("number", 30),
        counted=report_records.claims(request.args),
    )
