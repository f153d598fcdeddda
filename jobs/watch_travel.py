"""Every morning: who travels and was not there is reminded before the limit, and what was missed is kept (A3.2)."""

from functools import partial

import clock
from operations.jobs import carried_out
from operations.usage import keep_missed, remind_traveller
from queries.jobs import last_good_day
from queries.presence import travellers


def run(run_id: int | None = None) -> None:
    """Look at every business trip that runs or ended not long ago; what is kept or told is kept and told once."""
    with carried_out("watch_travel", run_id) as running:
        today = clock.today()
        if running:
            people = travellers(today)
            # What lies before the first watch, nobody was reminded of.
            since = last_good_day("watch_travel") or today
            running.each("lapsed", partial(keep_missed, today=today, since=since), people)
            running.each("reminded", partial(remind_traveller, today=today), people)
