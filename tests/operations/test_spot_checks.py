"""Spot checks (A11): nobody chooses the sample, anybody can draw it again, and what is found is followed up."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Finding, SpotCheck, Violation
from operations import AlreadyDone, Refused
from operations.findings import Says, judge, mend
from operations.spot_checks import Wish, close, commitment_for, draw, seed_of
from policy.checking import Judgement
from policy.sampling import Subject, commitment_of
from queries.findings import counts
from queries.spot_checks import of_the_day, proof_of
from tests.support.factories import new_activity, new_claim, new_customer, new_line

DAY = dt.timedelta(days=1)


def wish(unit, size=3, person=None, subject=Subject.ACTIVITIES, **days):
    days = {"from_on": clock.today() - 7 * DAY, "until_on": clock.today(), **days}
    return Wish(unit=unit, person=person, subject=subject, size=size, **days)


def drawn(by, unit, key="spot-1", **wished) -> SpotCheck:
    return draw(wish(unit, **wished), by, key, commitment_for(key, by))


def sample(check):
    db.session.expire_all()
    return list(db.session.scalars(select(Finding).where(Finding.spot_check_id == check.id).order_by(Finding.id)))


def codes(deed, *args, **more):
    with pytest.raises(Refused) as refusal:
        deed(*args, **more)
    return [problem.code for problem in refusal.value.problems]


@pytest.fixture
def activities(cast):
    return [new_activity(new_customer(one), one) for one in [cast.sales1] * 6 + [cast.sales2] * 2 + [cast.east_sales1]]


class TestDrawing:
    def test_what_was_shown_before_is_what_drew_and_anybody_can_draw_it_again(self, cast, activities):
        shown = commitment_for("spot-1", cast.vp)
        check = drawn(cast.vp, cast.sales1.unit)
        assert check.commitment == shown == commitment_of(check.seed)
        assert [ident for _, ident in check.frame] == [row.id for row in activities[:8]]
        assert len(sample(check)) == 3
        assert proof_of(check).holds
        sample(check)[0].subject_id = 999
        assert not proof_of(check).sample

    def test_the_seed_is_of_the_form_and_of_the_person(self, cast):
        seeds = {seed_of(key, who) for key in ("a", "b") for who in (cast.vp, cast.president)}
        assert len(seeds) == 4

    def test_a_form_sent_twice_draws_once_and_a_made_up_commitment_not_at_all(self, cast, activities):
        unit = cast.sales1.unit
        check = drawn(cast.vp, unit)
        with pytest.raises(AlreadyDone) as done:
            drawn(cast.vp, unit)
        assert done.value.location == f"/supervision/spots/{check.id}"
        assert codes(draw, wish(unit), cast.vp, "spot-2", commitment_of("mine")) == ["seed"]

    def test_who_draws_again_and_again_is_seen(self, cast, activities):
        checks = [drawn(cast.vp, cast.sales1.unit, key) for key in ("a", "b", "c")]
        assert [of_the_day(check) for check in checks] == [1, 2, 3]

    def test_of_one_person_and_of_the_units_below(self, cast, activities):
        one = drawn(cast.vp, cast.sales1.unit, "one", person=cast.sales2, size=10)
        assert {row.user_id for row in sample(one)} == {cast.sales2.id}
        everywhere = drawn(cast.vp, cast.unit("hq"), "all", size=10)
        assert len(sample(everywhere)) == 9
        assert {row.unit_id for row in sample(everywhere)} == {cast.sales1.unit_id, cast.east_sales1.unit_id}

    def test_expenses_are_drawn_once_they_are_claimed(self, cast):
        claim = new_claim(cast.sales1)
        new_line(claim)
        asked = {"subject": Subject.EXPENSES}
        assert codes(drawn, cast.vp, cast.sales1.unit, **asked) == ["empty"]
        claim.status = "submitted"
        db.session.commit()
        (row,) = sample(drawn(cast.vp, cast.sales1.unit, "again", **asked))
        assert (row.user_id, row.url) == (cast.sales1.id, f"/expenses/{claim.id}")

    def test_a_person_of_another_unit_is_refused(self, cast, activities):
        assert codes(drawn, cast.vp, cast.sales1.unit, person=cast.east_sales1) == ["elsewhere", "empty"]


class TestFollowingUp:
    def closed(self, cast):
        new_activity(new_customer(cast.sales1), cast.sales1)
        check = drawn(cast.vp, cast.sales1.unit)
        (row,) = sample(check)
        assert codes(close, check.id, check.version, "", cast.vp) == ["open"]
        judge(row.id, row.version, Says(Judgement.TO_MEND, clock.today() + 2 * DAY, "补充关键价值"), cast.vp)
        assert counts(cast.sales1) == (0, 0)
        close(check.id, check.version, "", cast.vp)
        return sample(check)[0]

    def test_what_was_mended_is_looked_at_and_accepted(self, cast):
        row = self.closed(cast)
        assert counts(cast.sales1) == (1, 0)
        mend(row.id, row.version, "已补充", cast.sales1)
        assert counts(cast.sales1) == (0, 0)
        judge(row.id, row.version, Says(Judgement.IN_ORDER), cast.vp)
        assert db.session.get(Finding, row.id).mended_note == "已补充"

    def test_what_was_not_mended_gets_another_day_or_becomes_a_violation_at_once(self, cast):
        row = self.closed(cast)
        mend(row.id, row.version, "已补充", cast.sales1)
        judge(row.id, row.version, Says(Judgement.TO_MEND, clock.today() + 5 * DAY, "仍缺"), cast.vp)
        assert db.session.get(Finding, row.id).mended_at is None
        judge(row.id, row.version, Says(Judgement.VIOLATION, None, "仍未补充"), cast.vp)
        assert db.session.scalars(select(Violation.user_id)).one() == cast.sales1.id
        assert codes(judge, row.id, row.version, Says(Judgement.IN_ORDER), cast.vp) == ["settled"]
