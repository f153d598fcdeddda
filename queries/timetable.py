"""The timetable: what runs by itself, and when; read by the scheduler, the sweep and the administrator's page."""

import datetime as dt
from dataclasses import dataclass

import clock
from policy.words import N_


@dataclass(frozen=True)
class Timed:
    """A job that runs by itself: daily at ``hour``:``minute`` company time, or every ``every`` minutes."""

    name: str
    label: str
    meaning: str
    hour: int = 0
    minute: int = 0
    every: int = 0

    @property
    def path(self) -> str:
        """What a worker is asked to run."""
        return f"jobs.{self.name}.run"

    @property
    def cron(self) -> str:
        """The tick, in company time."""
        return f"*/{self.every} * * * *" if self.every else f"{self.minute} {self.hour} * * *"

    def due_at(self, day: dt.date) -> dt.datetime:
        """When a daily job is due on a company day."""
        return clock.start_of(day) + dt.timedelta(hours=self.hour, minutes=self.minute)

    def next_at(self, now: dt.datetime) -> dt.datetime:
        """The next tick after ``now``."""
        if self.every:
            step = dt.timedelta(minutes=self.every)
            midnight = clock.start_of(clock.day_of(now))
            return midnight + ((now - midnight) // step + 1) * step
        today = clock.day_of(now)
        return next(tick for day in (0, 1) if (tick := self.due_at(today + dt.timedelta(days=day))) > now)


TIMETABLE = {
    job.name: job
    for job in (
        Timed(
            "tracking_scan",
            N_("Tracking scan"),
            N_("Looks how long every customer has been without contact (A7)."),
            0,
            5,
        ),
        Timed(
            "release_overdue_customers",
            N_("Release to the public pool"),
            N_("Sends customers to the public pool whose limit has passed and whose owner was warned (A7.3)."),
            0,
            35,
        ),
        Timed(
            "free_lapsed_names",
            N_("Lapsed names"),
            N_("Frees the names of records that were not submitted or mended in time (A8.1)."),
            1,
            10,
        ),
        Timed(
            "remind_entry_clocks", N_("Entry clock"), N_("Reminds of customers whose entry must be finished (A4.3)."), 8
        ),
        Timed(
            "remind_closing_clocks",
            N_("Closing clock"),
            N_("Reminds of closings to confirm and of signing dates that have passed (A6.7)."),
            8,
            10,
        ),
        Timed(
            "draw_statement",
            N_("Statement of receivables"),
            N_("On the first working day of a month freezes the receivables of the month before (A9.4)."),
            4,
            20,
        ),
        Timed(
            "dispatch_waiting",
            N_("Dispatch of waiting leads"),
            N_("Tries leads again that nobody could receive, and alerts business once a day (A5)."),
            every=5,
        ),
        Timed(
            "find_lead_lapses",
            N_("Lapses of leads"),
            N_("Keeps which leads were not followed up in time or have no record (A12.3)."),
            7,
            30,
        ),
        Timed(
            "assess",
            N_("Assessment"),
            N_("Enters what was found in the ledger of violations and proposes what follows; a person decides (A12)."),
            7,
            40,
        ),
        Timed(
            "draw_check_sheets",
            N_("Check sheets"),
            N_("Draws last week's check sheets of the departments, and notes what is mended in the records (A11)."),
            6,
            10,
        ),
        Timed(
            "watch_lead_clocks",
            N_("Clocks of leads"),
            N_("Tells of leads whose limit has passed, first who must act, then the managers (A5)."),
            every=5,
        ),
        Timed(
            "watch_quotes",
            N_("Quotes"),
            N_("Tells of quotes whose validity ends soon, and lets those run out that nobody answered (A9.1)."),
            7,
            50,
        ),
        Timed(
            "watch_contracts",
            N_("Contracts"),
            N_("Tells of contracts that end soon, and of signed ones whose opportunity is not closed (A9.2, A6.7)."),
            8,
            20,
        ),
        Timed(
            "remind_approvals",
            N_("Reminders of decisions"),
            N_("Reminds of decisions that wait too long, first who must decide, then who is above (A3.3, A9)."),
            every=15,
        ),
        Timed(
            "watch_travel",
            N_("Business trips"),
            N_("Reminds who travels to sign in, and keeps what was missed (A3.2)."),
            7,
            40,
        ),
        Timed(
            "close_week",
            N_("Weeks against their quota"),
            N_("Keeps which weeks fell short of the activities expected, once they are over (A3.5)."),
            1,
            30,
        ),
        Timed(
            "draw_digests",
            N_("Digests of the day"),
            N_("Draws the day of every unit for its managers, once its hour has come (A3.3)."),
            every=15,
        ),
        Timed(
            "relay_digests",
            N_("Unread digests"),
            N_("Asks assistants to pass on what was not read in time (A3.3)."),
            every=15,
        ),
        Timed("draw_rankings", N_("Monthly ranking"), N_("Draws the ranking of last month (A12.4)."), 5, 10),
        Timed("keep_sales_accounts", N_("Sales kept"), N_("Keeps the sales of last month (A12.6)."), 5, 40),
        Timed(
            "send_reports",
            N_("Reports by mail"),
            N_("Sends the reports that were ordered: on Mondays, and on the first working day of a month (A10)."),
            8,
            30,
        ),
        Timed(
            "mark_pipeline",
            N_("Mark of the forecast"),
            N_("Keeps what was open when the month began, so that the movement of the forecast can be told (A10)."),
            0,
            25,
        ),
        Timed(
            "anchor_proofs",
            N_("Number of the day for all proofs"),
            N_("Binds what was decided about claims into one number a day (A13)."),
            0,
            15,
        ),
        Timed(
            "commit_sampling_seeds",
            N_("Seed of the sampling at the finance desk"),
            N_("Makes the seed by which tomorrow's green lines are drawn to be looked at, and shows its hash (A3.4)."),
            0,
            1,
        ),
        Timed(
            "reexamine_claims",
            N_("Expense lines examined anew"),
            N_("Examines all lines that wait for a decision by the rules of today (A3.4)."),
            3,
            45,
        ),
        Timed(
            "rebuild_figures",
            N_("Figures anew"),
            N_(
                "Counts all figures of the reports anew from the records, so that they are right whatever happened (A10)."
            ),
            2,
            30,
        ),
        Timed(
            "count_figures",
            N_("Figures"),
            N_("Counts the figures of the reports anew that a change made untrue (A10)."),
            every=5,
        ),
        Timed(
            "sweep",
            N_("Sweep"),
            N_("Rings again for what was missed: unsent mail, missed nights, waiting runs."),
            every=1,
        ),
    )
}
"""What runs by itself. The times are company time; a tick that was missed is made up by the sweep."""
