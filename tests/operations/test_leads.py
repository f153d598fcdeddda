"""The desk's deeds (A5): each a dated step with its own limit, and nothing of a refused one kept."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from extensions import db
from models import AuditEntry, Lead, LeadDispatch, LeadStep, Notification, User
from operations import Refused, Stale, leads, locked, transaction
from operations.lead_chain import advance
from policy.leads import InvalidReason, LeadDeed, LeadStatus
from queries import working_time
from queries.leads import chain
from tests.support.leads import arrived_lead, dispatch_rule, held_lead

CONTENT = {
    "company": "苏州启明机械有限公司",
    "contact": "赵工",
    "province": "江苏省",
    "city": "苏州市",
    "industry": "manufacturing",
    "need": "排产系统，两条产线",
}


@pytest.fixture
def lead(cast):
    return arrived_lead(cast.unit("marketing"))


@pytest.fixture
def screened(cast):
    return arrived_lead(cast.unit("marketing"), LeadDeed.SCREENED)


def refusal(deed, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as refused:
        deed(*args, **kwargs)
    return [problem.code for problem in refused.value.problems]


def steps(lead) -> list[str]:
    rows = select(LeadStep.deed).where(LeadStep.lead_id == lead.id).order_by(LeadStep.id)
    return [deed.value for deed in db.session.scalars(rows)]


class TestScreening:
    def test_ends_one_limit_and_begins_the_next(self, cast, lead):
        limit = lead.due_at
        leads.screen(lead.id, cast.marketing1, lead.version)
        step = db.session.scalar(select(LeadStep).where(LeadStep.deed == LeadDeed.SCREENED))
        assert (step.by_id, step.due_at) == (cast.marketing1.id, limit)
        assert lead.status is LeadStatus.SCREENED
        assert lead.due_at == working_time.due(lead.since, "filtering_hours")
        entry = db.session.scalar(select(AuditEntry).where(AuditEntry.verb == "lead_screened"))
        assert (entry.before, entry.after) == ({"status": "new"}, {"status": "screened"})

    def test_happens_once_however_often_it_is_asked_for(self, cast, lead):
        leads.screen(lead.id, cast.marketing1)
        assert refusal(leads.screen, lead.id, cast.frontdesk1) == ["moved_on"]
        assert steps(lead) == ["arrived", "screened"]

    def test_from_a_page_that_has_aged_changes_nothing(self, cast, lead):
        shown = lead.version
        leads.edit(lead.id, cast.marketing1, {"company": "苏州启明"}, shown)
        with pytest.raises(Stale):
            leads.screen(lead.id, cast.marketing1, shown)
        assert steps(lead) == ["arrived"]

    def test_an_invalid_lead_keeps_its_reason_and_runs_no_clock(self, cast, lead):
        leads.discard(lead.id, cast.marketing1, InvalidReason.ADVERTISING)
        assert (lead.status, lead.invalid_reason, lead.due_at) == (
            LeadStatus.INVALID,
            InvalidReason.ADVERTISING,
            None,
        )

    def test_what_was_taken_for_invalid_is_screened_again(self, cast, lead):
        leads.discard(lead.id, cast.marketing1, InvalidReason.UNREACHABLE)
        leads.reopen(lead.id, cast.marketing1, "回电了")
        assert (lead.status, lead.invalid_reason) == (LeadStatus.NEW, None)
        assert lead.due_at == working_time.due(lead.since, "screening_hours")


class TestADuplicate:
    def test_names_the_other(self, cast, lead):
        other = arrived_lead(cast.unit("marketing"))
        leads.mark_duplicate(lead.id, cast.marketing1, other.id)
        assert (lead.status, lead.duplicate_of_id) == (LeadStatus.DUPLICATE, other.id)
        assert refusal(leads.mark_duplicate, other.id, cast.marketing1, lead.id) == ["chain"]

    def test_is_told_to_who_holds_the_other(self, cast, lead):
        held = held_lead(cast.sales1)
        lead.words = "还是上次那件事，请尽快"
        leads.mark_duplicate(lead.id, cast.business_manager, held.id)
        told = db.session.scalars(select(Notification).where(Notification.event == "lead_asked_again")).one()
        assert (told.user_id, told.url, told.params["words"]) == (cast.sales1.id, f"/leads/{held.id}", lead.words)

    def test_of_a_lead_that_one_cannot_see_is_refused_as_if_there_were_none(self, cast, lead):
        foreign = arrived_lead(cast.unit("jv"))
        refused = [refusal(leads.mark_duplicate, lead.id, cast.marketing1, of) for of in (foreign.id, 9999, None)]
        assert refused == [["no_such_lead"]] * 3
        assert refusal(leads.mark_duplicate, lead.id, cast.marketing1, lead.id) == ["itself"]

    def test_two_leads_never_come_to_name_each_other(self, app, cast, lead):
        other, by = arrived_lead(cast.unit("marketing")), cast.marketing1.id
        pairs = [(lead.id, other.id), (other.id, lead.id)]
        db.session.commit()

        def mark(pair):
            with app.app_context():
                try:
                    leads.mark_duplicate(pair[0], db.session.get(User, by), pair[1])
                except Refused as refused:
                    return refused.problems[0].code
                finally:
                    db.session.remove()

        with ThreadPoolExecutor(2) as pool:
            assert sorted(map(str, pool.map(mark, pairs))) == ["None", "chain"]


class TestFiltering:
    def test_completes_the_lead_enters_it_and_hands_it_on_in_one(self, cast, screened):
        dispatch_rule(cast.sales1)
        leads.filter_(screened.id, cast.business_manager, {**CONTENT, "words": "改写"}, screened.version)
        assert steps(screened) == ["arrived", "screened", "filtered", "dispatched"]
        assert (screened.status, screened.owner_id) == (LeadStatus.DISPATCHED, cast.sales1.id)
        assert (screened.province, screened.words) == ("江苏省", "想了解排产系统")
        assert screened.name_key == "苏州启明机械有限公司"

    def test_a_lead_that_nobody_can_receive_waits_with_a_limit_of_its_own(self, cast, screened):
        leads.filter_(screened.id, cast.business_assistant, CONTENT)
        assert (screened.status, screened.owner_id) == (LeadStatus.FILTERED, None)
        assert steps(screened)[-2:] == ["filtered", "waiting"]
        assert screened.due_at == working_time.due(screened.since, "dispatch_hours")

    def test_of_an_incomplete_lead_keeps_nothing(self, cast, screened):
        given = {**CONTENT, "province": "亚特兰蒂斯", "need": ""}
        assert refusal(leads.filter_, screened.id, cast.business_manager, given) == ["no_need", "no_such_region"]
        db.session.expire_all()
        assert (screened.company, screened.status) == ("", LeadStatus.SCREENED)
        assert db.session.scalar(select(LeadDispatch)) is None

    def test_what_goes_back_is_told_to_who_screened_it(self, cast, lead):
        leads.screen(lead.id, cast.marketing1)
        leads.return_to_screening(lead.id, cast.business_manager, "电话打不通")
        told = db.session.scalars(select(Notification)).one()
        assert (told.user_id, told.event, told.params["note"]) == (cast.marketing1.id, "lead_returned", "电话打不通")
        assert (lead.status, steps(lead)[-1]) == (LeadStatus.NEW, "returned")

    def test_marketing_does_not_decide_any_more(self, cast, screened):
        for deed in (
            lambda: leads.discard(screened.id, cast.marketing1, InvalidReason.NO_NEED),
            lambda: leads.edit(screened.id, cast.marketing1, CONTENT),
            lambda: leads.mark_duplicate(screened.id, cast.marketing1, arrived_lead(cast.unit("marketing")).id),
        ):
            assert refusal(deed) == ["not_yours"]
        assert db.session.get(Lead, screened.id).status is LeadStatus.SCREENED


class TestTheChain:
    def test_another_try_to_dispatch_does_not_make_the_wait_shorter(self, cast, screened):
        leads.filter_(screened.id, cast.business_manager, CONTENT)
        limit, since = screened.due_at, screened.since
        with transaction():
            advance(locked(Lead, screened.id), LeadDeed.WAITING, None)
        assert (screened.due_at, screened.since) == (limit, since)
        assert [link.kept for link in chain(screened.id)] == [False, True, True, False, False]

    def test_an_acceptance_ends_no_limit_the_first_record_does(self, cast):
        held = held_lead(cast.sales1)
        limit = held.due_at
        with transaction():
            advance(locked(Lead, held.id), LeadDeed.ACCEPTED, cast.sales1)
        assert held.due_at == limit
        with transaction():
            advance(locked(Lead, held.id), LeadDeed.FOLLOWED_UP, cast.sales1)
        assert held.due_at is None
        assert [link.kept for link in chain(held.id)][-2:] == [False, True]

    def test_says_by_how_many_working_hours_a_limit_was_missed(self, cast, lead):
        friday = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
        step = db.session.scalar(select(LeadStep).where(LeadStep.lead_id == lead.id))
        step.due_at, step.at = friday, friday + dt.timedelta(days=3)
        db.session.commit()
        assert [(link.kept, link.hours) for link in chain(lead.id)] == [(False, 9.0)]
