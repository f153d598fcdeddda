"""A5: a filtered lead finds the right receiver, others are skipped for a reason, and none is lost or seen by nobody."""

from sqlalchemy import event, func, select

import clock
from extensions import db, queue
from jobs import dispatch_waiting
from models import (
    AuditEntry,
    LeadDispatch,
    LeadStep,
    OutboxMail,
)
from operations import transaction
from operations.absences import cancel, enter
from operations.dispatching import dispatch, dispatch_by_hand
from operations.lead_chain import advance
from operations.lead_following import give_back
from operations.lead_rights import grant, prefer, suspend
from operations.waiting_leads import retry_waiting
from policy.dispatch import AbsenceKind, Receiver
from policy.leads import LeadDeed, LeadStatus
from queries.organisation import company_of
from tests.support.dispatching import DAY, events, filtered, limit, rule, sent, skips


class TestByTheRules:
    def test_the_receiver_holds_it_is_told_at_once_and_sees_the_clock(self, cast):
        row = rule(cast, cast.sales1, provinces=["江苏省"])
        lead = filtered(cast)
        given = sent(lead)
        held = LeadStatus.DISPATCHED, cast.sales1.id, cast.sales1.unit_id
        assert (lead.status, lead.owner_id, lead.unit_id) == held
        assert given.due_at == lead.due_at > clock.now()
        assert (given.rule_id, given.by_id, given.workings[0]["chosen"]) == (row.id, None, True)
        (told,) = events("lead_dispatched")
        assert told.user_id == cast.sales1.id
        assert db.session.scalar(select(OutboxMail.notification_id)) == told.id
        step = db.session.scalars(select(LeadStep).order_by(LeadStep.id.desc())).first()
        assert (step.deed, step.to_id, step.by_id) == (LeadDeed.DISPATCHED, cast.sales1.id, None)
        assert db.session.scalar(select(AuditEntry.id).where(AuditEntry.verb == "lead_dispatched"))

    def test_a_regional_manager_receives_what_names_the_region(self, cast):
        east = {"receiver": Receiver.MANAGER, "user_id": None, "managed_unit_id": cast.unit("east").id}
        rule(cast, cast.east_gm, **east)
        assert sent(filtered(cast)).user_id == cast.east_gm.id

    def test_leads_are_shared_out_by_open_leads_and_then_by_waiting(self, cast):
        group = cast.sales1, cast.sales2, cast.channel1
        rule(cast, *group)
        receivers = [sent(filtered(cast)).user_id for _ in range(6)]
        assert receivers[:3] == receivers[3:] == sorted(person.id for person in group)

    def test_everybody_who_is_skipped_is_kept_with_the_reason(self, cast):
        limit(1)
        rule(cast, cast.sales1, cast.sales2, cast.channel1, cast.east_sales1, cast.marketing1, cast.sales_manager)
        dispatch_by_hand(filtered(cast).id, None, cast.sales1, cast.business_manager, "客户指定")
        suspend(cast.sales2, clause="A12.3", reason="未及时跟进")
        enter(cast.channel1, AbsenceKind.LEAVE, clock.today(), clock.today(), cast.channel1)
        enter(cast.sales_manager, AbsenceKind.TRAVEL, clock.today(), clock.today(), cast.sales_manager, place="上海")
        cast.east_sales1.active = False
        db.session.commit()
        row = sent(filtered(cast))
        assert row.user_id == cast.sales_manager.id
        assert skips(row) == {
            cast.sales1.name: ["full"],
            cast.sales2.name: ["suspended"],
            cast.channel1.name: ["on_leave"],
            cast.east_sales1.name: ["inactive"],
            cast.marketing1.name: ["not_following"],
            cast.sales_manager.name: [],
        }

    def test_who_has_priority_comes_first_also_for_a_rule_of_one_industry(self, cast):
        rule(cast, cast.sales1, cast.sales2, industries=["manufacturing"])
        prefer(cast.sales2, clause="A12.4", reason="上月第一", until_on=clock.today())
        assert [sent(filtered(cast)).user_id for _ in range(3)] == [cast.sales2.id] * 3

    def test_a_rule_that_changed_between_two_leads_counts_for_the_second(self, cast):
        first = rule(cast, cast.sales1)
        assert sent(filtered(cast)).user_id == cast.sales1.id
        first.user_id = cast.sales2.id
        db.session.commit()
        assert sent(filtered(cast)).user_id == cast.sales2.id
        first.active = False
        db.session.commit()
        assert sent(filtered(cast)).user_id is None

    def test_of_many_in_a_row_only_the_first_reads_rules_and_people_it_does_not_need(self, cast):
        rule(cast, cast.sales1, cast.sales2)
        rule(cast, cast.channel1, position=2)
        sent(filtered(cast))
        lead, statements = filtered(cast), []

        def count(_connection, _cursor, statement, *_rest):
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", count)
        sent(lead)
        event.remove(db.engine, "before_cursor_execute", count)
        assert not any("dispatch_rules.provinces" in one for one in statements)
        assert sum("parameter_values" in one for one in statements) == 2
        assert len(statements) <= 24

    def test_a_lead_of_another_company_never_meets_these_rules(self, cast):
        rule(cast, cast.sales1)
        lead = filtered(cast)
        lead.unit_id = company_of(cast.jv_sales1.unit_id)
        db.session.commit()
        assert sent(lead).user_id is None
        assert {told.user_id for told in events("lead_waiting")} == {cast.jv_gm.id}


