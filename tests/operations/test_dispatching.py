"""A5: a filtered lead finds the right receiver, everybody else is skipped for a reason, and none is lost or seen by nobody."""

import datetime as dt

from sqlalchemy import select

import clock
from extensions import db
from models import DispatchRule, Lead, LeadDispatch, Notification
from operations import transaction
from operations.dispatching import dispatch, hand_lead_over, release
from operations.lead_chain import advance, arrive
from policy.dispatch import DispatchEnd, Receiver
from policy.leads import LeadChannel, LeadDeed, LeadStatus
from queries.organisation import company_of


def filtered(cast, **columns) -> Lead:
    """A lead that business has filtered, not yet dispatched."""
    values = {
        "company": "苏州启明机械有限公司",
        "province": "江苏省",
        "city": "苏州市",
        "industry": "manufacturing",
        **columns,
    }
    with transaction():
        lead = Lead(channel=LeadChannel.PHONE, unit_id=company_of(cast.frontdesk1.unit_id), words="想了解", **values)
        arrive(lead, cast.frontdesk1)
        advance(lead, LeadDeed.SCREENED, cast.marketing1)
        advance(lead, LeadDeed.FILTERED, cast.business_manager)
    return lead


def rule(cast, person, **columns) -> DispatchRule:
    values = {"label": person.name, "receiver": Receiver.PERSON, "user_id": person.id, **columns}
    row = DispatchRule(company_id=company_of(cast.business_manager.unit_id), position=1, **values)
    db.session.add(row)
    db.session.commit()
    return row


def sent(lead: Lead) -> LeadDispatch:
    with transaction():
        return dispatch(lead)


class TestByTheRules:
    def test_the_receiver_holds_it_is_told_at_once_and_sees_the_clock(self, cast):
        rule(cast, cast.sales1, provinces=["江苏省"])
        lead = filtered(cast)
        row = sent(lead)
        assert (lead.status, lead.owner_id, lead.unit_id) == (
            LeadStatus.DISPATCHED,
            cast.sales1.id,
            cast.sales1.unit_id,
        )
        assert row.due_at == lead.due_at > clock.now()
        told = db.session.scalars(select(Notification).where(Notification.event == "lead_dispatched")).one()
        assert told.user_id == cast.sales1.id

    def test_without_a_rule_it_waits_and_business_is_alerted_once_a_day(self, cast):
        lead = filtered(cast)
        for _ in range(3):
            sent(lead)
        assert (lead.status, lead.owner_id) == (LeadStatus.FILTERED, None)
        assert len(db.session.scalars(select(LeadDispatch)).all()) == 1
        alerts = db.session.scalars(select(Notification).where(Notification.event == "lead_waiting")).all()
        assert [alert.user_id for alert in alerts] == [cast.business_manager.id]

    def test_who_gave_it_back_is_not_asked_again(self, cast):
        rule(cast, cast.sales1)
        lead = filtered(cast)
        sent(lead)
        with transaction():
            release(lead, DispatchEnd.GIVEN_BACK)
            advance(lead, LeadDeed.GIVEN_BACK, cast.sales1, note="不在我的区域")
            row = dispatch(lead)
        assert row.user_id is None
        assert row.workings[0]["skips"][0]["code"] == "gave_back"
        assert lead.unit_id == company_of(cast.business_manager.unit_id)


class TestHandover:
    def test_a_leavers_lead_goes_on_with_its_history(self, cast):
        rule(cast, cast.sales1)
        lead = filtered(cast)
        sent(lead)
        with transaction():
            row = hand_lead_over(lead, cast.sales2, cast.sales_manager, "离职交接")
        assert (row.user_id, lead.owner_id, lead.status) == (cast.sales2.id, cast.sales2.id, LeadStatus.DISPATCHED)
        ended = db.session.scalars(select(LeadDispatch).where(LeadDispatch.ended_at.is_not(None))).one()
        assert ended.ended is DispatchEnd.HANDED_OVER
        assert clock.now() - ended.ended_at < dt.timedelta(minutes=1)
