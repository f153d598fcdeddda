"""Policy parameters: changed from a day on, with a reason, and every day judged by its own value."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import AuditEntry, ParameterValue
from queries.parameters import value
from tests.support.hostile import TEXTS


@pytest.fixture
def admin(client, sign_in):
    return sign_in(client, "admin")


def set_(client, name, typed, day=None, reason="Decided by the leadership group", latest=None):
    newest = db.session.scalars(
        select(ParameterValue.id).where(ParameterValue.name == name).order_by(ParameterValue.id.desc())
    ).first()
    fields = {"value": typed, "valid_from": (day or clock.today()).isoformat(), "reason": reason}
    return client.post(
        f"/admin/parameters/{name}", data={**fields, "latest": newest or 0 if latest is None else latest}
    )


def days(count):
    return clock.today() + dt.timedelta(days=count)


def test_a_change_holds_from_its_day_on_and_the_past_keeps_its_value(admin, cast):
    assert set_(admin, "release_days", "75").location == "/admin/parameters/release_days"
    assert set_(admin, "release_days", "80", days(10)).status_code == 303
    assert value("release_days", days(-1)) == 90
    assert value("release_days") == value("release_days", days(9)) == 75
    assert value("release_days", days(10)) == value("release_days", days(1000)) == 80
    page = admin.get("/admin/parameters/release_days").text
    assert "Decided by the leadership group" in page
    assert "系统管理员" in page
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).first()
    assert (entry.verb, entry.before["value"], entry.after["value"]) == ("set_parameter", 90, 75)
    assert entry.note == "Decided by the leadership group"


def test_the_last_word_for_a_day_counts(admin, cast):
    set_(admin, "release_days", "75")
    set_(admin, "release_days", "78")
    assert value("release_days") == 78


def test_ratios_and_amounts_keep_their_decimals(admin, cast):
    set_(admin, "manager_floor", "0.48")
    set_(admin, "small_contract_limit", "３０００００.50")
    assert value("manager_floor") == Decimal("0.48")
    assert value("small_contract_limit") == Decimal("300000.50")


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("release_days", "0", "parameter_bounds"),
        ("release_days", "1001", "parameter_bounds"),
        ("release_days", "-5", "parameter_bounds"),
        ("release_days", "90.5", "parameter_bounds"),
        ("release_days", "1_0", "parameter_bounds"),
        ("release_days", "1e2", "parameter_bounds"),
        ("release_days", "九十", "parameter_bounds"),
        ("release_days", "90", "parameter_unchanged"),
        ("release_days", "60", "parameter_order"),
        ("release_days", "59", "parameter_order"),
        ("alarm_days", "30", "parameter_order"),
        ("notice_days", "61", "parameter_order"),
        ("entry_days", "11", "parameter_order"),
        ("manager_floor", "NaN", "parameter_bounds"),
        ("manager_floor", "sNaN", "parameter_bounds"),
        ("manager_floor", "Infinity", "parameter_bounds"),
        ("manager_floor", "1E+400", "parameter_bounds"),
        ("manager_floor", "1.01", "parameter_bounds"),
        ("manager_floor", "0.44", "parameter_order"),
        ("small_contract_limit", "9" * 30, "parameter_bounds"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_reason(admin, cast, name, typed, code):
    answer = set_(admin, name, typed)
    assert answer.status_code == 422
    assert f'data-code="{code}"' in answer.text
    assert db.session.scalar(select(ParameterValue)) is None


def test_an_order_that_would_break_later_is_refused_now(admin, cast):
    assert set_(admin, "alarm_days", "85", days(20)).status_code == 303
    answer = set_(admin, "release_days", "80")
    assert 'data-code="parameter_order"' in answer.text
    assert set_(admin, "release_days", "86").status_code == 303


def test_yesterday_is_not_judged_anew(admin, cast):
    assert 'data-code="parameter_past"' in set_(admin, "release_days", "75", days(-1)).text
    for day in ("1900-01-01", "2026-02-29", "31.31.2026", "", "９９９９-01-01"):
        fields = {"value": "75", "valid_from": day, "reason": "x", "latest": 0}
        assert admin.post("/admin/parameters/release_days", data=fields).status_code == 422


@pytest.mark.parametrize("reason", ["", "   ", "\u3000", "\u202e"])
def test_a_change_needs_a_reason(admin, cast, reason):
    assert set_(admin, "release_days", "75", reason=reason).status_code == 422
    assert value("release_days") == 90


def test_two_administrators_at_once(admin, cast):
    set_(admin, "release_days", "75", latest=0)
    answer = set_(admin, "release_days", "70", latest=0)
    assert 'data-code="stale"' in answer.text
    assert 'value="70"' in answer.text
    assert value("release_days") == 75
    newest = db.session.scalars(select(ParameterValue.id)).one()
    assert f'name="latest" value="{newest}"' in answer.text
    assert set_(admin, "release_days", "70", latest=newest).status_code == 303


def test_the_same_form_sent_twice_is_one_change(admin, cast):
    for _ in range(2):
        set_(admin, "release_days", "75", latest=0)
    assert len(list(db.session.scalars(select(ParameterValue)))) == 1


@pytest.mark.parametrize("field", ["value", "valid_from", "reason", "latest"])
@pytest.mark.parametrize("text", TEXTS)
def test_odd_texts_get_a_clear_answer(admin, cast, field, text):
    fields = {"value": "75", "valid_from": clock.today().isoformat(), "reason": "a decision", "latest": "0"}
    answer = admin.post("/admin/parameters/release_days", data={**fields, field: text})
    assert answer.status_code in {303, 422}
    assert "<script>alert" not in answer.text + admin.get("/admin/parameters/release_days").text


def test_htmx_gets_the_form_alone(admin, cast):
    fields = {"value": "0", "valid_from": clock.today().isoformat(), "reason": "x", "latest": "0"}
    answer = admin.post("/admin/parameters/release_days", data=fields, hx=True)
    assert answer.status_code == 422
    assert "<html" not in answer.text
    assert answer.text.strip().startswith('<div id="form"')
