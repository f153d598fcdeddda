"""Activities as verbs: the clock they reset, the marks they bear, and what rests on them."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Activity, AuditEntry, Customer, Notification
from operations import AlreadyDone, Refused, activities
from policy.expenses import ClaimStatus
from policy.following import ActivityKind, ActivityStatus
from tests.support.factories import neglected_customer, new_activity, new_claim, new_customer, new_line, new_opportunity

DONE, PLANNED, CANCELLED = ActivityStatus.DONE, ActivityStatus.PLANNED, ActivityStatus.CANCELLED
DAY = dt.timedelta(days=1)


def values(customer, **changed):
    return {
        "kind": ActivityKind.VISIT,
        "status": DONE,
        "starts_at": clock.now(),
        "customer_id": customer.id if customer else None,
        "summary": "演示了排产模块\n客户很满意",
        "effect": "同意试点",
        "progress": "进入选型",
        "key_value": "预算八十万",
        **changed,
    }


def codes(deed, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        deed(*args, **kwargs)
    return [problem.code for problem in refusal.value.problems if problem.blocks]


def submitted_line(activity, claimant, customer, status=ClaimStatus.SUBMITTED):
    claim = new_claim(claimant)
    new_line(claim, activity)
    claim.status = status
    db.session.commit()


def test_a_visit_resets_the_clock_and_cancelling_it_sets_it_back(cast):
    customer = neglected_customer(cast.sales1, 40)
    before = customer.clock_day
    visit = activities.create(cast.sales1, values(customer))
    assert visit.subject == "演示了排产模块"
    assert visit.recorded_at is not None
    assert db.session.get(Customer, customer.id).clock_day == clock.today()
    activities.cancel(visit.id, cast.sales1, "记错了客户")
    assert db.session.get(Customer, customer.id).clock_day == before
    assert db.session.get(Activity, visit.id).status is CANCELLED


def test_a_plan_resets_nothing_until_it_is_done(cast):
    customer = neglected_customer(cast.sales1, 40)
    plan = activities.create(cast.sales1, values(customer, status=PLANNED, subject="复访", summary=""))
    assert plan.recorded_at is None
    assert db.session.get(Customer, customer.id).last_contact_at is None
    activities.complete(plan.id, cast.sales1, values(customer, starts_at=clock.now()), version=plan.version)
    done = db.session.get(Activity, plan.id)
    assert (done.status, done.changed_at) == (DONE, None)
    assert db.session.get(Customer, customer.id).clock_day == clock.today()


def test_what_evidence_rests_on_stays_visible_as_changed(cast):
    customer = new_customer(cast.sales1)
    visit = activities.create(cast.sales1, values(customer))
    activities.change(visit.id, cast.sales1, values(customer, starts_at=visit.starts_at, place="客户会议室"))
    assert db.session.get(Activity, visit.id).changed_at is None
    altered = values(customer, starts_at=visit.starts_at, place="客户会议室", progress="已进入商务谈判")
    activities.change(visit.id, cast.sales1, altered)
    assert db.session.get(Activity, visit.id).changed_at is not None
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.before, last.after) == ({"progress": "进入选型"}, {"progress": "已进入商务谈判"})


def test_who_took_part_is_evidence_too(cast):
    customer = new_customer(cast.sales1)
    visit = activities.create(cast.sales1, values(customer))
    joined = values(customer, starts_at=visit.starts_at, participants=[cast.presales1.id])
    activities.change(visit.id, cast.sales1, joined)
    changed = db.session.get(Activity, visit.id)
    assert [person.username for person in changed.participants] == ["presales1"]
    assert changed.changed_at is not None


@pytest.mark.parametrize("status", [ClaimStatus.SUBMITTED, ClaimStatus.PAID, ClaimStatus.RETURNED])
def test_under_an_expense_it_is_not_cancelled_nor_moved(cast, status):
    customer, other = new_customer(cast.sales1), new_customer(cast.sales1)
    visit = new_activity(customer, cast.sales1, summary="演示", effect="好", starts_at=clock.now() - 3 * DAY)
    submitted_line(visit, cast.sales1, customer, status)
    assert codes(activities.cancel, visit.id, cast.sales1, "不要了") == ["expense_rests"]
    moved = values(customer, starts_at=visit.starts_at - DAY)
    assert codes(activities.change, visit.id, cast.sales1, moved) == ["expense_rests"]
    elsewhere = values(other, starts_at=visit.starts_at)
    assert codes(activities.change, visit.id, cast.sales1, elsewhere) == ["expense_rests"]
    activities.change(visit.id, cast.sales1, values(customer, starts_at=visit.starts_at, progress="补充"))
    assert db.session.get(Activity, visit.id).changed_at is not None


def test_a_draft_claim_holds_nothing(cast):
    customer = new_customer(cast.sales1)
    visit = new_activity(customer, cast.sales1)
    submitted_line(visit, cast.sales1, customer, ClaimStatus.DRAFT)
    activities.cancel(visit.id, cast.sales1, "记错了")


def test_the_assistant_writes_for_the_owner_with_a_mark(cast):
    customer = new_customer(cast.sales1)
    visit = activities.create(cast.sales_assistant, values(customer), on_behalf=True)
    assert (visit.owner_id, visit.recorded_by_id) == (cast.sales1.id, cast.sales_assistant.id)
    assert db.session.scalars(select(Notification)).one().user_id == cast.sales1.id
    own = activities.create(cast.sales_manager, values(customer))
    assert own.owner_id == cast.sales_manager.id
    theirs = activities.create(cast.sales1, values(customer), on_behalf=True)
    assert theirs.owner_id == theirs.recorded_by_id == cast.sales1.id


def test_a_stranger_records_nothing_and_who_took_part_does(cast):
    customer = new_customer(cast.sales1)
    assert codes(activities.create, cast.sales2, values(customer)) == ["unknown_customer"]
    assert codes(activities.create, cast.presales1, values(customer)) == ["unknown_customer"]
    activities.create(cast.sales1, values(customer, participants=[cast.presales1.id]))
    activities.create(cast.presales1, values(customer))


def test_what_it_names_belongs_to_its_customer_and_is_known_to_the_writer(cast):
    customer, other = new_customer(cast.sales1), new_customer(cast.sales1)
    elsewhere = new_opportunity(other, cast.sales1)
    foreign = new_opportunity(new_customer(cast.jv_sales1), cast.jv_sales1)
    for opportunity in (elsewhere, foreign):
        wrong = values(customer, opportunity_id=opportunity.id)
        assert codes(activities.create, cast.sales1, wrong) == ["opportunity_id_missing_or_wrong"]
    assert codes(activities.create, cast.sales1, values(customer, contacts=[999])) == ["contacts_missing_or_wrong"]
    stranger = values(customer, participants=[cast.jv_sales1.id])
    assert codes(activities.create, cast.sales1, stranger) == ["unknown_person"]


def test_the_same_form_sent_twice_leads_to_the_first(cast):
    customer = new_customer(cast.sales1)
    made = activities.create(cast.sales1, values(customer), form_key="once")
    with pytest.raises(AlreadyDone) as again:
        activities.create(cast.sales1, values(customer), form_key="once")
    assert again.value.location == f"/activities/{made.id}"
    assert len(db.session.scalars(select(Activity)).all()) == 1
