"""Decisions by people: what is decided, by whom in which order, and what each state allows.

Stated answers: steps of one position are decided in any order, and all of them must agree; the next position opens when
they did. The first disagreement returns the whole and leaves out what is still open. A person whom two steps ask decides
once: the later step counts as agreed by the same decision (``same_decision``). What is withdrawn, or whose content
changed, is decided by nobody any more; who asked may submit it again, on a route that is computed anew. Of two who
decide at the same moment the second one is told who decided.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from policy.problems import Kind, Problem, refusal
from policy.roles import Role
from policy.seats import DECIDE, Standing
from policy.words import N_, Word


class ApprovalKind(Word):
    """What is decided about."""

    CUSTOMER = "customer", N_("New customer")
    CLOSING = "closing", N_("Closing")
    QUOTE = "quote", N_("Quote")
    CONTRACT = "contract", N_("Contract")
    CHANGE = "change", N_("Change of a contract")
    ORDER = "order", N_("Sales order")
    TRIP = "trip", N_("Business trip")


class ApprovalState(Word):
    """Where an approval stands as a whole."""

    PENDING = "pending", N_("Waiting for a decision")
    APPROVED = "approved", N_("Approved")
    RETURNED = "returned", N_("Returned")
    WITHDRAWN = "withdrawn", N_("Withdrawn")
    VOIDED = "voided", N_("Void: the content changed")


class StepState(Word):
    """Where one step of an approval stands."""

    WAITING = "waiting", N_("Not yet")
    OPEN = "open", N_("To be decided")
    APPROVED = "approved", N_("Agreed")
    RETURNED = "returned", N_("Disagreed")
    SKIPPED = "skipped", N_("Left out")


@dataclass(frozen=True)
class StepPlan:
    """One decision on a route, as the policy of a room computes it from the content.

    Steps of one ``position`` are parallel. DEPARTMENT_MANAGER means: who leads the unit (manager or general manager),
    climbing where nobody does. ``why`` is a message id filled with ``params``; ``assistants``: whether those who assist
    who leads may decide as well (A4.2, A6.7).
    """

    position: int
    role: Role
    clause: str
    why: str
    params: dict[str, Any] = field(default_factory=dict, hash=False)
    assistants: bool = False


@dataclass(frozen=True)
class Evidence:
    """One line that a decision rests on: ``label`` is a message id, ``value`` is shown as it is.

    ``tone`` is "", "good", "warn" or "bad"; ``url`` is where more of it stands, ``clause`` what asks for it.
    """

    label: str
    value: Any
    tone: str = ""
    url: str = ""
    clause: str = ""


def fingerprint(kind: ApprovalKind, subject_id: int, content: Mapping[str, Any]) -> str:
    """The hash of what is decided; ``content`` is plain (text, numbers, lists, mappings)."""
    said = json.dumps([kind, subject_id, content], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


DONE = frozenset({StepState.APPROVED, StepState.SKIPPED})


@dataclass(frozen=True)
class StepFacts:
    """Where one step of a route stands."""

    id: int
    position: int
    state: StepState


def outcome(steps: Iterable[StepFacts]) -> ApprovalState:
    """What the steps make together: returned with the first disagreement, approved when nobody is left to ask."""
    states = [step.state for step in steps]
    if StepState.RETURNED in states:
        return ApprovalState.RETURNED
    return ApprovalState.APPROVED if all(state in DONE for state in states) else ApprovalState.PENDING


def to_open(steps: Collection[StepFacts]) -> list[int]:
    """The ids of the steps whose turn it is now and which nobody was asked for yet."""
    if outcome(steps) is not ApprovalState.PENDING:
        return []
    turn = min(step.position for step in steps if step.state not in DONE)
    return [step.id for step in steps if step.position == turn and step.state is StepState.WAITING]


def same_decision(seated: Collection[int], agreed: Mapping[int, int]) -> int | None:
    """The earlier step whose decision also decides one that opens now; None when somebody has to be asked.

    ``seated`` are the people who sit in the new step's seat; ``agreed`` maps who agreed in their own name to the step. A
    deputy who agreed for somebody has not agreed in their own name.
    """
    return next((agreed[user_id] for user_id in sorted(seated) if user_id in agreed), None)


@dataclass(frozen=True)
class DecisionFacts:
    """Somebody decides about a step. ``decided_by`` names who was faster, ``as_shown``: the content is what they saw.

    ``barred``: it is their own work. ``reasons``: how many reasons they gave besides the opinion (per field).
    """

    approval: ApprovalState
    step: StepState
    standing: Standing | None
    barred: bool
    as_shown: bool
    agrees: bool | None
    opinion: str
    reasons: int = 0
    clause: str = "A9.2"
    decided_by: str = ""


def decision_problems(facts: DecisionFacts) -> Iterator[Problem]:
    """Why a decision does not stand: it is definite, of somebody whom the step asks, about what they saw (A9.2)."""
    if facts.approval is not ApprovalState.PENDING or facts.step is not StepState.OPEN:
        yield _over(facts)
        return
    if facts.barred:
        message = N_("Nobody decides about their own work.")
        yield refusal(facts.clause, "own", message, N_("It is decided by somebody else of your house."))
    elif facts.standing is Standing.PREPARES:
        message = N_("Here you prepare the opinion; who decides is the person whom you assist.")
        yield refusal(facts.clause, "prepares", message, N_("Write the opinion and keep it as prepared."))
    elif facts.standing not in DECIDE:
        message = N_("This step is decided by somebody else.")
        yield refusal(facts.clause, "not_yours", message, N_("The route says whom it asks."))
    if not facts.as_shown:
        yield changed()
    if facts.agrees is None:
        message = N_("An opinion is definite: agree or disagree.")
        yield refusal(facts.clause, "no_decision", message, N_("Choose one of the two."), "decision")
    elif not facts.agrees and not facts.opinion.strip() and not facts.reasons:
        message = N_("Who disagrees says why.")
        yield refusal(facts.clause, "no_reason", message, N_("Write what has to change."), "opinion")


def changed() -> Problem:
    """What is decided about is not what was shown."""
    message = N_("The content changed since this page was shown.")
    return refusal("", "changed", message, N_("Look at what it says now; what was decided before no longer holds."))


def to_look_at() -> Problem:
    """What is agreed to together has nothing that somebody should look at."""
    message = N_("The policy finds something to look at.")
    return refusal("", "to_look_at", message, N_("Decide about it on its own page."))


def _over(facts: DecisionFacts) -> Problem:
    remedy = N_("Look at what it says now.")
    if facts.decided_by:
        message = N_("This was decided already, by %(who)s.")
        return Problem("", Kind.BLOCKS, message, remedy, code="decided", params={"who": facts.decided_by})
    if facts.approval is ApprovalState.WITHDRAWN:
        return refusal("", "withdrawn", N_("This was taken back meanwhile."), remedy)
    if facts.approval is ApprovalState.VOIDED:
        return refusal("", "voided", N_("The content changed: this no longer waits for a decision."), remedy)
    if facts.approval is ApprovalState.PENDING and facts.step is StepState.WAITING:
        return refusal("", "not_yet", N_("It is not this step's turn yet."), N_("Others decide before."))
    return refusal("", "decided", N_("This no longer waits for a decision."), remedy)


def withdrawal_problems(state: ApprovalState, own: bool) -> Iterator[Problem]:
    """Why it is not taken back: only what waits, and only by who asked or whose work it is."""
    if state is not ApprovalState.PENDING:
        message = N_("This no longer waits for a decision.")
        yield refusal("", "not_pending", message, N_("Look at what it says now."))
    elif not own:
        message = N_("Only who submitted it takes it back.")
        yield refusal("", "not_yours", message, N_("Disagree with it, and say why."))


def preparation_problems(step: StepState, standing: Standing | None, opinion: str) -> Iterator[Problem]:
    """Why an opinion is not kept as prepared (A3.3): words, for a step that is open, by who assists."""
    if step is not StepState.OPEN:
        yield refusal("A3.3", "decided", N_("This no longer waits for a decision."), N_("Look at what it says now."))
    elif standing not in (Standing.PREPARES, Standing.ASSISTANT):
        message = N_("Assistants prepare the opinion of whom they assist.")
        yield refusal("A3.3", "not_yours", message, N_("The route says whom it asks."))
    if not opinion.strip():
        message = N_("There is nothing prepared yet.")
        yield refusal("A3.3", "no_words", message, N_("Write the opinion."), "opinion")


def frozen_problem() -> Problem:
    """What is decided about is not changed meanwhile."""
    message = N_("A decision about this is awaited: it is not changed meanwhile.")
    return refusal("A9", "frozen", message, N_("Take it back first, or wait for the decision."))
