"""What the screen of a decision shows: content and evidence in the reader's words, the route with who decided what."""

import datetime as dt
import functools
import re
from decimal import Decimal
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.approvals import blueprint
from blueprints.approvals.forms import DecisionForm
from blueprints.approvals.inbox import filters_of, narrowed
from blueprints.looks import day, moment, money
from extensions import db
from models import Approval
from operations.approval_kinds import AMOUNT, PAYMENT, RATIO, Handler, handler_of
from policy.approvals import ApprovalState
from policy.content_changes import Change, changed
from policy.seats import DECIDE, Standing
from policy.words import Word
from queries.approval_files import barred_ids, decided_before, deciding
from queries.approvals import next_for, whom
from queries.customer_business import business_of

ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def context(approval: Approval, form: DecisionForm) -> dict:
    """Everything on the screen of one approval."""
    user = current_user._get_current_object()
    handler = handler_of(approval.kind)
    subject = db.session.get(handler.model, approval.subject_id)
    pending = approval.state is ApprovalState.PENDING
    turns = deciding(approval, user) if pending else []
    turn = next((one for one in turns if one[1] in DECIDE), turns[0] if turns else None)
    last = decided_before(approval)
    return {
        "approval": approval,
        "form": form,
        "pending": pending,
        "step": turn[0] if turn else None,
        "standing": turn[1] if turn else None,
        "decides": turn is not None and turn[1] is not Standing.PREPARES,
        "own": user.id in barred_ids(approval),
        "url": handler.url(subject),
        "evidence": handler.evidence(subject),
        "margins": handler.margins(subject, user) if any(one[1] in DECIDE for one in turns) else None,
        "problems": handler.problems(subject) if pending else [],
        "reasoned": handler.reasoned(subject) if turn else {},
        "content": _content(approval, handler),
        "last": last,
        "changes": _changes(approval, handler, last),
        "business": business_of(approval.customer_id) if approval.customer_id else None,
        "whom": whom(approval.steps),
        "typed": request.form,
        "narrowed": narrowed(),
        "following": next_for(user, approval, filters_of(user)),
    }


def _content(approval: Approval, handler: Handler) -> list[tuple[str, str, str]]:
    labels, words = handler.labels(), handler.words()
    given = [key for key in labels if approval.content.get(key) not in (None, "", [])]
    return [(key, _(labels[key]), _shown(words, key, approval.content[key])) for key in given]


def _shown(words: dict, key: str, value: Any) -> str | list[str]:
    """A value of the content in words; what is listed, one by one."""
    return [said(words, key, item) for item in value] if isinstance(value, list) and value else said(words, key, value)


def _changes(approval: Approval, handler: Handler, last: Approval | None) -> list[tuple[str, Change]]:
    before = approval.before or (last.content if last else None)
    if not before:
        return []
    labels, words = handler.labels(), handler.words()
    found = {key: changed(before.get(key), approval.content.get(key)) for key in labels}
    return [
        (_(labels[key]), change.told(functools.partial(said, words, key))) for key, change in found.items() if change
    ]


def said(words: dict, key: str, value: Any) -> str:
    """A plain value of the content in words."""
    if value in (None, "", []):
        return "—"
    if words.get(key) == AMOUNT:
        return money(Decimal(value))
    if words.get(key) == RATIO:
        return f"{Decimal(value).normalize():f}"
    if words.get(key) == PAYMENT and isinstance(value, str):
        return _payment(value)
    if key in words:
        return _(words[key][value]) if value in words[key] else str(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return _("; ").join(said(words, key, item) for item in value)
    if isinstance(value, dict):
        return " · ".join(str(part) for part in value.values() if part not in (None, ""))
    return day(dt.date.fromisoformat(value)) if ISO_DAY.fullmatch(str(value)) else str(value)


def _payment(line: str) -> str:
    """A payment on its line: the day in the house's way, and acceptance in words."""
    said_day = ISO_DAY.sub(lambda found: day(dt.date.fromisoformat(found[0])), line)
    return f"{said_day[:-1]}{_('on acceptance')}" if line.endswith(" ✓") else said_day


@blueprint.app_template_filter("evident")
def evident(value: Any) -> str:
    """A piece of evidence as it is shown: words by their labels, amounts, days and moments in the house's way."""
    if isinstance(value, Word):
        return _(value.label)
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return day(value)
    return "—" if value in (None, "") else str(value)
