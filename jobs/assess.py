"""Every morning: what was found since enters the ledger of violations, and what follows is proposed (A12)."""

import clock
from operations.jobs import carried_out
from operations.measures import propose, tell_deciders
from operations.violation_finding import count_harm, enter_lead
from queries.jobs import last_good_day
from queries.measures import waiting_by_unit
from queries.violations import missing_people, people_in_ledger, unentered_dispatches


def run(run_id: int | None = None) -> None:
    """Enter lapses of leads and harm, count the proposals anew, tell once a day who decides; a second run adds nothing."""
    with carried_out("assess", run_id) as running:
        if not running:
            return
        # What lapsed before there was an assessment stays a fact of then, and has no consequences now.
        since = last_good_day("assess") or clock.today()
        running.each("leads", enter_lead, unentered_dispatches(since))
        running.each("harm", count_harm, missing_people())
        running.each("proposals", propose, people_in_ledger())
        running.beat(told=tell_deciders(clock.today(), waiting_by_unit()))
