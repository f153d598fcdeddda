"""Moves from stage to stage, on the page, in the list and on the board (A6.2)."""

import pytest
from sqlalchemy import select

from extensions import db
from models import StageChange
from tests.support.factories import new_customer, new_opportunity
from tests.support.opportunities import asked, stage


def move(client, case, code, *, hx=True, view="row", version=None, **more):
    data = {"stage_id": stage(code), "version": version or case.version, "view": view, **more}
    return client.post(f"/opportunities/{case.id}/stage", hx=hx, data=data)


class TestStages:
    def test_it_costs_at_most_ten_queries(self, client, sign_in, case):
        sign_in(client, "sales1")
        data = {"stage_id": stage("needs"), "version": case.version, "view": "row"}
        with asked() as queries:
            assert client.post(f"/opportunities/{case.id}/stage", data=data, hx=True).status_code == 200
        assert len(queries) <= 10

    def test_in_the_list_the_row_comes_back(self, client, sign_in, case):
        sign_in(client, "sales1")
        answer = move(client, case, "needs")
        assert answer.status_code == 200
        assert answer.text.strip().startswith(f'<tr id="opportunity-{case.id}">')
        assert "<html" not in answer.text

    def test_a_rule_answers_inline_with_its_clause_and_asks_for_the_note(self, client, sign_in, case):
        sign_in(client, "sales1")
        answer = move(client, case, "signing")
        assert answer.status_code == 422
        assert 'data-code="move_without_note"' in answer.text
        assert "/policy#A6-1" in answer.text
        assert 'name="note"' in answer.text
        assert move(client, case, "signing", note="客户直接要合同").status_code == 200

    @pytest.mark.parametrize("view", ["row", "board", "page"])
    def test_a_stale_page_shows_the_present_state(self, client, sign_in, case, view):
        sign_in(client, "sales1")
        old = case.version
        move(client, case, "needs")
        answer = move(client, case, "contact", version=old, note="退回", view=view)
        assert answer.status_code == 409
        assert 'data-code="stale"' in answer.text
        assert f'<option value="{stage("needs")}" selected>' in answer.text
        assert f'name="version" value="{case.version}"' in answer.text

    def test_on_the_board_the_board_comes_back_with_its_filters(self, client, sign_in, case):
        sign_in(client, "sales_manager")
        new_opportunity(new_customer(case.owner), case.owner, name="另一个项目")
        where = {"HX-Current-URL": "http://localhost/opportunities/board?who=mine"}
        data = {"stage_id": stage("needs"), "version": case.version, "view": "board"}
        answer = client.post(f"/opportunities/{case.id}/stage", hx=True, data=data, headers=where)
        assert answer.status_code == 200
        assert "另一个项目" not in answer.text
        assert 'id="board"' in answer.text

    def test_without_scripts_it_goes_back_to_the_list(self, client, sign_in, case):
        sign_in(client, "sales1")
        answer = move(client, case, "needs", hx=False, next="/opportunities?who=mine")
        assert (answer.status_code, answer.location) == (303, "/opportunities?who=mine")
        away = move(client, case, "proposal", hx=False, next="//evil.example")
        assert away.location == "/"
        refused = move(client, case, "contact", hx=False)
        assert refused.status_code == 422
        assert "<html" in refused.text

    @pytest.mark.parametrize(
        ("username", "expected"),
        [
            ("sales1", 200),
            ("sales_manager", 200),
            ("sales_assistant", 200),
            ("president", 200),
            ("sales2", 404),
            ("east_gm", 404),
            ("jv_sales1", 404),
            ("finance1", 403),
            ("presales1", 403),
            ("supervisor1", 403),
            ("admin", 403),
        ],
    )
    def test_who_may_move_it(self, client, sign_in, case, username, expected):
        sign_in(client, username)
        assert move(client, case, "needs").status_code == expected
        assert len(db.session.scalars(select(StageChange)).all()) == (expected == 200)

    @pytest.mark.parametrize("bad", ["", "x", "-1", "999999", "99999999999999999999", "１"])
    def test_an_odd_stage_is_answered(self, client, sign_in, case, bad):
        sign_in(client, "sales1")
        data = {"stage_id": bad, "version": case.version, "view": "row"}
        answer = client.post(f"/opportunities/{case.id}/stage", hx=True, data=data)
        assert answer.status_code == 422
        assert 'data-code="unknown_stage"' in answer.text
