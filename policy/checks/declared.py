"""A3.4: what a line says of itself, and what else was claimed like it."""

from collections.abc import Iterator

from policy.checks.findings import doubt
from policy.line_facts import LineFacts
from policy.problems import Problem
from policy.words import N_


def alike(facts: LineFacts) -> Iterator[Problem]:
    """No other line has its day, amount and category."""
    if facts.alike:
        message = N_("%(count)s other line(s) have the same day, amount and category.")
        remedy = N_("Check that this was not claimed before; if it is another expense, say so in the description.")
        yield doubt(message, remedy, "amount", "same_day_amount_category", count=facts.alike)


def as_it_is(facts: LineFacts) -> Iterator[Problem]:
    """What is declared unrelated to a customer names none."""
    if facts.named and not facts.of_customer:
        message = N_("Declared unrelated to a customer, but the text names “%(names)s”.")
        remedy = N_("Say that the line relates to this customer, or mend the description.")
        yield doubt(message, remedy, "relates_to_customer", "names_customer", names="、".join(facts.named))
