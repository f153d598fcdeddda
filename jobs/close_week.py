"""Every night, of which the one to Monday counts: weeks that are over are held against their quota (A3.5)."""

from functools import partial

import clock
from operations.jobs import carried_out
from operations.usage import close_week, weeks_to_close
from queries.usage import falling_short


def run(run_id: int | None = None) -> None:
    """Keep the lapses of every week that ended since the last run that went well."""
    with carried_out("close_week", run_id) as running:
        for monday in weeks_to_close(clock.today()) if running else ():
            running.each("lapsed", partial(close_week, monday=monday), falling_short(monday))
