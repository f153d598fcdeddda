"""Keys for inquiries: made by administrators, shown once, kept as a hash, revoked for ever."""

import hashlib
import re

import pytest

from extensions import db
from models import ApiKey, AuditEntry


@pytest.fixture
def admin(client, sign_in):
    sign_in(client, "admin")
    return client


def make(client, label="公司网站", form_key="k"):
    return client.post("/admin/api-keys", data={"label": label, "form_key": form_key})


def test_a_key_is_shown_once_and_kept_as_a_hash(admin, cast):
    answer = make(admin)
    key = re.search(r"<code>(xl_[\w-]+)</code>", answer.text)[1]
    row = db.session.query(ApiKey).one()
    assert row.key_hash == hashlib.sha256(key.encode()).hexdigest()
    assert (row.label, row.created_by_id, row.hint) == ("公司网站", cast.admin.id, f"…{key[-6:]}")
    page = admin.get("/admin/api-keys").text
    assert key not in page
    assert row.hint in page
    assert "no-store" in answer.headers["Cache-Control"]
    entry = db.session.query(AuditEntry).filter_by(verb="created_api_key").one()
    assert key not in str(entry.after)


def test_a_double_click_makes_one_key(admin):
    make(admin)
    assert make(admin).location == "/admin/api-keys"
    assert db.session.query(ApiKey).count() == 1


def test_a_key_needs_a_name(admin):
    assert make(admin, label=" ").status_code == 422
    assert db.session.query(ApiKey).count() == 0


def test_a_revoked_key_stays_in_the_list_and_cannot_be_revoked_twice(admin):
    make(admin)
    row = db.session.query(ApiKey).one()
    assert admin.post(f"/admin/api-keys/{row.id}/revoke").location == "/admin/api-keys"
    assert db.session.query(ApiKey).one().revoked_at is not None
    again = admin.post(f"/admin/api-keys/{row.id}/revoke")
    assert again.status_code == 422
    assert "已经作废" in again.text
    assert db.session.query(AuditEntry).filter_by(verb="revoked_api_key").count() == 1


def test_an_unknown_key_is_refused_kindly(admin):
    assert admin.post("/admin/api-keys/999/revoke").status_code == 422


@pytest.mark.parametrize("username", ["president", "marketing1", "business_manager"])
def test_nobody_but_administrators_makes_keys(client, sign_in, username):
    sign_in(client, username)
    assert client.get("/admin/api-keys").status_code == 403
    assert make(client).status_code == 403
