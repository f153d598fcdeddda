"""A3.4: the invoices of a line: used once, made out to us, in agreement with the line."""

from collections.abc import Iterator
from decimal import Decimal

from policy.checks.findings import CannotCheck, blocker, doubt
from policy.expenses import Category
from policy.filler import bare
from policy.line_facts import LineFacts
from policy.problems import Problem
from policy.words import N_

WITHOUT = frozenset({Category.ALLOWANCE, Category.MILEAGE})
"""What is reimbursed by a rate needs no invoice."""
FIELD = "invoice_number"


def used(facts: LineFacts) -> Iterator[Problem]:
    """No other line of anybody rests on the same invoice."""
    elsewhere = max([facts.same_invoice, *(invoice.used_elsewhere for invoice in facts.invoices)])
    if elsewhere:
        message = N_("The same invoice number stands on %(count)s other line(s).")
        remedy = N_("Check the number; an invoice is reimbursed once.")
        yield doubt(message, remedy, FIELD, "same_invoice", count=elsewhere)


def title(facts: LineFacts) -> Iterator[Problem]:
    """They are made out to a company of ours."""
    read = [invoice for invoice in facts.invoices if invoice.buyer or invoice.buyer_tax_number]
    if not read or not facts.our_titles:
        remedy = N_("Upload the invoice as XML, OFD or PDF, so that its buyer can be read.")
        raise CannotCheck(N_("To whom the invoice is made out could not be checked."), remedy, FIELD, "buyer_unknown")
    for invoice in read:
        if not {bare(invoice.buyer), bare(invoice.buyer_tax_number)} & facts.our_titles:
            yield blocker(
                N_("The invoice is made out to “%(buyer)s”, not to our company."),
                N_("Have it made out anew with our name and tax number."),
                FIELD,
                "buyer_is_another",
                buyer=invoice.buyer or invoice.buyer_tax_number,
            )


def fits(facts: LineFacts) -> Iterator[Problem]:
    """There is one where one is needed, its file can be read, and day and amount agree with the line."""
    if not facts.invoices:
        remedy = N_("Enter its number or upload its file.")
        raise CannotCheck(N_("There is no invoice to look at."), remedy, FIELD, "invoice_missing")
    for invoice in facts.invoices:
        yield from _file(invoice)
        if invoice.issued_on and invoice.issued_on > facts.today:
            message = N_("The invoice is dated %(on)s, which is still to come.")
            yield blocker(message, N_("Check the file."), FIELD, "invoice_in_future", on=invoice.issued_on)
    totals = [invoice.total for invoice in facts.invoices]
    if None not in totals and facts.amount > sum(totals, Decimal(0)):
        message = N_("The line claims more than its invoices say: %(total)s.")
        remedy = N_("Claim at most what was invoiced, or add the missing invoice.")
        yield blocker(message, remedy, "amount", "more_than_invoiced", total=f"{sum(totals, Decimal(0)):,.2f}")


def _file(invoice) -> Iterator[Problem]:
    if invoice.problem:
        message = N_("A file could not be read; what it says was not checked.")
        yield doubt(message, N_("Look at the file yourself."), FIELD, "invoice_unreadable", reason=invoice.problem)
    if invoice.differing:
        message = N_("Invoice %(number)s says different things in different places: %(fields)s.")
        remedy = N_("Look at the file: it may have been altered.")
        fields = ", ".join(invoice.differing)
        yield doubt(message, remedy, FIELD, "invoice_differs", number=invoice.number, fields=fields)
