"""A5: accepted, given back, followed up. What a record does to the lead's limit, and what takes it back."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Activity, LeadDispatch, LeadStep, Notification
from operations import AlreadyDone, Refused, Stale, activities
from operations.lead_following import accept, follow_up, give_back
from policy.examination import examine
from policy.expenses import Category
from policy.following import ActivityKind, ActivityStatus
from policy.leads import LeadStatus
from queries.expenses import line_facts
from tests.support.factories import new_claim, new_line
from tests.support.leads import dispatch_rule, held_lead

HOUR = dt.timedelta(hours=1)


def call(**changed):
    return {
        "kind": ActivityKind.CALL,
        "starts_at": clock.now(),
        "summary": "电话联系赵工，约定周四上门演示",
        "next_step": "上门演示",
        "next_step_on": clock.today() + dt.timedelta(days=3),
        **changed,
    }


def codes(deed, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        deed(*args, **kwargs)
    return [problem.code for problem in refusal.value.problems if problem.blocks]


def deeds(lead):
    steps = select(LeadStep).where(LeadStep.lead_id == lead.id).order_by(LeadStep.id)
    return [step.deed.value for step in db.session.scalars(steps)]


def of(lead) -> LeadDispatch:
    rows = select(LeadDispatch).where(LeadDispatch.lead_id == lead.id).order_by(LeadDispatch.id.desc())
    return db.session.scalars(rows).first()


def test_the_receiver_accepts_once_and_the_limit_goes_on(cast):
    lead = held_lead(cast.sales1)
    due_at, version = lead.due_at, lead.version
    assert codes(accept, lead.id, version, cast.sales2) == ["not_receiver"]
    assert codes(accept, lead.id, version, cast.sales_manager) == ["not_receiver"]
    accept(lead.id, version, cast.sales1)
    accept(lead.id, version, cast.sales1)
    assert (lead.status, lead.due_at, of(lead).accepted_at is not None) == (LeadStatus.ACCEPTED, due_at, True)
    assert deeds(lead).count("accepted") == 1


def test_a_page_shown_before_the_lead_changed_accepts_nothing(cast):
    lead = held_lead(cast.sales1)
    with pytest.raises(Stale):
        accept(lead.id, lead.version - 1, cast.sales1)


def test_given_back_with_a_reason_it_goes_on_to_the_next_and_never_to_who_gave_it_back(cast):
    dispatch_rule(cast.sales2)
    lead = held_lead(cast.sales1)
    assert codes(give_back, lead.id, lead.version, " ", cast.sales1) == ["no_reason"]
    assert codes(give_back, lead.id, lead.version, "在外省", cast.sales2) == ["not_receiver"]
    give_back(lead.id, lead.version, "客户在外省", cast.sales1)
    assert (lead.owner_id, lead.status) == (cast.sales2.id, LeadStatus.DISPATCHED)
    give_back(lead.id, lead.version, "行业不熟", cast.sales2)
    assert (lead.owner_id, lead.status) == (None, LeadStatus.FILTERED)
    assert deeds(lead)[-2:] == ["given_back", "waiting"]


def test_a_record_accepts_the_lead_and_stops_its_clock(cast):
    lead = held_lead(cast.sales1)
    activity = follow_up(lead.id, call(), cast.sales1)
    assert (activity.lead_id, activity.customer_id, activity.owner_id) == (lead.id, None, cast.sales1.id)
    assert (lead.status, lead.due_at) == (LeadStatus.ACCEPTED, None)
    assert of(lead).followed_up_at == activity.recorded_at == lead.followed_up_at
    assert deeds(lead)[-2:] == ["accepted", "followed_up"]
    first = of(lead).followed_up_at
    follow_up(lead.id, call(), cast.sales1)
    assert of(lead).followed_up_at == first


def test_cancelling_the_only_follow_up_takes_it_back_and_the_limit_runs_on(cast):
    lead = held_lead(cast.sales1)
    due_at = lead.due_at
    first, second = (follow_up(lead.id, call(), cast.sales1) for _ in range(2))
    activities.cancel(first.id, cast.sales1, "记错了")
    assert of(lead).followed_up_at == second.recorded_at
    activities.cancel(second.id, cast.sales1, "记错了")
    assert (of(lead).followed_up_at, lead.followed_up_at, lead.due_at) == (None, None, due_at)
    assert (lead.status, deeds(lead)[-1]) == (LeadStatus.ACCEPTED, "unfollowed")


def test_making_it_internal_afterwards_takes_it_back_too(cast):
    lead = held_lead(cast.sales1)
    activity = follow_up(lead.id, call(), cast.sales1)
    activities.change(activity.id, cast.sales1, call(starts_at=activity.starts_at, kind=ActivityKind.INTERNAL))
    assert lead.followed_up_at is None
    assert lead.due_at == of(lead).due_at


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"starts_at": clock.now() + HOUR}, ["done_in_future"]),
        ({"starts_at": clock.now() - dt.timedelta(days=400)}, ["before_arrival"]),
        ({"kind": ActivityKind.INTERNAL}, ["reaches_nobody"]),
        ({"summary": " "}, ["summary_missing_or_wrong"]),
        ({"next_step": ""}, ["next_step_missing_or_wrong"]),
    ],
)
def test_what_is_no_follow_up_is_refused_and_keeps_nothing(cast, changed, expected):
    lead = held_lead(cast.sales1)
    assert codes(follow_up, lead.id, call(**changed), cast.sales1) == expected
    assert (lead.status, lead.followed_up_at, db.session.scalar(select(Activity.id))) == (
        LeadStatus.DISPATCHED,
        None,
        None,
    )


def test_a_manager_or_assistant_records_in_the_receivers_name(cast):
    lead = held_lead(cast.sales1)
    activity = follow_up(lead.id, call(), cast.sales_assistant)
    assert (activity.owner_id, activity.recorded_by_id) == (cast.sales1.id, cast.sales_assistant.id)
    assert of(lead).followed_up_at == activity.recorded_at
    told = select(Notification).where(Notification.event == "activity_recorded_for_you")
    assert db.session.scalars(told).one().user_id == cast.sales1.id
    assert codes(follow_up, lead.id, call(), cast.sales2) == ["not_yours"]
    assert codes(follow_up, lead.id, call(), cast.east_gm) == ["not_yours"]


def test_the_same_form_sent_twice_is_recorded_once(cast):
    lead = held_lead(cast.sales1)
    follow_up(lead.id, call(), cast.sales1, form_key="once")
    with pytest.raises(AlreadyDone) as done:
        follow_up(lead.id, call(), cast.sales1, form_key="once")
    assert done.value.location == f"/leads/{lead.id}"
    assert len(db.session.scalars(select(Activity)).all()) == 1


def test_a_plan_on_a_lead_is_a_follow_up_only_when_it_is_done(cast):
    lead = held_lead(cast.sales1)
    plan = call(status=ActivityStatus.PLANNED, lead_id=lead.id, subject="回访", starts_at=clock.now() + HOUR)
    planned = activities.create(cast.sales1, plan)
    assert (lead.followed_up_at, lead.status) == (None, LeadStatus.DISPATCHED)
    activities.complete(planned.id, cast.sales1, call(lead_id=lead.id))
    assert lead.followed_up_at == db.session.get(Activity, planned.id).recorded_at
    assert lead.status is LeadStatus.ACCEPTED


def test_an_imported_record_counts_for_nothing(cast):
    lead = held_lead(cast.sales1)
    activity = follow_up(lead.id, call(), cast.sales1)
    activity.imported = True
    db.session.commit()
    activities.change(activity.id, cast.sales1, call(starts_at=activity.starts_at, place="电话"))
    assert lead.followed_up_at is None


def test_nothing_is_recorded_on_a_lead_that_one_may_not_know(cast):
    lead = held_lead(cast.sales1)
    values = call(lead_id=lead.id, status=ActivityStatus.DONE)
    assert codes(activities.create, cast.jv_sales1, values) == ["unknown_lead"]


def test_the_next_receiver_begins_anew_and_reads_what_was_done_before(cast):
    dispatch_rule(cast.sales2)
    lead = held_lead(cast.sales1)
    before = follow_up(lead.id, call(), cast.sales1)
    give_back(lead.id, lead.version, "客户要求换人", cast.sales1)
    assert (lead.followed_up_at, lead.due_at is not None) == (None, True)
    assert codes(follow_up, lead.id, call(), cast.sales1) == ["not_yours"]
    follow_up(lead.id, call(), cast.sales2)
    rows = db.session.scalars(select(LeadDispatch).order_by(LeadDispatch.id)).all()
    assert [row.followed_up_at is not None for row in rows] == [True, True]
    activities.cancel(before.id, cast.sales1, "记错了")
    assert [row.followed_up_at is not None for row in rows] == [False, True]


def test_what_was_planned_goes_with_the_lead_into_the_next_hands(cast):
    dispatch_rule(cast.sales2)
    lead = held_lead(cast.sales1)
    plan = call(status=ActivityStatus.PLANNED, lead_id=lead.id, subject="回访", starts_at=clock.now() + HOUR)
    planned = activities.create(cast.sales1, plan)
    give_back(lead.id, lead.version, "客户要求换人", cast.sales1)
    assert (planned.owner_id, planned.unit_id) == (cast.sales2.id, cast.sales2.unit_id)


class TestExpenses:
    """A3.4: what an expense may rest on while the lead has no customer, and after it has one."""

    def line(self, activity, **columns):
        values = {
            "relates_to_action": True,
            "category": Category.LOCAL_TRANSPORT,
            "activity_id": activity.id,
            **columns,
        }
        return new_line(new_claim(activity.owner), **values)

    def found(self, line):
        return {problem.code for problem in examine(line_facts(line.claim, [line])[0]).problems}

    def test_an_action_line_rests_on_a_follow_up_and_one_of_a_customer_does_not(self, cast):
        lead = held_lead(cast.sales1)
        activity = follow_up(lead.id, call(), cast.sales1)
        assert self.found(self.line(activity)) == {"place_unknown"}
        dinner = self.line(activity, category=Category.ENTERTAINMENT, relates_to_customer=True)
        assert "customer_missing" in self.found(dinner)
