"""Accounts: opened, edited, given a new first password, closed; never deleted."""

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import AssistantLink, AuditEntry, Customer, Notification, User, UserRole
from passwords import matches
from policy.entry import CustomerKind
from policy.roles import Role
from tests.support.hostile import TEXTS

FIRST = "kite-river-lamp"


@pytest.fixture
def admin(client, sign_in):
    return sign_in(client, "admin")


def form(cast, **changed):
    fields = {"username": "sales3", "name": "钱三", "unit_id": cast.unit("sales").id, "roles": ["direct_sales"]}
    return {
        **fields,
        "phone": "",
        "email": "",
        "language": "zh_Hans_CN",
        "password": FIRST,
        "form_key": "k1",
        **changed,
    }


def find(username):
    return db.session.scalar(select(User).where(User.username == username))


def edit(cast, person, **changed):
    fields = {"version": person.version, "name": person.name, "unit_id": person.unit_id, "roles": sorted(person.roles)}
    return {**fields, "phone": "", "email": "", "language": "zh_Hans_CN", **changed}


def give_customer(person):
    customer = Customer(
        kind=CustomerKind.DIRECT, name="华北重工", name_key="华北重工", owner_id=person.id, unit_id=person.unit_id
    )
    customer.clock_day = customer.entry_due_on = clock.today()
    customer.created_at, customer.created_by_id = clock.now(), person.id
    db.session.add(customer)
    db.session.commit()
    return customer


class TestOpening:
    def test_the_new_person_signs_in_and_must_take_an_own_password(self, app, admin, cast):
        answer = admin.post("/admin/users/new", data=form(cast))
        made = find("sales3")
        assert (answer.status_code, answer.location) == (303, f"/admin/users/{made.id}")
        assert (made.roles, made.must_change_password) == ({Role.DIRECT_SALES}, True)
        theirs = app.test_client()
        theirs.post("/login", data={"username": "sales3", "password": FIRST})
        assert theirs.get("/profile").location == "/password"
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "created_user")).one()
        assert entry.by_id == cast.admin.id
        assert entry.after["roles"] == ["direct_sales"]
        assert FIRST not in str(entry.after)

    def test_the_same_form_sent_twice_opens_one_account(self, admin, cast):
        first = admin.post("/admin/users/new", data=form(cast))
        second = admin.post("/admin/users/new", data=form(cast))
        assert first.location == second.location
        assert len(list(db.session.scalars(select(User).where(User.username == "sales3")))) == 1

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"username": "sales1"}, "username_taken"),
            ({"username": "Sales1"}, "username_taken"),
            ({"username": "钱三"}, "odd_username"),
            ({"username": "-x"}, "odd_username"),
            ({"username": "a b"}, "odd_username"),
            ({"roles": []}, "no_role"),
            ({"password": "short"}, "password_short"),
            ({"password": "xianlu-demo"}, "password_known"),
            ({"manager_ids": ["MANAGER"]}, "not_assistant"),
        ],
    )
    def test_what_cannot_be_is_refused_with_the_reason(self, admin, cast, changed, code):
        if "manager_ids" in changed:
            changed = {"manager_ids": [cast.sales_manager.id]}
        before = len(list(db.session.scalars(select(User))))
        answer = admin.post("/admin/users/new", data=form(cast, **changed))
        assert answer.status_code == 422
        assert f'data-code="{code}"' in answer.text
        assert len(list(db.session.scalars(select(User)))) == before

    @pytest.mark.parametrize(
        "changed",
        [
            {"roles": ["emperor"]},
            {"unit_id": "999999"},
            {"unit_id": "x"},
            {"language": "fr"},
            {"manager_ids": ["4711"]},
        ],
    )
    def test_forged_choices_are_refused(self, admin, cast, changed):
        assert admin.post("/admin/users/new", data=form(cast, **changed)).status_code == 422
        assert find("sales3") is None

    @pytest.mark.parametrize("field", ["username", "name", "phone", "email", "password"])
    @pytest.mark.parametrize("text", TEXTS)
    def test_odd_texts_get_a_clear_answer(self, admin, cast, field, text):
        answer = admin.post("/admin/users/new", data=form(cast, **{field: text}))
        assert answer.status_code in {303, 422}
        page = admin.get(answer.location).text if answer.status_code == 303 else answer.text
        assert "<script>alert" not in page
        assert '<button hx-post="/logout"' not in page
        for person in db.session.scalars(select(User)):
            assert person.name.strip()
            assert not set(person.name) & set("\x00\x07\x1b\u202e")


