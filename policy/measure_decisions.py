"""A12: who may confirm, alter or drop a proposed measure, appeal against it, and rule on the appeal."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from policy.assessment import MOVES, MeasureKind, MeasureState
from policy.measures import LEADS
from policy.problems import Problem, refusals
from policy.words import N_

_refused = refusals("A12")
WITHOUT_PERCENT = frozenset({MeasureKind.SPOKEN_WARNING, MeasureKind.NOTICE, MeasureKind.DISMISSAL})
WHOLE = Decimal(100)


@dataclass(frozen=True)
class DecisionFacts:
    """A proposal is confirmed as ``kind`` and ``percent``, or dropped (``deed``).

    ``may``: the decider assesses the unit. ``found_it``: it rests on their own finding; ``bears_part``: they would bear the
    head's part of it. ``others`` names who else could decide, empty where nobody can.
    """

    deed: str
    state: MeasureState
    clause: str
    proposed_kind: MeasureKind
    proposed_percent: Decimal
    kind: MeasureKind
    percent: Decimal
    reason: str
    may: bool = True
    oneself: bool = False
    found_it: bool = False
    bears_part: bool = False
    others: str = ""

    @property
    def altered(self) -> bool:
        return (self.kind, self.percent) != (self.proposed_kind, self.proposed_percent)


def decision_problems(facts: DecisionFacts) -> Iterator[Problem]:
    """Why the proposal cannot be decided like this."""
    yield from _decider_problems(facts)
    if (facts.deed, facts.state) not in MOVES:
        yield _refused("decided", N_("It is decided already."), N_("Look at what was decided."))
    if facts.deed == "drop":
        if not facts.reason.strip():
            yield _refused("no_reason", N_("Say why it is dropped."), N_("The audit reads it."), "reason")
        return
    if facts.altered and not facts.reason.strip():
        message = N_("Say why you decide otherwise than proposed.")
        yield _refused("no_reason", message, N_("The person reads it."), "reason")
    if not 0 <= facts.percent <= WHOLE:
        yield _refused("percent", N_("A deduction lies between 0 and 100 percent."), field="percent")
    elif facts.kind in WITHOUT_PERCENT and facts.percent:
        message = N_("This measure takes nothing off the pay.")
        yield _refused("percent", message, N_("Write 0, or choose a deduction."), "percent")
    elif facts.kind is MeasureKind.DEDUCTION and not facts.percent:
        yield _refused("percent", N_("A deduction of nothing is none."), N_("Write how much."), "percent")
    if facts.kind is MeasureKind.LEADS_SUSPENDED and facts.clause != LEADS:
        message = N_("The right to leads is lost for leads only.")
        yield _refused("leads", message, N_("Choose another measure."), "kind", clause=LEADS)


def _decider_problems(facts: DecisionFacts) -> Iterator[Problem]:
    if facts.oneself:
        message = N_("Nobody decides about a measure against themselves.")
        yield _refused(
            "oneself", message, N_("Somebody else who assesses decides. You can appeal once it is confirmed.")
        )
    elif not facts.may:
        message = N_("You do not assess the people of this unit.")
        yield _refused("not_yours", message, N_("The general manager or sales management does."))
    elif facts.found_it and facts.others:
        message = N_("It rests on your own finding: somebody else decides.")
        yield _refused("own_finding", message, N_("These can: %(others)s."), others=facts.others)
    elif facts.bears_part and facts.others:
        message = N_("You head the department and would bear a part of it: somebody else decides.")
        yield _refused("bears_part", message, N_("These can: %(others)s."), clause="A12.1", others=facts.others)


@dataclass(frozen=True)
class AppealFacts:
    """An appeal against a confirmed measure."""

    own: bool
    state: MeasureState
    until: dt.date | None
    today: dt.date
    words: str


def may_appeal(own: bool, state: MeasureState, until: dt.date | None, today: dt.date) -> bool:
    """Whether the person can appeal now."""
    return own and ("appeal", state) in MOVES and until is not None and today <= until


def appeal_problems(facts: AppealFacts) -> Iterator[Problem]:
    """Why there is no appeal."""
    if not facts.own:
        message = N_("Only the person whom a measure concerns appeals against it.")
        yield _refused("not_own", message)
    elif ("appeal", facts.state) not in MOVES:
        message = N_("An appeal is possible once, against a measure that is confirmed.")
        yield _refused("state", message, N_("Look at where it stands."))
    elif facts.until is None or facts.today > facts.until:
        message = N_("The term for an appeal ended on %(until)s.")
        remedy = N_("Talk to who confirmed it: a violation that is wrong can be withdrawn at any time.")
        yield _refused("late", message, remedy, until=facts.until)
    if not facts.words.strip():
        yield _refused("no_words", N_("Say why the measure is wrong."), N_("Who rules on it reads it."), "words")


@dataclass(frozen=True)
class RulingFacts:
    """A ruling on an appeal. ``may``: rules on appeals within reach; ``decided_it``: confirmed the measure or found it."""

    state: MeasureState
    words: str
    may: bool = True
    oneself: bool = False
    decided_it: bool = False
    others: str = ""


def ruling_problems(facts: RulingFacts) -> Iterator[Problem]:
    """Why there is no ruling."""
    if facts.oneself:
        message = N_("Nobody rules on an appeal of their own.")
        yield _refused("oneself", message, N_("These can: %(others)s."), others=facts.others)
    elif not facts.may:
        message = N_("You do not rule on appeals of this unit.")
        yield _refused("not_yours", message, N_("The president, a vice president or the president's assistant does."))
    elif facts.decided_it:
        message = N_("You confirmed the measure: somebody else rules on the appeal.")
        yield _refused("decided_it", message, N_("These can: %(others)s."), others=facts.others)
    if facts.state is not MeasureState.APPEALED:
        yield _refused("state", N_("No appeal waits for a ruling here."), N_("Look at where it stands."))
    if not facts.words.strip():
        yield _refused("no_words", N_("Say why."), N_("The person reads it."), "words")
