"""A10: what a unit or a person is to sign and to collect in a month. Targets are set before the month is over, by above."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from policy.figures import TargetKind
from policy.problems import Problem, refusals
from policy.words import N_

MOST = Decimal("99999999999.99")
YEARS_AHEAD = 1

_refused = refusals("A10")


@dataclass(frozen=True)
class Line:
    """One month of one kind: what is asked for and what stands, in yuan; None is no target."""

    kind: TargetKind
    month: str
    amount: Decimal | None
    standing: Decimal | None

    @property
    def changes(self) -> bool:
        return self.amount != self.standing

    @property
    def field(self) -> str:
        return field_of(self.kind, self.month)


@dataclass(frozen=True)
class TargetFacts:
    """Targets that somebody sets. ``own``: they are the setter's own, or of the unit that the setter leads; ``above``:
    somebody stands above the setter who may set them as well. ``this_month`` is ``2026-11``."""

    allowed: bool
    active: bool
    own: bool
    above: bool
    this_month: str
    lines: tuple[Line, ...]


def field_of(kind: TargetKind, month: str) -> str:
    """What the form calls a month's target."""
    return f"{kind.value}_{month[5:]}"


def over(month: str, this_month: str) -> bool:
    """Whether a month has ended, so that its target stays what it was."""
    return month < this_month


def bearer_problems(facts: TargetFacts) -> Iterator[Problem]:
    """Why somebody sets no target here at all: nobody measures the own work where somebody above can (A10)."""
    if not facts.allowed or not facts.active:
        yield _refused(
            "not_yours", N_("You set targets for the units and people that you lead."), N_("Choose another.")
        )
    elif facts.own and facts.above:
        message = N_("Nobody sets the own target, nor that of the unit they lead.")
        yield _refused("own", message, N_("Whoever stands above you sets it."))


def target_problems(facts: TargetFacts) -> Iterator[Problem]:
    """Why these targets cannot be set: a month that is over keeps what was to be reached in it (A10)."""
    yield from bearer_problems(facts)
    for line in facts.lines:
        if not line.changes:
            continue
        if over(line.month, facts.this_month):
            message = N_("%(month)s is over: its target stays what it was.")
            yield _refused("over", message, N_("Set the months to come."), line.field, month=line.month)
        elif int(line.month[:4]) > int(facts.this_month[:4]) + YEARS_AHEAD:
            message = N_("Targets are set for this year and the next.")
            yield _refused("far", message, N_("Choose another year."), line.field)
        if line.amount is not None and not 0 <= line.amount <= MOST:
            message = N_("A target lies between 0 and %(most)s yuan.")
            yield _refused("bounds", message, N_("Correct the amount."), line.field, most=f"{MOST:,.2f}")
