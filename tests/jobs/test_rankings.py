"""The monthly ranking (A12.4): drawn once on the first working day, with its working and all that follows from it."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from jobs import draw_rankings
from models import CustomerShare, Distinction, JobRun, LeadRight, Notification, OutboxMail, Ranking, RankingRow, User
from operations import lead_rights
from policy.dispatch import RightKind
from policy.entry import CustomerStatus
from policy.following import OpportunityStatus
from policy.ranking import Board, Honour
from queries.lead_rights import standing_of
from queries.rankings import first_working_day, holds_until, latest_month
from tests.support.factories import new_activity, new_opportunity
from tests.support.ranking import DRAWN, FIRST, entered, set_numbers, worked

NOVEMBER = dt.date(2026, 11, 9)
DECEMBER = dt.date(2026, 12, 1)


@pytest.fixture
def at(monkeypatch):
    """``at(day)`` makes it the early morning of that day for everybody who asks the clock."""

    def set_to(day: dt.date):
        moment = clock.start_of(day) + dt.timedelta(hours=6)
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_to(DRAWN)
    return set_to


@pytest.fixture
def numbers(cast, at):
    """A small house: one customer and one opportunity are enough to take part, one is at the top, one the last."""
    small = {"entry_customers": 1, "entry_opportunities": 1, "top_salespeople": 1, "last_salespeople": 1}
    set_numbers(**small, last_agents=1, top_agents=1)


def row_of(person: User, month: str = "2026-10") -> RankingRow:
    rows = select(RankingRow).join(Ranking, Ranking.id == RankingRow.ranking_id)
    return db.session.scalars(rows.where(Ranking.month == month, RankingRow.user_id == person.id)).one()


def left_out(row: RankingRow, dimension: str) -> dict:
    return {code: its["count"] for code, its in row.workings["dimensions"][dimension]["left_out"].items()}


def value(row: RankingRow, dimension: str) -> Decimal:
    return Decimal(row.workings["dimensions"][dimension]["value"])


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def again() -> None:
    for run in db.session.scalars(select(JobRun)):
        db.session.delete(run)
    db.session.commit()
    draw_rankings.run()


def test_it_is_due_from_the_first_working_day_and_holds_until_the_next_one():
    assert latest_month(dt.date(2026, 11, 1)) == "2026-09"  # a Sunday
    assert latest_month(DRAWN) == "2026-10"
    assert first_working_day("2026-10") == dt.date(2026, 10, 8)  # after the holiday week
    assert holds_until("2026-10") == dt.date(2026, 11, 30)


def test_a_month_with_nobody_above_the_bar_is_published_and_has_no_consequences(cast, at):
    worked(cast.sales1, 3)
    draw_rankings.run()
    assert count(Ranking) == 3
    assert {row.place for row in db.session.scalars(select(RankingRow))} == {None}
    assert count(Distinction) == count(LeadRight) == 0


def test_the_first_is_commended_and_comes_first_the_last_is_told(cast, numbers):
    worked(cast.sales1, 3, 2, visits=2)
    worked(cast.sales2, 1, 1)
    draw_rankings.run()
    first, last = row_of(cast.sales1), row_of(cast.sales2)
    assert (first.place, first.top, last.place, last.last) == (1, True, 2, True)
    right = db.session.scalars(select(LeadRight)).one()
    assert (right.user_id, right.kind, right.clause) == (cast.sales1.id, RightKind.PRIORITY, "A12.4")
    assert (right.from_on, right.until_on) == (DRAWN, dt.date(2026, 11, 30))
    honour = db.session.scalars(select(Distinction)).one()
    assert (honour.honour, honour.user_id, honour.month) == (Honour.COMMENDATION, cast.sales1.id, "2026-10")
    told = db.session.scalars(select(Notification.event).where(Notification.user_id == cast.sales2.id)).all()
    assert told == ["ranking_last"]


def test_drawn_again_and_after_three_days_without_workers_it_changes_and_tells_nothing_twice(cast, numbers, at):
    worked(cast.sales1, 3, 2)
    worked(cast.sales2, 1, 1)
    draw_rankings.run()
    before = [count(model) for model in (Ranking, RankingRow, Distinction, LeadRight, Notification, OutboxMail)]
    for day in (DRAWN, dt.date(2026, 11, 5)):
        at(day)
        again()
    assert [count(model) for model in (Ranking, RankingRow, Distinction, LeadRight, Notification, OutboxMail)] == before


def test_two_months_in_a_row_among_the_last_cost_the_right_to_leads_until_the_next_ranking(cast, numbers, at):
    worked(cast.sales1, 2)
    worked(cast.sales2, 1)
    draw_rankings.run()
    assert standing_of(cast.sales2.id).suspended is None
    at(DECEMBER)
    worked(cast.sales1, 2, first=NOVEMBER)
    worked(cast.sales2, 1, first=NOVEMBER)
    draw_rankings.run()
    suspended = standing_of(cast.sales2.id).suspended
    assert (suspended.clause, suspended.until_on) == ("A12.4", holds_until("2026-11"))
    assert standing_of(cast.sales1.id).first
    at(holds_until("2026-11") + dt.timedelta(days=1))
    assert standing_of(cast.sales2.id).suspended is None


def test_missed_months_are_made_up_without_rights_of_the_past(cast, numbers, at):
    worked(cast.sales1, 1, first=dt.date(2026, 9, 2))
    at(dt.date(2026, 10, 9))
    draw_rankings.run()
    at(dt.date(2026, 12, 3))
    worked(cast.sales1, 1)
    worked(cast.sales1, 1, first=NOVEMBER)
    draw_rankings.run()
    months = sorted(db.session.scalars(select(Ranking.month).where(Ranking.company_id == cast.sales1.unit.parent_id)))
    assert set(months) == {"2026-09", "2026-10", "2026-11"}
    rights = db.session.scalars(select(LeadRight.from_on).order_by(LeadRight.id)).all()
    assert rights == [dt.date(2026, 10, 9), dt.date(2026, 12, 3)]
    honours = db.session.scalars(select(Distinction.honour).order_by(Distinction.id)).all()
    assert honours == [*[Honour.COMMENDATION] * 3, Honour.REWARD]


def test_what_does_not_count_stands_in_the_working_with_its_reason(cast, numbers):
    made = worked(cast.sales1, 1)
    noon = clock.start_of(FIRST) + dt.timedelta(days=3)
    entered(cast.sales1, noon, imported=True)
    entered(cast.sales1, noon, status=CustomerStatus.RETURNED, approved_at=None)
    entered(cast.sales1, noon, status=CustomerStatus.SUBMITTED, approved_at=None)
    entered(cast.sales1, noon, name=made[0].name.replace("有限公司", "股份有限公司"))
    for second in range(11):
        entered(cast.sales1, noon + dt.timedelta(days=2, seconds=second))
    deal = new_opportunity(made[0], cast.sales1, created_at=noon, name="二期", amount=Decimal(1))
    deal.status = OpportunityStatus.INVALID
    for _visit in range(2):
        new_activity(made[0], cast.sales1, starts_at=noon, recorded_at=noon)
    new_activity(made[0], cast.sales1, starts_at=noon, recorded_at=noon, imported=True)
    draw_rankings.run()
    row = row_of(cast.sales1)
    assert left_out(row, "new_customers") == {"imported": 1, "returned": 1, "unapproved": 1, "twin": 1, "bulk": 11}
    assert left_out(row, "new_opportunities") == {"invalid": 1}
    assert left_out(row, "visits") == {"twin": 1, "imported": 1}
    assert (value(row, "new_customers"), value(row, "visits")) == (1, 1)


def test_shares_of_the_moment_divide_what_counts(cast, numbers):
    customer = worked(cast.sales1, 1)[0]
    share = {"customer_id": customer.id, "by_id": cast.sales1.id, "reason": "共同跟进"}
    then = clock.start_of(FIRST)
    db.session.add(CustomerShare(user_id=cast.sales2.id, percent=30, from_at=then, **share))
    later = {"from_at": clock.start_of(DRAWN), "percent": 20}
    db.session.add(CustomerShare(user_id=cast.channel1.id, **later, **share))
    db.session.commit()
    draw_rankings.run()
    assert value(row_of(cast.sales1), "new_customers") == Decimal("0.7")
    assert value(row_of(cast.sales2), "new_customers") == Decimal("0.3")
    assert value(row_of(cast.channel1), "new_customers") == 0
    assert row_of(cast.sales1).place is None


def test_who_changed_the_unit_within_the_month_is_ranked_once_where_they_are_now(cast, numbers):
    worked(cast.sales1, 1)
    mover = cast.sales1
    mover.unit_id = cast.unit("east").id
    db.session.commit()
    draw_rankings.run()
    assert row_of(cast.sales1).unit_id == cast.unit("east").id


def test_agents_are_ranked_as_a_whole_and_their_people_come_first(cast, numbers):
    worked(cast.agent_sales1, 2)
    draw_rankings.run()
    board = db.session.scalars(select(Ranking).where(Ranking.board == Board.AGENTS)).one()
    top = next(row for row in board.rows if row.top)
    assert (top.user_id, top.unit_id, top.place) == (None, cast.agent_sales1.unit_id, 1)
    rights = db.session.scalars(select(LeadRight.user_id).order_by(LeadRight.user_id)).all()
    assert cast.agent_sales1.id in rights
    assert standing_of(cast.agent_sales1.id).first
    told = select(Notification.user_id).where(Notification.event == "ranking_commendation")
    assert db.session.scalars(told).all() == [cast.agent_gm.id]


def test_who_leads_a_person_may_end_a_suspension_that_followed(cast, numbers, at):
    for month, first in ((DRAWN, FIRST), (DECEMBER, NOVEMBER)):
        at(month)
        worked(cast.sales1, 2, first=first)
        worked(cast.sales2, 1, first=first)
        draw_rankings.run()
    suspended = standing_of(cast.sales2.id).suspended
    lead_rights.end(suspended.id, cast.sales_manager, "两条记录误判")
    assert standing_of(cast.sales2.id).suspended is None
