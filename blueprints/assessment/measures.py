"""Measures: what waits for a decision, one with its working in words, the decision, the appeal, the ruling."""

from flask import flash
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

import clock
from access import requires, visible_or_404
from blueprints import arguments
from blueprints.assessment import blueprint
from blueprints.assessment.forms import AppealForm, DecideForm, ReasonForm, RuleForm
from blueprints.doors import attempt, go, me, refused, shown
from models import Measure, User
from operations import measures as verbs
from policy.assessment import MeasureState, ViolationKind
from policy.measure_decisions import decision_problems, may_appeal, ruling_problems
from policy.permissions import Permission
from queries import measures as known
from queries.pages import capped_count, keyset
from queries.violations import people_of_ledger, units_in_ledger

TABS = ("proposed", "appealed", "decided", "all")


@blueprint.get("/measures")
@requires(Permission.VIEW_SUPERVISION)
def measures():
    """The measures of the people whom the reader leads: first what waits for a decision."""
    tab = arguments.choice("tab", TABS, "proposed")
    month = arguments.day("month")
    asked = {"person_id": arguments.number("person"), "unit_id": arguments.number("unit")}
    rows = known.measure_list(me(), tab=tab, month=month and f"{month:%Y-%m}", **asked)
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(rows, Measure.id, Measure.id, **cursors)
    return shown(
        "assessment/_measures.html",
        "assessment/measures.html",
        page=page,
        total=capped_count(rows),
        tab=tab,
        counts=known.waiting_counts(me()),
        month=month,
        units=units_in_ledger(me()),
        people=people_of_ledger(me()),
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
        **asked,
    )


def _measure(measure_id: int) -> Measure:
    whole = joinedload(Measure.user).joinedload(User.unit), joinedload(Measure.unit), joinedload(Measure.decided_by)
    rest = joinedload(Measure.ruled_by), joinedload(Measure.head_of).joinedload(Measure.user)
    return visible_or_404(Measure, measure_id, *whole, *rest)


def _context(row: Measure) -> dict:
    """What the page says, and what the reader may do; why not, where they nearly could."""
    led = me().id != row.user_id
    waiting, appealed = row.state is MeasureState.PROPOSED, row.state is MeasureState.APPEALED
    deciding, ruling = [], []
    if led and waiting:
        deciding = list(decision_problems(known.decision_facts(row, "confirm", me(), None, None, "")))
    if led and appealed:
        ruling = list(ruling_problems(known.ruling_facts(row, me(), "?")))
    return {
        "row": row,
        "kinds": ViolationKind,
        "parts": known.parts_of(row) if led else [],
        "anew": known.counted_anew(row) if led or row.state is not MeasureState.PROPOSED else None,
        "may_decide": led and waiting and not deciding,
        "may_rule": led and appealed and not ruling,
        "barred": deciding + ruling,
        "may_appeal": may_appeal(not led, row.state, row.appeal_until, clock.today()),
    }


def _forms(row: Measure, **given) -> dict:
    forms = {
        "decide_form": DecideForm(
            formdata=None, version=row.version, kind=row.proposed_kind, percent=row.proposed_percent
        ),
        "drop_form": ReasonForm(formdata=None, version=row.version),
        "appeal_form": AppealForm(formdata=None, version=row.version),
        "rule_form": RuleForm(formdata=None, version=row.version),
    }
    return forms | given


def _page(row: Measure, answer=shown, **given):
    return answer("assessment/_measure.html", "assessment/measure.html", **_context(row), **_forms(row, **given))


@blueprint.get("/measures/<int:measure_id>")
@requires(Permission.USE)
def measure(measure_id: int):
    """A measure: for who leads the person, and for the person once it is confirmed."""
    return _page(_measure(measure_id))


def _carry_out(measure_id: int, form, name: str, deed, said: str):
    _measure(measure_id)
    if form.validate() and attempt(form, deed) is not None:
        flash(said, "success")
        return go(f"/assessment/measures/{measure_id}")
    return _page(_measure(measure_id), refused, **{name: form})


@blueprint.post("/measures/<int:measure_id>/confirm")
@requires(Permission.ASSESS)
def confirm(measure_id: int):
    """Confirm as proposed, or altered with a reason."""
    form = DecideForm()
    return _carry_out(
        measure_id,
        form,
        "decide_form",
        lambda: verbs.confirm(
            measure_id, form.version.data, me(), form.kind.data, form.percent.data, form.reason.data or ""
        ),
        _("Confirmed; the person has been told and can appeal."),
    )


@blueprint.post("/measures/<int:measure_id>/drop")
@requires(Permission.ASSESS)
def drop(measure_id: int):
    """Nothing follows."""
    form = ReasonForm()
    deed = lambda: verbs.drop(measure_id, form.version.data, me(), form.reason.data or "")  # noqa: E731
    return _carry_out(measure_id, form, "drop_form", deed, _("Dropped; the case counts no more."))


@blueprint.post("/measures/<int:measure_id>/appeal")
@requires(Permission.USE)
def appeal(measure_id: int):
    """The person says why it is wrong."""
    form = AppealForm()
    deed = lambda: verbs.appeal(measure_id, form.version.data, me(), form.words.data or "")  # noqa: E731
    said = _("Your appeal is in; until the ruling the measure is not in the list for payroll.")
    return _carry_out(measure_id, form, "appeal_form", deed, said)


@blueprint.post("/measures/<int:measure_id>/rule")
@requires(Permission.RULE_MEASURES)
def rule(measure_id: int):
    """Uphold or lift."""
    form = RuleForm()
    lift = form.ruling.data == "lift"
    deed = lambda: verbs.rule(measure_id, form.version.data, me(), lift, form.words.data or "")  # noqa: E731
    return _carry_out(measure_id, form, "rule_form", deed, _("Ruled; the person has been told."))
