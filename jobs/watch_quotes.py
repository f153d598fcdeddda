"""Every morning: quotes that nobody answered run out after their last day, and their owners hear before it (A9.1)."""

import clock
from operations.jobs import carried_out
from operations.quote_answers import remind_of_end, run_out
from queries.parameters import value
from queries.quote_outcome import ending_soon, running_out


def run(run_id: int | None = None) -> None:
    """Let run out what has passed, then tell the owners of what ends soon, each once."""
    with carried_out("watch_quotes", run_id) as running:
        today = clock.today()
        if running:
            running.each("expired", run_out, running_out(today))
            running.each("ending", remind_of_end, ending_soon(today, int(value("quote_notice_days"))))
