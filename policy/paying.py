"""A3.4: payment batches: their states, who may do what with them, and accounts of people."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from policy.problems import Problem, refusals
from policy.words import N_, Word

_refused = refusals("A3.4")
ACCOUNT = re.compile(r"[0-9]{8,30}", re.ASCII)
CARD = re.compile(r"62[0-9]{14,17}", re.ASCII)


class BatchStatus(Word):
    """Where a payment batch stands."""

    OPEN = "open", N_("Being put together")
    EXPORTED = "exported", N_("Exported for the bank")
    PAID = "paid", N_("Paid")
    CANCELLED = "cancelled", N_("Cancelled")


class PayState(Word):
    """Where one payment of a batch stands."""

    PENDING = "pending", N_("Pending")
    PAID = "paid", N_("Paid")
    RETURNED = "returned", N_("Returned by the bank")
    LEFT_OUT = "left_out", N_("Left out")


STANDING = frozenset({PayState.PENDING, PayState.PAID})
"""A payment in one of these keeps its claim or advance from any other batch."""

MOVES = {
    ("export", BatchStatus.OPEN): BatchStatus.EXPORTED,
    ("leave_out", BatchStatus.OPEN): BatchStatus.OPEN,
    ("cancel", BatchStatus.OPEN): BatchStatus.CANCELLED,
    ("cancel", BatchStatus.EXPORTED): BatchStatus.CANCELLED,
    ("pay", BatchStatus.EXPORTED): BatchStatus.PAID,
    ("return", BatchStatus.PAID): BatchStatus.PAID,
}
"""The legal moves of a batch: (deed, state) → state."""


@dataclass(frozen=True)
class BatchFacts:
    """Who wants to do what with a batch. ``own``: a payment to that person is in it. ``pending`` counts what waits."""

    deed: str
    status: BatchStatus
    own: bool = False
    pending: int = 1


def batch_problems(facts: BatchFacts) -> Iterator[Problem]:
    """Why a deed is refused: only legal moves, nobody pays themselves, nothing empty goes to the bank."""
    if (facts.deed, facts.status) not in MOVES:
        remedy = N_("Look at where the batch stands now.")
        yield _refused("wrong_state", N_("The batch has moved on; this cannot be done in its present state."), remedy)
    if facts.own and facts.deed in {"export", "pay", "return"}:
        remedy = N_("Leave it to somebody else of finance.")
        yield _refused("own_payment", N_("Nobody pays themselves."), remedy)
    if facts.deed == "export" and not facts.pending:
        yield _refused("empty_batch", N_("Nothing waits in this batch."), N_("Cancel it."))


def may(facts: BatchFacts) -> bool:
    """Whether the deed's button is offered."""
    return not any(True for _ in batch_problems(facts))


@dataclass(frozen=True)
class DueFacts:
    """Something that could be put into a batch, called by its ``number``. ``due``: approved and not paid. ``batched``: in
    another batch. ``account``: the person said where to be paid; needless where nothing is left to ``pay``."""

    number: str
    due: bool
    own: bool
    batched: bool
    account: bool
    pays: bool = True


def due_problems(facts: DueFacts) -> Iterator[Problem]:
    """Why something is not put into a batch."""
    named = {"number": facts.number}
    if not facts.due:
        remedy = N_("Look at where it stands now.")
        yield _refused("not_due", N_("%(number)s does not wait to be paid."), remedy, **named)
    if facts.own:
        yield _refused("own_payment", N_("%(number)s: nobody pays themselves."), **named)
    if facts.batched:
        yield _refused("in_batch", N_("%(number)s is in a payment batch already."), **named)
    if facts.pays and not facts.account:
        message = N_("%(number)s: the person has not entered an account to be paid to.")
        yield _refused("no_account", message, N_("They enter it under Account, Bank account."), **named)


def account_problems(typed: str) -> Iterator[Problem]:
    """Why a number cannot be an account: 8 to 30 figures; that of a UnionPay card has its check figure."""
    number = plain_account(typed)
    if not ACCOUNT.fullmatch(number):
        message, remedy = N_("An account has 8 to 30 figures."), N_("Enter them as your bank writes them.")
        yield _refused("account_shape", message, remedy, "account_number")
    elif CARD.fullmatch(number) and not checks_out(number):
        message, remedy = (
            N_("The check figure of this card is wrong."),
            N_("Compare it with the card, figure by figure."),
        )
        yield _refused("account_check", message, remedy, "account_number")


def plain_account(typed: str) -> str:
    """The account's figures alone."""
    return re.sub(r"[\s-]", "", typed)


def checks_out(card: str) -> bool:
    """Whether the last figure of a card is the check of the others (ISO/IEC 7812)."""
    figures = [int(one) for one in reversed(card)]
    doubled = (2 * one - 9 * (one > 4) for one in figures[1::2])
    return (sum(figures[::2]) + sum(doubled)) % 10 == 0


def masked(account: str) -> str:
    """An account as it is shown: its last four figures."""
    return f"**** {account[-4:]}"


def return_problems(paid_on: dt.date, returned_on: dt.date, today: dt.date) -> Iterator[Problem]:
    """Why a day is not the one on which the bank sent something back."""
    if not paid_on <= returned_on <= today:
        message, remedy = N_("It comes back on or after the day of the payment."), N_("Correct the day.")
        yield _refused("returned_when", message, remedy, "returned_on")
