"""What the page of a quote shows of what became of it: how it went out, the answer, its versions."""

import functools
from typing import Any

from flask_babel import gettext as _
from flask_login import current_user

import clock
from blueprints.approvals.showing import said
from blueprints.doors import new_key
from blueprints.quotes.answer_forms import AcceptForm, DeclineForm, blank
from models import Quote
from operations.quote_approval import QuoteApproval
from policy.content_changes import Change, changed
from policy.quote_answers import ANSWERABLE, REVISABLE, has_run_out, stamp
from policy.quoting import IN_FORCE, QuoteStatus
from queries.quote_outcome import Version, contract_on, sendings_of, versions_of


def outcome(quote: Quote, mine: bool) -> dict[str, Any]:
    """The records of its way out, and what the reader may do about it; ``mine``: the reader works on it."""
    today = clock.today()
    open_to_answer = mine and quote.status in ANSWERABLE and quote.sent_at is not None
    several = quote.revision > 1 or quote.status is QuoteStatus.REPLACED
    resting = contract_on(quote.id) if quote.status in IN_FORCE else None
    return {
        "stamp": stamp(quote.status, quote.valid_until, today),
        "sendings": sendings_of(quote.id) if quote.sent_at else [],
        "versions": compared(versions_of(quote, current_user)) if several else [],
        "contract": resting,
        "may_send": mine and quote.status in IN_FORCE and not has_run_out(quote.status, quote.valid_until, today),
        "may_revise": mine and quote.status in REVISABLE and resting is None,
        "revision_key": new_key(),
        "accepting": blank(AcceptForm, quote) if open_to_answer and quote.valid_until >= _sent_day(quote) else None,
        "declining": blank(DeclineForm, quote) if open_to_answer and resting is None else None,
    }


def _sent_day(quote: Quote):
    return clock.day_of(quote.sent_at)


def compared(versions: list[Version]) -> list[tuple[Version, list[tuple[str, Change]]]]:
    """Each version with what is different from the one before it."""
    handler = QuoteApproval()
    contents = [handler.content(one.quote) for one in versions]
    earlier = [*contents[1:], None] if contents else []
    return [
        (one, _changes(before, now, handler) if before else [])
        for one, before, now in zip(versions, earlier, contents, strict=True)
    ]


def _changes(before: dict[str, Any], now: dict[str, Any], handler: QuoteApproval) -> list[tuple[str, Change]]:
    labels, words = handler.labels(), handler.words()
    found = {key: changed(before[key], now[key]) for key in labels if key in now}
    return [
        (_(labels[key]), change.told(functools.partial(said, words, key))) for key, change in found.items() if change
    ]
