"""A8.2: the credit for a customer's results: whole percent for who follows it together, the rest for its owner."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from policy.problems import Problem, refusals
from policy.words import N_

_refused = refusals("A8.2", "percent")

WHOLE = 100
LEAST = 1
MOST_GIVEN = WHOLE - LEAST
"""Of 100 % the owner, and each of several parties, has at least 1 %."""
FEN = Decimal("0.01")


def credits(owner: int | None, shares: Mapping[int, int]) -> dict[int, int]:
    """Percent by person: what the shares say, and the rest for the owner. Without an owner the rest is nobody's."""
    found = {person: percent for person, percent in shares.items() if percent and person != owner}
    if owner is not None:
        found[owner] = WHOLE - sum(found.values())
    return found


def parts(amount: Decimal, owner: int | None, shares: Mapping[int, int]) -> dict[int, Decimal]:
    """An amount in yuan divided to the fen: shares are rounded down, the owner has the rest, so that nothing is lost."""
    divided = {
        person: (amount * percent / WHOLE).quantize(FEN, rounding=ROUND_FLOOR)
        for person, percent in credits(None, {who: part for who, part in shares.items() if who != owner}).items()
    }
    if owner is not None:
        divided[owner] = amount - sum(divided.values())
    return divided


@dataclass(frozen=True)
class CreditFacts:
    """A colleague is to have a part of the credit; ``given`` is what the others have, ``disputed`` whether a conflict
    runs about the customer."""

    percent: int
    given: int
    disputed: bool


def credit_problems(facts: CreditFacts) -> Iterator[Problem]:
    """Why the credit is not given (A8.2): 0 to 99 percent, with the others' at most 99, and not while a conflict runs."""
    if not 0 <= facts.percent <= MOST_GIVEN:
        yield _refused("percent_range", N_("A share is 0 to 99 percent of the credit."), "")
    elif facts.percent + facts.given > MOST_GIVEN:
        left = max(MOST_GIVEN - facts.given, 0)
        message = N_("Others have %(given)s percent of the credit already; the owner keeps at least 1.")
        yield _refused("percent_sum", message, N_("Give at most %(left)s percent."), given=facts.given, left=left)
    if facts.percent and facts.disputed:
        message = N_("A conflict about this customer runs: its ruling divides the credit.")
        yield _refused("disputed", message, N_("Until then a colleague may work along with 0 percent."))