class TestEditing:
    def test_unit_roles_and_managers_change_together_and_at_once(self, app, admin, sign_in, cast):
        theirs = app.test_client()
        sign_in(theirs, "sales2")
        assert theirs.get("/admin").status_code == 403
        fields = edit(cast, cast.sales2, roles=["sales_assistant"], manager_ids=[cast.channel_manager.id])
        fields["unit_id"] = cast.unit("channel").id
        assert admin.post(f"/admin/users/{cast.sales2.id}/edit", data=fields).status_code == 303
        assert cast.sales2.roles == {Role.SALES_ASSISTANT}
        link = db.session.scalar(select(AssistantLink).where(AssistantLink.assistant_id == cast.sales2.id))
        assert link.manager_id == cast.channel_manager.id
        entry = db.session.scalar(select(AuditEntry).where(AuditEntry.verb == "edited_user"))
        assert entry.before["roles"] == ["direct_sales"]
        assert entry.after["manager_ids"] == [cast.channel_manager.id]
        page = admin.get(f"/admin/users/{cast.sales2.id}").text
        assert "赵永强" in page

    def test_two_administrators_at_once(self, admin, cast):
        fields = edit(cast, cast.sales2, roles=["direct_sales", "presales"])
        assert admin.post(f"/admin/users/{cast.sales2.id}/edit", data=fields).status_code == 303
        later = {**fields, "name": "李那", "roles": ["finance"]}
        answer = admin.post(f"/admin/users/{cast.sales2.id}/edit", data=later)
        assert answer.status_code == 422
        assert 'data-code="stale"' in answer.text
        assert "李那" in answer.text
        assert (cast.sales2.name, len(cast.sales2.roles)) == ("李娜", 2)
        again = {**later, "version": cast.sales2.version}
        assert admin.post(f"/admin/users/{cast.sales2.id}/edit", data=again).status_code == 303

    def test_signing_in_makes_no_form_stale(self, app, admin, cast):
        version = cast.sales2.version
        app.test_client().post("/login", data={"username": "sales2", "password": "xianlu-demo"})
        assert cast.sales2.version == version

    def test_customers_go_along_within_the_company_but_not_to_another(self, admin, cast):
        customer = give_customer(cast.sales1)
        jv = edit(cast, cast.sales1, unit_id=cast.unit("jv").id)
        answer = admin.post(f"/admin/users/{cast.sales1.id}/edit", data=jv)
        assert 'data-code="customers_stay"' in answer.text
        branch = edit(cast, cast.sales1, unit_id=cast.unit("east_sales").id)
        assert admin.post(f"/admin/users/{cast.sales1.id}/edit", data=branch).status_code == 303
        assert db.session.get(Customer, customer.id).unit_id == cast.unit("east_sales").id

    def test_a_second_role_for_an_administrator_is_said_aloud(self, admin, cast):
        fields = edit(cast, cast.sales2, roles=["administrator", "direct_sales"])
        answer = admin.post(f"/admin/users/{cast.sales2.id}/edit", data=fields)
        assert "message-warning" in admin.get(answer.location).text

    def test_a_unit_at_rest_takes_nobody(self, admin, cast):
        cast.unit("marketing").active = False
        fields = edit(cast, cast.sales2, unit_id=cast.unit("marketing").id)
        assert admin.post(f"/admin/users/{cast.sales2.id}/edit", data=fields).status_code == 422


