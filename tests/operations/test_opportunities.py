"""Opportunities as verbs: stages under concurrency, dates, competitors, closing and its confirmation."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Closing, ExpectedDateChange, Notification, Opportunity, Stage, StageChange, User
from operations import Refused, Stale, closings, opportunities
from policy.approvals import ApprovalKind
from policy.entry import CustomerStatus
from policy.following import OpportunityStatus
from queries.approval_files import history
from tests.support.approvals import say
from tests.support.factories import new_activity, new_customer, new_opportunity

CLOSING = ApprovalKind.CLOSING
WON, LOST = OpportunityStatus.WON, OpportunityStatus.LOST


def stages():
    return {row.code: row.id for row in db.session.scalars(select(Stage))}


def codes(deed, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        deed(*args, **kwargs)
    return [problem.code for problem in refusal.value.problems if problem.blocks]


@pytest.fixture
def case(cast):
    customer = new_customer(cast.sales1)
    opportunity = new_opportunity(customer, cast.sales1)
    new_activity(customer, cast.sales1, opportunity_id=opportunity.id, effect="客户同意试点")
    return opportunity


class TestStages:
    def test_a_move_leaves_a_row_and_takes_the_stages_probability(self, case, cast):
        needs = stages()["needs"]
        moved = opportunities.change_stage(case.id, cast.sales1, needs, version=case.version)
        assert (moved.stage_id, moved.probability) == (needs, 25)
        row = db.session.scalars(select(StageChange)).one()
        assert (row.to_stage_id, row.by_id) == (needs, cast.sales1.id)

    def test_two_at_once_one_wins_and_the_other_learns_it(self, app, case, cast):
        case_id, version, there = case.id, case.version, stages()
        moves = [(cast.sales1.id, there["needs"]), (cast.sales_manager.id, there["proposal"])] * 3
        db.session.commit()

        def one(move):
            with app.app_context():
                try:
                    by = db.session.get(User, move[0])
                    opportunities.change_stage(case_id, by, move[1], note="客户要求", version=version)
                except Stale as stale:
                    return stale.row.stage_id
                finally:
                    db.session.remove()
                return "won"

        with ThreadPoolExecutor(6) as threads:
            outcomes = list(threads.map(one, moves))
        now = db.session.get(Opportunity, case_id).stage_id
        rows = db.session.scalars(select(StageChange)).all()
        assert len(rows) == 1
        assert rows[0].to_stage_id == now
        assert set(outcomes) == {"won", now}

    def test_the_same_move_sent_twice_happens_once(self, case, cast):
        version, needs = case.version, stages()["needs"]
        for _ in range(2):
            assert opportunities.change_stage(case.id, cast.sales1, needs, version=version).stage_id == needs
        assert len(db.session.scalars(select(StageChange)).all()) == 1

    def test_without_contact_it_does_not_move_forward_and_nothing_is_kept(self, cast):
        lonely = new_opportunity(new_customer(cast.sales1), cast.sales1)
        assert codes(opportunities.change_stage, lonely.id, cast.sales1, stages()["needs"]) == ["no_contact"]
        assert db.session.scalars(select(StageChange)).all() == []

    def test_a_stage_that_does_not_exist_or_is_out_of_use(self, case, cast):
        db.session.query(Stage).filter_by(code="needs").update({"active": False})
        db.session.commit()
        for stage_id in (None, 9999, stages()["needs"]):
            assert codes(opportunities.change_stage, case.id, cast.sales1, stage_id) == ["unknown_stage"]
        skipping = stages()["proposal"]
        assert opportunities.change_stage(case.id, cast.sales1, skipping).stage_id == skipping


class TestRegistering:
    def values(self, customer, **changed):
        return {
            "customer_id": customer.id,
            "stage_id": stages()["contact"],
            "name": "质检系统",
            "amount": 5,
            "expected_on": clock.today(),
            **changed,
        }

    def test_the_manager_registers_for_the_owner_and_others_not_at_all(self, cast):
        customer = new_customer(cast.sales1)
        made = opportunities.create(cast.sales_manager, self.values(customer))
        assert (made.owner_id, made.created_by_id) == (cast.sales1.id, cast.sales_manager.id)
        assert codes(opportunities.create, cast.sales2, self.values(customer)) == ["unknown_customer"]
        assert codes(opportunities.create, cast.jv_sales1, self.values(customer)) == ["unknown_customer"]

    def test_the_first_date_stays_and_each_change_says_why(self, case, cast):
        first, later = case.expected_on, case.expected_on + dt.timedelta(days=20)
        assert codes(opportunities.change, case.id, cast.sales1, {"expected_on": later}) == ["date_without_reason"]
        opportunities.change(case.id, cast.sales1, {"expected_on": later, "expected_reason": "预算推迟"})
        opportunity = db.session.get(Opportunity, case.id)
        assert (opportunity.first_expected_on, opportunity.expected_on) == (first, later)
        row = db.session.scalars(select(ExpectedDateChange)).one()
        assert (row.from_on, row.to_on, row.reason) == (first, later, "预算推迟")

    def test_a_stale_page_is_told(self, case, cast):
        with pytest.raises(Stale):
            opportunities.change(case.id, cast.sales1, {"expected_on": case.expected_on, "name": "b"}, version=99)


class TestClosing:
    def test_it_is_closed_confirmed_and_the_customer_is_won(self, case, cast):
        closings.close(case.id, cast.sales1, WON, "评分第一", clock.today(), version=case.version)
        opportunity = db.session.get(Opportunity, case.id)
        assert (opportunity.status, opportunity.probability) == (WON, 100)
        assert opportunity.customer.won_at is not None
        told = set(db.session.scalars(select(Notification.user_id).where(Notification.event == "closing_submitted")))
        assert told == {cast.sales_manager.id, cast.sales_assistant.id}
        assert codes(say, CLOSING, case.id, cast.sales1) == ["own"]
        say(CLOSING, case.id, cast.sales_assistant)
        assert codes(say, CLOSING, case.id, cast.sales_manager) == ["decided"]
        assert db.session.scalars(select(Closing)).one().confirmed_at is not None
        assert codes(opportunities.change_stage, case.id, cast.sales1, stages()["needs"]) == ["closed"]

    def test_sent_back_it_is_mended_and_submitted_again(self, case, cast):
        closings.close(case.id, cast.sales1, WON, "评分第一", clock.today())
        rival = {"name": "乙公司", "strengths": "价低", "weaknesses": "", "our_answer": "现场服务"}
        assert codes(opportunities.add_competitor, case.id, cast.sales1, rival) == ["closed"]
        assert codes(say, CLOSING, case.id, cast.sales_manager, False, " ") == ["no_reason"]
        say(CLOSING, case.id, cast.sales_manager, False, "补竞争对手")
        opportunities.add_competitor(case.id, cast.sales1, rival)
        closings.close(case.id, cast.sales1, LOST, "其实没签成", clock.today())
        closing = db.session.scalars(select(Closing)).one()
        assert (closing.status, closing.sent_back_at, len(history(CLOSING, case.id))) == (LOST, None, 2)
        assert closing.opportunity.customer.won_at is None
        say(CLOSING, case.id, cast.sales_manager)

    def test_what_was_known_long_ago_is_closed_late(self, cast):
        created = clock.now() - dt.timedelta(days=60)
        old = new_opportunity(new_customer(cast.sales1), cast.sales1, created_at=created)
        closings.close(old.id, cast.sales1, LOST, "客户取消立项", clock.today() - dt.timedelta(days=30))
        closing = db.session.scalars(select(Closing)).one()
        assert clock.day_of(closing.closed_at) > closing.due_on

    def test_only_an_approved_customer_is_won(self, cast):
        draft = new_customer(cast.sales1, status=CustomerStatus.SUBMITTED)
        opportunity = new_opportunity(draft, cast.sales1)
        refused = codes(closings.close, opportunity.id, cast.sales1, WON, "签了", clock.today())
        assert refused == ["customer_not_approved"]

    def test_an_assistant_does_not_confirm_what_the_assisted_manager_closed(self, cast):
        opportunity = new_opportunity(new_customer(cast.sales_manager), cast.sales_manager)
        closings.close(opportunity.id, cast.sales_manager, LOST, "没有预算", clock.today())
        assert codes(say, CLOSING, opportunity.id, cast.sales_assistant) == ["not_yours"]
        say(CLOSING, opportunity.id, cast.salesmgmt_manager)
