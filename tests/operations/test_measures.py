"""Measures (A12): proposed from the ledger, decided by a person, appealed against, ruled on; and what flows on."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from jobs import assess
from models import AuditEntry, JobRun, LeadRight, Measure, Notification, UsageLapse, Violation
from operations import Refused
from operations import measures as verbs
from operations.jobs import ask
from operations.usage import excuse
from operations.violations import enter, withdraw
from policy.assessment import MeasureKind as K
from policy.assessment import MeasureState as S
from policy.assessment import ViolationKind as V
from policy.violations import lapse_key
from queries.measures import measures_by_case
from queries.payroll import payroll_of
from queries.violations import in_harm
from tests.support.assessment import FIRST, lapsed_lead, missed_weeks, violations


def of(user) -> list[Measure]:
    return list(db.session.scalars(select(Measure).where(Measure.user_id == user.id).order_by(Measure.id)))


def codes(deed, *args, **kwargs) -> set[str]:
    with pytest.raises(Refused) as refusal:
        deed(*args, **kwargs)
    return {problem.code for problem in refusal.value.problems}


def confirm_all(user, by) -> list[Measure]:
    for row in of(user):
        if row.state is S.PROPOSED:
            verbs.confirm(row.id, row.version, by)
    return of(user)


def told(user, event: str) -> int:
    rows = select(func.count()).select_from(Notification)
    return db.session.scalar(rows.where(Notification.user_id == user.id, Notification.event == event))


def test_a_fact_enters_once_and_what_follows_is_proposed_with_its_reasons(cast):
    first, second, third = violations(cast.sales1, V.MISUSE, 3)
    again = enter(cast.sales1, V.MISUSE, "A4.1", FIRST, "同一事实", [], first.fact_key)
    assert again.id == first.id
    assert told(cast.sales1, "violation_entered") == 3
    assert [(one.kind, one.percent) for one in of(cast.sales1)] == [
        (K.SPOKEN_WARNING, 0),
        (K.SPOKEN_WARNING, 0),
        (K.DEDUCTION, 10),
    ]
    last = of(cast.sales1)[-1]
    assert [one.id for one in last.grounds] == [first.id, second.id, third.id]
    assert last.because[0]["params"]["count"] == 3
    assert last.month == "2026-09"


def test_a_confirmed_measure_is_told_with_clause_and_remedy_and_can_be_altered_with_a_reason_only(cast):
    violations(cast.sales1, V.LEAD_LATE, 1)
    row, by = of(cast.sales1)[0], cast.salesmgmt_manager
    assert codes(verbs.confirm, row.id, row.version, by, K.SPOKEN_WARNING, Decimal(0)) == {"no_reason"}
    assert codes(verbs.confirm, row.id, row.version, by, K.NOTICE, Decimal(5), "x") == {"percent"}
    verbs.confirm(row.id, row.version, by, K.SPOKEN_WARNING, Decimal(0), "客户当日停电")
    row = of(cast.sales1)[0]
    assert (row.kind, row.proposed_kind, row.state) == (K.SPOKEN_WARNING, K.DEDUCTION, S.CONFIRMED)
    assert row.appeal_until == clock.today() + dt.timedelta(days=5)
    assert told(cast.sales1, "measure_spoken_warning") == 1
    assert codes(verbs.confirm, row.id, row.version, by) == {"decided"}


def test_nobody_decides_about_themselves_nor_from_below_nor_on_their_own_finding_where_another_can(cast):
    violations(cast.salesmgmt_manager, V.MISUSE, 1)
    own = of(cast.salesmgmt_manager)[0]
    assert codes(verbs.confirm, own.id, own.version, cast.salesmgmt_manager) == {"oneself"}
    violations(cast.sales1, V.MISUSE, 1, by=cast.salesmgmt_manager)
    row = of(cast.sales1)[0]
    assert codes(verbs.confirm, row.id, row.version, cast.sales_manager) == {"not_yours"}
    assert codes(verbs.confirm, row.id, row.version, cast.east_gm) == {"not_yours"}
    assert codes(verbs.drop, row.id, row.version, cast.salesmgmt_manager, "自己") == {"own_finding"}
    assert verbs.confirm(row.id, row.version, cast.vp).state is S.CONFIRMED


def test_the_head_bears_a_third_as_a_measure_of_its_own_that_falls_with_the_first(cast):
    violations(cast.sales1, V.HARM, 2)
    _notice, row = confirm_all(cast.sales1, cast.vp)
    part = of(cast.sales_manager)[0]
    assert (part.state, part.percent, part.head_of_id) == (S.PROPOSED, Decimal("6.67"), row.id)
    verbs.confirm(part.id, part.version, cast.vp)
    verbs.appeal(row.id, row.version, cast.sales1, "当周出差")
    row = of(cast.sales1)[1]
    verbs.rule(row.id, row.version, cast.president, True, "属实")
    assert [of(cast.sales1)[1].state, of(cast.sales_manager)[0].state] == [S.LIFTED, S.LIFTED]
    assert told(cast.sales_manager, "measure_lifted") == 1


def test_a_head_does_not_withdraw_what_would_cost_them_their_part(cast):
    cast.east_sales1.unit_id = cast.east_gm.unit_id
    db.session.commit()
    rows = violations(cast.east_sales1, V.HARM, 2)
    assert codes(withdraw, rows[1].id, rows[1].version, cast.east_gm, "不属实") == {"bears_part"}
    assert withdraw(rows[1].id, rows[1].version, cast.salesmgmt_manager, "不属实").withdrawn_at


def test_without_a_head_nobody_from_above_bears_the_third_and_the_page_says_so(cast):
    cast.sales_manager.active = False
    db.session.commit()
    violations(cast.sales1, V.HARM, 2)
    _notice, row = confirm_all(cast.sales1, cast.vp)
    assert "Nobody heads" in row.because[-1]["message"]
    assert not db.session.scalars(select(Measure).where(Measure.head_of_id.is_not(None))).all()


def test_an_appeal_within_its_term_is_ruled_on_by_somebody_else_than_who_confirmed(cast):
    violations(cast.sales1, V.LEAD_LATE, 1)
    (row,) = confirm_all(cast.sales1, cast.vp)
    month = row.month
    assert len(payroll_of(cast.finance1, month).lines) == 1
    assert codes(verbs.appeal, row.id, row.version, cast.sales2, "x") == {"not_own"}
    verbs.appeal(row.id, row.version, cast.sales1, "线索当天已联系")
    assert not payroll_of(cast.finance1, month).lines
    assert told(cast.president, "measure_appealed") == 1
    assert not told(cast.vp, "measure_appealed")
    row = of(cast.sales1)[0]
    assert codes(verbs.rule, row.id, row.version, cast.vp, True, "x") == {"decided_it"}
    verbs.rule(row.id, row.version, cast.president, False, "记录显示次日才联系")
    assert [one.percent for one in payroll_of(cast.finance1, month).sums] == [Decimal(10)]
    row = of(cast.sales1)[0]
    assert codes(verbs.appeal, row.id, row.version, cast.sales1, "再次") == {"state"}


def test_the_term_of_an_appeal_ends(cast):
    violations(cast.sales1, V.LEAD_LATE, 1)
    (row,) = confirm_all(cast.sales1, cast.vp)
    row.appeal_until = clock.today() - dt.timedelta(days=1)
    db.session.commit()
    assert codes(verbs.appeal, row.id, row.version, cast.sales1, "晚了") == {"late"}


def test_leads_are_suspended_when_it_is_confirmed_and_come_back_when_it_is_lifted(cast):
    violations(cast.sales1, V.LEAD_LATE, 4)
    row = confirm_all(cast.sales1, cast.vp)[-1]
    assert row.kind is K.LEADS_SUSPENDED
    right = db.session.scalars(select(LeadRight).where(LeadRight.user_id == cast.sales1.id)).one()
    assert right.until_on is None
    assert right.clause == "A12.3"
    verbs.appeal(row.id, row.version, cast.sales1, "线索无效")
    row = of(cast.sales1)[-1]
    verbs.rule(row.id, row.version, cast.president, True, "属实")
    db.session.refresh(right)
    assert right.until_on < clock.today()


def test_what_is_dropped_or_withdrawn_counts_no_more_for_later_cases(cast):
    rows = violations(cast.sales1, V.MISUSE, 4)
    first = of(cast.sales1)[0]
    verbs.drop(first.id, first.version, cast.vp, "误判")
    assert [one.kind for one in of(cast.sales1)] == [K.SPOKEN_WARNING] * 3 + [K.DEDUCTION]
    withdraw(rows[1].id, rows[1].version, cast.vp, "不属实")
    states = {key: (one.kind, one.state) for key, one in measures_by_case(cast.sales1.id).items()}
    assert states[f"violation:{rows[1].id}"] == (K.SPOKEN_WARNING, S.DROPPED)
    assert states[f"violation:{rows[3].id}"] == (K.SPOKEN_WARNING, S.PROPOSED)
    assert codes(withdraw, rows[2].id, rows[2].version, cast.sales1, "我") == {"oneself"}


def test_four_missed_duties_make_up_one_harm_once_and_an_excuse_takes_it_back(cast):
    lapses = missed_weeks(cast.sales1, 5)
    assess.run()
    harm = db.session.scalars(select(Violation).where(Violation.user_id == cast.sales1.id)).one()
    assert (harm.kind, len(harm.evidence), harm.on) == (V.HARM, 4, lapses[3].last_on)
    assert of(cast.sales1)[0].kind is K.NOTICE
    assert told(cast.salesmgmt_manager, "measures_proposed") == 1
    for lapse in lapses[1:3]:
        row = db.session.get(UsageLapse, lapse.id)
        row.excused_at, row.excused_by_id, row.excuse = clock.now(), cast.sales_manager.id, "住院"
    db.session.commit()
    run_again(cast)
    db.session.refresh(harm)
    assert harm.withdrawn_at is not None
    assert of(cast.sales1)[0].state is S.DROPPED
    assert told(cast.sales1, "violation_excused") == 1


def test_a_missed_duty_counts_as_harm_or_as_judged_never_as_both(cast):
    lapses = missed_weeks(cast.sales1, 5)
    assess.run()
    assert [in_harm(cast.sales1.id, one.id) for one in lapses] == [True] * 4 + [False]
    enter(cast.sales1, V.MISUSE, "A3.5", FIRST, "未完成周定额", [], lapse_key(lapses[4].id), cast.vp)
    reason = lapses[4].id, lapses[4].version, "住院", cast.sales_manager
    assert codes(excuse, *reason) == {"judged"}


def test_what_lapsed_before_there_was_an_assessment_is_not_held_against_anybody_now(cast):
    old, new = (lapsed_lead(cast.sales1, clock.today() - dt.timedelta(days=days)) for days in (400, 0))
    assess.run()
    keys = db.session.scalars(select(Violation.fact_key).where(Violation.user_id == cast.sales1.id)).all()
    assert keys == [f"lead:{new.dispatch_id}"]
    assert old.found_on < clock.today()


def run_again(cast) -> None:
    """The job by hand, as on a later day; what it told today it does not tell again."""
    ident = ask("assess", cast.admin).id
    assess.run(ident)
    assert db.session.get(JobRun, ident).error == ""


def test_the_job_adds_nothing_when_it_runs_again(cast):
    missed_weeks(cast.sales1, 4)
    violations(cast.sales2, V.MISUSE, 3)
    assess.run()
    before = [db.session.scalar(select(func.count()).select_from(one)) for one in (Violation, Measure, Notification)]
    run_again(cast)
    after = [db.session.scalar(select(func.count()).select_from(one)) for one in (Violation, Measure, Notification)]
    assert before == after
    assert db.session.scalar(select(func.count()).where(AuditEntry.verb == "measure_counted_anew")) == 0
