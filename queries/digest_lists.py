"""Where the whole of a digest's section is read, of which only the first lines were kept (A3.3)."""

import datetime as dt

import clock
from models import Digest
from policy.digests import Section
from policy.following import OpportunityStatus
from queries.reports.view import listed


def lists(digest: Digest) -> dict[str, str]:
    """By section the address of the list of the unit's records of these days; "" where there is none of just them."""
    since, until = (
        clock.day_of(dt.datetime.fromisoformat(digest.content[end])).isoformat() for end in ("since", "until")
    )

    def of(path: str, **filters) -> str:
        return listed(path, digest.unit_id, None, **filters)

    def days(name: str = "") -> dict[str, str]:
        return {f"{name}since": since, f"{name}until": until}

    found = {
        Section.URGENT: "/urgent",
        Section.LEADS: of("/leads", tab="all", **days()),
        Section.CUSTOMERS: of("/customers", tab="unit", **days()),
        Section.OPPORTUNITIES: of("/opportunities", status="any", **days()),
        Section.STAGES: of("/opportunities", status="any", **days("entered_")),
        Section.DATES: of("/opportunities", status="any", **days("moved_")),
        Section.WON: of("/opportunities", status=OpportunityStatus.WON.value, **days("closed_")),
        Section.LOST: of("/opportunities", status=OpportunityStatus.LOST.value, **days("closed_")),
        Section.CONTRACTS: of("/contracts", signed="yes", **days()),
        Section.COLLECTIONS: of("/collections", **days()),
        Section.ACTIVITIES: of("/activities", **days()),
    }
    return {section.value: found.get(section, "") for section in Section}
