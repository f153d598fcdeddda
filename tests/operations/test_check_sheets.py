"""The weekly check (A11): what is found, judged, signed, mended in the records, and what comes back."""

import datetime as dt

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from jobs import draw_check_sheets
from models import CheckSheet, Closing, Finding, JobRun, LeadDispatch, LeadLapse, Notification, UsageLapse, Violation
from operations import Refused, Stale
from operations.check_sheets import draw, settle, sign
from operations.findings import Says, judge, mend
from policy.checking import FindingKind, Judgement
from policy.entry import CustomerStatus
from policy.following import OpportunityStatus
from policy.leads import LapseKind
from policy.usage import UsageKind
from queries.check_sheets import week_before
from tests.support.checks import DAY, WEEK, drawn, last_monday, on, say, stale_opportunity
from tests.support.factories import neglected_customer, new_customer, new_opportunity
from tests.support.world import World

K = FindingKind


@pytest.fixture
def at(monkeypatch):
    """``at(day)`` makes it nine in the morning of that company day."""
    start = clock.start_of
    return lambda day: monkeypatch.setattr(clock, "now", lambda: start(day) + dt.timedelta(hours=9))


def codes(deed, *args):
    with pytest.raises(Refused) as refusal:
        deed(*args)
    return [problem.code for problem in refusal.value.problems]


def told(user):
    rows = select(Notification.event).where(Notification.user_id == user.id).order_by(Notification.id)
    return list(db.session.scalars(rows))


def late_closing(owner):
    row = new_opportunity(new_customer(owner), owner, name="已成交", status=OpportunityStatus.WON)
    day, then = last_monday(), clock.start_of(last_monday() + 2 * DAY)
    closing = Closing(opportunity_id=row.id, status=row.status, reason="中标", result_on=day, due_on=day + DAY)
    closing.closed_at, closing.closed_by_id = then, owner.id
    db.session.add(closing)
    db.session.commit()
    return closing


def lapse(user, kind=UsageKind.WEEKLY_QUOTA):
    days = {"first_on": last_monday(), "last_on": last_monday() + 6 * DAY}
    row = UsageLapse(user_id=user.id, unit_id=user.unit_id, kind=kind, found_at=clock.now(), **days)
    db.session.add(row)
    db.session.commit()
    return row


class TestFinding:
    def test_each_department_is_shown_what_stands_in_its_own_records(self, cast):
        stale = stale_opportunity(cast.sales1)
        stale_opportunity(cast.east_sales1)
        passed = new_opportunity(new_customer(cast.sales2), cast.sales2, expected_on=clock.today() - 40 * DAY)
        draft = new_customer(cast.sales1, status=CustomerStatus.RETURNED)
        closing, missed = late_closing(cast.sales2), lapse(cast.sales1)
        draft.entry_due_on = last_monday()
        db.session.commit()
        found = {(row.kind, row.subject_id, row.user_id) for row in on(drawn(cast.sales1.unit))}
        assert found == {
            (K.STAGE_STALE, stale.id, cast.sales1.id),
            (K.DATE_PASSED, passed.id, cast.sales2.id),
            (K.ENTRY_INCOMPLETE, draft.id, cast.sales1.id),
            (K.CLOSING_LATE, closing.id, cast.sales2.id),
            (K.QUOTA_MISSED, missed.id, cast.sales1.id),
        }

    def test_a_review_that_waits_too_long_is_the_heads_and_others_hear_of_the_sheet(self, cast):
        world = World()
        step = world["hq"]["approvals"].steps[0]
        step.opened_at = step.due_at = clock.start_of(last_monday())
        db.session.commit()
        sheet = drawn(cast.sales1.unit)
        found = [row for row in on(sheet) if row.kind is K.REVIEW_OVERDUE]
        assert [(row.user_id, row.clause) for row in found] == [(cast.sales_manager.id, "A4.2")]
        assert told(cast.sales_manager) == ["sheet_drawn"]
        assert "sheet_drawn" in told(cast.salesmgmt_manager)

    def test_a_lead_that_lapsed_twice_is_one_finding(self, cast):
        world = World()
        lead = world["hq"]["leads"]
        dispatch = db.session.scalars(select(LeadDispatch).where(LeadDispatch.lead_id == lead.id)).one()
        for kind in LapseKind:
            row = LeadLapse(dispatch_id=dispatch.id, lead_id=lead.id, user_id=cast.sales1.id, kind=kind, limit_hours=4)
            row.due_at, row.found_on = dispatch.due_at, last_monday()
            db.session.add(row)
        db.session.commit()
        found = [row for row in on(drawn(cast.sales1.unit)) if row.kind is K.LEAD_UNFOLLOWED]
        assert [row.subject_id for row in found] == [dispatch.id]

    def test_a_partners_customers_are_counted_person_by_person(self, cast):
        for _ in range(3):
            neglected_customer(cast.jv_sales1, 60)
        neglected_customer(cast.sales1, 60)
        found = on(drawn(cast.jv_sales1.unit))
        assert [(row.kind, row.user_id, row.facts["count"]) for row in found] == [
            (K.PARTNER_NEGLECTED, cast.jv_sales1.id, 3)
        ]
        assert on(drawn(cast.sales1.unit)) == []

    def test_a_sheet_lists_the_longest_standing_and_says_what_it_leaves_out(self, cast, monkeypatch):
        monkeypatch.setattr("operations.check_sheets.MOST_OF_A_KIND", 2)
        for days in (60, 80, 70):
            stale_opportunity(cast.sales1, days)
        sheet = drawn(cast.sales1.unit)
        assert [row.facts["days"] > 61 for row in on(sheet)] == [True, True]
        assert sheet.left_out == {"stage_stale": 1}


