"""A3.4: realistic attempts to be paid wrongly, on real records: each with what is found, and the light that follows."""

import datetime as dt
from decimal import Decimal

import pytest

import clock
from extensions import db
from policy.entry import CustomerStatus
from policy.examination import Light
from policy.expenses import Category as C
from policy.following import ActivityStatus
from policy.limits import Basis, Effect
from tests.hostile.scene import Scene
from tests.support.factories import new_claim, new_customer, new_line

RED, AMBER = Light.RED, Light.AMBER


def moved_to(visit, customer):
    visit.customer_id = customer.id
    db.session.commit()
    return visit


def a_changed(activity, **columns):
    for name, value in columns.items():
        setattr(activity, name, value)
    db.session.commit()
    return activity


def two(first, second):
    return second


def late_edit(s):
    line = s.dinner()
    s.claim.status, s.claim.submitted_at = "submitted", clock.now() - dt.timedelta(hours=1)
    a_changed(s.visit, summary="改过的内容", changed_at=clock.now())
    return line


def copied(s, more: str = ""):
    """The texts of an earlier line, for another customer."""
    first = s.dinner()
    texts = {"progress": first.progress + more, "key_value": first.key_value + more}
    return s.dinner(s.visited(new_customer(s.me)), **texts)


def dinner_of_colleague(s):
    """The same table on the claim of a colleague who follows the customer together with the claimant."""
    line = new_line(new_claim(s.cast.sales2))
    return a_changed(line, category=C.ENTERTAINMENT, customer_id=s.customer.id, amount=Decimal(77))


def hotel(s, **columns):
    return s.other(C.LODGING, **{"city": "上海", "ended_on": s.today, "spent_on": s.ago(1)} | columns)


