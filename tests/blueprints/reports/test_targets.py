"""Targets (A10): a year's months in one form, by who stands above."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import AuditEntry, Target, Unit, User
from operations import Stale
from operations.targets import set_targets
from policy.figures import FigureKind, TargetKind
from queries.targets import target_facts
from tests.support.kept_figures import keep
from tests.support.opportunities import asked

NOVEMBER = dt.date(2026, 11, 9)
C, M = TargetKind.CONTRACTS, TargetKind.COLLECTIONS


@pytest.fixture(autouse=True)
def november(cast, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: clock.start_of(NOVEMBER) + dt.timedelta(hours=9))


def stand() -> dict:
    rows = select(Target).order_by(Target.kind, Target.month, Target.id)
    return {(row.kind, row.month, row.unit_id or -row.user_id): row.amount for row in db.session.scalars(rows)}


def address(cast, **more) -> str:
    return f"/reports/targets?year=2026&unit_id={cast.sales1.unit_id}" + "".join(f"&{k}={v}" for k, v in more.items())


def test_a_year_is_set_at_once_with_last_years_figures_beside(client, sign_in, cast):
    keep(FigureKind.CONTRACTS, "2025-12", cast.sales1, 1, "432100")
    sign_in(client, "president")
    with asked() as queries:
        page = client.get(address(cast)).text
    assert "432,100.00" in page
    assert 'name="contracts_12"' in page
    assert 'name="contracts_10"' not in page
    assert len(queries) <= 12
    typed = {"contracts_11": "¥1,000", "contracts_12": "２０００.５", "collections_12": "0"}
    assert client.post(address(cast), data=typed).status_code == 303
    unit = cast.sales1.unit_id
    assert stand() == {(C, "2026-11", unit): 1000, (C, "2026-12", unit): Decimal("2000.5"), (M, "2026-12", unit): 0}
    verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.subject_type == "targets"))
    assert list(verbs) == ["target_set"] * 3


def test_a_refused_form_comes_back_as_typed_and_sets_nothing(client, sign_in, cast):
    sign_in(client, "president")
    page = client.post(address(cast), data={"contracts_11": "much", "contracts_12": "77"})
    assert (page.status_code, stand()) == (422, {})
    assert 'value="much"' in page.text
    assert 'value="77"' in page.text
    for typed in ({"contracts_10": "5"}, {"contracts_12": "-1"}, {"contracts_12": "100000000000"}):
        assert client.post(address(cast), data=typed).status_code == 422
    assert stand() == {}


def test_what_somebody_changed_meanwhile_is_not_overwritten(client, sign_in, cast):
    unit = db.session.get(Unit, cast.sales1.unit_id)
    set_targets(unit, 2026, {(C, "2026-12"): Decimal(10)}, {}, cast.president)
    with pytest.raises(Stale):
        set_targets(unit, 2026, {(C, "2026-12"): Decimal(20)}, {}, cast.president)
    sign_in(client, "president")
    page = client.post(address(cast), data={"contracts_12": "30", "seen_contracts_12": "0"})
    assert (page.status_code, set(stand().values())) == (422, {Decimal(10)})
    assert "10.00" in page.text
    assert 'name="seen_contracts_12" type="hidden" value="1"' in page.text
    client.post(address(cast), data={"contracts_12": "", "seen_contracts_12": "1"})
    assert stand() == {}


def test_a_person_has_targets_of_their_own(client, sign_in, cast):
    sign_in(client, "president")
    client.post(address(cast, user_id=cast.sales1.id), data={"collections_11": "9"})
    assert stand() == {(M, "2026-11", -cast.sales1.id): 9}


@pytest.mark.parametrize(
    ("setter", "whose", "refused"),
    [
        ("east_gm", "east_gm", True),
        ("east_gm", "east_sales1", False),
        ("president", "east_gm", False),
        ("president", "president", False),
        ("salesmgmt_manager", "sales1", False),
    ],
)
def test_nobody_measures_the_own_work_where_somebody_above_can(cast, setter, whose, refused):
    by, bearer = (db.session.get(User, getattr(cast, name).id) for name in (setter, whose))
    facts = target_facts(bearer, {}, by, NOVEMBER)
    assert (facts.own and facts.above) is refused
    assert facts.allowed


def test_the_unit_one_leads_is_for_those_above(cast):
    east = db.session.get(Unit, cast.east_gm.unit_id)
    top = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()
    barred = {
        (who.username, unit.id): (facts := target_facts(unit, {}, who, NOVEMBER)).own and facts.above
        for who in (cast.east_gm, cast.salesmgmt_manager, cast.president)
        for unit in (east, top)
    }
    assert [name for (name, unit), yes in barred.items() if yes and unit == east.id] == ["east_gm"]
    assert [name for (name, unit), yes in barred.items() if yes and unit == top.id] == ["salesmgmt_manager"]


def test_others_realms_are_not_found_and_others_may_not(client, sign_in, cast):
    sign_in(client, "east_gm")
    assert client.get(address(cast)).status_code == 404
    assert client.post("/reports/targets?year=1999", data={}).status_code == 404
    sign_in(client, "sales_manager")
    assert client.get("/reports/targets").status_code == 403
