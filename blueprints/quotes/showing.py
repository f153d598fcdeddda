"""What the pages of a quote show: the quote as it stands, and the editor with its lines computed."""

from collections.abc import Sequence
from typing import Any

from flask import request

import clock
from access import can, must_work_on, visible, visible_or_404, works_on
from blueprints import arguments
from blueprints.doors import me
from blueprints.history import readable
from blueprints.quotes.forms import QuoteFields
from blueprints.quotes.outcome import outcome
from extensions import db
from models import Contact, PriceList, Quote
from policy.approvals import ApprovalKind
from policy.permissions import Permission
from policy.quoting import EDITABLE, OPEN, QuoteStatus, list_problems, route, submission_problems, validity_problems
from queries.activities import history_of
from queries.approval_files import history
from queries.products import in_force, offered
from queries.quote_lines import TypedLine, drawn, total
from queries.quotes import ON_PAGE, floors, route_of, submission_facts, sums_of

SHOWN_PROBLEMS = 30


def quote_or_404(quote_id: int) -> Quote:
    """The quote with what its page shows, if the reader may know of it."""
    return visible_or_404(Quote, quote_id, *ON_PAGE)


def worked_on(quote_id: int, *options: Any) -> Quote:
    """The quote, if the reader may change it; else 404 or 403. Without ``options`` all that its page shows is read."""
    quote = visible_or_404(Quote, quote_id, *(options or ON_PAGE))
    must_work_on(quote)
    return quote


def quote_shown(quote: Quote, problems=()) -> dict:
    """Everything that the page of a quote shows; ``problems`` are those of a deed that was refused."""
    mine = can(Permission.WRITE_QUOTES) and works_on(quote)
    found = list(submission_problems(submission_facts(quote, me()))) if quote.status in OPEN else []
    return {
        "quote": quote,
        "sums": sums_of(quote.lines),
        "problems_found": list(problems),
        "findings": [problem for problem in found if problem not in problems][:SHOWN_PROBLEMS],
        "blocked": any(problem.blocks for problem in found),
        "plan": route_of(quote) if quote.status in OPEN and quote.lines else [],
        "approvals": history(ApprovalKind.QUOTE, quote.id),
        "history": readable(history_of(quote)),
        "may_edit": mine and quote.status in EDITABLE,
        "may_submit": mine and quote.status in OPEN,
        "may_take_back": mine and quote.status is QuoteStatus.PENDING,
        **outcome(quote, mine),
    }


def editor_shown(quote: Quote, form: QuoteFields, typed: Sequence[TypedLine]) -> dict:
    """The editor: header, lines computed by the server, what they make together and who would approve it."""
    lists = in_force(me())
    if quote.price_list is not None and quote.price_list not in lists:
        lists = [*lists, quote.price_list]
    form.offer(_contacts(quote.customer_id), lists)
    context = computed(quote, form, typed, lists) | {"form": form, "quote": quote}
    term = arguments.text("q", args=request.values)
    return context | {"offered": offered(me(), form.price_list_id.data or quote.price_list_id, term), "term": term}


def checked(quote: Quote, form: QuoteFields, typed: Sequence[TypedLine]) -> dict:
    """The same without what the reader may choose from: the answer while typing."""
    present = [quote.price_list] if quote.price_list is not None else []
    return computed(quote, form, typed, [*in_force(me()), *present]) | {"quote": quote}


def computed(quote: Quote, form: QuoteFields, typed: Sequence[TypedLine], lists: Sequence[PriceList]) -> dict:
    """The lines at the prices of the list that is chosen in the form; nothing is written."""
    chosen = next((row for row in lists if row.id == form.price_list_id.data), None)
    lines = drawn(quote, chosen.id if chosen else quote.price_list_id, typed, me())
    made = total(lines)
    return {"lines": lines, "sums": made, "plan": route(made, floors()) if lines else [], "notes": _notes(chosen, form)}


def _notes(chosen: PriceList | None, form: QuoteFields) -> list:
    today, until = clock.today(), form.valid_until.data or clock.today()
    if chosen is None:
        return list(list_problems(None, None, today, until))
    period = list_problems(chosen.valid_from, chosen.valid_until, today, until)
    return [*validity_problems(until, today), *period]


def _contacts(customer_id: int) -> list[tuple[int, str]]:
    rows = visible(Contact).where(Contact.customer_id == customer_id, Contact.active)
    return [(row.id, row.name) for row in db.session.scalars(rows.order_by(Contact.id).limit(100))]
