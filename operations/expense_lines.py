"""The lines of a claim: added, changed, taken over from an activity, removed. Every edit of a draft is kept (A3.4)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

import clock
from access import visible
from extensions import db
from models import Activity, Customer, ExpenseClaim, ExpenseLine, Opportunity, User
from operations import Refused, Stale, changes, once, record, transaction
from operations.expenses import SUBSTANCE, editable, total_up
from policy.expenses import declared
from policy.line_amounts import amount_problems, worked_out
from policy.problems import Kind, Problem
from policy.words import N_
from queries import parameters
from queries.expense_checks.others import text_key
from queries.expenses import lines_of

NAMED = {"customer_id": Customer, "opportunity_id": Opportunity, "activity_id": Activity}
UNKNOWN = {
    "customer_id": N_("This customer cannot be chosen."),
    "opportunity_id": N_("This opportunity cannot be chosen."),
    "activity_id": N_("This activity cannot be chosen."),
}
MOST_LINES = 200


def add(claim_id: int, by: User, values: dict[str, Any], *, take_over: bool = False, form_key: str = "") -> ExpenseLine:
    """Add a line to one's own open claim. ``values``: columns by name. Blockers are kept and shown, not refused.

    ``take_over``: progress and key value come from the activity. Raises ``Refused`` for a day in the future and for
    ids that the person cannot know.
    """
    with transaction():
        sent = once(form_key, by.id)
        claim = editable(claim_id, by)
        lines = lines_of(claim.id)
        refuse_too_many(lines)
        line = ExpenseLine(claim_id=claim.id, position=len(lines) + 1)
        _fill(line, values, by, take_over)
        db.session.add(line)
        record("added", line, by, after=_substance(line))
        _counted(claim)
        if sent:
            sent.location = f"/expenses/{claim.id}#line-{line.id}"
    return line


def change(
    line_id: int, by: User, values: dict[str, Any], *, take_over: bool = False, version: int | None = None
) -> ExpenseLine:
    """Change a line of one's own open claim; what changed goes to the audit. Raises ``Refused`` or ``Stale``."""
    with transaction():
        line, claim = _editable_line(line_id, by, version)
        before = _substance(line)
        _fill(line, values, by, take_over)
        after = _substance(line)
        changed = [name for name in after if before.get(name) != after[name]]
        if changed:
            record("changed", line, by, before={n: before[n] for n in changed}, after={n: after[n] for n in changed})
        _counted(claim)
    return line


def remove(line_id: int, by: User, *, version: int | None = None) -> ExpenseClaim:
    """Take a line out of one's own open claim; it stays in the database for the proof. Its claim comes back."""
    with transaction():
        line, claim = _editable_line(line_id, by, version)
        line.removed_at = clock.now()
        record("removed", line, by, before=_substance(line))
        _counted(claim)
    return claim


def refuse_too_many(lines: Sequence[ExpenseLine]) -> None:
    """A claim is read by people: it has a last page."""
    if len(lines) >= MOST_LINES:
        message = N_("A claim has at most %(most)s lines.")
        raise Refused(
            [
                Problem(
                    "", Kind.BLOCKS, message, N_("Begin another claim."), code="too_many", params={"most": MOST_LINES}
                )
            ]
        )


def completed(line: ExpenseLine, values: dict[str, Any], by: User, take_over: bool = False) -> list[Problem]:
    """Put what was entered on a line, stored or only typed; the problems of ids that the person cannot know."""
    values = worked_out(values, parameters.value("mileage_rate", on=values["spent_on"]))
    customer, action = declared(values["category"], values["relates_to_customer"], values["relates_to_action"])
    values.update(relates_to_customer=customer, relates_to_action=action)
    if not customer:
        values.update(customer_id=None, opportunity_id=None)
    if not action:
        values.update(activity_id=None)
    problems = _link(line, values, by)
    if take_over and line.activity is not None:
        taken = {name: getattr(line.activity, name) for name in ("progress", "key_value")}
        values.update({name: text for name, text in taken.items() if text})
    problems += amount_problems(values)
    changes(line, values | {"amount": values["amount"] or Decimal(0)})
    line.progress_key, line.key_value_key = text_key(line.progress), text_key(line.key_value)
    return problems


def _fill(line: ExpenseLine, values: dict[str, Any], by: User, take_over: bool) -> None:
    problems = completed(line, values, by, take_over)
    if line.spent_on > clock.today():
        remedy = N_("Enter the day on which the money was spent.")
        message = N_("The expense lies in the future.")
        problems.append(Problem("A3.4", Kind.BLOCKS, message, remedy, "spent_on", "spent_in_future"))
    if line.ended_on and line.ended_on < line.spent_on:
        remedy = N_("Enter the day of departure, or leave it empty.")
        problems.append(Problem("", Kind.BLOCKS, N_("It ends before it begins."), remedy, "ended_on", "ends_early"))
    if problems:
        raise Refused(problems)


def _link(line: ExpenseLine, values: dict[str, Any], by: User) -> list[Problem]:
    """Set customer, opportunity and activity through the person; what stands on the line already may stay."""
    problems = []
    with db.session.no_autoflush:
        for column, model in NAMED.items():
            relation, wanted = column.removesuffix("_id"), values.pop(column)
            known = getattr(line, relation)
            row = known if known is not None and known.id == wanted else _seen(model, wanted, by)
            if wanted is not None and row is None:
                problems.append(Problem("", Kind.BLOCKS, UNKNOWN[column], field=column, code=f"unknown_{relation}"))
            setattr(line, relation, row)
            setattr(line, column, row.id if row else None)
    return problems


def _seen(model: type, row_id: int | None, by: User):
    return None if row_id is None else db.session.scalar(visible(model, by).where(model.id == row_id))


def _editable_line(line_id: int, by: User, version: int | None) -> tuple[ExpenseLine, ExpenseClaim]:
    """A line under its claim's lock; the claim is locked first, as everywhere."""
    claim_id = db.session.scalar(select(ExpenseLine.claim_id).where(ExpenseLine.id == line_id))
    claim = editable(claim_id or 0, by)
    line = next((line for line in lines_of(claim.id) if line.id == line_id), None)
    if line is None:
        raise Refused([Problem("", Kind.BLOCKS, N_("This no longer exists."), code="gone")])
    if version is not None and line.version != version:
        raise Stale(line)
    return line, claim


def _counted(claim: ExpenseClaim) -> None:
    db.session.flush()
    total_up(claim, lines_of(claim.id))


def _substance(line: ExpenseLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in SUBSTANCE if name != "id"}