class TestFirstPasswordAgain:
    def test_every_session_ends_and_the_person_must_change_it(self, app, admin, sign_in, cast):
        theirs = app.test_client()
        sign_in(theirs, "sales1")
        assert admin.post(f"/admin/users/{cast.sales1.id}/password", data={"password": FIRST}).status_code == 303
        assert theirs.get("/profile").status_code == 302
        assert matches(cast.sales1.password_hash, FIRST)
        assert cast.sales1.must_change_password

    def test_a_weak_one_is_refused(self, admin, cast):
        answer = admin.post(f"/admin/users/{cast.sales1.id}/password", data={"password": "sales1-sales1"})
        assert 'data-code="password_username"' in answer.text


class TestClosing:
    def test_the_person_is_out_at_the_next_request_and_stays_in_the_books(self, app, admin, sign_in, cast):
        give_customer(cast.sales1)
        theirs = app.test_client()
        sign_in(theirs, "sales1")
        answer = admin.post(f"/admin/users/{cast.sales1.id}/deactivate", data={"version": cast.sales1.version})
        assert answer.status_code == 303
        assert theirs.get("/profile").status_code == 302
        assert theirs.post("/login", data={"username": "sales1", "password": "xianlu-demo"}).status_code == 422
        assert not cast.sales1.active
        notice = db.session.scalars(select(Notification)).one()
        assert (notice.user_id, notice.params["count"]) == (cast.sales_manager.id, 1)
        again = admin.post(f"/admin/users/{cast.sales1.id}/activate", data={"version": cast.sales1.version})
        assert again.status_code == 303
        assert theirs.post("/login", data={"username": "sales1", "password": "xianlu-demo"}).status_code == 303

    def test_an_administrator_does_not_lock_himself_out(self, admin, cast):
        person = cast.admin
        out = admin.post(f"/admin/users/{person.id}/deactivate", data={"version": person.version})
        assert 'data-code="locks_out"' in out.text
        less = admin.post(f"/admin/users/{person.id}/edit", data=edit(cast, person, roles=["finance"]))
        assert 'data-code="locks_out"' in less.text
        assert cast.admin.roles == {Role.ADMINISTRATOR}

    def test_the_last_administrator_stays(self, admin, cast):
        db.session.add(UserRole(user_id=cast.sales2.id, role=Role.ADMINISTRATOR))
        db.session.commit()
        by = cast.sales2
        from operations import Refused, people

        people.deactivate(cast.admin.id, None, by)
        with pytest.raises(Refused) as refusal:
            people.deactivate(by.id, None, None)
        assert [problem.code for problem in refusal.value.problems] == ["last_administrator"]

    def test_a_stale_page_closes_nothing(self, admin, cast):
        answer = admin.post(f"/admin/users/{cast.sales1.id}/deactivate", data={"version": 99})
        assert 'data-code="stale"' in answer.text
        assert admin.post(f"/admin/users/{cast.sales1.id}/deactivate", data={}).status_code == 422
        assert cast.sales1.active


class TestList:
    def test_filters_find_and_pages_turn(self, admin, cast):
        assert "sales1" in admin.get("/admin/users?q=王磊").text
        page = admin.get(f"/admin/users?unit_id={cast.unit('east').id}&role=direct_sales&state=active").text
        assert "east_sales1" in page
        assert "east_gm" not in page
        assert "%" not in admin.get("/admin/users?q=%25").text.partition('id="list"')[2].partition("</div>")[0]
        fragment = admin.get("/admin/users?q=zzzz", hx=True).text
        assert "<html" not in fragment

    @pytest.mark.parametrize(
        "query", ["after=x", "unit_id=x", "role=x", "state=x", "q=%00", "before=W10", "unit_id=99999999999"]
    )
    def test_odd_addresses_are_answered(self, admin, cast, query):
        assert admin.get(f"/admin/users?{query}").status_code == 200
