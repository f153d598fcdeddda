"""Changing a customer, its contacts, who works on it, and whose it is (A4.4, A4.5, A8)."""

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import AuditEntry, Contact, Customer, CustomerOwnership, CustomerShare, Notification
from policy.tracking import OwnershipReason
from tests.support.customers import approved, draft, fields
from tests.support.factories import new_customer


@pytest.fixture
def customer(cast) -> Customer:
    return approved(cast.sales1, cast.sales_manager, "宁波海曙仪表有限公司")


def edited(customer: Customer, **changed) -> dict:
    return fields(name=customer.name, version=str(customer.version), **changed)


def audit(verb: str) -> AuditEntry:
    return db.session.scalars(select(AuditEntry).where(AuditEntry.verb == verb)).one()


class TestEditing:
    def test_the_owner_changes_it_in_place_and_before_and_after_are_kept(self, client, sign_in, customer):
        answer = sign_in(client, "sales1").post(
            f"/customers/{customer.id}/edit", data=edited(customer, grade="A"), hx=True
        )
        assert answer.status_code == 200
        assert answer.text.strip().startswith('<div id="customer-profile">')
        line = audit("edited")
        assert (line.before["grade"], line.after["grade"]) == ("B", "A")
        assert "on_behalf_of" not in line.after

    def test_what_the_manager_enters_for_the_owner_is_marked(self, client, sign_in, customer):
        sign_in(client, "sales_assistant").post(f"/customers/{customer.id}/edit", data=edited(customer, grade="A"))
        assert audit("edited").after["on_behalf_of"] == "王磊"
        assert "王磊" in client.get(f"/customers/{customer.id}/history").text

    def test_a_stale_form_is_told_and_keeps_what_was_typed(self, client, sign_in, customer):
        sign_in(client, "sales1")
        first, second = edited(customer, address="甲路 1 号"), edited(customer, address="乙路 2 号")
        assert client.post(f"/customers/{customer.id}/edit", data=first).status_code == 303
        answer = client.post(f"/customers/{customer.id}/edit", data=second)
        assert answer.status_code == 422
        assert 'data-code="stale"' in answer.text
        assert "乙路 2 号" in answer.text
        assert db.session.get(Customer, customer.id).address == "甲路 1 号"

    @pytest.mark.parametrize(
        ("username", "status"),
        [("sales2", 404), ("jv_sales1", 404), ("supervisor1", 403), ("rnd_vp", 403), ("service1", 404), ("admin", 403)],
    )
    def test_others_do_not_change_it(self, client, sign_in, customer, username, status):
        sign_in(client, username)
        assert client.post(f"/customers/{customer.id}/edit", data=edited(customer, grade="A")).status_code == status
        assert client.get(f"/customers/{customer.id}/edit").status_code == status
        assert db.session.get(Customer, customer.id).grade == "B"

    @pytest.mark.parametrize("number", ["999999", "０", "x", "-1", "99999999999999999999"])
    def test_an_odd_number_is_not_found(self, client, sign_in, number):
        assert sign_in(client, "president").get(f"/customers/{number}").status_code == 404

    def test_customer_service_completes_won_customers_only(self, client, sign_in, cast, customer):
        customer.won_at = clock.now()
        db.session.commit()
        sign_in(client, "service1")
        typed = {"version": customer.version, "profile": "注塑件", "process_data": "三条产线", "name": "不可改"}
        assert client.post(f"/customers/{customer.id}/completion", data=typed).status_code == 303
        kept = db.session.get(Customer, customer.id)
        assert (kept.profile, kept.process_data, kept.name) == ("注塑件", "三条产线", "宁波海曙仪表有限公司")
        other = new_customer(cast.sales2)
        assert client.post(f"/customers/{other.id}/completion", data=typed).status_code == 404


class TestContacts:
    def test_a_contact_is_added_once_and_shown_in_the_panel(self, client, sign_in, customer):
        typed = {"name": "周工", "phone": "０５７４－８７６５４３２１", "decision_role": "user", "form_key": "k" * 12}
        sign_in(client, "sales1")
        answer = client.post(f"/customers/{customer.id}/contacts", data=typed, hx=True)
        client.post(f"/customers/{customer.id}/contacts", data=typed)
        assert "周工" in answer.text
        assert 'id="contacts"' in answer.text
        assert db.session.scalars(select(Contact.phone).where(Contact.name == "周工")).all() == ["0574 8765 4321"]

    @pytest.mark.parametrize(
        ("field", "typed"),
        [("name", ""), ("name", " \u200b"), ("phone", "x"), ("email", "a@b"), ("decision_role", "boss")],
    )
    def test_odd_values_are_answered(self, client, sign_in, customer, field, typed):
        values = {"name": "周工", "phone": "", "decision_role": "user"} | {field: typed}
        answer = sign_in(client, "sales1").post(f"/customers/{customer.id}/contacts", data=values, hx=True)
        assert answer.status_code == 422
        assert 'id="contact-form"' in answer.text
        assert f'id="{field}-error"' in answer.text

    def test_one_who_left_stays_readable(self, client, sign_in, customer):
        contact = customer.contacts[0]
        typed = {"version": contact.version, "name": contact.name, "phone": contact.phone, "decision_role": "user"}
        sign_in(client, "sales1").post(f"/contacts/{contact.id}/edit", data=typed)
        assert db.session.get(Contact, contact.id).active is False
        assert contact.name in client.get(f"/customers/{customer.id}").text

    def test_a_foreign_contact_is_not_known(self, client, sign_in, customer):
        contact = customer.contacts[0]
        assert sign_in(client, "sales2").get(f"/contacts/{contact.id}/edit").status_code == 404
        assert client.post(f"/contacts/{contact.id}/edit", data={"name": "x"}).status_code == 404

    def test_the_list_shows_ones_own_and_finds_by_phone(self, client, sign_in, customer, cast):
        approved(cast.sales2, cast.sales_manager, "别人仪表有限公司")
        page = sign_in(client, "sales1").get("/contacts").text
        assert "宁波海曙仪表有限公司" in page
        assert "别人仪表有限公司" not in page
        found = client.get("/contacts?q=13800138000").text
        assert "宁波海曙仪表有限公司" in found
        assert "别人仪表有限公司" not in found


