"""The pages of the dispatch rules on real requests: made, refused with remedy, looked at beforehand, tried out."""

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import AuditEntry, DispatchGroup, DispatchRule, Lead
from policy.leads import LeadChannel, LeadStatus
from queries.organisation import company_of


@pytest.fixture
def business(client, sign_in):
    sign_in(client, "business_manager")
    return client


def rules() -> list[tuple]:
    rows = select(DispatchRule.position, DispatchRule.label).order_by(DispatchRule.position)
    return [tuple(row) for row in db.session.execute(rows)]


def typed(cast, label="江苏", **columns) -> dict:
    return {"label": label, "receiver": "person", "user_id": cast.sales1.id, "provinces": ["江苏省"], **columns}


def make(client, cast, **columns):
    return client.post("/leads/rules/new", data=typed(cast, **columns))


def past_lead(cast, company: str, **columns) -> Lead:
    lead = Lead(
        channel=LeadChannel.PHONE,
        status=LeadStatus.ACCEPTED,
        company=company,
        arrived_at=clock.now(),
        since=clock.now(),
        unit_id=cast.sales1.unit_id,
        owner_id=cast.sales1.id,
        **columns,
    )
    db.session.add(lead)
    db.session.commit()
    return lead


class TestMaking:
    def test_a_rule_is_made_moved_switched_off_and_on_with_a_trace_of_each(self, business, cast):
        assert make(business, cast).status_code == 303
        make(business, cast, label="全国", provinces=[], user_id=cast.sales2.id)
        assert rules() == [(1, "江苏"), (2, "全国")]
        last = db.session.scalars(select(DispatchRule).where(DispatchRule.label == "全国")).one()
        business.post(f"/leads/rules/{last.id}/up", data={"version": last.version})
        assert rules() == [(1, "全国"), (2, "江苏")]
        db.session.refresh(last)
        business.post(f"/leads/rules/{last.id}/switch", data={"version": last.version})
        db.session.refresh(last)
        assert not last.active
        business.post(f"/leads/rules/{last.id}/switch", data={"version": last.version})
        db.session.refresh(last)
        assert last.active
        lines = select(AuditEntry.verb).where(AuditEntry.subject_type == "dispatch_rules").order_by(AuditEntry.id)
        said = db.session.scalars(lines).all()
        assert [verb.removeprefix("dispatch_rule_") for verb in said] == ["created", "created", "moved", "off", "on"]

    @pytest.mark.parametrize(
        ("columns", "code"),
        [
            ({"user_id": ""}, "names_nobody"),
            ({"user_id": "999999"}, "unknown_receiver"),
            ({"receiver": "group", "group_id": ""}, "names_nobody"),
            ({"provinces": ["火星省"]}, "unknown_province"),
            ({"provinces": [], "cities": "亚特兰蒂斯"}, "unknown_city"),
            ({"cities": "杭州"}, "city_outside"),
            ({"industries": ["alchemy"]}, "unknown_industry"),
        ],
    )
    def test_a_rule_that_cannot_be_is_refused_with_a_remedy_and_what_was_typed(self, business, cast, columns, code):
        answer = make(business, cast, **columns)
        assert answer.status_code == 422
        assert f'data-code="{code}"' in answer.text
        assert "problem-remedy" in answer.text
        assert 'value="江苏"' in answer.text
        assert rules() == []

    def test_a_rule_never_names_a_unit_without_manager_somebody_inactive_or_somebody_who_does_not_sell(
        self, business, cast
    ):
        nobody = {"receiver": "manager", "managed_unit_id": cast.marketing1.unit_id}
        assert "names_nobody" in make(business, cast, **nobody).text
        assert "names_nobody" in make(business, cast, user_id=cast.finance1.id).text
        cast.sales2.active = False
        db.session.commit()
        assert "inactive_receiver" in make(business, cast, user_id=cast.sales2.id).text

    def test_people_of_other_companies_do_not_exist_here(self, business, cast):
        assert "unknown_receiver" in make(business, cast, user_id=cast.jv_sales1.id).text

    def test_who_saves_what_somebody_else_changed_meanwhile_is_told(self, business, cast):
        make(business, cast)
        rule = db.session.scalars(select(DispatchRule)).one()
        data = {**typed(cast, label="江苏二"), "version": rule.version}
        assert business.post(f"/leads/rules/{rule.id}/edit", data=data).status_code == 303
        assert business.post(f"/leads/rules/{rule.id}/edit", data=data).status_code == 422


