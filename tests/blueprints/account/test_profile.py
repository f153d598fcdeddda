"""One's own profile: how one is reached, and nothing that others decide."""

import pytest
from sqlalchemy import select

from extensions import db
from models import AuditEntry
from policy.roles import Role
from tests.support.hostile import TEXTS


def save(client, **fields):
    return client.post("/profile", data={"version": 1, "phone": "", "email": "", **fields})


def test_phone_and_mail_are_the_persons_own(client, sign_in, cast):
    sign_in(client, "sales1")
    assert save(client, phone="０１０-65052255", email="wang.lei@example.com").location == "/profile"
    assert (cast.sales1.phone, cast.sales1.email) == ("010 6505 2255", "wang.lei@example.com")
    entry = db.session.scalars(select(AuditEntry)).one()
    assert entry.after == {"phone": "010 6505 2255", "email": "wang.lei@example.com"}


def test_name_unit_and_roles_are_not(client, sign_in, cast):
    sign_in(client, "sales1")
    save(client, name="老板", roles="president", unit_id="1", active="", username="boss", must_change_password="y")
    assert (cast.sales1.name, cast.sales1.roles) == ("王磊", {Role.DIRECT_SALES})
    assert cast.sales1.unit.name == "直销部"


def test_a_page_shown_before_a_change_is_stale_and_keeps_what_was_typed(client, sign_in, cast):
    sign_in(client, "sales1")
    save(client, email="one@example.com")
    answer = save(client, email="two@example.com")
    assert answer.status_code == 422
    assert 'data-code="stale"' in answer.text
    assert "two@example.com" in answer.text
    assert cast.sales1.email == "one@example.com"
    assert save(client, email="two@example.com", version=2).status_code == 303


@pytest.mark.parametrize("field", ["phone", "email"])
@pytest.mark.parametrize("text", [text for text in TEXTS if text.strip("\u202c\u202e \u3000")])
def test_odd_texts_get_a_clear_answer(client, sign_in, cast, field, text):
    sign_in(client, "sales1")
    answer = save(client, **{field: text})
    assert answer.status_code in {303, 422}
    if answer.status_code == 422:
        assert "<script>alert" not in answer.text


def test_the_page_says_where_one_is_signed_in(client, sign_in, cast):
    page = sign_in(client, "sales_assistant").get("/profile").text
    assert "陈志远" in page
    assert "Mozilla/5.0 (tests)" in page
