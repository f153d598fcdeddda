"""The policy page: every clause, in both languages, with the values in force."""

import datetime as dt
import re

import pytest

import clock
from extensions import db
from models import ParameterValue
from policy.clauses import CLAUSES


@pytest.mark.parametrize("username", ["sales1", "finance1", "admin", "agent_sales1", "supervisor1"])
@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_everybody_reads_every_clause_at_its_anchor(client, sign_in, cast, username, language):
    sign_in(client, username).post("/language", data={"language": language})
    page = client.get("/policy")
    assert page.status_code == 200
    anchors = re.findall(r'id="(A[0-9-]+)"', page.text)
    assert anchors == [clause.anchor for clause in CLAUSES]
    assert "%(" not in page.text
    assert "%%" not in page.text


def test_the_text_states_the_value_of_today_and_what_is_decided_for_later(client, sign_in, cast):
    sign_in(client, "sales1").post("/language", data={"language": "en"})
    assert "From 90 days on" in client.get("/policy").text
    for days, ahead in (("75", 0), ("66", 30)):
        day = clock.today() + dt.timedelta(days=ahead)
        db.session.add(
            ParameterValue(name="release_days", value=days, valid_from=day, set_at=clock.now(), reason="a decision")
        )
    page = client.get("/policy").text
    assert "From 75 days on" in page
    assert "66 from" in page


def test_links_lead_only_where_the_reader_may_go(client, sign_in, cast):
    assert 'href="/admin/parameters' not in sign_in(client, "sales1").get("/policy").text
    page = sign_in(client, "admin").get("/policy").text
    assert 'href="/admin/parameters/release_days"' in page
    for path in set(re.findall(r'<a href="(/[^"#]*)">', page.partition("<main")[2])):
        assert client.get(path).status_code == 200, path


def test_a_stranger_is_asked_to_sign_in(client, cast):
    assert client.get("/policy").location == "/login?next=%2Fpolicy"
