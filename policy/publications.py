"""A11, A12.1: the month's figures of use, frozen as issued; a correction is a further issue that shows its differences."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policy.problems import Problem, refusals
from policy.words import N_, Word

_refused = refusals("A11")


class UseFigure(Word):
    """What is counted of a person's use of the system in a month."""

    DAYS = "days", N_("Days with a sign-in or an entry")
    SIGN_INS = "sign_ins", N_("Sign-ins")
    CUSTOMERS = "customers", N_("Customers entered")
    OPPORTUNITIES = "opportunities", N_("Opportunities entered")
    ACTIVITIES = "activities", N_("Activities done")
    SUMMARIES = "summaries", N_("Summaries submitted")
    LAPSES = "lapses", N_("Missed duties of daily use")
    EXCUSED = "excused", N_("Of these excused")
    LEADS = "leads", N_("Leads lapsed")
    CLOSINGS = "closings", N_("Closed late")
    FINDINGS = "findings", N_("Findings of checks")
    UNMENDED = "unmended", N_("Of these not mended in time")


MEANINGS = {
    UseFigure.CUSTOMERS: N_("Entered by the person, without imports."),
    UseFigure.OPPORTUNITIES: N_("Entered by the person, without imports."),
    UseFigure.ACTIVITIES: N_("Done in the month, without imports and cancelled ones."),
    UseFigure.LAPSES: N_("Stretches that ended in the month: weekly activities, sign-ins on trips, digests."),
    UseFigure.CLOSINGS: N_("Opportunities that the person closed later than A6.7 allows."),
    UseFigure.FINDINGS: N_("Judged as to be mended or as a violation, by whom they concern."),
    UseFigure.UNMENDED: N_("Their day has passed when this was issued."),
}
"""What needs saying of a figure."""


def digest(company_id: int, month: str, issue: int, content: dict[str, Any]) -> str:
    """The SHA-256 over the canonical form of what was issued."""
    said = {"company": company_id, "month": month, "issue": issue, "content": content}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """A figure of a person or department that a correction changed; ``before`` or ``after`` None: not in that issue."""

    kind: str
    name: str
    figure: str
    before: int | None
    after: int | None


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """What differs between two issues of one month, department by department, then person by person."""
    found = []
    for kind in ("units", "people"):
        before = {row["id"]: row for row in old.get(kind, ())}
        after = {row["id"]: row for row in new.get(kind, ())}
        for ident in dict.fromkeys([*before, *after]):
            was, now = before.get(ident), after.get(ident)
            name = (now or was)["name"]
            for figure in dict.fromkeys([*(was or now)["values"], *(now or was)["values"]]):
                one, other = (row["values"].get(figure, 0) if row else None for row in (was, now))
                if one != other:
                    found.append(Difference(kind, name, figure, one, other))
    return found


@dataclass(frozen=True)
class IssueFacts:
    """Figures are to be issued. ``last`` is the last day of the month, ``issued`` the content that stands, if any."""

    may: bool
    last: dt.date
    today: dt.date
    first_use: dt.date
    issued: dict[str, Any] | None
    content: dict[str, Any]
    reason: str


def issue_problems(facts: IssueFacts) -> Iterator[Problem]:
    """Why the figures cannot be issued like this."""
    if not facts.may:
        message = N_("You do not publish the figures of this company.")
        yield _refused("not_yours", message, N_("The business manager or the general manager of the company does."))
    if facts.last >= facts.today:
        message = N_("The month is not over.")
        yield _refused("running", message, N_("Choose a month that has ended."), "month")
    elif facts.last < facts.first_use:
        message = N_("Nobody worked in the system then.")
        yield _refused("before", message, N_("Choose a later month."), "month")
    if facts.issued is None:
        return
    if not facts.reason.strip():
        message = N_("The figures of this month are published already: a further issue is a correction.")
        yield _refused("no_reason", message, N_("Say why they are corrected; everybody reads it."), "reason")
    if not differences(facts.issued, facts.content):
        message = N_("Counted again today the figures are the same as those published.")
        yield _refused("same", message, N_("There is nothing to correct."))
