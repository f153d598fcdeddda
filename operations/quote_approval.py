"""How a quote is approved (A9.1): what is decided, what the decision sees, and what it does to the quote."""

import datetime as dt
from decimal import Decimal
from typing import Any

import clock
from extensions import db
from models import Approval, Quote, QuoteLine, User
from operations import refuse_if
from operations.approval_kinds import AMOUNT, RATIO, Handler, register
from policy.approvals import ApprovalKind, Evidence, StepPlan
from policy.margins import Margins
from policy.problems import Problem, blocking
from policy.quote_sums import cut, spoken
from policy.quoting import QuoteStatus, agreement_problems, waiting_problems
from policy.receivables import yuan
from policy.words import N_
from queries.margins import margins_for
from queries.quotes import floors, item_of, past_discounts, route_of, submission_facts, sums_of

HEADER = ("title", "contact_id", "language", "price_list_id", "valid_until", "terms", "note")
ROW = ("product_id", "label", "measure", "quantity", "list_price", "net_price", "tax_rate", "note")
PLACES = {"quantity": 3, "tax_rate": 6}


class QuoteApproval(Handler):
    """A quote: one decision, of who has the authority for the whole and for the deepest line."""

    model = Quote

    def title(self, subject: Quote) -> str:
        return f"{subject.number} {subject.title}"

    def url(self, subject: Quote) -> str:
        return f"/quotes/{subject.id}"

    def content(self, subject: Quote) -> dict[str, Any]:
        total = sums_of(subject.lines)
        return {
            "customer_id": subject.customer_id,
            "opportunity_id": subject.opportunity_id,
            **{name: getattr(subject, name) for name in HEADER},
            "list_total": f"{total.list_total:.2f}",
            "net_total": f"{total.net_total:.2f}",
            "tax_total": f"{total.tax_total:.2f}",
            "discount": f"{cut(total.whole)}",
            "deepest": f"{cut(total.deepest)}",
            "lines": [_spoken(place, line) for place, line in enumerate(subject.lines, 1)],
            "rows": [_row(line) for line in subject.lines],
        }

    def labels(self) -> dict[str, str]:
        return {
            "title": N_("Title of the quote"),
            "valid_until": N_("Valid until"),
            "list_total": N_("At list price"),
            "net_total": N_("Net amount"),
            "tax_total": N_("Tax"),
            "discount": N_("Discount of the whole"),
            "deepest": N_("Deepest line"),
            "lines": N_("Lines"),
            "terms": N_("Terms"),
        }

    def words(self) -> dict[str, dict[str, str] | str]:
        amounts = dict.fromkeys(("list_total", "net_total", "tax_total"), AMOUNT)
        return amounts | dict.fromkeys(("discount", "deepest"), RATIO)

    def route(self, subject: Quote) -> list[StepPlan]:
        return route_of(subject)

    def problems(self, subject: Quote) -> list[Problem]:
        """What speaks against it now, also what has come up since it was submitted."""
        return list(waiting_problems(submission_facts(subject, subject.owner)))

    def plain(self, subject: Quote) -> bool:
        """At list price, and with nothing to look at."""
        return sums_of(subject.lines).lowest == 1 and not self.problems(subject)

    def barred(self, subject: Quote) -> set[int]:
        return {subject.owner_id, subject.created_by_id}

    def evidence(self, subject: Quote) -> list[Evidence]:
        total, limits = sums_of(subject.lines), floors()
        deepest = min(subject.lines, key=lambda line: item_of(line).ratio, default=None)
        earlier = " · ".join(f"{row.deepest.normalize():f} ({yuan(row.net_total)})" for row in past_discounts(subject))
        return [
            Evidence(N_("Net amount, without tax"), yuan(total.net_total)),
            Evidence(N_("Given up against the list price"), yuan(total.list_total - total.net_total)),
            Evidence(N_("Discount of the whole"), spoken(total.whole), _tone(total.whole, limits), clause="A9.1"),
            Evidence(
                N_("Deepest line"),
                f"{spoken(total.deepest)} {deepest.label if deepest else ''}".strip(),
                _tone(total.deepest, limits),
                clause="A9.1",
            ),
            Evidence(N_("Valid until"), subject.valid_until),
            Evidence(
                N_("Earlier discounts of this customer, the latest first"), earlier or "–", url=_customers(subject)
            ),
        ]

    def margins(self, subject: Quote, by: User) -> Margins | None:
        return margins_for(subject, by)

    def approved(self, subject: Quote, approval: Approval, by: User | None) -> None:
        refuse_if(_gone_meanwhile(subject))
        subject.status, subject.approved_at = QuoteStatus.APPROVED, clock.now()

    def returned(self, subject: Quote, approval: Approval, by: User) -> None:
        """Back to who submitted it; a change of what was approved is undone, and the version before it holds again,
        unless what it rested on has gone."""
        subject.status = QuoteStatus.RETURNED
        if approval.before:
            restore(subject, approval.before)
            if not _gone_meanwhile(subject):
                subject.status, subject.approved_at = QuoteStatus.APPROVED, clock.now()

    def voided(self, subject: Quote, approval: Approval) -> None:
        if subject.status in (QuoteStatus.PENDING, QuoteStatus.APPROVED):
            subject.status, subject.approved_at = QuoteStatus.DRAFT, None

    def withdrawn(self, subject: Quote, approval: Approval, by: User) -> None:
        subject.status = QuoteStatus.DRAFT


