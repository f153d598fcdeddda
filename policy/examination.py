"""A3.4: the independent checks of an expense line, what each of them may answer, and the light that follows.

A line is green when every check that concerns it found it in order, amber when one doubts or could not be made, red when
one blocks: then it is not reimbursed. No check is passed over in silence: one that does not concern the line says so, and
so does one that could not be made.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from policy.checks import activity, customer, declared, invoices, limits, place, table
from policy.checks.findings import CannotCheck
from policy.expenses import ALWAYS_BOTH, Category
from policy.line_facts import LineFacts
from policy.problems import Kind, Problem
from policy.words import N_, Word


class Check(Word):
    """One independent question about a line."""

    CUSTOMER = "customer", N_("Customer named and approved")
    ACTIVITY = "activity", N_("Activity exists and took place")
    OWN = "own", N_("Claimant took part in it")
    SAME_CUSTOMER = "same_customer", N_("Activity is with this customer")
    TIME = "time", N_("Activity is near in time")
    PLACE = "place", N_("Cities fit")
    MOVEMENT = "movement", N_("Customer really moved")
    STATEMENT = "statement", N_("Progress and key value say something new")
    RECORDED = "recorded", N_("Recorded before the claim, not edited since")
    SHARED = "shared", N_("No other expense of the kind on the activity")
    TABLE = "table", N_("Heads and amount per head")
    CHAIN = "chain", N_("Travel makes sense")
    INVOICE_USED = "invoice_used", N_("Invoice not used before")
    INVOICE_TITLE = "invoice_title", N_("Invoice is made out to our company")
    INVOICE_FITS = "invoice_fits", N_("Invoice agrees with the line")
    TERM = "term", N_("Within the term for reimbursement")
    LIMITS = "limits", N_("Within the limits")
    SPLIT = "split", N_("Not split to stay below a limit")
    ALIKE = "alike", N_("Not claimed before")
    DECLARED = "declared", N_("Declared as it is")


class Answer(Word):
    """What a check says of a line."""

    PASSED = "passed", N_("In order")
    DOUBTED = "doubted", N_("To be looked at")
    FAILED = "failed", N_("Not reimbursed like this")
    NOT_CONCERNED = "not_concerned", N_("Does not concern this line")
    NOT_MADE = "not_made", N_("Could not be checked")


class Light(Word):
    """What the checks together say of a line."""

    GREEN = "green", N_("Green: nothing to look at")
    AMBER = "amber", N_("Amber: look at it")
    RED = "red", N_("Red: cannot be paid")


WEIGHTS: Mapping[Check, int] = {
    Check.CUSTOMER: 10,
    Check.ACTIVITY: 10,
    Check.OWN: 8,
    Check.SAME_CUSTOMER: 8,
    Check.TIME: 6,
    Check.PLACE: 5,
    Check.MOVEMENT: 6,
    Check.STATEMENT: 8,
    Check.RECORDED: 6,
    Check.SHARED: 5,
    Check.TABLE: 4,
    Check.CHAIN: 4,
    Check.INVOICE_USED: 8,
    Check.INVOICE_TITLE: 5,
    Check.INVOICE_FITS: 6,
    Check.TERM: 4,
    Check.LIMITS: 6,
    Check.SPLIT: 4,
    Check.ALIKE: 5,
    Check.DECLARED: 4,
}
"""How much each check counts: most what the clause asks for in so many words (customer, activity, statement), then what
shows a claim made twice, then what only makes it less likely. The score is the part of the weights that passed."""


@dataclass(frozen=True)
class Rule:
    """How a check is made: whether it concerns a line, and what it finds there."""

    concerns: Callable[[LineFacts], bool]
    look: Callable[[LineFacts], Iterator[Problem]]
    fine: str


def _always(facts: LineFacts) -> bool:
    return True


def _linked(facts: LineFacts) -> bool:
    return facts.of_action and facts.activity is not None


def _large(facts: LineFacts) -> bool:
    return facts.category not in invoices.WITHOUT and facts.amount > facts.invoice_from


def _invoiced(facts: LineFacts) -> bool:
    return bool(facts.invoices) or _large(facts)


def _titled(facts: LineFacts) -> bool:
    """Small typed ones are not asked for their file; those that were read from one are looked at, whatever the amount."""
    return _large(facts) or any(invoice.from_file or invoice.buyer for invoice in facts.invoices)


RULES: Mapping[Check, Rule] = {
    Check.CUSTOMER: Rule(lambda f: f.of_customer, customer.customer, N_("The customer is named and approved.")),
    Check.ACTIVITY: Rule(lambda f: f.of_action, activity.took_place, N_("It rests on an activity that took place.")),
    Check.OWN: Rule(_linked, activity.own, N_("The claimant took part in the activity.")),
    Check.SAME_CUSTOMER: Rule(_linked, activity.same_customer, N_("The activity was with this customer.")),
    Check.TIME: Rule(_linked, activity.near_in_time, N_("The activity is near the day of the expense.")),
    Check.PLACE: Rule(
        lambda f: f.of_action and f.category in place.TRAVELLING | ALWAYS_BOTH | {Category.LOCAL_TRANSPORT},
        place.place,
        N_("City of the expense, of the activity and of the customer fit."),
    ),
    Check.MOVEMENT: Rule(
        lambda f: f.of_customer and f.customer_id is not None,
        table.movement,
        N_("Something has moved at the customer."),
    ),
    Check.STATEMENT: Rule(
        lambda f: f.of_customer, customer.statement, N_("Progress and key value say something of their own.")
    ),
    Check.RECORDED: Rule(_linked, activity.recorded, N_("The activity was recorded at the time and is unchanged.")),
    Check.SHARED: Rule(
        lambda f: f.of_customer or _linked(f), activity.shared, N_("Nobody claims the same kind of expense for it.")
    ),
    Check.TABLE: Rule(
        lambda f: f.category is Category.ENTERTAINMENT, table.table, N_("Who sat at the table fits who was met.")
    ),
    Check.CHAIN: Rule(lambda f: f.category in place.JOURNEYS, place.chain, N_("Journeys and nights fit each other.")),
    Check.INVOICE_USED: Rule(
        lambda f: bool(f.invoices or f.same_invoice or f.same_files),
        invoices.used,
        N_("No other line rests on the invoice."),
    ),
    Check.INVOICE_TITLE: Rule(_titled, invoices.title, N_("The invoice is made out to us.")),
    Check.INVOICE_FITS: Rule(_invoiced, invoices.fits, N_("Invoice and line agree.")),
    Check.TERM: Rule(_always, limits.term, N_("It was handed in within the term.")),
    Check.LIMITS: Rule(lambda f: bool(f.limits), limits.limits, N_("No limit is passed.")),
    Check.SPLIT: Rule(lambda f: bool(f.limits), limits.split, N_("It does not look cut up.")),
    Check.ALIKE: Rule(_always, declared.alike, N_("Nothing like it was claimed before.")),
    Check.DECLARED: Rule(lambda f: not f.of_customer, declared.as_it_is, N_("Declared as what it is.")),
}
"""Every check, in the order in which they are shown."""


@dataclass(frozen=True)
class Outcome:
    """What one check says of a line: its answer, how much it counts, and in words why."""

    check: Check
    answer: Answer
    weight: int
    problems: tuple[Problem, ...] = ()
    fine: str = ""


@dataclass(frozen=True)
class Examination:
    """What all checks say of a line."""

    outcomes: tuple[Outcome, ...]

    @cached_property
    def problems(self) -> list[Problem]:
        """Blockers, then doubts, in the order of the checks."""
        found = [problem for outcome in self.outcomes for problem in outcome.problems]
        return sorted(found, key=lambda problem: not problem.blocks)

    @cached_property
    def light(self) -> Light:
        """Red when something blocks, amber when something is doubtful or could not be checked, else green."""
        answers = {outcome.answer for outcome in self.outcomes}
        if Answer.FAILED in answers:
            return Light.RED
        return Light.AMBER if answers & {Answer.DOUBTED, Answer.NOT_MADE} else Light.GREEN

    @cached_property
    def score(self) -> int:
        """0 to 100: the part of the weights of the checks that concern the line which passed; a doubt counts half."""
        worth = {Answer.PASSED: 2, Answer.DOUBTED: 1, Answer.NOT_MADE: 1}
        made = [outcome for outcome in self.outcomes if outcome.answer is not Answer.NOT_CONCERNED]
        whole = 2 * sum(outcome.weight for outcome in made)
        return 100 * sum(worth.get(outcome.answer, 0) * outcome.weight for outcome in made) // whole if whole else 100


def examine(facts: LineFacts) -> Examination:
    """Ask every check about one line (A3.4).

    The same answer is shown while typing, decides the submission, and stands on the finance desk.
    """
    return Examination(tuple(_outcome(check, rule, facts) for check, rule in RULES.items()))


def _outcome(check: Check, rule: Rule, facts: LineFacts) -> Outcome:
    weight = WEIGHTS[check]
    if not rule.concerns(facts):
        return Outcome(check, Answer.NOT_CONCERNED, weight)
    found: list[Problem] = []
    try:
        found.extend(rule.look(facts))
    except CannotCheck as lacking:
        return Outcome(check, _answer([*found, lacking.problem], Answer.NOT_MADE), weight, (*found, lacking.problem))
    return Outcome(check, _answer(found, Answer.DOUBTED), weight, tuple(found), "" if found else rule.fine)


def _answer(found: list[Problem], otherwise: Answer) -> Answer:
    if any(problem.blocks for problem in found):
        return Answer.FAILED
    return otherwise if any(problem.kind is Kind.WARNS for problem in found) else Answer.PASSED
