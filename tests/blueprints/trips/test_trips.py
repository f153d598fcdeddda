"""A trip is asked for, approved, and makes its claim; its advance is set off (A3.4)."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import select

import clock
from extensions import db
from models import Absence, Approval, ExpenseAdvance, ExpenseClaim, TripRequest
from operations import advances, approvals, trips
from policy.trips import AdvanceStatus, TripStatus
from queries.people import managers_of

PLAN = {
    "purpose": "拜访杭州客户",
    "cities": "杭州市",
    "estimate": Decimal(2000),
    "advance_wanted": Decimal(1000),
    "note": "",
}


def an_approved_trip(cast):
    today = clock.today()
    trip = trips.plan(cast.sales1, PLAN | {"from_on": today, "until_on": today + dt.timedelta(days=1)})
    trips.submit(trip.id, cast.sales1)
    asked = db.session.scalar(select(Approval).where(Approval.subject_id == trip.id).order_by(Approval.id.desc()))
    approvals.decide(asked.id, asked.steps[0].id, asked.fingerprint, True, "同意", managers_of(cast.sales1.unit_id)[0])
    return db.session.get(TripRequest, trip.id)


def test_an_approved_trip_is_an_absence_and_grants_its_advance(cast):
    trip = an_approved_trip(cast)
    assert trip.status is TripStatus.APPROVED
    assert db.session.get(Absence, trip.absence_id).place == "杭州"
    advance = db.session.scalar(select(ExpenseAdvance).order_by(ExpenseAdvance.id))
    assert (advance.amount, advance.status) == (Decimal(1000), AdvanceStatus.APPROVED)


def test_pages_of_a_trip_and_the_claim_that_it_makes(cast, client, sign_in):
    trip = an_approved_trip(cast)
    advance = db.session.scalar(select(ExpenseAdvance.id).order_by(ExpenseAdvance.id))
    pages = ["/trips", "/trips/new", f"/trips/{trip.id}", f"/trips/{trip.id}/claim", "/trips/advances"]
    sign_in(client, "sales1")
    for page in [*pages, f"/trips/advances/{advance}"]:
        assert client.get(page).status_code == 200, page
    rows = {"rows-0-kept": "y", "rows-0-category": "travel", "rows-0-spent_on": clock.today().isoformat()}
    rows |= {"rows-0-amount": "73", "rows-0-city": "杭州", "rows-0-description": "火车", "form_key": "k" * 24}
    assert client.post(f"/trips/{trip.id}/claim", data=rows).status_code == 303
    claim = db.session.scalar(select(ExpenseClaim).order_by(ExpenseClaim.id))
    assert (claim.trip_id, claim.total) == (trip.id, Decimal(73))


def test_an_advance_is_set_off_and_opened_again(cast):
    trip = an_approved_trip(cast)
    advance = db.session.scalar(select(ExpenseAdvance).order_by(ExpenseAdvance.id))
    advances.pay_out(advance.id, cast.finance1, clock.today())
    with trips.transaction():
        claim = ExpenseClaim(number="BX-1", claimant_id=cast.sales1.id, unit_id=trip.unit_id, purpose="x")
        claim.period_from = claim.period_to = clock.today()
        claim.created_at, claim.total, claim.accepted_total = clock.now(), Decimal(300), Decimal(300)
        db.session.add(claim)
        db.session.flush()
        assert advances.set_off(claim, cast.finance1) == Decimal(300)
        assert advances.set_off(claim, cast.finance1) == Decimal(300)
        advances.undo_set_off(claim, cast.finance1)
    assert (claim.set_off, db.session.get(ExpenseAdvance, advance.id).settled) == (Decimal(0), Decimal(0))
