"""The administrator's pages: there for administrators alone, and each answers whatever it is asked."""

import pytest

PAGES = [
    "/admin",
    "/admin/units",
    "/admin/units/new",
    "/admin/units/1/edit",
    "/admin/users",
    "/admin/users/new",
    "/admin/users/1",
    "/admin/users/1/edit",
    "/admin/stages",
    "/admin/stages/new",
    "/admin/stages/1/edit",
    "/admin/parameters",
    "/admin/parameters/release_days",
    "/admin/audit",
]
DEEDS = [
    "/admin/units/new",
    "/admin/units/2/edit",
    "/admin/units/2/deactivate",
    "/admin/units/2/activate",
    "/admin/users/new",
    "/admin/users/9/edit",
    "/admin/users/9/password",
    "/admin/users/9/deactivate",
    "/admin/users/9/activate",
    "/admin/stages/new",
    "/admin/stages/1/edit",
    "/admin/stages/1/up",
    "/admin/stages/1/down",
    "/admin/stages/1/deactivate",
    "/admin/stages/1/activate",
    "/admin/parameters/release_days",
]
READERS = {"president", "vp", "presidents_assistant", "salesmgmt_manager", "supervisor1"}
OTHERS = ["sales1", "sales_manager", "finance1", "president", "supervisor1", "east_gm", "agent_gm", "business_manager"]


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_sees_every_page_in_both_languages(client, sign_in, cast, page):
    sign_in(client, "admin")
    for language in ("zh_Hans_CN", "en"):
        client.post("/language", data={"language": language})
        answer = client.get(page)
        assert answer.status_code == 200
        assert answer.text.count("<h1") == 1


@pytest.mark.parametrize("username", OTHERS)
def test_nobody_else_gets_in(client, sign_in, cast, username):
    sign_in(client, username)
    for page in PAGES:
        allowed = page == "/admin/audit" and username in READERS
        assert client.get(page).status_code == (200 if allowed else 403), page
    for deed in DEEDS:
        assert client.post(deed, data={"version": 1}).status_code == 403, deed


def test_strangers_are_asked_to_sign_in(client, cast):
    for page in PAGES:
        assert client.get(page).location.startswith("/login?next=%2Fadmin")


@pytest.mark.parametrize("what", ["units", "users", "stages"])
def test_what_is_not_there_is_not_found(client, sign_in, cast, what):
    sign_in(client, "admin")
    assert client.get(f"/admin/{what}/999999/edit").status_code == 404
    assert client.post(f"/admin/{what}/999999/deactivate", data={"version": 1}).status_code == 404
    assert client.get("/admin/parameters/nothing").status_code == 404
    assert client.post("/admin/parameters/nothing", data={}).status_code == 404


def test_an_administrator_has_no_customer_data(client, sign_in, cast):
    sign_in(client, "admin")
    for path in ("/customers", "/opportunities", "/pool"):
        assert client.get(path).status_code in {403, 404}
