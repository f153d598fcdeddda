"""Handovers that are begun twice, or take more than one go: nothing is moved twice, nothing is left (A5, A8.1)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from extensions import db, queue
from jobs import carry_out_handovers, sweep
from models import (
    AuditEntry,
    Customer,
    Handover,
    User,
)
from operations import Refused, handovers
from operations.handovers import begin, carry_out
from operations.pool import give_up
from policy.handovers import RECEIVED, Thing
from policy.tracking import OwnershipReason
from queries.handovers import holdings
from tests.support.factories import new_customer
from tests.support.handovers import REASON, codes, everything_to


def test_two_managers_at_once_begin_one_handover(app, cast):
    new_customer(cast.sales1)

    def one(by_id):
        with app.app_context():
            try:
                begin(
                    leaver_id,
                    {thing: db.session.get(User, to_id) for thing in RECEIVED},
                    REASON,
                    db.session.get(User, by_id),
                )
            except Refused as refusal:
                return refusal.problems[0].code
            finally:
                db.session.remove()
            return "begun"

    leaver_id, to_id, bosses = cast.sales1.id, cast.sales2.id, [cast.sales_manager.id, cast.president.id] * 2
    db.session.commit()
    with ThreadPoolExecutor(4) as threads:
        answers = sorted(threads.map(one, bosses))
    assert answers[0] == "begun"
    assert set(answers[1:]) <= {"running", "nothing"}
    db.session.rollback()
    assert db.session.scalar(select(func.count(Handover.id))) == 1


class TestALargeOne:
    @pytest.fixture
    def large(self, cast, monkeypatch):
        monkeypatch.setattr(handovers, "SMALL", 2)
        for _ in range(6):
            new_customer(cast.sales1)
        return begin(cast.sales1.id, everything_to(cast.sales2), REASON, cast.sales_manager)

    def test_goes_on_by_itself(self, cast, large):
        assert (large.finished_at, large.moved) == (None, {})
        assert codes(begin, cast.sales1.id, everything_to(cast.sales2), REASON, cast.sales_manager) == ["running"]
        carry_out_handovers.run(large.id)
        db.session.expire_all()
        assert (large.moved, large.finished_at is not None) == ({"customers": 6}, True)

    def test_killed_half_way_it_is_gone_on_with_by_the_sweep(self, cast, large, monkeypatch, valkey):
        moves, real = iter(range(3)), handovers.MOVES[Thing.CUSTOMERS]

        def dying(item_id, hands):
            if next(moves, None) is None:
                raise SystemExit
            return real(item_id, hands)

        with monkeypatch.context() as broken:
            broken.setitem(handovers.MOVES, Thing.CUSTOMERS, dying)
            with pytest.raises(SystemExit):
                carry_out(large.id)
        db.session.expire_all()
        assert (large.moved, large.finished_at) == ({"customers": 3}, None)
        sweep.run()
        assert f"handover-{large.id}" in queue.rq.job_ids
        carry_out_handovers.run()
        db.session.expire_all()
        assert (large.moved, large.finished_at is not None) == ({"customers": 6}, True)

    def test_two_at_once_move_each_thing_once(self, app, cast, large):
        def one(handover_id):
            with app.app_context():
                try:
                    return carry_out(handover_id).get("customers", 0)
                finally:
                    db.session.remove()

        four = [large.id] * 4
        db.session.commit()
        with ThreadPoolExecutor(4) as threads:
            assert sum(threads.map(one, four)) == 6
        db.session.rollback()
        assert large.moved == {"customers": 6}
        gone = select(func.count(AuditEntry.id)).where(AuditEntry.verb == OwnershipReason.TRANSFERRED.value)
        assert db.session.scalar(gone) == 6

    def test_a_receiver_who_left_meanwhile_gets_nothing_and_the_page_says_why(self, cast, large):
        cast.sales2.active = False
        db.session.commit()
        carry_out(large.id)
        db.session.expire_all()
        assert large.finished_at is not None
        assert large.left_behind["customers"]["message"].endswith("is not active any more.")
        carry_out(begin(cast.sales1.id, everything_to(cast.channel1), REASON, cast.sales_manager).id)
        assert not any(holdings(cast.sales1.id).values())

    def test_what_left_meanwhile_is_not_fetched_back(self, cast, large):
        gone = db.session.scalars(select(Customer).order_by(Customer.id)).first()
        give_up(gone.id, cast.sales_manager, "没有需求")
        carry_out(large.id)
        db.session.expire_all()
        assert (large.moved, gone.owner_id) == ({"customers": 5}, None)
