"""Quotes (A9.1): begun for an opportunity, changed, submitted, taken back, cancelled. Amounts are the server's own."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

import clock
from access import visible
from extensions import db
from models import Contact, Customer, Opportunity, PriceList, Quote, QuoteLine, User
from operations import Refused, approvals, changes, locked, once, record, refuse_if, transaction
from operations.quote_approval import QuoteApproval, set_sums
from policy.approvals import ApprovalKind
from policy.problems import Kind, Problem
from policy.quoting import (
    MOST_LINES,
    QuoteStatus,
    edit_problems,
    quoted_problems,
    submission_problems,
    total_problems,
    validity_problems,
)
from policy.words import N_
from queries.letterheads import letterhead_of
from queries.quote_lines import Drawn, TypedLine, drawn, total
from queries.quotes import contract_rests_on, quoted_facts, submission_facts

TRIES = 5
UNREADABLE = Problem(
    "", Kind.BLOCKS, N_("Some lines cannot be kept as they are."), N_("Correct what is marked."), "lines"
)
NO_CONTACT = Problem(
    "", Kind.BLOCKS, N_("This person does not belong to the customer."), field="contact_id", code="contact"
)
NO_LIST = Problem(
    "", Kind.BLOCKS, N_("There is no such price list."), N_("Choose one of the list."), "price_list_id", "no_list"
)


def create(by: User, opportunity_id: int, values: dict[str, Any], form_key: str = "") -> Quote:
    """Begin a quote for an opportunity, in its owner's name; ``values`` are columns of the header.

    Raises ``Refused`` for whom there is no quote: not approved, never met or spoken to, too early, closed (A9.1).
    """
    with transaction():
        form = once(form_key, by.id)
        opportunity = locked(Opportunity, opportunity_id)
        refuse_if(quoted_problems(quoted_facts(opportunity.customer, opportunity)))
        quote = Quote(
            customer_id=opportunity.customer_id,
            opportunity_id=opportunity.id,
            owner_id=opportunity.owner_id,
            unit_id=opportunity.unit_id,
            created_at=clock.now(),
            created_by_id=by.id,
            **values,
        )
        refuse_if([*validity_problems(quote.valid_until, clock.today()), *_named_problems(quote, values, by)])
        number(quote)
        record("quote_created", quote, by, after={"number": quote.number, "title": quote.title})
        if form is not None:
            form.location = f"/quotes/{quote.id}/edit"
    return quote


def number(quote: Quote) -> None:
    """Give a new quote the month's next number and add it; whoever was faster took theirs, so try the one after."""
    prefix = f"BJ-{clock.today():%Y%m}-"
    of_month = (Quote.number >= f"{prefix}0", Quote.number <= f"{prefix}99999999")
    latest = select(Quote.number).where(*of_month).order_by(func.length(Quote.number).desc(), Quote.number.desc())
    for _ in range(TRIES):
        last = db.session.scalar(latest.limit(1))
        quote.number = f"{prefix}{int(last[len(prefix) :]) + 1 if last else 1:04}"
        try:
            with db.session.begin_nested():
                db.session.add(quote)
                db.session.flush()
        except IntegrityError:
            continue
        return
    raise Refused(
        [Problem("", Kind.BLOCKS, N_("Many people begin quotes just now."), N_("Send it again."), code="busy")]
    )


def change(quote_id: int, version: int, values: dict[str, Any], lines: Sequence[TypedLine] | None, by: User) -> Quote:
    """Change header and lines (None: the lines stay). Of a line only product, quantity, wished price and note are taken.

    What was approved is void as soon as its content changes. Raises ``Refused``, ``Stale``.
    """
    with transaction():
        quote = editable(quote_id, version)
        handler = QuoteApproval()
        was = handler.content(quote)
        price_list_id = values.get("price_list_id", quote.price_list_id)
        valid_until = values.get("valid_until", quote.valid_until)
        problems = [*validity_problems(valid_until, clock.today()), *_named_problems(quote, values, by)]
        computed = drawn(quote, price_list_id, lines, by) if lines is not None else []
        refuse_if([*problems, *_lines_problems(computed, lines or ())])
        before, after = changes(quote, values)
        if lines is not None:
            _write(quote, computed)
        now = handler.content(quote)
        if now == was:
            return quote
        if quote.status is QuoteStatus.APPROVED:
            approvals.void(ApprovalKind.QUOTE, quote.id)
        quote.status = quote.status if quote.status is QuoteStatus.RETURNED else QuoteStatus.DRAFT
        record("quote_changed", quote, by, before=before | _told(was, now), after=after | _told(now, was))
    return quote


