"""At the same moment (A11, A12): a measure is confirmed once, a signature holds what was judged, ledgers wait in one order."""

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier

import pytest
from sqlalchemy import func, select

from extensions import db
from models import AuditEntry, Finding, LeadRight, Measure, Notification, User, Violation
from operations import Refused, measures
from operations.check_sheets import sign
from operations.findings import Says, judge
from operations.violations import withdraw
from policy.assessment import MeasureKind, MeasureState
from policy.assessment import ViolationKind as V
from policy.checking import Judgement
from tests.support.assessment import violations
from tests.support.checks import drawn, on, say, stale_opportunity

MEANWHILE = 0.4
"""Seconds that the second deed has to overtake the first one, were it not made to wait."""


@pytest.fixture
def beside(app):
    """``beside(deed, user_id)``: the deed as that person, in a session of its own; "done", or the code of its refusal."""

    def run(deed, user_id):
        with app.app_context():
            try:
                deed(db.session.get_one(User, user_id))
                return "done"
            except Refused as refusal:
                return refusal.problems[0].code
            finally:
                db.session.remove()

    return run


@pytest.fixture
def at_once(beside):
    """Several deeds that begin at the same moment: how each ended."""

    def run(*deeds):
        db.session.commit()
        start = Barrier(len(deeds))

        def one(deed, user_id):
            start.wait(20)
            return beside(deed, user_id)

        with ThreadPoolExecutor(len(deeds)) as threads:
            answers = [threads.submit(one, *deed) for deed in deeds]
            ended = [answer.result(30) for answer in answers]
        db.session.expire_all()
        return ended

    return run


def number(*where) -> int:
    return db.session.scalar(select(func.count()).where(*where))


def proposed(user) -> list[Measure]:
    rows = select(Measure).where(Measure.user_id == user.id, Measure.state == MeasureState.PROPOSED)
    return list(db.session.scalars(rows.order_by(Measure.id)))


def test_of_several_who_confirm_a_measure_one_does_and_everything_follows_once(cast, at_once):
    violations(cast.sales1, V.HARM, 2)
    row = proposed(cast.sales1)[-1]
    row_id, version = row.id, row.version

    def confirm(by):
        measures.confirm(row_id, version, by)

    ended = at_once(*[(confirm, one.id) for one in (cast.vp, cast.salesmgmt_manager, cast.vp)])
    assert sorted(ended) == ["done", "stale", "stale"]
    assert number(Measure.head_of_id == row_id) == 1
    assert number(AuditEntry.verb == "measure_confirmed") == 1
    assert number(Notification.key == f"measure:{row_id}:confirmed") == 1


def test_two_suspensions_confirmed_at_once_suspend_once(cast, at_once):
    violations(cast.sales1, V.LEAD_LATE, 2)
    rows = proposed(cast.sales1)
    for row in rows:
        row.kind = row.proposed_kind = MeasureKind.LEADS_SUSPENDED
    db.session.commit()

    def confirms(row):
        row_id, version = row.id, row.version
        return lambda by: measures.confirm(row_id, version, by), cast.vp.id

    assert at_once(*[confirms(row) for row in rows]) == ["done"] * len(rows)
    assert number(LeadRight.user_id == cast.sales1.id) == 1


def test_what_is_judged_while_the_sheet_is_signed_holds_or_is_refused(cast, at_once):
    stale_opportunity(cast.sales1)
    sheet = drawn(cast.sales1.unit)
    finding = say(on(sheet)[0], cast.sales_manager, Judgement.IN_ORDER)
    finding_id, version, sheet_id, sheet_version = finding.id, finding.version, sheet.id, sheet.version
    violation = Says(Judgement.VIOLATION, None, "逾期未跟进")
    ended = at_once(
        (lambda by: judge(finding_id, version, violation, by), cast.sales_manager.id),
        (lambda by: sign(sheet_id, sheet_version, "", by), cast.sales_manager.id),
    )
    judged = db.session.get_one(Finding, finding_id).judgement is Judgement.VIOLATION
    assert (ended[0] == "done", ended[1]) == (judged, "done")
    assert number(Violation.user_id == cast.sales1.id) == judged


def test_who_drops_a_measure_and_who_withdraws_a_case_of_the_same_ledger_wait_for_one_another(
    cast, beside, monkeypatch
):
    first, _second, third = violations(cast.sales1, V.MISUSE, 3)
    first_id, version, vp_id, begun = first.id, first.version, cast.vp.id, []
    row = proposed(cast.sales1)[-1]
    judged = measures.decision_problems
    with ThreadPoolExecutor(1) as threads:

        def meanwhile(facts):
            if not begun:
                begun.append(threads.submit(beside, lambda by: withdraw(first_id, version, by, "事实有误"), vp_id))
                wait(begun, MEANWHILE)
            return judged(facts)

        monkeypatch.setattr(measures, "decision_problems", meanwhile)
        measures.drop(row.id, row.version, cast.vp, "另案处理")
        assert begun[0].result(20) == "done"
    db.session.expire_all()
    assert [one.state for one in db.session.scalars(select(Measure).order_by(Measure.id))][::2] == [
        MeasureState.DROPPED,
        MeasureState.DROPPED,
    ]
    assert db.session.get_one(Violation, third.id).withdrawn_at is None
