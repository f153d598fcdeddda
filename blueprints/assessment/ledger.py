"""The ledger of violations: the list, one with what shows it and what follows, and its withdrawal."""

from flask import flash
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload

from access import requires, visible_or_404
from blueprints import arguments
from blueprints.assessment import blueprint
from blueprints.assessment.forms import ReasonForm
from blueprints.doors import attempt, go, me, refused, shown
from models import Violation
from operations import violations as verbs
from policy.assessment import ViolationKind
from policy.permissions import Permission
from policy.violations import withdraw_problems
from queries import violations as known
from queries.measures import shown_on_grounds
from queries.pages import capped_count, keyset

TABS = ("standing", "withdrawn", "all")
CLAUSES = ("A12.1", "A12.2", "A12.3")


@blueprint.get("")
@requires(Permission.VIEW_SUPERVISION)
def ledger():
    """What is held against the people whom the reader leads, and oneself."""
    tab = arguments.choice("tab", TABS, "standing")
    clause = arguments.choice("clause", CLAUSES)
    asked = {
        "person_id": arguments.number("person"),
        "unit_id": arguments.number("unit"),
        "kind": arguments.word("kind", ViolationKind),
        "since": arguments.day("from"),
        "until": arguments.day("until"),
    }
    rows = known.ledger(me(), tab=tab, clause=clause, **asked)
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(rows, Violation.on, Violation.id, **cursors)
    return shown(
        "assessment/_list.html",
        "assessment/index.html",
        page=page,
        total=capped_count(rows),
        tab=tab,
        clause=clause,
        clauses=CLAUSES,
        kinds=list(ViolationKind),
        units=known.units_in_ledger(me()),
        people=known.people_of_ledger(me()),
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
        **asked,
    )


def _violation(violation_id: int) -> Violation:
    whole = [joinedload(one) for one in (Violation.user, Violation.unit, Violation.by, Violation.withdrawn_by)]
    return visible_or_404(Violation, violation_id, *whole)


def _context(row: Violation) -> dict:
    blocked = [one for one in withdraw_problems(known.withdraw_facts(row, me(), "?")) if one.code != "no_reason"]
    return {"row": row, "measures": shown_on_grounds(me(), row.id), "may_withdraw": not blocked}


@blueprint.get("/violations/<int:violation_id>")
@requires(Permission.USE)
def violation(violation_id: int):
    """A violation: for the person whom it concerns, and who leads them."""
    row = _violation(violation_id)
    form = ReasonForm(formdata=None, version=row.version)
    return shown("assessment/_violation.html", "assessment/violation.html", form=form, **_context(row))


@blueprint.post("/violations/<int:violation_id>/withdraw")
@requires(Permission.ASSESS)
def withdraw(violation_id: int):
    """The fact was wrong: what rests on it falls."""
    _violation(violation_id)
    form = ReasonForm()
    deed = lambda: verbs.withdraw(violation_id, form.version.data, me(), form.reason.data)  # noqa: E731
    if form.validate() and attempt(form, deed) is not None:
        flash(_("Withdrawn; the person has been told."), "success")
        return go(f"/assessment/violations/{violation_id}")
    row = _violation(violation_id)
    return refused("assessment/_violation.html", "assessment/violation.html", form=form, **_context(row))


def own_rows() -> list[Violation]:
    """The violations of the reader, the last first."""
    rows = known.ledger(me(), person_id=current_user.id).order_by(Violation.on.desc(), Violation.id.desc())
    return known.first_of(rows)