ATTEMPTS = {
    # statements
    "no progress": (lambda s: s.dinner(progress=""), "progress_missing", RED),
    "progress of blanks": (lambda s: s.dinner(progress="　 \n"), "progress_missing", RED),
    "progress that fills the field": (lambda s: s.dinner(progress="目前一切正常"), "progress_filler", RED),
    "progress of marks": (lambda s: s.dinner(progress="！！！……"), "progress_filler", RED),
    "progress that is the customer's name": (lambda s: s.dinner(progress=s.customer.name), "progress_filler", RED),
    "same as above": (lambda s: s.dinner(key_value="同上"), "key_value_filler", RED),
    "n/a": (lambda s: s.dinner(key_value="N / A"), "key_value_filler", RED),
    "one text for both": (
        lambda s: s.dinner(progress="客户已立项待批", key_value="客户已立项，待批。"),
        "same_text_twice",
        AMBER,
    ),
    "copied from the last claim": (lambda s: copied(s), "progress_repeated", AMBER),
    "copied with other marks": (
        lambda s: copied(s, more="了"),
        "progress_similar",
        AMBER,
    ),
    # customers
    "no customer": (lambda s: s.dinner(customer_id=None), "customer_missing", RED),
    "customer still a draft": (
        lambda s: s.dinner(s.visited(new_customer(s.me, status=CustomerStatus.DRAFT))),
        "customer_not_approved",
        RED,
    ),
    "declared as office supplies, but it names the customer": (
        lambda s: new_line(s.claim, description=f"请{s.customer.name}吃饭", amount=66),
        "names_customer",
        AMBER,
    ),
    # activities
    "no activity": (lambda s: s.dinner(activity_id=None), "activity_missing", RED),
    "visit only planned": (
        lambda s: s.dinner(s.visited(s.customer, status=ActivityStatus.PLANNED)),
        "activity_planned",
        RED,
    ),
    "visit that was cancelled": (
        lambda s: s.dinner(s.visited(s.customer, status=ActivityStatus.CANCELLED)),
        "activity_cancelled",
        RED,
    ),
    "visit of tomorrow marked as done": (lambda s: s.dinner(s.visited(s.customer, days=-1)), "activity_in_future", RED),
    "borrowed from a colleague": (
        lambda s: s.dinner(a_changed(s.visited(s.customer), owner_id=s.cast.sales2.id)),
        "activity_of_other_person",
        RED,
    ),
    "visit to another customer": (
        lambda s: s.dinner(s.visited(new_customer(s.me)), customer_id=s.customer.id),
        "activity_of_other_customer",
        RED,
    ),
    "visit moved to another customer after it was linked": (
        lambda s: two(line := s.dinner(), (moved_to(s.visit, new_customer(s.me)), line)[1]),
        "activity_of_other_customer",
        RED,
    ),
    "visit of three weeks ago": (lambda s: s.dinner(s.visited(s.customer, days=21)), "activity_outside_window", RED),
    "back-dated visit": (
        lambda s: s.dinner(s.visited(s.customer, days=5, recorded_at=clock.now()), spent_on=s.ago(5)),
        "activity_entered_late",
        AMBER,
    ),
    "visit rewritten after the submission": (late_edit, "activity_changed_since", AMBER),
    "two dinners on one visit": (lambda s: two(s.dinner(), s.dinner()), "activity_carries_category", AMBER),
    "the customer has not moved at all": (
        lambda s: s.dinner(s.visited(new_customer(s.me))),
        "nothing_moved",
        AMBER,
    ),
    # the table
    "headcount left out": (lambda s: s.dinner(headcount=None), "headcount_missing", AMBER),
    "table for one": (lambda s: s.dinner(headcount=1), "no_guests", AMBER),
    "two of ours for one guest": (
        lambda s: s.dinner(a_changed(s.visit, participants=[s.cast.sales2]), headcount=3),
        "many_of_ours",
        AMBER,
    ),
    "split dinner: a colleague claims the same table": (
        lambda s: two(dinner_of_colleague(s), s.dinner()),
        "claimed_by_others",
        AMBER,
    ),
    "per head above the limit": (
        lambda s: two(s.limit(Basis.HEAD, 20), s.dinner(amount=Decimal(90))),
        "limit_head",
        AMBER,
    ),
    "split to stay below the limit": (
        lambda s: two((s.limit(Basis.LINE, 100), s.dinner(amount=Decimal(95))), s.dinner(amount=Decimal(96))),
        "split_below_limit",
        AMBER,
    ),
    "over a limit that blocks": (
        lambda s: two(s.limit(Basis.LINE, 50, Effect.BLOCKS), s.dinner()),
        "limit_line",
        RED,
    ),
    "day's taxis above the limit": (
        lambda s: two(
            (s.limit(Basis.DAY, 100, category=C.LOCAL_TRANSPORT), s.other(C.LOCAL_TRANSPORT, amount=Decimal(60))),
            s.other(C.LOCAL_TRANSPORT, amount=Decimal(61)),
        ),
        "limit_day",
        AMBER,
    ),
    "gifts to one customer all month": (
        lambda s: two(
            (s.limit(Basis.CUSTOMER_MONTH, 100, category=C.GIFTS), s.other(C.GIFTS, amount=Decimal(70))),
            s.other(C.GIFTS, amount=Decimal(71)),
        ),
        "limit_customer_month",
        AMBER,
    ),
    # cities and journeys
    "spent where nobody was": (lambda s: s.dinner(city="三亚"), "other_city", AMBER),
    "no city": (lambda s: s.dinner(city=""), "place_unknown", AMBER),
    "journey without a beginning": (lambda s: s.other(C.TRAVEL, city="上海"), "journey_unknown", AMBER),
    "journey in place": (lambda s: s.other(C.TRAVEL, city="上海", from_city="上海市"), "journey_in_place", AMBER),
    "one train ticket twice": (
        lambda s: two(
            s.other(C.TRAVEL, city="上海", from_city="杭州", amount=Decimal(70)),
            s.other(C.TRAVEL, city="上海", from_city="杭州", amount=Decimal(71)),
        ),
        "journey_twice",
        AMBER,
    ),
    "two hotels in one night": (
        lambda s: two(hotel(s, city="杭州"), hotel(s, amount=Decimal(77))),
        "two_cities_at_once",
        RED,
    ),
    "one night twice": (lambda s: two(hotel(s), hotel(s, amount=Decimal(77))), "nights_twice", AMBER),
    "hotel without a journey": (lambda s: hotel(s, city="成都"), "no_journey_there", AMBER),
    # invoices
    "no invoice for a large amount": (
        lambda s: s.dinner(amount=Decimal(880), invoice_number=""),
        "invoice_missing",
        AMBER,
    ),
    "invoice of a colleague": (
        lambda s: two(
            new_line(new_claim(s.cast.sales2), invoice_number="0440319001"), s.dinner(invoice_number="0440319001")
        ),
        "same_invoice",
        AMBER,
    ),
    "shared taxi claimed by both": (
        lambda s: two(
            new_line(new_claim(s.cast.sales2), category=C.LOCAL_TRANSPORT, amount=Decimal("43.50")),
            s.other(C.LOCAL_TRANSPORT, amount=Decimal("43.50")),
        ),
        "same_day_amount_category",
        AMBER,
    ),
    "invoice to a private person": (lambda s: s.invoice(s.dinner(), buyer="个人"), "buyer_is_another", RED),
    "invoice to another company": (lambda s: s.invoice(s.dinner(), buyer="先录咨询有限公司"), "buyer_is_another", RED),
    "more than was invoiced": (lambda s: s.invoice(s.dinner(), total=Decimal("12.00")), "more_than_invoiced", RED),
    "invoice of next week": (
        lambda s: s.invoice(s.dinner(), issued_on=s.ago(-7)),
        "invoice_in_future",
        RED,
    ),
    "file that contradicts itself": (
        lambda s: s.invoice(s.dinner(), read={"differing": ["total"]}),
        "invoice_differs",
        AMBER,
    ),
    "file that cannot be read": (lambda s: s.invoice(s.dinner(), problem="encrypted"), "invoice_unreadable", AMBER),
    # days
    "older than the term": (
        lambda s: s.dinner(s.visited(s.customer, days=120), spent_on=s.ago(120)),
        "term_over",
        RED,
    ),
    "outside the claim's period": (
        lambda s: s.dinner(s.visited(s.customer, days=40), spent_on=s.ago(40)),
        "outside_period",
        AMBER,
    ),
}


@pytest.fixture
def scene(cast):
    return Scene(cast)


def test_what_all_attempts_begin_from_is_green(scene):
    assert (scene.codes(scene.dinner()), scene.said(scene.claim.lines[0]).light) == (set(), Light.GREEN)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_it_is_seen(scene, attempt):
    build, code, light = ATTEMPTS[attempt]
    line = build(scene)
    said = scene.said(line)
    found = {problem.code: problem for problem in said.problems}
    assert code in found
    assert found[code].clause == "A3.4"
    assert found[code].remedy
    assert said.light is light


def test_there_are_enough_attempts():
    assert len(ATTEMPTS) >= 50
