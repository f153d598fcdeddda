"""A line as it is being typed: what can be chosen for it, and what the policy says of it. Nothing is written."""

from decimal import Decimal

from flask_login import current_user

import clock
from blueprints.expenses.forms import LineFields
from columns import LARGEST_AMOUNT
from models import ExpenseClaim, ExpenseLine
from operations.expense_lines import completed
from policy.expenses import ALWAYS_BOTH, Category
from queries.attachments import shelf
from queries.expense_activities import choices
from queries.expenses import examination_of_typed
from queries.opportunities import choices as opportunity_choices


def typed_line(claim: ExpenseClaim, form: LineFields, stored: ExpenseLine | None = None) -> ExpenseLine:
    """What the form says as a line that is not stored; what is missing is filled so that the rest can be judged."""
    line = ExpenseLine(claim_id=claim.id, id=stored and stored.id)
    if stored is not None:
        line.customer, line.opportunity, line.activity = stored.customer, stored.opportunity, stored.activity
    values = form.line()
    values["spent_on"] = values["spent_on"] or min(clock.today(), claim.period_to)
    values["amount"] = values["amount"] if 0 < (values["amount"] or 0) <= LARGEST_AMOUNT else Decimal(0)
    if not isinstance(values["category"], Category):
        values["category"] = Category.OTHER
    if values["ended_on"] and values["ended_on"] < values["spent_on"]:
        values["ended_on"] = None
    for name in ("invoice_number", "city", "from_city", "description", "progress", "key_value"):
        values[name] = values[name] or ""
    completed(line, values, current_user._get_current_object(), bool(form.take_over.data))
    return line


def line_context(
    claim: ExpenseClaim, form: LineFields, stored: ExpenseLine | None = None, helpful: bool = False
) -> dict:
    """Everything that ``expenses/lines/_form.html`` and its parts show; ``helpful`` takes the activity's customer."""
    me = current_user._get_current_object()
    line = typed_line(claim, form, stored)
    if helpful and line.activity and line.relates_to_customer and line.customer_id is None:
        form.customer_id.data = line.activity.customer_id
        line = typed_line(claim, form, stored)
    taken = bool(form.take_over.data and line.activity is not None)
    if taken:
        form.progress.data, form.key_value.data, form.take_over.data = line.progress, line.key_value, False
    return {
        "claim": claim,
        "form": form,
        "line": line,
        "stored": stored,
        "taken": taken,
        "fixed": form.category.data in ALWAYS_BOTH,
        "opportunities": opportunity_choices(me, line.customer_id, line.opportunity_id) if line.customer_id else [],
        "activities": choices(claim, line) if line.relates_to_action else [],
        "examination": examination_of_typed(claim, line),
        "shelf": shelf(me, stored) if stored is not None else None,
    }
