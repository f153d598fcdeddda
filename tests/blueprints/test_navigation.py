"""The menu shows what a person may enter; the theme is remembered; nobody is led away from the site."""

import pytest

from blueprints.navigation import way_back

FORGED = [
    None,
    "",
    "//evil.example",
    "/\\evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "\thttps://evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "evil.example",
]


@pytest.mark.parametrize("target", FORGED)
def test_a_forged_way_back_leads_home(target):
    assert way_back(target) == "/"


@pytest.mark.parametrize("target", ["/", "/customers?tab=mine&q=%E7%9F%B3", "/expenses/3#lines"])
def test_a_path_of_the_site_is_a_way_back(target):
    assert way_back(target) == target


@pytest.mark.parametrize(
    ("username", "there", "absent"),
    [
        ("sales1", {"/customers", "/pool", "/expenses", "/approvals"}, {"/expenses/desk", "/admin"}),
        ("sales_manager", {"/approvals", "/customers"}, {"/expenses/desk", "/admin"}),
        ("finance1", {"/expenses/desk", "/customers"}, {"/pool", "/opportunities", "/admin"}),
        ("admin", {"/admin", "/admin/audit"}, {"/customers", "/expenses/desk"}),
    ],
)
def test_the_menu_holds_the_areas_of_a_person_and_no_others(client, sign_in, username, there, absent):
    page = sign_in(client, username).get("/policy").text
    menu = page[page.index('<nav id="menu"') : page.index("</nav>", page.index('<nav id="menu"'))]
    assert {path for path in there if f'href="{path}"' in menu} == there
    assert not {path for path in absent if f'href="{path}"' in menu}


def test_every_way_of_the_menu_leads_somewhere(client, sign_in, app):
    known = {str(rule) for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    for username in ("sales1", "sales_manager", "finance1", "admin"):
        page = sign_in(client, username).get("/policy").text
        menu = page[page.index('<nav id="menu"') : page.index("</nav>", page.index('<nav id="menu"'))]
        assert {part.split('"')[0] for part in menu.split('href="')[1:]} <= known


def test_the_chosen_colours_are_drawn_by_the_server(client, sign_in):
    answer = client.post("/theme", data={"theme": "dark", "next": "/login"})
    assert (answer.status_code, answer.location) == (303, "/login")
    assert 'data-bs-theme="dark"' in client.get("/login").text


def test_unknown_colours_mean_those_of_the_system(client):
    client.post("/theme", data={"theme": "<b>", "next": "/login"})
    page = client.get("/login").text
    assert 'data-theme="auto"' in page
    assert "data-bs-theme=" not in page


def test_an_innermost_area_alone_is_marked_as_the_present_one(client, sign_in):
    page = sign_in(client, "finance1").get("/expenses/desk").text
    assert page.count('aria-current="page"') - page[page.index("<main") :].count('aria-current="page"') == 1
