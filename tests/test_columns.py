"""Money in fen and time in UTC, on both databases."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from columns import LARGEST_AMOUNT, Money, UTCDateTime, to_fen
from extensions import db

amounts = st.decimals(min_value=-LARGEST_AMOUNT, max_value=LARGEST_AMOUNT, places=2)


@given(amounts)
def test_an_amount_comes_back_as_it_was(amount):
    kept = Money().process_bind_param(amount, None)
    assert isinstance(kept, int)
    assert Money().process_result_value(kept, None) == amount


@given(st.lists(amounts))
def test_a_sum_in_fen_is_the_sum_in_yuan(several):
    kept = sum(Money().process_bind_param(amount, None) for amount in several)
    assert Money().process_result_value(kept, None) == sum(several, Decimal(0))


@pytest.mark.parametrize(
    ("amount", "fen"), [("0.005", "0.01"), ("1.005", "1.01"), ("-1.005", "-1.01"), ("2.004", "2.00")]
)
def test_halves_are_rounded_away_from_zero(amount, fen):
    assert to_fen(Decimal(amount)) == Decimal(fen)


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        UTCDateTime().process_bind_param(dt.datetime(2026, 1, 1), None)  # noqa: DTZ001


def test_a_moment_comes_back_in_utc(cast):
    user = cast.sales1
    user.last_sign_in_at = dt.datetime(2026, 1, 1, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    db.session.commit()
    db.session.expire_all()
    assert user.last_sign_in_at.isoformat() == "2026-01-01T00:30:00+00:00"
