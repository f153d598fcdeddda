"""The stages of the pipeline: named, ordered, and taken out only when it is clear where what stands in them goes."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import AuditEntry, Opportunity, Stage, StageChange
from policy.following import OpportunityStatus
from tests.blueprints.admin.test_users import give_customer
from tests.support.hostile import TEXTS


@pytest.fixture
def admin(client, sign_in):
    return sign_in(client, "admin")


def stage(code):
    return db.session.scalars(select(Stage).where(Stage.code == code)).one()


def codes():
    return list(db.session.scalars(select(Stage.code).order_by(Stage.position)))


def new(**changed):
    fields = {"name_zh": "内部立项", "name_en": "Sponsored", "code": "sponsored", "probability": "55", "form_key": "k"}
    return {**fields, **changed}


def give_opportunity(cast, code, status=OpportunityStatus.OPEN):
    customer = give_customer(cast.sales1)
    today = clock.today()
    row = Opportunity(customer_id=customer.id, owner_id=cast.sales1.id, unit_id=cast.sales1.unit_id, name="产线改造")
    row.stage_id, row.stage_since, row.amount, row.probability = stage(code).id, clock.now(), Decimal(1000), 45
    row.first_expected_on = row.expected_on = today + dt.timedelta(days=30)
    row.created_at, row.created_by_id, row.status = clock.now(), cast.sales1.id, status
    db.session.add(row)
    db.session.commit()
    return row.id


def test_a_new_stage_stands_last_and_once(admin, cast):
    for _ in range(2):
        assert admin.post("/admin/stages/new", data=new()).location == "/admin/stages"
    assert codes() == ["contact", "needs", "proposal", "negotiation", "signing", "sponsored"]
    assert db.session.scalars(select(AuditEntry)).one().verb == "created_stage"


@pytest.mark.parametrize("probability", ["-1", "101", "x", "", "5.5", "１e9", "99999999999999999999"])
def test_a_probability_is_a_percentage(admin, cast, probability):
    assert admin.post("/admin/stages/new", data=new(probability=probability)).status_code == 422


def test_a_code_is_used_once(admin, cast):
    assert 'data-code="stage_taken"' in admin.post("/admin/stages/new", data=new(code="needs")).text


def test_moving_up_and_down_numbers_all_anew(admin, cast):
    admin.post(f"/admin/stages/{stage('proposal').id}/up", data={"version": stage("proposal").version})
    assert codes() == ["contact", "proposal", "needs", "negotiation", "signing"]
    admin.post(f"/admin/stages/{stage('contact').id}/down", data={"version": stage("contact").version})
    assert codes() == ["proposal", "contact", "needs", "negotiation", "signing"]
    admin.post(f"/admin/stages/{stage('proposal').id}/up", data={"version": stage("proposal").version})
    assert [row.position for row in db.session.scalars(select(Stage).order_by(Stage.position))] == [1, 2, 3, 4, 5]
    assert admin.post(f"/admin/stages/{stage('needs').id}/sideways", data={"version": 1}).status_code == 404


def test_renaming_keeps_the_code_and_the_opportunities(admin, cast):
    row = stage("needs")
    fields = {"version": row.version, "name_zh": "需求明确", "name_en": "Needs clear", "probability": "30"}
    assert admin.post(f"/admin/stages/{row.id}/edit", data={**fields, "code": "other"}).status_code == 303
    assert (stage("needs").name_zh, stage("needs").probability, stage("needs").allows_quotes) == ("需求明确", 30, False)
    answer = admin.post(f"/admin/stages/{row.id}/edit", data={**fields, "name_zh": "别的"})
    assert 'data-code="stale"' in answer.text


def test_a_stage_with_open_opportunities_goes_only_with_an_heir(admin, cast):
    open_one = give_opportunity(cast, "proposal")
    row = stage("proposal")
    url = f"/admin/stages/{row.id}/deactivate"
    answer = admin.post(url, data={"version": row.version})
    assert 'data-code="opportunities_left"' in answer.text
    for heir in (row.id, 999999):
        assert 'data-code="heir_inactive"' in admin.post(url, data={"version": row.version, "heir_id": heir}).text
    version = db.session.get(Opportunity, open_one).version
    heir = stage("needs").id
    assert admin.post(url, data={"version": row.version, "heir_id": heir}).status_code == 303
    moved = db.session.get(Opportunity, open_one)
    assert (moved.stage_id, moved.version) == (heir, version + 1)
    change = db.session.scalars(select(StageChange)).one()
    assert (change.from_stage_id, change.to_stage_id, change.by_id) == (row.id, heir, cast.admin.id)
    assert not stage("proposal").active


def test_what_is_closed_stays_where_it_was_closed(admin, cast):
    lost = give_opportunity(cast, "proposal", OpportunityStatus.LOST)
    row = stage("proposal")
    assert admin.post(f"/admin/stages/{row.id}/deactivate", data={"version": row.version}).status_code == 303
    assert db.session.get(Opportunity, lost).stage_id == row.id
    version = stage("proposal").version
    assert admin.post(f"/admin/stages/{row.id}/activate", data={"version": version}).status_code == 303


def test_the_last_stage_stays(admin, cast):
    for code in ("contact", "needs", "proposal", "negotiation"):
        admin.post(f"/admin/stages/{stage(code).id}/deactivate", data={"version": stage(code).version})
    row = stage("signing")
    assert (
        'data-code="last_stage"' in admin.post(f"/admin/stages/{row.id}/deactivate", data={"version": row.version}).text
    )


def test_the_administrator_sees_the_number_of_opportunities_and_no_name(admin, cast):
    give_opportunity(cast, "proposal")
    page = admin.get("/admin/stages").text
    assert "产线改造" not in page
    assert "华北重工" not in page


@pytest.mark.parametrize("field", ["name_zh", "name_en", "code"])
@pytest.mark.parametrize("text", TEXTS)
def test_odd_texts_get_a_clear_answer(admin, cast, field, text):
    assert admin.post("/admin/stages/new", data=new(**{field: text})).status_code in {303, 422}
    page = admin.get("/admin/stages").text
    assert "<script>alert" not in page
    assert "<button hx-post" not in page
