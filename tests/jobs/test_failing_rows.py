"""A night of many rows: what is wrong with one of them is told, and the others are done all the same."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from jobs import remind_approvals, watch_quotes
from models import JobRun, Quote
from operations import approval_clocks
from policy.quoting import QuoteStatus
from tests.support.customers import submitted
from tests.support.quotes import new_catalogue
from tests.support.sent_quotes import approved_quote, days_later


def run_of(job: str) -> JobRun:
    return db.session.scalars(select(JobRun).where(JobRun.job == job).execution_options(populate_existing=True)).one()


def failing(deed, row_id: int):
    return lambda one: 1 // 0 if one == row_id else deed(one)


def test_a_quote_that_fails_does_not_keep_the_others_and_is_tried_again(cast, monkeypatch):
    prices = new_catalogue(cast.sales_manager)
    bad, good = [approved_quote(cast.sales1, cast.sales_manager, prices).id for _ in range(2)]
    days_later(monkeypatch, 40)
    with monkeypatch.context() as broken:
        broken.setattr(watch_quotes, "run_out", failing(watch_quotes.run_out, bad))
        with pytest.raises(ZeroDivisionError):
            watch_quotes.run()
    db.session.expire_all()
    assert [db.session.get(Quote, one).status for one in (bad, good)] == [QuoteStatus.APPROVED, QuoteStatus.EXPIRED]
    assert "ZeroDivisionError" in run_of("watch_quotes").error
    later = clock.now() + dt.timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    watch_quotes.run()
    db.session.expire_all()
    assert db.session.get(Quote, bad).status is QuoteStatus.EXPIRED
    assert run_of("watch_quotes").error == ""


def test_a_step_that_fails_does_not_keep_the_others_from_being_reminded_of(cast, monkeypatch):
    for name in ("绍兴一号有限公司", "绍兴二号有限公司"):
        submitted(cast.sales1, name)
    days_later(monkeypatch, 20)
    first, *_rest = approval_clocks.overdue_ids()
    monkeypatch.setattr(approval_clocks, "remind", failing(approval_clocks.remind, first))
    remind_approvals.run()
    run = run_of("remind_approvals")
    assert (run.error[:17], run.outcome["reminded"] > 0) == ("ZeroDivisionError", True)
