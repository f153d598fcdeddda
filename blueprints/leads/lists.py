"""The list of leads: own ones and all that the reader may see; filters in the URL."""

from flask_login import current_user

from access import can, requires
from blueprints import arguments
from blueprints.doors import shown
from blueprints.leads import blueprint
from policy.industries import Industry
from policy.leads import LeadChannel, LeadStatus
from policy.permissions import Permission
from policy.regions import PROVINCES
from policy.words import N_
from queries.inquiries import asked_count
from queries.lead_lists import QUEUES, Clock, LeadFilters, listed, queue_counts


@blueprint.get("")
@requires(Permission.VIEW_LEADS)
def index():
    """The newest arrivals first."""
    filters = filters_of()
    found = listed(current_user, filters, arguments.text("after", 600), arguments.text("before", 600))
    return shown(
        "leads/_list.html",
        "leads/index.html",
        page=found.page,
        filters=filters,
        total=found.total,
        newer=found.page.newer and arguments.here_with(before=found.page.newer),
        older=found.page.older and arguments.here_with(after=found.page.older),
        tabs=tabs_of(queue_counts(current_user)),
        channels=list(LeadChannel),
        statuses=list(LeadStatus),
        clocks=list(Clock),
        industries=list(Industry),
        provinces=PROVINCES,
    )


def filters_of() -> LeadFilters:
    """What the URL asks for."""
    nearest = "mine" if can(Permission.FOLLOW_LEADS) and not can(Permission.DISPATCH_LEADS) else "all"
    return LeadFilters(
        tab=arguments.choice("tab", ("mine", "all"), nearest),
        channel=arguments.word("channel", LeadChannel),
        status=arguments.word("status", LeadStatus),
        clock=arguments.word("clock", Clock),
        province=arguments.choice("province", PROVINCES),
        industry=arguments.choice("industry", tuple(Industry)),
        since=arguments.day("since"),
        until=arguments.day("until"),
        term=arguments.text("q"),
    )


def tabs_of(counts: dict[str, int]) -> list[tuple]:
    """The tabs of the reader: own leads, the queues with what waits in them, consultations, all; labels are message ids."""
    own = can(Permission.FOLLOW_LEADS) or can(Permission.TAKE_LEADS)
    queues = [(name, QUEUES[name][0], f"/leads/{name}", count) for name, count in counts.items()]
    mine = [("mine", N_("Mine"), "/leads?tab=mine", None)] if own else []
    talks = [("consultations", N_("Consultations"), "/leads/consultations", asked_count(current_user))]
    talks = talks if can(Permission.TAKE_LEADS) else []
    return [*mine, *queues, *talks, ("all", N_("All that I may see"), "/leads?tab=all", None)]
