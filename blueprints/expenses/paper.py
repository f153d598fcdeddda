"""The paper of a claim: its data in the reader's language, typeset by Typst. People's text travels as data only."""

from typing import Any

from flask_babel import gettext as _

import clock
from blueprints.looks import day, moment, money
from blueprints.papers import typeset
from models import EvidenceSnapshot, ExpenseClaim, ExpenseLine
from policy.expenses import Verdict

TEMPLATE = "expenses/documents/claim.typ"
DEEDS = {
    "submit": "Submitted",
    "withdraw": "Taken back",
    "approve": "Approved by manager",
    "send_back": "Returned by manager",
    "take": "Taken into check",
    "release": "Given back to the queue",
    "finish": "Approved for payment",
    "refuse": "Returned by finance",
    "pay": "Paid",
    "lines_changed": "Went back: its lines had changed",
}


def claim_pdf(claim: ExpenseClaim, lines: list[ExpenseLine], seen: dict[int, EvidenceSnapshot]) -> bytes:
    """The PDF of a claim, A4. ``seen``: what finance saw when it decided, by line id."""
    return typeset(TEMPLATE, claim_data(claim, lines, seen))


def claim_data(claim: ExpenseClaim, lines: list[ExpenseLine], seen: dict) -> dict[str, Any]:
    """Everything that the paper says, as plain text."""
    return {
        "company": f"{_('Xianlu')} · {claim.unit.name}",
        "number": claim.number,
        "purpose": claim.purpose,
        "status": _(claim.status.label),
        "claimant": claim.claimant.name,
        "unit": claim.unit.name,
        "period": f"{day(claim.period_from)} – {day(claim.period_to)}",
        "total": money(claim.total),
        "accepted": money(claim.accepted_total) if claim.status in {"approved", "paid"} else "—",
        "printed": moment(clock.now()),
        "words": _words(),
        "lines": [_line(line, seen.get(line.id)) for line in lines],
        "decisions": [
            {"at": moment(row.at), "what": _(DEEDS[row.decision]), "who": row.by.name, "note": row.note}
            for row in claim.decisions
        ],
    }


def _words() -> dict[str, Any]:
    return {
        "title": _("Expense claim"),
        "claimant": _("Claimant"),
        "unit": _("Unit"),
        "period": _("Period"),
        "accepted": _("Accepted"),
        "columns": ["#", _("Date"), _("Category"), _("Description"), _("Invoice"), _("Amount")],
        "sum": _("Total"),
        "evidence": _("What the lines rest on (A3.4)"),
        "decisions": _("Decisions"),
        "none": _("None."),
        "printed": _("Printed"),
        "signatures": [_("Claimant"), _("Manager"), _("Checked by finance"), _("Paid by")],
    }


def _line(line: ExpenseLine, snapshot: EvidenceSnapshot | None) -> dict[str, Any]:
    return {
        "day": day(line.spent_on),
        "category": _(line.category.label),
        "description": line.description,
        "customer": line.customer.name if line.customer else "",
        "invoice": line.invoice_number,
        "amount": money(line.amount),
        "accepted": "" if line.verdict is Verdict.OPEN else money(line.accepted_amount),
        "evidence": [[name, text] for name, text in _evidence(line, snapshot) if text],
    }


def _evidence(line: ExpenseLine, snapshot: EvidenceSnapshot | None):
    if line.relates_to_customer:
        yield _("Customer"), line.customer.name if line.customer else "—"
        yield _("Customer's real progress"), line.progress
        yield _("Key value"), line.key_value
    if line.relates_to_action and line.activity:
        kept = (snapshot.evidence.get("activity") if snapshot else None) or {}
        activity = line.activity
        yield _("Activity"), f"{_(activity.kind.label)} · {moment(activity.starts_at)} · {activity.owner.name}"
        yield _("About"), kept.get("subject", activity.subject)
        yield _("What happened"), kept.get("summary", activity.summary)
    if line.verdict is not Verdict.OPEN:
        yield _("Verdict"), f"{_(line.verdict.label)} {money(line.accepted_amount)} {line.verdict_reason}".strip()
    yield _("Attachments"), "、".join(file.filename for file in line.files)
