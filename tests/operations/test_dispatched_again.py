"""Leads that go on from who had them: given back, handed over, many at once, a holder who moves (A5)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from extensions import db
from models import (
    Lead,
    LeadDispatch,
    User,
)
from operations import Refused, people, transaction
from operations.dispatching import dispatch, dispatch_by_hand, hand_lead_over, release, try_again
from operations.lead_chain import advance
from operations.lead_rights import suspend
from policy.dispatch import DispatchEnd
from policy.leads import LeadDeed, LeadStatus
from queries.organisation import company_of
from tests.support.dispatching import filtered, limit, rule, sent, skips


class TestGivenBack:
    def test_who_gave_it_back_is_not_asked_again_and_it_lies_with_business(self, cast):
        rule(cast, cast.sales1)
        lead = filtered(cast)
        sent(lead)
        with transaction():
            release(lead, DispatchEnd.GIVEN_BACK)
            advance(lead, LeadDeed.GIVEN_BACK, cast.sales1, note="不在我的区域")
            row = dispatch(lead)
        assert row.user_id is None
        assert skips(row) == {cast.sales1.name: ["gave_back"]}
        assert lead.unit_id == company_of(cast.business_manager.unit_id)
        assert (lead.owner_id, lead.accepted_at, lead.followed_up_at) == (None, None, None)

    def test_business_may_still_give_it_to_that_person_and_says_why(self, cast):
        rule(cast, cast.sales1)
        lead = filtered(cast)
        sent(lead)
        with transaction():
            release(lead, DispatchEnd.GIVEN_BACK)
            advance(lead, LeadDeed.GIVEN_BACK, cast.sales1)
            dispatch(lead)
        row = dispatch_by_hand(lead.id, None, cast.sales1, cast.business_manager, "客户点名")
        assert (row.user_id, row.by_id, row.reason) == (cast.sales1.id, cast.business_manager.id, "客户点名")


class TestHandover:
    def test_a_leavers_lead_goes_on_with_its_history(self, cast):
        rule(cast, cast.sales1)
        lead = filtered(cast)
        sent(lead)
        limit(1)
        with transaction():
            row = hand_lead_over(lead, cast.sales2, cast.sales_manager, "离职交接")
        held = cast.sales2.id, cast.sales2.id, LeadStatus.DISPATCHED
        assert (row.user_id, lead.owner_id, lead.status) == held
        ended = db.session.scalars(select(LeadDispatch).where(LeadDispatch.ended_at.is_not(None))).one()
        assert ended.ended is DispatchEnd.HANDED_OVER
        with transaction():
            assert hand_lead_over(lead, cast.sales2, cast.sales_manager, "再来") is None

    def test_never_to_somebody_whose_right_is_suspended(self, cast):
        rule(cast, cast.sales1)
        lead = filtered(cast)
        sent(lead)
        suspend(cast.sales2, clause="A12.3", reason="未及时跟进")
        with pytest.raises(Refused), transaction():
            hand_lead_over(lead, cast.sales2, cast.sales_manager, "离职交接")


class TestAtOnce:
    def at_once(self, app, calls):
        def one(call):
            with app.app_context():
                try:
                    return call()
                except Refused as refusal:
                    return ",".join(problem.code for problem in refusal.problems)
                finally:
                    db.session.remove()

        db.session.commit()
        with ThreadPoolExecutor(len(calls)) as threads:
            return list(threads.map(one, calls))

    def test_many_dispatches_at_once_share_out_evenly_and_never_exceed_the_limit(self, app, cast):
        limit(4)
        waiting = [filtered(cast).id for _ in range(12)]
        pair = [cast.sales1.id, cast.sales2.id]
        rule(cast, cast.sales1, cast.sales2)
        self.at_once(app, [lambda lead_id=lead_id: bool(try_again(lead_id)) for lead_id in waiting])
        counted = select(Lead.owner_id, func.count()).where(Lead.owner_id.is_not(None)).group_by(Lead.owner_id)
        assert dict(db.session.execute(counted).tuples().all()) == dict.fromkeys(pair, 4)

    def test_of_two_who_dispatch_one_lead_by_hand_at_once_one_wins(self, app, cast):
        lead, by = filtered(cast), cast.business_manager.id
        version, pair = lead.version, [cast.sales1.id, cast.sales2.id]

        def give(user_id):
            to, manager = db.session.get(User, user_id), db.session.get(User, by)
            return dispatch_by_hand(lead_id, version, to, manager, "客户指定").user_id

        lead_id = lead.id
        results = self.at_once(app, [lambda one=one: give(one) for one in pair])
        assert sorted(map(str, results)) in ([str(pair[0]), "stale"], [str(pair[1]), "stale"])
        running = select(func.count(LeadDispatch.id)).where(LeadDispatch.ended_at.is_(None))
        assert db.session.scalar(running) == 1


def test_open_leads_go_along_when_their_holder_changes_the_department(cast):
    rule(cast, cast.sales1)
    lead = filtered(cast)
    sent(lead)
    person, unit_id = cast.sales1, cast.channel_manager.unit_id
    people.edit_user(person.id, person.version, {"unit_id": unit_id}, person.roles, cast.admin)
    db.session.refresh(lead)
    assert lead.unit_id == unit_id
