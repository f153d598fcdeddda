"""A9.1, A3.7: quotes. Where they stand, who gets none, and who approves which discount; ``quote_sums`` has the amounts."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from policy.approvals import StepPlan
from policy.problems import Kind, Problem, refusals
from policy.quote_sums import Sums, spoken
from policy.roles import Role
from policy.words import N_, Word

_refused = refusals("A9.1")


class QuoteStatus(Word):
    """Where a quote stands."""

    DRAFT = "draft", N_("Draft")
    PENDING = "pending", N_("Waiting for approval")
    RETURNED = "returned", N_("Returned")
    APPROVED = "approved", N_("Approved")
    SENT = "sent", N_("Sent")
    ACCEPTED = "accepted", N_("Offer accepted")
    DECLINED = "declined", N_("Offer declined")
    EXPIRED = "expired", N_("Expired")
    REPLACED = "replaced", N_("Replaced by a newer version")
    CANCELLED = "cancelled", N_("Cancelled")


OPEN = frozenset({QuoteStatus.DRAFT, QuoteStatus.RETURNED})
"""What may be submitted."""
EDITABLE = OPEN | {QuoteStatus.APPROVED}
"""What may still be changed or cancelled. A change of what was approved voids the approval."""
IN_FORCE = frozenset({QuoteStatus.APPROVED, QuoteStatus.SENT, QuoteStatus.ACCEPTED})
"""Approved as it stands: may be printed without "draft", sent, and turned into a contract (A9.1)."""
MOST_LINES = 500
LEAST_QUANTITY = Decimal("0.001")
MOST_QUANTITY = Decimal("9999999.999")
LARGEST_TOTAL = Decimal("99999999999.99")
MOST_NAMED = 20


@dataclass(frozen=True)
class QuotedFacts:
    """To whom, and about what. ``contacted``: a contact activity that was not imported is done with the customer."""

    customer_approved: bool
    contacted: bool
    opportunity_open: bool
    stage_allows: bool
    same_customer: bool = True


def quoted_problems(facts: QuotedFacts) -> Iterator[Problem]:
    """Who gets no quote (A9.1): not in the CRM, never met or spoken to, too early, or too late."""
    if not facts.customer_approved:
        yield _refused(
            "customer_not_approved",
            N_("The customer is not approved in the CRM: there is no quote for it."),
            N_("Submit the customer for review first."),
            "customer_id",
        )
    if not facts.contacted:
        yield _refused(
            "never_contacted",
            N_("The customer was never met or spoken to: there is no quote for it."),
            N_("Record the visit, meeting, call or demo that was done; imported ones do not count."),
            "customer_id",
        )
    if not facts.same_customer:
        yield _refused(
            "other_customer",
            N_("This opportunity belongs to another customer."),
            N_("Choose one of the customer's own."),
            "opportunity_id",
        )
    if not facts.opportunity_open:
        yield _refused(
            "opportunity_closed",
            N_("The opportunity is closed."),
            N_("Quote for an open one."),
            "opportunity_id",
        )
    elif not facts.stage_allows:
        yield _refused(
            "too_early",
            N_("The opportunity has not come to a stage that allows quotes."),
            N_("Move it on as soon as it has got there (A6.1)."),
            "opportunity_id",
        )


@dataclass(frozen=True)
class LineFacts:
    """One line. ``current_price`` is what the price list says now, None where the product is not on it."""

    position: int
    label: str
    quantity: Decimal
    list_price: Decimal
    net_price: Decimal
    current_price: Decimal | None
    active: bool


def line_problems(line: LineFacts) -> Iterator[Problem]:
    """What is wrong with a line by itself, whoever looks at it and whenever."""
    params = {"line": line.position, "product": line.label}
    if not LEAST_QUANTITY <= line.quantity <= MOST_QUANTITY:
        bounds = {"least": f"{LEAST_QUANTITY}", "most": f"{MOST_QUANTITY:,}"}
        message = N_("Line %(line)s, %(product)s: a quantity lies between %(least)s and %(most)s.")
        yield _refused("quantity", message, N_("Correct the quantity."), "quantity", **params, **bounds)
    if line.net_price < 0:
        message = N_("Line %(line)s, %(product)s: a price is not negative.")
        yield _refused("negative", message, N_("Correct the net price or the discount."), "net_price", **params)
    elif line.net_price > line.list_price:
        message = N_("Line %(line)s, %(product)s: the net price is above the list price.")
        yield _refused("above_list", message, N_("Offer at most the list price."), "net_price", **params)
    elif line.net_price == 0 < line.list_price:
        message = N_("Line %(line)s, %(product)s is given away.")
        yield Problem("A9.1", Kind.WARNS, message, field="net_price", code="given_away", params=params)


def submission_line_problems(line: LineFacts) -> Iterator[Problem]:
    """Why a line is not submitted as it stands: what it offers must still be sold, at this list price."""
    yield from line_problems(line)
    params = {"line": line.position, "product": line.label}
    if not line.active:
        message = N_("Line %(line)s: %(product)s was withdrawn from sale.")
        yield _refused("withdrawn", message, N_("Take it out, or offer another product."), "lines", **params)
    elif line.current_price is None:
        message = N_("Line %(line)s: %(product)s is not on the price list any more.")
        yield _refused("not_listed", message, N_("Take it out, or choose another price list."), "lines", **params)
    elif line.current_price != line.list_price:
        message = N_("Line %(line)s: the list price of %(product)s is %(now)s now, not %(was)s.")
        remedy = N_("Save the quote again: it takes the list prices that hold now.")
        prices = {"now": f"{line.current_price:,.2f}", "was": f"{line.list_price:,.2f}"}
        yield _refused("other_list_price", message, remedy, "lines", **params, **prices)


@dataclass(frozen=True)
class StaleFacts:
    """A3.7: customers that a partner did not keep up to date for ``days`` days: how many, and those one may know of, by
    id and name."""

    partner: bool = False
    days: int = 30
    count: int = 0
    named: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class SubmissionFacts:
    """A quote that is submitted on ``today``; ``list_from`` is None where no price list is chosen."""

    status: QuoteStatus
    quoted: QuotedFacts
    lines: tuple[LineFacts, ...]
    sums: Sums
    today: dt.date
    valid_until: dt.date
    list_from: dt.date | None
    list_until: dt.date | None
    stale: StaleFacts


def submission_problems(facts: SubmissionFacts) -> Iterator[Problem]:
    """Why a quote is not submitted (A9.1, A3.7)."""
    if facts.status not in OPEN:
        message = N_("A quote in this state is not submitted.")
        yield _refused("not_open", message, N_("Look at where it stands now."))
        return
    yield from quoted_problems(facts.quoted)
    yield from validity_problems(facts.valid_until, facts.today)
    yield from list_problems(facts.list_from, facts.list_until, facts.today, facts.valid_until)
    if not facts.lines:
        yield _refused("no_lines", N_("The quote has no lines."), N_("Choose what is offered."), "lines")
    for line in facts.lines:
        yield from submission_line_problems(line)
    yield from total_problems(facts.sums)
    yield from special_price_problems(facts.sums, facts.stale)


def agreement_problems(facts: SubmissionFacts) -> Iterator[Problem]:
    """Why a quote that waits cannot be agreed to any more, whoever decides: what A9.1 asks for has gone meanwhile.

    The day of the submission decides about list and prices; whether there may be a quote at all, whether what it offers
    is still sold, and whether a partner earned its special price (A3.7) is asked again. Disagreeing is always possible.
    """
    yield from quoted_problems(facts.quoted)
    yield from validity_problems(facts.valid_until, facts.today)
    for line in facts.lines:
        yield from (problem for problem in submission_line_problems(line) if problem.code == "withdrawn")
    yield from special_price_problems(facts.sums, facts.stale)


def waiting_problems(facts: SubmissionFacts) -> Iterator[Problem]:
    """What who decides looks at: what stops them, and, as a warning, what else would stop a submission of today."""
    stops = {problem.code for problem in agreement_problems(facts)}
    for problem in submission_problems(replace(facts, status=QuoteStatus.DRAFT)):
        yield problem if problem.code in stops else replace(problem, kind=Kind.WARNS)


def validity_problems(valid_until: dt.date, today: dt.date) -> Iterator[Problem]:
    """A quote is valid until the end of a day that has not passed."""
    if valid_until < today:
        message = N_("The quote would be valid until %(day)s, which has passed.")
        yield _refused("validity_past", message, N_("Choose a later day."), "valid_until", day=str(valid_until))


def list_problems(
    first: dt.date | None, last: dt.date | None, today: dt.date, valid_until: dt.date
) -> Iterator[Problem]:
    """A price list holds from its first to its last company day, both included; it ends at midnight after it.

    The day of the submission decides: what was submitted in time is approved later, too.
    """
    if first is None:
        yield _refused("no_list", N_("No price list is chosen."), N_("Choose one that is valid."), "price_list_id")
    elif first > today:
        message = N_("The price list is valid only from %(day)s.")
        yield _refused("list_not_yet", message, N_("Choose one that is valid today."), "price_list_id", day=str(first))
    elif last is not None and last < today:
        message = N_("The price list was valid until %(day)s.")
        yield _refused("list_over", message, N_("Choose one that is valid today."), "price_list_id", day=str(last))
    elif last is not None and last < valid_until:
        message = N_("The quote is valid longer than its price list, which ends on %(day)s.")
        yield Problem("A9.1", Kind.WARNS, message, field="valid_until", code="list_ends", params={"day": str(last)})


def total_problems(sums: Sums) -> Iterator[Problem]:
    """A total has to fit into what the books can hold."""
    if max(sums.list_total, sums.gross_total) > LARGEST_TOTAL:
        message = N_("The quote amounts to more than %(most)s.")
        yield _refused("too_large", message, N_("Correct quantities or prices."), most=f"{LARGEST_TOTAL:,}")


def special_price_problems(sums: Sums, stale: StaleFacts) -> Iterator[Problem]:
    """A3.7: the special price of a joint venture or agent that neglects its customers is not processed."""
    if stale.partner and sums.lowest < 1 and stale.count:
        params = {"count": stale.count, "days": stale.days}
        message = N_("%(count)s customers were not kept up to date within %(days)s days.")
        if stale.named:
            params |= {"customers": stale.named, "more": stale.count - len(stale.named)}
        else:
            message = N_("%(count)s customers of colleagues were not kept up to date within %(days)s days.")
        remedy = N_(
            "Get in contact and record it, or quote the list price: a special price is not processed until then."
        )
        yield Problem("A3.7", Kind.BLOCKS, message, remedy, "lines", "stale_customers", params)


@dataclass(frozen=True)
class Floors:
    """The parameters of authority: down to which ratio who approves."""

    manager: Decimal
    assistant: Decimal


def authority(ratio: Fraction, floors: Floors) -> Role:
    """Who approves a ratio by themselves (A9.1). The ratio is exact: what is a hair below a floor is below it."""
    if ratio >= Fraction(floors.manager):
        return Role.DEPARTMENT_MANAGER
    return Role.PRESIDENTS_ASSISTANT if ratio >= Fraction(floors.assistant) else Role.VICE_PRESIDENT


WHY_WHOLE = N_("The whole is at %(ratio)s.")
WHY_LINE = N_("The deepest line is at %(ratio)s, the whole at %(whole)s.")
WHY_LIST = N_("Everything is at list price.")


def route(sums: Sums, floors: Floors) -> list[StepPlan]:
    """One decision, of who has the authority for the whole *and* for the deepest line; a vice president's is also the
    president's."""
    params = {"ratio": spoken(sums.lowest), "whole": spoken(sums.whole)}
    why = WHY_LIST if sums.lowest == 1 else WHY_LINE if sums.deepest < sums.whole else WHY_WHOLE
    return [StepPlan(1, authority(sums.lowest, floors), "A9.1", why, params)]


def edit_problems(status: QuoteStatus, rested_on: bool = False) -> Iterator[Problem]:
    """Why a quote is not changed or cancelled. What waits is frozen, also by a contract; what went out is revised."""
    if rested_on:
        message, remedy = (
            N_("A contract rests on this quote."),
            N_("Take the contract back first, or make a new version."),
        )
        yield _refused("rested_on", message, remedy)
    if status is QuoteStatus.PENDING:
        message, remedy = N_("The quote waits for approval."), N_("Take it back first, or wait for the decision.")
        yield _refused("frozen", message, remedy)
    elif status not in EDITABLE:
        message, remedy = N_("A quote in this state is not changed any more."), N_("Make a new version of it.")
        yield _refused("not_editable", message, remedy)