class TestJudging:
    def test_what_was_judged_holds_from_the_signature_on(self, cast):
        stale_opportunity(cast.sales1), stale_opportunity(cast.sales1)
        sheet = drawn(cast.sales1.unit)
        first, second = on(sheet)
        assert codes(sign, sheet.id, sheet.version, "", cast.sales_manager) == ["open"]
        say(first, cast.sales_manager, Judgement.TO_MEND)
        say(second, cast.sales_manager, Judgement.VIOLATION, note="两个月没有推进")
        assert (told(cast.sales1), db.session.scalar(select(func.count(Violation.id)))) == ([], 0)
        sign(sheet.id, sheet.version, "本周检查完毕", cast.sales_manager)
        row = db.session.scalars(select(Violation)).one()
        assert (row.user_id, row.broken_clause, row.by_id) == (cast.sales1.id, "A6.1", cast.sales_manager.id)
        assert [one["words"] for one in row.evidence][1] == "两个月没有推进"
        assert sorted(told(cast.sales1)) == ["findings_to_mend", "violation_entered"]
        assert codes(say, first, cast.sales_manager, Judgement.IN_ORDER) == ["settled"]

    def test_nobody_judges_or_signs_what_is_about_themselves(self, cast):
        stale_opportunity(cast.sales_manager)
        sheet = drawn(cast.sales1.unit)
        (own,) = on(sheet)
        assert codes(say, own, cast.sales_manager, Judgement.IN_ORDER) == ["own"]
        say(own, cast.salesmgmt_manager, Judgement.IN_ORDER)
        assert codes(sign, sheet.id, sheet.version, "", cast.sales_manager) == ["own"]
        assert sign(sheet.id, sheet.version, "", cast.salesmgmt_manager).signed_at

    def test_of_two_who_judge_at_once_the_second_looks_again(self, cast):
        stale_opportunity(cast.sales1)
        (row,) = on(drawn(cast.sales1.unit))
        version = row.version
        say(row, cast.sales_manager, Judgement.IN_ORDER)
        with pytest.raises(Stale):
            judge(row.id, version, Says(Judgement.VIOLATION, None, "再看"), cast.supervisor1)

    def test_a_missed_duty_and_a_lead_enter_by_their_own_row(self, cast):
        missed = lapse(cast.sales1)
        sheet = drawn(cast.sales1.unit)
        (row,) = on(sheet)
        say(row, cast.sales_manager, Judgement.VIOLATION)
        sign(sheet.id, sheet.version, "", cast.sales_manager)
        assert db.session.scalars(select(Violation.fact_key)).one() == f"usage:{missed.id}"


