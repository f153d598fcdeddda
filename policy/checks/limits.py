"""A3.4: the day of an expense, the term for handing it in, limits, and what is cut up to stay below them."""

from collections.abc import Iterator

from policy.checks.findings import CannotCheck, blocker, doubt
from policy.limits import Basis, Effect, LimitFacts
from policy.line_facts import LineFacts
from policy.problems import Problem
from policy.words import N_

WORDS = {
    Basis.LINE: N_("%(measured)s is more than %(amount)s, the limit per line."),
    Basis.HEAD: N_("%(measured)s per head is more than the limit of %(amount)s."),
    Basis.NIGHT: N_("%(measured)s per night is more than the limit of %(amount)s."),
    Basis.DAY: N_("With the day's other lines it is %(measured)s, more than the limit of %(amount)s per day."),
    Basis.MONTH: N_("With the month's other lines it is %(measured)s, more than the limit of %(amount)s per month."),
    Basis.CUSTOMER_MONTH: N_(
        "With the month's other lines for this customer it is %(measured)s, more than the limit of %(amount)s."
    ),
}


def term(facts: LineFacts) -> Iterator[Problem]:
    """It was spent before it is claimed, within the claim's period, and not too long ago."""
    first, last = facts.period
    handed_in = facts.submitted_on or facts.today
    if facts.spent_on > facts.today:
        remedy = N_("Enter the day on which the money was spent.")
        yield blocker(N_("The expense lies in the future."), remedy, "spent_on", "spent_in_future")
    elif (handed_in - facts.spent_on).days > facts.term_days:
        message = N_("The expense is %(days)s days old; it is reimbursed within %(term)s.")
        remedy = N_("Ask finance beforehand where there is a good reason.")
        days = (handed_in - facts.spent_on).days
        yield blocker(message, remedy, "spent_on", "term_over", days=days, term=facts.term_days)
    elif not first <= facts.spent_on <= last:
        message = N_("The expense lies outside the claim's period %(first)s to %(last)s.")
        remedy = N_("Correct the day, or the period of the claim.")
        yield doubt(message, remedy, "spent_on", "outside_period", first=first, last=last)


def limits(facts: LineFacts) -> Iterator[Problem]:
    """No limit that fits it is passed; the strictest of each basis is named."""
    unknown = [limit for limit in facts.limits if limit.measured is None]
    passed: dict[tuple[Basis, Effect], LimitFacts] = {}
    for limit in sorted(facts.limits, key=lambda limit: -limit.amount):
        if limit.passed:
            passed[limit.basis, limit.effect] = limit
    for (basis, effect), limit in sorted(passed.items()):
        say = blocker if effect is Effect.BLOCKS else doubt
        remedy = N_("Claim less, or have it explained and allowed by finance.")
        amounts = {"measured": f"{limit.measured:,.2f}", "amount": f"{limit.amount:,.2f}"}
        yield say(WORDS[basis], remedy, "amount", f"limit_{basis.value}", **amounts)
    if unknown and not passed:
        remedy = N_("Say how many sat at the table, our own people included.")
        raise CannotCheck(N_("A limit per head could not be checked."), remedy, "headcount", "limit_unknown")


def split(facts: LineFacts) -> Iterator[Problem]:
    """Lines of one kind are not cut up so that each stays below a limit."""
    for limit in facts.limits:
        below = limit.measured is not None and not limit.passed
        if limit.basis is Basis.LINE and below and limit.near_lines > 1 and limit.near > limit.amount:
            yield doubt(
                N_(
                    "%(count)s lines of this kind near each other sum to %(sum)s, above the limit of %(amount)s per line."
                ),
                N_("Claim it as what it was: one expense."),
                "amount",
                "split_below_limit",
                count=limit.near_lines,
                sum=f"{limit.near:,.2f}",
                amount=f"{limit.amount:,.2f}",
            )
            return
