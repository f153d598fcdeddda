"""A3.2: work summaries and plans, for a day or a week.

Stated answers: the product drafts what the records of those days hold, and the person adds a line of their own. What was
submitted stays as it is, with what the product had found at that moment; whoever has more to say remarks on it. A summary
may be written later, and then is shown as late. A person has one of each kind for the same days.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.problems import Problem, refusals
from policy.words import N_, Word


class SummaryKind(Word):
    """What stretch of time a summary is about."""

    DAILY = "daily", N_("Daily summary")
    WEEKLY = "weekly", N_("Weekly summary")


LONGEST_BACK = dt.timedelta(days=62)
"""How long after its last day a summary may still be written."""

_refused = refusals("A3.2")


def stretch(kind: SummaryKind, day: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of the summary of this kind in which a day lies; weeks begin on Monday."""
    if kind is SummaryKind.DAILY:
        return day, day
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=6)


def next_stretch(kind: SummaryKind, first_on: dt.date) -> tuple[dt.date, dt.date]:
    """What is planned for: the week after a week; after a day the week that begins with the next one."""
    if kind is SummaryKind.DAILY:
        return first_on + dt.timedelta(days=1), first_on + dt.timedelta(days=7)
    return stretch(kind, first_on + dt.timedelta(days=7))


@dataclass(frozen=True)
class SummaryFacts:
    """A summary that is to be kept or submitted; days are the company's."""

    first_on: dt.date
    last_on: dt.date
    today: dt.date
    words: str = ""
    submitting: bool = False
    submitted: bool = False
    mine: bool = True


def summary_problems(facts: SummaryFacts) -> Iterator[Problem]:
    """Why the summary cannot be kept, or submitted, like this (A3.2)."""
    if not facts.mine:
        yield _refused("not_yours", N_("Everybody writes their own summary."), N_("Remark on it instead."))
        return
    if facts.submitted:
        message = N_("This summary was submitted, and stays as it is.")
        yield _refused("submitted", message, N_("Say what is missing in a remark."))
        return
    if facts.first_on > facts.today:
        message = N_("These days have not begun.")
        yield _refused("not_begun", message, N_("What you plan stands in the summary of today."), "day")
    elif facts.today - facts.last_on > LONGEST_BACK:
        message = N_("These days are more than %(days)s days ago.")
        remedy = N_("Record what you did as activities: they count by their own day.")
        yield _refused("too_late", message, remedy, "day", days=LONGEST_BACK.days)
    if facts.submitting and not facts.words.strip():
        message = N_("A summary says something of its own beside what the product found.")
        yield _refused("no_words", message, N_("Add a line: what mattered in these days?"), "words")


@dataclass(frozen=True)
class RemarkFacts:
    """A remark about a summary."""

    submitted: bool
    words: str


def remark_problems(facts: RemarkFacts) -> Iterator[Problem]:
    """Why nothing can be remarked like this."""
    if not facts.submitted:
        yield _refused("not_submitted", N_("This summary is not submitted yet."), N_("Wait until it is."))
    if not facts.words.strip():
        yield _refused("no_remark", N_("The remark is empty."), N_("Write what you have to say."), "words")


@dataclass(frozen=True)
class ReadingFacts:
    """Somebody marks a summary read."""

    submitted: bool
    mine: bool


def reading_problems(facts: ReadingFacts) -> Iterator[Problem]:
    """Why it cannot be marked read: only others read what was submitted."""
    if facts.mine:
        yield _refused("own", N_("It is your own summary: others read it."))
    elif not facts.submitted:
        yield _refused("not_submitted", N_("This summary is not submitted yet."), N_("Wait until it is."))


def is_late(submitted_on: dt.date, due_on: dt.date) -> bool:
    """Whether a summary came after the working day that follows its last one."""
    return submitted_on > due_on