class TestMending:
    def asked(self, cast, days=5):
        self.opportunity = stale_opportunity(cast.sales1)
        sheet = drawn(cast.sales1.unit)
        (row,) = on(sheet)
        say(row, cast.sales_manager, Judgement.TO_MEND, days)
        sign(sheet.id, sheet.version, "", cast.sales_manager)
        return on(sheet)[0]

    def test_the_record_mends_it_not_the_word(self, cast):
        row = self.asked(cast)
        assert codes(mend, row.id, row.version, "改了", cast.sales1) == ["standing"]
        self.opportunity.stage_since = clock.now()
        db.session.commit()
        assert (settle(row.unit_id), settle(row.unit_id)) == (1, 0)
        db.session.refresh(row)
        assert row.mended_at
        assert row.mended_by_id is None

    def test_of_a_fact_of_the_past_the_person_says_what_was_done(self, cast):
        late_closing(cast.sales1)
        sheet = drawn(cast.sales1.unit)
        (row,) = on(sheet)
        say(row, cast.sales_manager, Judgement.TO_MEND)
        assert codes(mend, row.id, row.version, "x", cast.sales1) == ["nothing_to_mend"]
        sign(sheet.id, sheet.version, "", cast.sales_manager)
        assert codes(mend, row.id, row.version, "", cast.sales1) == ["no_words"]
        assert codes(mend, row.id, row.version, "x", cast.sales2) == ["not_yours"]
        mend(row.id, row.version, "已补齐成交记录", cast.sales1)
        assert "finding_mended" in told(cast.sales_manager)

    def test_within_its_time_it_comes_back_as_judged_and_after_it_to_be_judged_anew(self, cast, at):
        row = self.asked(cast, days=7)
        monday = last_monday() + 2 * WEEK
        at(monday)
        (again,) = on(drawn(cast.sales1.unit))
        assert (again.judgement, again.carried_from_id, again.mend_by) == (Judgement.TO_MEND, row.id, row.mend_by)
        sheet = again.sheet
        sign(sheet.id, sheet.version, "", cast.sales_manager)
        assert told(cast.sales1).count("findings_to_mend") == 1
        at(monday + WEEK)
        (anew,) = on(drawn(cast.sales1.unit))
        assert (anew.judgement, anew.carried_from_id) == (Judgement.OPEN, again.id)

    def test_what_was_in_order_rests_until_the_record_says_something_else(self, cast, at):
        opportunity = new_opportunity(new_customer(cast.sales1), cast.sales1, expected_on=clock.today() - 40 * DAY)
        sheet = drawn(cast.sales1.unit)
        say(on(sheet)[0], cast.sales_manager, Judgement.IN_ORDER)
        sign(sheet.id, sheet.version, "", cast.sales_manager)
        at(last_monday() + 2 * WEEK)
        assert on(drawn(cast.sales1.unit)) == []
        opportunity.expected_on = opportunity.expected_on + DAY
        db.session.commit()
        at(clock.today() + WEEK)
        assert len(on(drawn(cast.sales1.unit))) == 1

    def test_what_nobody_judged_comes_back_and_the_old_sheet_can_still_be_signed(self, cast, at):
        stale_opportunity(cast.sales1), lapse(cast.sales2)
        old = drawn(cast.sales1.unit)
        at(last_monday() + 2 * WEEK)
        assert len(on(drawn(cast.sales1.unit))) == 2
        (first, _second) = on(old)
        assert codes(say, first, cast.sales_manager, Judgement.IN_ORDER) == ["carried"]
        assert sign(old.id, old.version, "", cast.sales_manager).signed_at


class TestRuns:
    def test_one_sheet_per_unit_and_week_however_often_it_runs(self, cast, at):
        stale_opportunity(cast.sales1)
        draw_check_sheets.run()
        sheets = db.session.scalar(select(func.count(CheckSheet.id)))
        assert sheets == db.session.scalars(select(JobRun.outcome)).one()["sheets"] > 5
        at(clock.today() + DAY if clock.today().weekday() < 6 else clock.today())
        draw_check_sheets.run()
        assert db.session.scalar(select(func.count(CheckSheet.id))) == sheets
        assert told(cast.sales_manager) == ["sheet_drawn"]

    def test_after_weeks_without_a_run_the_next_sheet_covers_what_happened_in_them(self, cast, at):
        lapse(cast.sales1), late_closing(cast.sales1)
        at(last_monday() + 4 * WEEK)
        draw_check_sheets.run()
        weeks = set(db.session.scalars(select(CheckSheet.week)))
        assert weeks == {week_before(clock.today())}
        assert db.session.scalar(select(func.count(Finding.id))) == 2

    def test_a_second_draw_of_the_same_week_does_nothing(self, cast):
        unit = cast.sales1.unit
        assert (draw(unit.id, last_monday()), draw(unit.id, last_monday())) == (1, 0)
