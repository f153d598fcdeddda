"""A12.1 to A12.3: what follows from the ledger of one person, case by case, and why, in words."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from policy.assessment import MeasureKind, ViolationKind
from policy.violations import months_before
from policy.words import N_

HARM, MISUSE, LEADS = "A12.1", "A12.2", "A12.3"
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Numbers:
    """The parameters of the day of a case; ``harm`` are the deductions of A12.1 in their order, in percent."""

    spoken_warnings: int
    misuse_percent: Decimal
    misuse_goes_on: int
    lead_percent: Decimal
    lead_goes_on: int
    harm: tuple[Decimal, ...]
    months: int


@dataclass(frozen=True)
class Case:
    """A violation that counts: neither withdrawn, nor was its measure dropped or lifted."""

    id: int
    kind: ViolationKind
    on: dt.date
    numbers: Numbers


@dataclass(frozen=True)
class Said:
    """A sentence of the working: a message id with its params."""

    message: str
    params: dict


@dataclass(frozen=True)
class Follows:
    """What follows from a case: under which clause, what, how much, which earlier cases it counts (of use against the
    rules that goes on also those by which it goes on), and why."""

    case: Case
    clause: str
    kind: MeasureKind
    percent: Decimal
    earlier: tuple[Case, ...]
    because: tuple[Said, ...]

    @property
    def month(self) -> str:
        """The month whose performance pay is meant."""
        return f"{self.case.on:%Y-%m}"


def assess(cases: Iterable[Case]) -> list[Follows]:
    """What follows from each case of one person, in the order of their days.

    A case counts the earlier ones of its own clause that lie within ``assessment_months`` before it, by the parameters of
    its own day. Use against the rules that goes on after its warnings and deductions counts under A12.1 from then on.
    """
    found: list[Follows] = []
    for case in sorted(cases, key=lambda each: (each.on, each.id)):
        since = months_before(case.on, case.numbers.months)
        found.append(_follows(case, [one for one in found if one.case.on > since], since + dt.timedelta(days=1)))
    return found


def _follows(case: Case, before: list[Follows], since: dt.date) -> Follows:
    why: list[Said] = []
    clause = LEADS
    goes_on: list[Case] = []
    if case.kind is ViolationKind.HARM:
        clause = HARM
    elif case.kind is ViolationKind.MISUSE:
        clause = MISUSE
        misused = [one.case for one in before if one.case.kind is ViolationKind.MISUSE]
        if len(misused) >= case.numbers.spoken_warnings + case.numbers.misuse_goes_on:
            clause, goes_on = HARM, misused
            why.append(Said(GOES_ON, {"count": len(misused) + 1, "since": since.isoformat()}))
    same = tuple(one.case for one in before if one.clause == clause)
    step = {HARM: _harm, MISUSE: _misuse, LEADS: _leads}[clause]
    kind, percent, rule = step(case.numbers, len(same))
    named = tuple(one.case for one in before if one.case in same or one.case in goes_on)
    return Follows(case, clause, kind, percent, named, (_place(clause, same, since), *why, rule))


FIRST = N_("This is the first case under %(clause)s since %(since)s; what lies further back counts no more.")
LATER = N_("This is case number %(count)s under %(clause)s since %(since)s; the earlier ones were on %(days)s.")
GOES_ON = N_(
    "It is use against the rules for the %(count)s. time since %(since)s: who goes on after the warnings and deductions of "
    "A12.2 falls under A12.1."
)
NOTICE = N_("Under A12.1 a notice of criticism comes first, without a deduction.")
HARM_AGAIN = N_("The notice of criticism came before: deduction number %(step)s under A12.1 is %(percent)s.")
HARM_LAST = N_("The notice and all deductions of A12.1 came before: what remains is to propose the dismissal.")
WARNED = N_("Under A12.2 the first %(warnings)s cases are answered by a spoken warning.")
WARNED_ENOUGH = N_("After %(warnings)s spoken warnings every further case costs %(percent)s (A12.2).")
LEAD = N_("Every lead not followed up in time, or without a record, costs %(percent)s (A12.3).")
LEAD_GOES_ON = N_(
    "After %(deductions)s such deductions who goes on loses the right to leads; the deduction of %(percent)s stands beside "
    "it (A12.3)."
)


def percent_text(percent: Decimal) -> str:
    """``10 %``, ``6.67 %``."""
    return f"{percent:.2f}".rstrip("0").rstrip(".") + " %"


def _place(clause: str, earlier: tuple[Case, ...], since: dt.date) -> Said:
    if not earlier:
        return Said(FIRST, {"clause": clause, "since": since.isoformat()})
    days = ", ".join(one.on.isoformat() for one in earlier)
    return Said(LATER, {"count": len(earlier) + 1, "clause": clause, "since": since.isoformat(), "days": days})


def _harm(numbers: Numbers, before: int) -> tuple[MeasureKind, Decimal, Said]:
    if before == 0:
        return MeasureKind.NOTICE, NOTHING, Said(NOTICE, {})
    if before <= len(numbers.harm):
        percent = numbers.harm[before - 1]
        return MeasureKind.DEDUCTION, percent, Said(HARM_AGAIN, {"step": before, "percent": percent_text(percent)})
    return MeasureKind.DISMISSAL, NOTHING, Said(HARM_LAST, {})


def _misuse(numbers: Numbers, before: int) -> tuple[MeasureKind, Decimal, Said]:
    said = {"warnings": numbers.spoken_warnings, "percent": percent_text(numbers.misuse_percent)}
    if before < numbers.spoken_warnings:
        return MeasureKind.SPOKEN_WARNING, NOTHING, Said(WARNED, said)
    return MeasureKind.DEDUCTION, numbers.misuse_percent, Said(WARNED_ENOUGH, said)


def _leads(numbers: Numbers, before: int) -> tuple[MeasureKind, Decimal, Said]:
    said = {"deductions": numbers.lead_goes_on, "percent": percent_text(numbers.lead_percent)}
    if before < numbers.lead_goes_on:
        return MeasureKind.DEDUCTION, numbers.lead_percent, Said(LEAD, said)
    return MeasureKind.LEADS_SUSPENDED, numbers.lead_percent, Said(LEAD_GOES_ON, said)


THIRD = N_(
    "The head of %(unit)s bears %(share)s of the deduction of %(percent)s that was confirmed against %(person)s (A12.1)."
)
THIRD_DIVIDED = N_("%(count)s people head %(unit)s: each bears an equal part of it.")
NO_HEAD = N_("Nobody heads %(unit)s: the part of the head is borne by nobody, and not by the next head above (A12.1).")
OWN_HEAD = N_("The person heads %(unit)s: the part of the head is borne by nobody else (A12.1).")


def bears_third(clause: str, kind: MeasureKind, percent: Decimal) -> bool:
    """Whether the department head bears a part of a measure: of the deductions for harm (A12.1)."""
    return clause == HARM and kind is MeasureKind.DEDUCTION and percent > 0


def part_of_head(percent: Decimal, share: Decimal, heads: int) -> Decimal:
    """What each of the heads bears of a deduction, in percent of the own performance pay."""
    return (percent * share / heads).quantize(Decimal("0.01"), ROUND_HALF_UP)