def _gone_meanwhile(quote: Quote) -> list[Problem]:
    """Why nobody can agree to it any more, whoever decides."""
    return blocking(agreement_problems(submission_facts(quote, quote.owner)))


def restore(quote: Quote, content: dict[str, Any]) -> None:
    """Let the quote say again what was approved; its amounts follow from its lines."""
    for name in HEADER:
        setattr(quote, name, content[name])
    quote.valid_until = dt.date.fromisoformat(content["valid_until"])
    quote.lines = [_line(place, row) for place, row in enumerate(content["rows"], 1)]
    set_sums(quote)
    db.session.flush()


def _line(place: int, row: dict[str, Any]) -> QuoteLine:
    numbers = {name: Decimal(row[name]) for name in ("quantity", "list_price", "net_price", "tax_rate")}
    line = QuoteLine(position=place, **{**{name: row[name] for name in ROW}, **numbers})
    item = item_of(line)
    line.list_amount, line.net_amount, line.tax_amount = item.list_amount, item.net_amount, item.tax_amount
    line.discount = cut(item.ratio)
    return line


def set_sums(quote: Quote) -> None:
    """Put down what the lines make together."""
    total = sums_of(quote.lines)
    quote.list_total, quote.net_total, quote.tax_total = total.list_total, total.net_total, total.tax_total
    quote.discount, quote.deepest = cut(total.whole), cut(total.deepest)


def _row(line: QuoteLine) -> dict[str, Any]:
    """Every number with its places, so that what was typed and what was read again are the same."""
    return {name: _exact(name, getattr(line, name)) for name in ROW}


def _exact(name: str, value: Any) -> Any:
    return f"{value:.{PLACES.get(name, 2)}f}" if isinstance(value, Decimal) else value


def _spoken(place: int, line: QuoteLine) -> str:
    number = f"{line.quantity:.3f}".rstrip("0").rstrip(".")
    return f"{place}. {line.label} × {number} {line.measure} @ {line.net_price:,.2f} ({spoken(item_of(line).ratio)})"


def _tone(ratio, limits) -> str:
    return "good" if ratio >= limits.manager else "warn" if ratio >= limits.assistant else "bad"


def _customers(quote: Quote) -> str:
    return f"/quotes?who=all&customer_id={quote.customer_id}"


register(ApprovalKind.QUOTE, QuoteApproval())
