"""One lead: what is known of it, the customer's words, its chain, and everything done with it."""

from flask import render_template
from flask_login import current_user
from sqlalchemy.orm import joinedload

from access import can, requires, visible_or_404
from blueprints.leads import blueprint
from models import Lead
from policy.leads import HELD, InvalidReason, LeadDeed, LeadStatus
from policy.permissions import Permission
from queries.dispatch import dispatches_of
from queries.dispatch_people import reach
from queries.leads import around, chain, countdown

WHOLE = tuple(map(joinedload, (Lead.taken_by, Lead.owner, Lead.unit, Lead.customer, Lead.opportunity)))


@blueprint.get("/<int:lead_id>")
@requires(Permission.VIEW_LEADS)
def show(lead_id: int):
    """The page."""
    return render_template("leads/show.html", **page(visible_or_404(Lead, lead_id, *WHOLE)))


def page(lead: Lead) -> dict:
    """Everything that the page of a lead shows."""
    decides = lead.status not in HELD and can(Permission.SCREEN_LEADS)
    found_its_way = lead.status in HELD | {LeadStatus.FILTERED, LeadStatus.CONVERTED}
    return {
        "lead": lead,
        "links": chain(lead.id),
        "clock": countdown(lead),
        "deeds": deeds_of(lead),
        "dispatches": dispatches_of(lead.id, current_user) if found_its_way and can(Permission.DISPATCH_LEADS) else [],
        "reason_labels": {reason.value: reason.label for reason in InvalidReason},
        "beside": around(lead, current_user, desk=decides and lead.status != LeadStatus.CONVERTED),
    }


def deeds_of(lead: Lead) -> set[str]:
    """What the reader may do at the desk with a lead that stands here, by the codes of the deeds; and ``edit``, ``by_hand``."""
    screens, filters, status = can(Permission.SCREEN_LEADS), can(Permission.FILTER_LEADS), lead.status
    found = set()
    if status is LeadStatus.NEW and screens:
        found = {LeadDeed.SCREENED, LeadDeed.DISCARDED, LeadDeed.DUPLICATED, "edit"}
    elif status in {LeadStatus.SCREENED, LeadStatus.FILTERED} and filters:
        found = {LeadDeed.DISCARDED, LeadDeed.DUPLICATED, LeadDeed.RETURNED, "edit"}
        found |= {LeadDeed.FILTERED} if status is LeadStatus.SCREENED else set()
    elif status in {LeadStatus.INVALID, LeadStatus.DUPLICATE} and screens:
        found = {LeadDeed.REOPENED}
    elif status in HELD and filters:
        found = {"edit"}
    if (
        status in HELD | {LeadStatus.FILTERED}
        and can(Permission.DISPATCH_LEADS)
        and lead.unit_id in reach(current_user)
    ):
        found = {*found, "by_hand"}
    return {str(deed) for deed in found}
