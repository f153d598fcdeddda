"""A3.4: the invoices of a line: used once, made out to us, in agreement with the line."""

from collections.abc import Iterator
from decimal import Decimal

from policy.checks.findings import CannotCheck, blocker, doubt
from policy.expenses import Category
from policy.filler import bare
from policy.line_facts import LineFacts
from policy.problems import Problem
from policy.vouchers import is_same
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
    if facts.same_files:
        message = N_("The same file stands on %(count)s line(s) of other claims.")
        remedy = N_("Look whether it is another expense; an invoice is reimbursed once.")
        yield doubt(message, remedy, FIELD, "same_file", count=facts.same_files)


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
        elif (
            invoice.buyer_tax_number
            and facts.our_tax_numbers
            and bare(invoice.buyer_tax_number) not in facts.our_tax_numbers
        ):
            yield blocker(
                N_("The invoice bears our name with the tax number %(number)s, which is not ours."),
                N_("Have it made out anew with our name and tax number."),
                FIELD,
                "tax_number_is_another",
                number=invoice.buyer_tax_number,
            )


def fits(facts: LineFacts) -> Iterator[Problem]:
    """There is one where one is needed, its file can be read, and day and amount agree with the line."""
    if not facts.invoices:
        remedy = N_("Enter its number or upload its file.")
        raise CannotCheck(N_("There is no invoice to look at."), remedy, FIELD, "invoice_missing")
    yield from _number(facts)
    for invoice in facts.invoices:
        yield from _file(invoice)
        if invoice.issued_on and abs(invoice.issued_on - facts.spent_on).days > facts.invoice_days:
            message = N_("The invoice is of %(on)s, more than %(days)s days from the day of the expense.")
            remedy = N_("Look whether it is the invoice of this expense.")
            yield doubt(message, remedy, FIELD, "invoice_far", on=invoice.issued_on, days=facts.invoice_days)
        if invoice.issued_on and invoice.issued_on > facts.today:
            message = N_("The invoice is dated %(on)s, which is still to come.")
            yield blocker(message, N_("Check the file."), FIELD, "invoice_in_future", on=invoice.issued_on)
    yield from _amount(facts)


def _number(facts: LineFacts) -> Iterator[Problem]:
    """The number that the line names is that of one of its files."""
    read = [invoice.number for invoice in facts.invoices if invoice.from_file and invoice.number]
    if read and facts.invoice_number and not any(is_same(number, facts.invoice_number) for number in read):
        message = N_("The line names invoice %(number)s, its file is that of %(read)s.")
        remedy = N_("Correct the number, or add the right file.")
        yield doubt(message, remedy, FIELD, "number_differs", number=facts.invoice_number, read=", ".join(read))


def _amount(facts: LineFacts) -> Iterator[Problem]:
    """The line claims at most what its invoices come to, as far as that could be read."""
    most = [invoice.most for invoice in facts.invoices]
    said = sum((invoice.said for invoice in facts.invoices), Decimal(0))
    if None not in most and facts.amount > sum(most, Decimal(0)):
        message = N_("The line claims more than its invoices say: %(total)s.")
        remedy = N_("Claim at most what was invoiced, or add the missing invoice.")
        yield blocker(message, remedy, "amount", "more_than_invoiced", total=f"{sum(most, Decimal(0)):,.2f}")
    elif facts.amount > said and any(invoice.from_file and not invoice.problem for invoice in facts.invoices):
        remedy = N_("Look at the file yourself, or add the invoice as XML, OFD or PDF.")
        message = N_("The line claims more than could be read of its invoices: %(total)s.")
        raise CannotCheck(message, remedy, "amount", "more_than_read", total=f"{said:,.2f}")


def _file(invoice) -> Iterator[Problem]:
    if invoice.problem:
        message = N_("A file could not be read; what it says was not checked.")
        yield doubt(message, N_("Look at the file yourself."), FIELD, "invoice_unreadable", reason=invoice.problem)
    if invoice.differing:
        message = N_("Invoice %(number)s says different things in different places: %(fields)s.")
        remedy = N_("Look at the file: it may have been altered.")
        fields = ", ".join(invoice.differing)
        yield doubt(message, remedy, FIELD, "invoice_differs", number=invoice.number, fields=fields)