class TestWaiting:
    def test_without_a_rule_it_waits_and_business_is_alerted_once_a_day(self, cast):
        lead = filtered(cast)
        for _ in range(3):
            sent(lead)
        retry_waiting()
        assert (lead.status, lead.owner_id) == (LeadStatus.FILTERED, None)
        assert lead.due_at > clock.now()
        assert db.session.scalar(select(func.count(LeadDispatch.id))) == 1
        assert [told.user_id for told in events("lead_waiting")] == [cast.business_manager.id]

    def test_one_that_went_back_to_the_desk_waits_anew(self, cast):
        lead = filtered(cast)
        sent(lead)
        with transaction():
            advance(lead, LeadDeed.RETURNED, cast.business_manager)
            advance(lead, LeadDeed.SCREENED, cast.marketing1)
            advance(lead, LeadDeed.FILTERED, cast.business_manager)
            dispatch(lead)
        deeds = select(func.count(LeadStep.id)).where(LeadStep.deed == LeadDeed.WAITING)
        assert db.session.scalar(deeds) == 2
        assert [row.ended_at is None for row in db.session.scalars(select(LeadDispatch).order_by(LeadDispatch.id))] == [
            False,
            True,
        ]

    def test_it_is_alerted_again_the_next_day(self, cast, monkeypatch):
        sent(filtered(cast))
        tomorrow = clock.today() + DAY
        monkeypatch.setattr(clock, "today", lambda: tomorrow)
        retry_waiting()
        retry_waiting()
        assert len(events("lead_waiting")) == 2

    def test_it_is_alerted_again_when_it_was_given_back_and_waits_once_more_on_the_same_day(self, cast):
        lead = filtered(cast)
        sent(lead)
        dispatch_by_hand(lead.id, None, cast.sales1, cast.business_manager, "熟悉该行业")
        give_back(lead.id, lead.version, "不属于我的行业", cast.sales1)
        assert lead.status is LeadStatus.FILTERED
        assert len(events("lead_waiting")) == 2

    def test_it_goes_out_as_soon_as_an_absence_ends_or_a_right_is_granted(self, cast):
        rule(cast, cast.sales1)
        away = enter(cast.sales1, AbsenceKind.LEAVE, clock.today(), clock.today(), cast.sales1)
        suspend(cast.sales1, clause="A12.3", reason="未及时跟进")
        lead = filtered(cast)
        sent(lead)
        cancel(away.id, away.version, cast.sales1)
        assert retry_waiting() == {"dispatched": 0, "waiting": 1}
        grant(cast.sales1, clause="A12.3", reason="已改进")
        dispatch_waiting.run()
        db.session.expire_all()
        assert lead.owner_id == cast.sales1.id
        rows = db.session.scalars(select(LeadDispatch).order_by(LeadDispatch.id)).all()
        assert [(row.user_id, row.ended_at is not None) for row in rows] == [(None, True), (cast.sales1.id, False)]

    def test_each_change_rings_for_the_waiting_ones(self, cast, valkey):
        suspend(cast.sales1, clause="A12.3", reason="未及时跟进")
        grant(cast.sales1, clause="A12.3", reason="已改进")
        assert "jobs.dispatch_waiting.run" in {job.func_name for job in queue.rq.jobs}

    def test_only_as_many_go_out_as_the_limit_allows(self, cast):
        limit(2)
        for _ in range(5):
            sent(filtered(cast))
        rule(cast, cast.sales1)
        assert retry_waiting() == {"dispatched": 2, "waiting": 3}