class TestWhatIsOdd:
    def test_two_rules_that_contradict_each_other_are_said_with_who_wins(self, business, cast):
        make(business, cast)
        answer = make(business, cast, label="江苏乙", user_id=cast.sales2.id)
        assert answer.status_code == 303
        page = business.get("/leads/rules").text
        assert 'data-code="contradicts"' in page
        make(business, cast, label="苏州", provinces=[], cities="苏州", user_id=cast.sales2.id)
        assert 'data-code="never_first"' in business.get("/leads/rules").text

    def test_a_rule_whose_person_has_left_is_marked(self, business, cast):
        make(business, cast)
        cast.sales1.active = False
        db.session.commit()
        page = business.get("/leads/rules", headers={"Accept-Language": "en"})
        assert "mark-bad" in page.text


class TestBeforehand:
    def test_a_new_rule_shows_the_leads_that_would_have_gone_to_somebody_else_and_saves_nothing(self, business, cast):
        make(business, cast, provinces=[], label="全国")
        past_lead(cast, "苏州甲公司", province="江苏省", city="苏州市", industry="food")
        past_lead(cast, "北京乙公司", province="北京市", industry="food")
        data = typed(cast, label="江苏", user_id=cast.sales2.id, position=1, preview=1)
        page = business.post("/leads/rules/new", data=data)
        assert page.status_code == 200
        assert "苏州甲公司" in page.text
        assert "北京乙公司" not in page.text
        assert rules() == [(1, "全国")]

    def test_a_preview_at_the_wrong_place_says_that_the_rule_never_comes_first(self, business, cast):
        make(business, cast, provinces=[], label="全国")
        page = business.post("/leads/rules/new", data=typed(cast, user_id=cast.sales2.id, preview=1))
        assert 'data-code="never_first"' in page.text

    def test_switching_off_shows_what_would_wait(self, business, cast):
        make(business, cast)
        past_lead(cast, "苏州甲公司", province="江苏省", city="苏州市", industry="food")
        rule = db.session.scalars(select(DispatchRule)).one()
        assert "苏州甲公司" in business.get(f"/leads/rules/{rule.id}/switch").text


class TestTryingOut:
    def test_it_names_the_receiver_and_why_the_others_were_skipped(self, business, cast):
        make(business, cast, label="专属")
        make(business, cast, label="全国", provinces=[], user_id=cast.sales2.id)
        cast.sales1.active = False
        db.session.commit()
        answer = business.get("/leads/rules/test?province=江苏省&city=苏州市&industry=food", hx=True)
        assert cast.sales2.name in answer.text
        assert cast.sales1.name in answer.text

    @pytest.mark.parametrize(
        ("question", "code"),
        [
            ("province=火星省", "unknown_province"),
            ("city=亚特兰蒂斯市", "unknown_city"),
            ("province=浙江省&city=苏州市", "city_outside"),
            ("industry=alchemy", "unknown_industry"),
        ],
    )
    def test_a_region_that_does_not_exist_is_said(self, business, question, code):
        assert f'data-code="{code}"' in business.get(f"/leads/rules/test?{question}").text


class TestGroups:
    def test_a_group_is_made_and_never_emptied(self, business, cast):
        data = {"name": "直销组", "user_ids": [cast.sales1.id, cast.sales2.id]}
        assert business.post("/leads/groups/new", data=data).status_code == 303
        group = db.session.scalars(select(DispatchGroup)).one()
        assert group.company_id == company_of(cast.sales1.unit_id)
        data = {"name": "直销组", "user_ids": [], "version": group.version}
        answer = business.post(f"/leads/groups/{group.id}/edit", data=data)
        assert (answer.status_code, "empty_group" in answer.text) == (422, True)
        assert (
            "unknown_member"
            in business.post(f"/leads/groups/{group.id}/edit", data={**data, "user_ids": [cast.jv_sales1.id]}).text
        )
        data = {"name": "直销组", "user_ids": [cast.sales2.id], "version": group.version}
        assert business.post(f"/leads/groups/{group.id}/edit", data=data).status_code == 303
        db.session.expire_all()
        assert [person.username for person in db.session.scalars(select(DispatchGroup)).one().members] == ["sales2"]
        again = business.post("/leads/groups/new", data={"name": "直销组", "user_ids": [cast.sales1.id]})
        assert "group_taken" in again.text