def _told(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What the audit line says of one of two contents: sums that differ, and the lines that the other has not."""
    sums = {name: one[name] for name in ("net_total", "discount", "deepest") if one[name] != other[name]}
    lines = [line for line in one["lines"] if line not in other["lines"]]
    return sums | ({"lines": lines} if one["lines"] != other["lines"] else {})


def editable(quote_id: int, version: int | None = None) -> Quote:
    """The quote under lock, if it may be changed now. Raises ``Refused``, ``Stale``."""
    quote = locked(Quote, quote_id, version)
    problems = edit_problems(quote.status, contract_rests_on(quote.id))
    refuse_if([*problems, *approvals.frozen(ApprovalKind.QUOTE, quote.id)])
    return quote


def _named_problems(quote: Quote, values: dict[str, Any], by: User):
    contact_id, list_id = values.get("contact_id"), values.get("price_list_id")
    if contact_id is not None:
        theirs = select(Contact.id).where(Contact.id == contact_id, Contact.customer_id == quote.customer_id)
        if db.session.scalar(theirs) is None:
            yield NO_CONTACT
    unseen = list_id is not None and (quote.id is None or list_id != quote.price_list_id)
    if unseen and db.session.scalar(visible(PriceList, by).where(PriceList.id == list_id)) is None:
        yield NO_LIST


def _lines_problems(computed: list[Drawn], typed: Sequence[TypedLine]):
    if len(typed) > MOST_LINES:
        message, remedy = N_("A quote has at most %(most)s lines."), N_("Split it.")
        yield Problem("", Kind.BLOCKS, message, remedy, "lines", "too_many", {"most": MOST_LINES})
    for line in computed:
        yield from line.problems
        if not line.listed and line.typed.line_id is None:
            message = N_("%(product)s is not on the price list.")
            yield Problem("A9.1", Kind.BLOCKS, message, "", "lines", "not_listed", {"product": line.label})
        elif not line.active and line.typed.line_id is None:
            message = N_("%(product)s was withdrawn from sale.")
            yield Problem("A9.1", Kind.BLOCKS, message, "", "lines", "withdrawn", {"product": line.label})
    if any(line.typed.errors for line in computed):
        yield UNREADABLE
    yield from total_problems(total(computed))


def _write(quote: Quote, computed: list[Drawn]) -> None:
    """Lines that stay keep their ids."""
    stored = {line.id: line for line in quote.lines}
    rows = []
    for line in computed:
        row = stored.pop(line.typed.line_id, None) or QuoteLine()
        changes(row, line.values())
        rows.append(row)
    quote.lines = rows
    set_sums(quote)


def submit(quote_id: int, version: int, by: User, note: str = "") -> Quote:
    """Ask for the approval, on the route that its discounts make (A9.1). Raises ``Refused``, ``Stale``."""
    with transaction():
        whose = select(Quote.customer_id).where(Quote.id == quote_id)
        locked(Customer, db.session.scalar(whose) or 0, key_share=True)
        quote = locked(Quote, quote_id, version)
        refuse_if(submission_problems(submission_facts(quote, by)))
        quote.terms = quote.terms or unit_terms(quote)
        quote.status = QuoteStatus.PENDING
        record(
            "quote_submitted", quote, by, after={"net_total": quote.net_total, "discount": quote.discount}, note=note
        )
        approvals.submit(ApprovalKind.QUOTE, quote, by, note)
    return quote


def unit_terms(quote: Quote) -> str:
    """The terms of the unit in the language of the quote: those of a quote that names none."""
    return letterhead_of(quote.unit).said("terms", quote.language != "en")


def take_back(quote_id: int, by: User) -> Quote:
    """Take a submitted quote back to mend it. Raises ``Refused`` when it does not wait any more."""
    with transaction():
        quote = locked(Quote, quote_id)
        approval = approvals.pending(ApprovalKind.QUOTE, quote.id)
        if approval is None:
            message = N_("The quote does not wait for approval any more.")
            raise Refused([Problem("A9.1", Kind.BLOCKS, message, N_("Look at where it stands now."), code="decided")])
        approvals.withdraw(approval.id, by)
    return quote


def cancel(quote_id: int, version: int, by: User, note: str = "") -> Quote:
    """Give a quote up that did not go out; what was approved is void. Raises ``Refused``, ``Stale``."""
    with transaction():
        quote = editable(quote_id, version)
        if quote.status is QuoteStatus.APPROVED:
            approvals.void(ApprovalKind.QUOTE, quote.id)
        quote.status = QuoteStatus.CANCELLED
        record("quote_cancelled", quote, by, note=note)
    return quote