class TestSharing:
    def test_the_owner_asks_a_colleague_who_then_works_on_it(self, client, sign_in, cast, customer):
        typed = {"user_id": cast.sales2.id, "reason": "对方总部在她那边"}
        assert sign_in(client, "sales1").post(f"/customers/{customer.id}/team", data=typed).status_code == 303
        assert client.post(f"/customers/{customer.id}/team", data=typed).status_code == 422
        sign_in(client, "sales2")
        assert client.get(f"/customers/{customer.id}").status_code == 200
        assert client.post(f"/customers/{customer.id}/edit", data=edited(customer, grade="A")).status_code == 303
        share = db.session.scalars(select(CustomerShare)).one()
        assert sign_in(client, "sales1").post(f"/customers/{customer.id}/team/{share.id}/end").status_code == 303
        assert sign_in(client, "sales2").get(f"/customers/{customer.id}").status_code == 404

    def test_who_merely_shares_does_not_decide_who_else_does(self, client, sign_in, cast, customer):
        db.session.add(
            CustomerShare(customer_id=customer.id, user_id=cast.sales2.id, by_id=cast.sales1.id, from_at=clock.now())
        )
        typed = {"user_id": cast.presales1.id, "reason": "帮忙"}
        assert sign_in(client, "sales2").post(f"/customers/{customer.id}/team", data=typed).status_code == 403

    def test_a_share_needs_a_reason_and_somebody_of_the_own_company(self, client, sign_in, cast, customer):
        sign_in(client, "sales1")
        for typed in (
            {"user_id": cast.sales2.id, "reason": " "},
            {"user_id": cast.jv_sales1.id, "reason": "跨公司"},
            {"user_id": "x"},
        ):
            assert client.post(f"/customers/{customer.id}/team", data=typed).status_code == 422
        assert db.session.query(CustomerShare).count() == 0

    def test_another_customers_share_is_not_ended_from_here(self, client, sign_in, cast, customer):
        other = new_customer(cast.sales2)
        share = CustomerShare(
            customer_id=other.id, user_id=cast.presales1.id, by_id=cast.sales2.id, from_at=clock.now()
        )
        db.session.add(share)
        db.session.commit()
        assert sign_in(client, "sales1").post(f"/customers/{customer.id}/team/{share.id}/end").status_code == 404


class TestTransfer:
    def test_the_manager_gives_it_to_another_with_a_reason(self, client, sign_in, cast, customer):
        typed = {"user_id": cast.sales2.id, "reason": "区域调整", "version": customer.version}
        assert (
            sign_in(client, "sales_manager").post(f"/customers/{customer.id}/transfer", data=typed).status_code == 303
        )
        assert db.session.get(Customer, customer.id).owner_id == cast.sales2.id
        gained = db.session.scalars(select(CustomerOwnership.gained).order_by(CustomerOwnership.id)).all()
        assert gained == [OwnershipReason.REGISTERED, OwnershipReason.TRANSFERRED]
        told = dict(db.session.execute(select(Notification.event, Notification.user_id)).all())
        assert told["customer_transferred"] == cast.sales2.id
        assert told["customer_taken"] == cast.sales1.id

    @pytest.mark.parametrize(
        ("to", "reason"), [("sales2", " "), ("finance1", "财务"), ("jv_sales1", "别家"), ("sales1", "原主")]
    )
    def test_without_reason_or_to_somebody_who_does_not_sell_here_it_stays(
        self, client, sign_in, cast, customer, to, reason
    ):
        typed = {"user_id": getattr(cast, to).id, "reason": reason, "version": customer.version}
        assert (
            sign_in(client, "sales_manager").post(f"/customers/{customer.id}/transfer", data=typed).status_code == 422
        )
        assert db.session.get(Customer, customer.id).owner_id == cast.sales1.id

    @pytest.mark.parametrize(
        ("username", "status"), [("sales1", 403), ("sales_assistant", 403), ("channel_manager", 404), ("jv_gm", 404)]
    )
    def test_only_a_manager_of_the_unit_transfers(self, client, sign_in, customer, username, status):
        assert sign_in(client, username).get(f"/customers/{customer.id}/transfer").status_code == status


class TestPicker:
    def test_it_offers_ones_own_and_finds_approved_ones_only(self, client, sign_in, cast, customer):
        draft(cast.sales1, "宁波草稿仪表有限公司")
        sign_in(client, "sales1")
        assert "宁波海曙仪表有限公司" in client.get("/customers/options", hx=True).text
        found = client.get("/customers/options?q=宁波", hx=True).text
        assert "海曙" in found
        assert "草稿" not in found
        assert "海曙" not in sign_in(client, "jv_sales1").get("/customers/options?q=宁波", hx=True).text
