"""Limits of expenses: set by finance, looked at in every line, and open lines are examined anew (A3.4)."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from jobs import reexamine_claims
from models import ExpenseLimit, ExpenseLine, JobRun, TieredCity
from operations.expense_limits import set_limit, set_tier
from policy.examination import Light
from policy.expenses import Category, ClaimStatus
from policy.limits import Basis, CityTier, Effect
from queries.expenses import examinations
from tests.support.expenses import claim_in
from tests.support.factories import new_activity, new_claim, new_customer, new_line

LIMIT = {
    "category": None,
    "tier": None,
    "grade": None,
    "role": None,
    "basis": Basis.LINE,
    "amount": Decimal(50),
    "effect": Effect.WARNS,
    "until_on": None,
}


def a_limit(cast, **columns):
    return set_limit(cast.finance1, {**LIMIT, "from_on": clock.today(), **columns})


def said_of(line):
    return examinations(line.claim, [line])[line.id]


def codes_of(line):
    return {problem.code for problem in said_of(line).problems}


@pytest.fixture
def dinner(cast):
    visit = new_activity(new_customer(cast.sales1), cast.sales1)
    new_activity(visit.customer, cast.sales1)
    return new_line(new_claim(cast.sales1), visit)


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ({"basis": Basis.HEAD, "amount": Decimal(20)}, "limit_head"),
        ({"basis": Basis.HEAD, "amount": Decimal(31)}, None),
        ({"category": Category.ENTERTAINMENT}, "limit_line"),
        ({"category": Category.LODGING}, None),
        ({"tier": CityTier.FIRST}, "limit_line"),
        ({"tier": CityTier.SECOND}, None),
        ({"role": "direct_sales"}, "limit_line"),
        ({"role": "finance"}, None),
        ({"grade": "A"}, None),
        ({"basis": Basis.DAY, "amount": Decimal(100)}, None),
    ],
)
def test_a_limit_is_meant_for_what_it_names(cast, dinner, limit, code):
    set_tier("上海市", CityTier.FIRST, cast.finance1)
    a_limit(cast, **limit)
    assert codes_of(dinner) == ({code} if code else set())


def test_what_is_spent_on_one_day_counts_together_and_splitting_is_seen(cast, dinner):
    a_limit(cast, basis=Basis.DAY, amount=Decimal(100), effect=Effect.BLOCKS)
    a_limit(cast, amount=Decimal(100))
    assert said_of(dinner).light is Light.GREEN
    new_line(dinner.claim, dinner.activity)
    assert codes_of(dinner) == {"limit_day", "split_below_limit"}
    assert said_of(dinner).light is Light.RED


def test_a_limit_holds_from_its_day_and_ends(client, sign_in, cast, dinner):
    sign_in(client, "finance1")
    form = {"basis": "line", "amount": "50", "effect": "blocks", "category": "", "tier": "", "grade": "", "role": ""}
    yesterday = (clock.today() - dt.timedelta(days=1)).isoformat()
    refused = client.post("/expenses/limits", data=form | {"from_on": yesterday})
    assert (refused.status_code, 'value="50"' in refused.text) == (422, True)
    assert client.post("/expenses/limits", data=form | {"from_on": clock.today().isoformat()}).status_code == 303
    row = db.session.scalars(select(ExpenseLimit)).one()
    assert codes_of(dinner) == {"limit_line"}
    assert client.post(f"/expenses/limits/{row.id}/end").status_code == 303
    assert client.post(f"/expenses/limits/{row.id}/end").status_code == 422
    assert client.post("/expenses/limits/tiers", data={"name": "杭州市", "tier": "second"}).status_code == 303
    assert db.session.scalars(select(TieredCity)).one().name == "杭州"
    assert "杭州" in client.get("/expenses/limits").text


def test_finance_of_another_company_neither_reads_nor_ends_it(client, sign_in, cast):
    row = a_limit(cast)
    sign_in(client, "sales1")
    assert (
        client.get("/expenses/limits").status_code == client.post(f"/expenses/limits/{row.id}/end").status_code == 403
    )


def test_what_waits_is_examined_anew_without_making_open_pages_stale(cast):
    claim = claim_in(ClaimStatus.IN_CHECK, cast)
    assert (claim.reds, claim.ambers, claim.desk_rank) == (0, 0, 0)
    line = next(line for line in claim.lines if line.category is Category.ENTERTAINMENT)
    versions = claim.version, line.version
    a_limit(cast, effect=Effect.BLOCKS)
    run = db.session.scalars(select(JobRun).order_by(JobRun.id.desc())).first()
    reexamine_claims.run(run.id)
    db.session.expire_all()
    assert (line.light, claim.reds, claim.desk_rank < 0) == (Light.RED, 2, True)
    assert (claim.version, line.version) == versions
    assert run.outcome == {"steps": 2, "done": 2, "changed": 2}
    lights = select(ExpenseLine.light).where(ExpenseLine.claim_id == claim.id)
    assert set(db.session.scalars(lights)) == {Light.RED}
