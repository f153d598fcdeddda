"""A9.4: what may be invoiced, and corrected by a red-letter invoice."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from policy.filler import hollow
from policy.problems import Problem
from policy.quote_sums import FEN, to_fen
from policy.receivables import FUTURE, refused, yuan
from policy.words import N_

NUMBER_TAKEN = refused(
    "number_taken",
    N_("An invoice with this number is recorded already."),
    N_("Look it up in the list, or check the number on the invoice."),
    "number",
)


def number_problems(number: str, code: str) -> Iterator[Problem]:
    """Chinese invoices: a digital one has 20 digits, unique in the country; a paper one has 8, unique within its code.

    A number with letters, of an invoice issued abroad, is taken as it is.
    """
    if not re.fullmatch(r"[0-9]+", number):
        if not number:
            yield refused("number", N_("The invoice number is missing."), field="number")
        if code:
            yield refused("code", N_("Only a number of 8 digits has an invoice code."), field="code")
    elif len(number) == 8:
        if not re.fullmatch(r"[0-9]{10}|[0-9]{12}", code):
            yield refused(
                "code",
                N_("A number of 8 digits is unique only together with its invoice code, of 10 or 12 digits."),
                N_("Copy the code from the invoice as well."),
                "code",
            )
    elif len(number) != 20:
        yield refused(
            "number",
            N_("An invoice number has 20 digits, or 8 digits with an invoice code; this one has %(count)s."),
            N_("Compare it with the invoice: a digit is missing or too many."),
            "number",
            count=len(number),
        )
    elif code:
        yield refused("code", N_("Only a number of 8 digits has an invoice code."), field="code")


@dataclass(frozen=True)
class InvoiceFacts:
    """An invoice that is to be issued. ``room`` is what the contract, ``milestone_room`` what its milestone leaves for it;
    None where nothing limits it."""

    signed: bool
    amount: Decimal
    tax: Decimal
    issued_on: dt.date
    due_on: dt.date
    today: dt.date
    room: Decimal | None = None
    milestone_room: Decimal | None = None


def invoice_problems(facts: InvoiceFacts) -> Iterator[Problem]:
    """Why an invoice is not recorded."""
    if not facts.signed:
        yield refused("not_signed", N_("The contract is not signed."), N_("Invoices are issued on signed contracts."))
    if facts.amount <= 0:
        yield refused("amount", N_("The amount must be above zero."), field="amount")
    if not 0 <= facts.tax < max(facts.amount, FEN):
        yield refused("tax", N_("The tax is part of the amount: it is less than the amount."), field="tax")
    if facts.issued_on > facts.today:
        yield refused("future", FUTURE, field="issued_on")
    if facts.due_on < facts.issued_on:
        yield refused("due_before", N_("It cannot be due before it is issued."), field="due_on")
    if facts.milestone_room is not None and facts.amount > facts.milestone_room:
        yield refused(
            "beyond_milestone",
            N_("That is more than the milestone leaves: %(room)s."),
            N_("Lower the amount, or correct what was invoiced for it before."),
            "amount",
            room=yuan(facts.milestone_room),
        )
    elif facts.room is not None and facts.amount > facts.room:
        yield refused(
            "beyond_contract",
            N_("That is more than the contract leaves: %(room)s."),
            N_("Lower the amount, or have the contract changed first."),
            "amount",
            room=yuan(facts.room),
        )


@dataclass(frozen=True)
class CorrectionFacts:
    """A red-letter invoice. ``stands`` is what earlier ones left of the invoice ``corrected`` by it, issued ``original_on``."""

    red: bool
    amount: Decimal
    stands: Decimal
    issued_on: dt.date
    original_on: dt.date
    today: dt.date
    reason: str


def correction_problems(facts: CorrectionFacts) -> Iterator[Problem]:
    """Why a red-letter invoice is not recorded: never above what stands."""
    if facts.red:
        yield refused("red", N_("A red-letter invoice is not corrected."), N_("Issue a new invoice."))
        return
    if facts.amount <= 0:
        yield refused("amount", N_("The amount must be above zero."), field="amount")
    if facts.amount > facts.stands:
        stands = yuan(facts.stands)
        yield refused(
            "above", N_("Of this invoice only %(stands)s stand."), N_("Correct at most that."), "amount", stands=stands
        )
    if facts.issued_on > facts.today:
        yield refused("future", FUTURE, field="issued_on")
    if facts.issued_on < facts.original_on:
        yield refused("too_early", N_("It cannot be dated before the invoice that it corrects."), field="issued_on")
    if hollow(facts.reason):
        yield refused("reason", N_("Say why, in words that mean something."), field="note")


def tax_of(tax: Decimal, amount: Decimal, before: Decimal, off: Decimal) -> Decimal:
    """The tax in what is taken ``off`` an invoice of ``amount`` with ``tax``, of which ``before`` was taken off already.

    Rounded on the sum, so that the red-letter invoices of a whole invoice have its whole tax.
    """

    def until(part: Decimal) -> Decimal:
        return to_fen(tax * part / amount)

    return until(before + off) - until(before)
