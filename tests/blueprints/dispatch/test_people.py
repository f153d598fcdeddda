"""Rights to leads, absences and dispatch by hand on real requests: within one's own units, with a reason, told at once."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Absence, Lead, LeadDispatch, LeadRight, Notification
from policy.dispatch import RightKind
from policy.leads import LeadStatus
from tests.support.leads import dispatch_rule, held_lead

DAY = dt.timedelta(days=1)


def told(person) -> list[str]:
    rows = select(Notification.event).where(Notification.user_id == person.id)
    return list(db.session.scalars(rows.order_by(Notification.id)))


def right(cast, person, **columns) -> dict:
    values = {"user_id": getattr(cast, person).id, "kind": "suspended", "from_on": clock.today().isoformat()}
    return {**values, "clause": "A12.3", "reason": "两条商机未及时跟进", **columns}


class TestRights:
    def test_a_manager_suspends_and_ends_it_again_and_the_person_reads_why(self, client, sign_in, cast):
        sign_in(client, "sales_manager")
        assert client.post("/leads/rights/new", data=right(cast, "sales1")).status_code == 303
        row = db.session.scalars(select(LeadRight)).one()
        assert (row.kind, row.by_id, row.clause) == (RightKind.SUSPENDED, cast.sales_manager.id, "A12.3")
        assert client.post(f"/leads/rights/{row.id}/end", data={"reason": ""}).status_code == 422
        assert client.post(f"/leads/rights/{row.id}/end", data={"reason": "已改进"}).status_code == 303
        db.session.refresh(row)
        assert row.until_on == clock.today() - DAY
        assert told(cast.sales1) == ["lead_right_suspended", "lead_right_suspended_ended"]
        sign_in(client, "sales1")
        assert "两条商机未及时跟进" in client.get("/leads/rights/mine").text

    @pytest.mark.parametrize(
        ("who", "person", "changed", "code"),
        [
            ("sales_manager", "channel1", {}, "not_yours"),
            ("business_manager", "finance1", {}, "not_following"),
            ("sales_manager", "sales_manager", {}, "oneself"),
            ("business_manager", "sales1", {"clause": "A99"}, "no_clause"),
            ("business_manager", "sales1", {"from_on": "2020-01-01"}, "in_the_past"),
            ("business_manager", "sales1", {"until_on": "2020-01-01"}, "not_in_order"),
        ],
    )
    def test_what_is_refused(self, client, sign_in, cast, who, person, changed, code):
        sign_in(client, who)
        answer = client.post("/leads/rights/new", data=right(cast, person, **changed))
        assert (answer.status_code, f'data-code="{code}"' in answer.text) == (422, True)
        assert db.session.scalar(select(LeadRight)) is None

    def test_nobody_sees_or_decides_what_belongs_to_another_company(self, client, sign_in, cast):
        sign_in(client, "business_manager")
        assert client.post("/leads/rights/new", data=right(cast, "jv_sales1")).status_code == 404
        client.post("/leads/rights/new", data=right(cast, "sales1"))
        row = db.session.scalars(select(LeadRight)).one()
        sign_in(client, "jv_gm")
        assert client.post(f"/leads/rights/{row.id}/end", data={"reason": "x"}).status_code == 404
        assert cast.sales1.name not in client.get("/leads/rights").text


class TestAbsences:
    def test_everybody_enters_and_cancels_their_own(self, client, sign_in, cast):
        sign_in(client, "sales1")
        days = {"kind": "leave", "from_on": clock.today().isoformat(), "until_on": (clock.today() + DAY).isoformat()}
        assert client.post("/absences/new", data=days).status_code == 303
        again = client.post("/absences/new", data=days)
        assert (again.status_code, 'data-code="overlaps"' in again.text) == (422, True)
        row = db.session.scalars(select(Absence)).one()
        assert client.post(f"/absences/{row.id}/cancel", data={"version": row.version}).status_code == 303
        assert client.post("/absences/new", data=days).status_code == 303

    def test_a_manager_enters_those_of_the_own_unit_alone(self, client, sign_in, cast):
        sign_in(client, "sales_manager")
        days = {"kind": "leave", "from_on": clock.today().isoformat(), "until_on": clock.today().isoformat()}
        assert client.post("/absences/new", data={**days, "user_id": cast.sales1.id}).status_code == 303
        assert told(cast.sales1) == ["absence_entered"]
        foreign = client.post("/absences/new", data={**days, "user_id": cast.channel1.id})
        assert (foreign.status_code, 'data-code="not_yours"' in foreign.text) == (422, True)
        row = db.session.scalars(select(Absence)).one()
        sign_in(client, "channel_manager")
        assert client.post(f"/absences/{row.id}/cancel", data={"version": row.version}).status_code == 404

    @pytest.mark.parametrize(
        ("first", "last", "code"), [(2, 1, "not_in_order"), (-3, -1, "over"), (0, 400, "too_long")]
    )
    def test_days_that_make_no_sense(self, client, sign_in, first, last, code):
        sign_in(client, "sales1")
        days = {
            name: (clock.today() + count * DAY).isoformat() for name, count in (("from_on", first), ("until_on", last))
        }
        assert f'data-code="{code}"' in client.post("/absences/new", data={"kind": "leave", **days}).text


class TestByHand:
    def give(self, client, lead, to, reason="客户指定", **changed):
        data = {"user_id": to.id, "reason": reason, "version": lead.version, **changed}
        return client.post(f"/leads/{lead.id}/dispatch", data=data)

    def test_a_manager_gives_a_lead_to_another_person_and_both_are_told(self, client, sign_in, cast):
        lead = held_lead(cast.sales1)
        sign_in(client, "sales_manager")
        assert cast.sales2.name in client.get(f"/leads/{lead.id}/dispatch").text
        assert self.give(client, lead, cast.sales2).status_code == 303
        db.session.refresh(lead)
        assert (lead.owner_id, lead.status) == (cast.sales2.id, LeadStatus.DISPATCHED)
        assert told(cast.sales1)[-1] == "lead_taken"
        assert told(cast.sales2) == ["lead_given_by_hand"]
        assert "客户指定" in client.get(f"/leads/{lead.id}/dispatches").text

    def test_how_colleagues_stand_is_not_told_to_the_company_that_received_the_lead(self, client, sign_in, cast):
        lead = held_lead(cast.jv_sales1)
        row = db.session.scalars(select(LeadDispatch).where(LeadDispatch.lead_id == lead.id)).one()
        skip = {"code": "suspended", "params": {"since_on": "2026-11-01", "under": "A12.3"}}
        shared = {"rule": None, "label": "西南", "receiver": "person", "held": 7, "priority": False, "last_at": None}
        row.workings = [
            {**shared, "person": cast.sales1.id, "name": cast.sales1.name, "skips": [skip], "chosen": False},
            {**shared, "person": cast.jv_sales1.id, "name": cast.jv_sales1.name, "skips": [], "chosen": True},
        ]
        sign_in(client, "jv_gm")
        for url in (f"/leads/{lead.id}/dispatches", f"/leads/{lead.id}"):
            page = client.get(url).text
            assert (cast.jv_sales1.name in page, cast.sales1.name in page) == (True, False)
        assert cast.sales1.name in sign_in(client, "salesmgmt_manager").get(f"/leads/{lead.id}/dispatches").text

    def test_without_a_reason_or_to_somebody_else_it_is_refused(self, client, sign_in, cast):
        lead = held_lead(cast.sales1)
        sign_in(client, "sales_manager")
        assert 'data-code="no_reason"' in self.give(client, lead, cast.sales2, reason=" ").text
        assert self.give(client, lead, cast.sales2, user_id="").status_code == 422
        assert 'data-code="not_yours"' in self.give(client, lead, cast.channel1).text
        assert 'data-code="holds_it"' in self.give(client, lead, cast.sales1).text
        db.session.add(
            Absence(
                user_id=cast.sales2.id,
                kind="leave",
                from_on=clock.today(),
                until_on=clock.today(),
                by_id=cast.sales2.id,
                at=clock.now(),
            )
        )
        db.session.commit()
        assert 'data-code="on_leave"' in self.give(client, lead, cast.sales2).text
        sign_in(client, "channel_manager")
        assert self.give(client, lead, cast.channel1).status_code == 404

    def test_a_waiting_lead_is_seen_with_why_and_asked_for_again(self, client, sign_in, cast):
        lead = held_lead(cast.sales1)
        lead.status, lead.owner_id = LeadStatus.FILTERED, None
        db.session.execute(LeadDispatch.__table__.delete())
        db.session.commit()
        sign_in(client, "business_manager")
        assert lead.company in client.get("/leads/waiting").text
        client.post(f"/leads/{lead.id}/dispatch/rules")
        assert db.session.get(Lead, lead.id).owner_id is None
        dispatch_rule(cast.sales2)
        client.post(f"/leads/{lead.id}/dispatch/rules")
        db.session.expire_all()
        assert db.session.get(Lead, lead.id).owner_id == cast.sales2.id
