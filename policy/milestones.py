"""A9.2: the payments of a contract sum to its amount, to the fen; typed as amounts or as percent."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from policy.problems import Problem, refusals
from policy.quote_sums import to_fen
from policy.words import N_

_refused = refusals("A9.2", "milestones")

HUNDRED = Decimal(100)
MOST = 60
LONGEST_LABEL = 60
TYPED = re.compile(r"[¥￥]?(\d{1,3}(?:,\d{3})+|\d{1,12})(\.\d{1,8})?(元|%)?", re.ASCII)


@dataclass(frozen=True)
class MilestoneFacts:
    """One payment as it is kept; due by a day, or when the customer has accepted."""

    label: str
    amount: Decimal
    due_on: dt.date | None = None
    on_acceptance: bool = False


@dataclass(frozen=True)
class Part:
    """How much of the contract a row says: an amount, percent, or neither (the rest)."""

    amount: Decimal | None = None
    percent: Decimal | None = None

    @property
    def rest(self) -> bool:
        return self.amount is None and self.percent is None


def read_part(typed: str) -> Part | None:
    """``60,000``, ``¥60000.50`` or ``30 %``; nothing is the rest; None when it is neither."""
    text = unicodedata.normalize("NFKC", typed).replace(" ", "")
    if not text:
        return Part()
    match = TYPED.fullmatch(text)
    if not match:
        return None
    number = Decimal(match[1].replace(",", "") + (match[2] or ""))
    if match[3] == "%":
        return Part(percent=number)
    return Part(amount=number) if number == to_fen(number) else None


def amounts(total: Decimal, parts: Sequence[Part]) -> list[Decimal]:
    """What each row comes to; the last one takes the rest where it is left empty or where the percents make 100."""
    whole = bool(parts) and sum(part.percent or 0 for part in parts) == HUNDRED
    whole = whole and all(part.percent is not None for part in parts)
    found: list[Decimal] = []
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        if last and (part.rest or whole):
            found.append(total - sum(found))
        else:
            found.append(
                to_fen(part.amount if part.percent is None else total * part.percent / HUNDRED)
                if not part.rest
                else Decimal(0)
            )
    return found


def percent_problems(parts: Sequence[Part]) -> Iterator[Problem]:
    """Payments that are all given in percent make exactly 100; 99.99 is not near enough."""
    if parts and all(part.percent is not None for part in parts):
        made = sum(part.percent for part in parts)
        if made != HUNDRED:
            message = N_("The payments make %(made)s per cent of the contract, not 100.")
            remedy = N_("Correct one, or leave the last one empty: it takes the rest.")
            yield _refused("percent", message, remedy, made=f"{made.normalize():f}")


def milestone_problems(total: Decimal, rows: Sequence[MilestoneFacts]) -> Iterator[Problem]:
    """Why these payments are not the contract's: each has a name, an amount and a term, and they sum to the whole."""
    if len(rows) > MOST:
        yield _refused("too_many", N_("A contract has at most %(most)s payments."), most=MOST)
        return
    for place, row in enumerate(rows, 1):
        yield from _row_problems(place, row)
    made = sum((row.amount for row in rows), Decimal(0))
    if not rows and total > 0:
        message = N_("The contract has no payments.")
        yield _refused("no_milestones", message, N_("Say when the customer pays how much."))
    elif made != total:
        message = N_("The payments sum to %(made)s, the contract to %(total)s.")
        remedy = N_("Correct one, or leave the last one empty: it takes the rest.")
        yield _refused("sum", message, remedy, made=f"{made:,.2f}", total=f"{total:,.2f}")


def _row_problems(place: int, row: MilestoneFacts) -> Iterator[Problem]:
    if not row.label.strip():
        yield _refused(
            "no_label", N_("Payment %(place)s has no name."), N_("For example: first instalment."), place=place
        )
    elif len(row.label) > LONGEST_LABEL:
        message = N_("The name of payment %(place)s is longer than %(most)s characters.")
        yield _refused("long_label", message, "", place=place, most=LONGEST_LABEL)
    if row.amount <= 0:
        message = N_("Payment %(place)s comes to %(amount)s.")
        yield _refused(
            "not_positive", message, N_("A payment is more than nothing."), place=place, amount=f"{row.amount:,.2f}"
        )
    if row.due_on is None and not row.on_acceptance:
        message = N_("Payment %(place)s has no term.")
        yield _refused("no_term", message, N_("Enter a day, or tick that it is due on acceptance."), place=place)
