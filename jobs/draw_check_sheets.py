"""Every morning: what the records have mended counts as mended; on Mondays, or after them, last week's check sheets (A11)."""

from functools import partial

import clock
from operations.check_sheets import draw, settle
from operations.jobs import carried_out
from queries.check_sheets import units_to_draw, units_unsettled, week_before


def run(run_id: int | None = None) -> None:
    """Settle, then draw the sheets of the last week that is over, unit by unit, each once."""
    with carried_out("draw_check_sheets", run_id) as running:
        if running:
            week = week_before(clock.today())
            running.each("mended", settle, units_unsettled())
            running.each("sheets", partial(draw, week=week), units_to_draw(week))
