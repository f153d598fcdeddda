"""A3.5, A3.3: weeks, lapses, exemptions, quotas and digests, as people reach them."""

import datetime as dt

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import Digest, DigestReader, Quota, UsageExemption, UsageLapse, UserRole
from operations.digests import ask_relay, draw
from policy.quotas import next_monday
from policy.roles import Role
from policy.usage import UsageKind
from queries.lapses import leads

DAY = dt.timedelta(days=1)
PAGES = ("/usage", "/usage/lapses", "/usage/exemptions")
LED = ("/usage/team", "/usage/quotas", "/digests")


def lapse(person) -> UsageLapse:
    days = {"first_on": clock.today() - 7 * DAY, "last_on": clock.today() - DAY, "found_at": clock.now()}
    facts = {"done": 0, "quota": 1, "weekly": 1, "days_at_work": 5, "at_once": None, "not_counted": []}
    row = UsageLapse(user_id=person.id, unit_id=person.unit_id, kind=UsageKind.WEEKLY_QUOTA, facts=facts, **days)
    db.session.add(row)
    db.session.commit()
    return row


def digest_of(unit) -> Digest:
    draw(clock.today())
    return db.session.scalars(select(Digest).where(Digest.unit_id == unit.id)).one()


@pytest.mark.parametrize(
    ("who", "open_", "closed"),
    [("sales1", PAGES, LED), ("sales_manager", (*PAGES, *LED), ()), ("finance1", PAGES, LED)],
)
def test_who_may_open_what(client, sign_in, who, open_, closed):
    sign_in(client, who)
    assert {path: client.get(path).status_code for path in open_} == dict.fromkeys(open_, 200)
    assert {path: client.get(path).status_code for path in closed} == dict.fromkeys(closed, 403)


def test_a_manager_opens_the_week_of_the_own_people_alone(client, sign_in, cast):
    sign_in(client, "sales_manager")
    assert cast.sales1.name in client.get(f"/usage?person={cast.sales1.id}").text
    for person in (cast.jv_sales1.id, cast.channel1.id, 999_999, "x"):
        assert client.get(f"/usage?person={person}").status_code == 404
    assert client.get("/usage?week=2999-01-01").status_code == client.get("/usage?week=odd").status_code == 200
    assert cast.sales1.name in client.get(f"/usage/team?unit={cast.jv_gm.unit_id}").text


def test_a_lapse_is_excused_by_who_leads_with_a_reason_and_once(client, sign_in, cast):
    row = lapse(cast.sales1)
    page, said = f"/usage/lapses/{row.id}", {"version": row.version, "reason": "住院"}
    sign_in(client, "sales1")
    assert client.get(page).status_code == 200
    assert client.post(f"{page}/excuse", data=said).status_code == 403
    sign_in(client, "jv_gm")
    assert client.post(f"{page}/excuse", data=said).status_code == 404
    sign_in(client, "sales_manager")
    assert client.post(f"{page}/excuse", data={**said, "reason": " "}).status_code == 422
    assert client.post(f"{page}/excuse", data=said).status_code == 303
    again = client.post(f"{page}/excuse", data=said)
    assert again.status_code == 422
    db.session.expire_all()
    assert (row.excused_by_id, row.excuse) == (cast.sales_manager.id, "住院")
    assert "住院" in client.get(page).text


def test_a_manager_does_not_excuse_the_own_lapse(client, sign_in, cast):
    row = lapse(cast.sales_manager)
    sign_in(client, "sales_manager")
    refused = client.post(f"/usage/lapses/{row.id}/excuse", data={"version": row.version, "reason": "忙"})
    assert (refused.status_code, 'data-code="own"' in refused.text) == (422, True)


def test_two_who_head_a_unit_do_not_excuse_each_other(cast):
    db.session.add(UserRole(user_id=cast.channel1.id, role=Role.DEPARTMENT_MANAGER))
    cast.channel1.unit_id = cast.sales_manager.unit_id
    db.session.commit()
    row, both = lapse(cast.sales_manager), (cast.channel1, cast.salesmgmt_manager)
    assert [leads(by, row.user, row.unit_id) for by in both] == [False, True]
    assert leads(cast.sales_manager, cast.sales1, row.unit_id)


def test_an_exemption_is_given_and_ended_by_who_leads(client, sign_in, cast):
    days = {"from_on": clock.today().isoformat(), "until_on": (clock.today() + 3 * DAY).isoformat()}
    said = {"user_id": cast.sales1.id, "kind": "weekly_quota", "reason": "驻场实施", **days}
    sign_in(client, "sales_manager")
    assert client.post("/usage/exemptions/new", data={**said, "user_id": cast.channel1.id}).status_code == 422
    assert client.post("/usage/exemptions/new", data={**said, "user_id": cast.jv_sales1.id}).status_code == 404
    assert client.post("/usage/exemptions/new", data=said).status_code == 303
    assert client.post("/usage/exemptions/new", data=said).status_code == 422
    row = db.session.scalars(select(UsageExemption)).one()
    end = f"/usage/exemptions/{row.id}/end"
    assert client.post(end, data={"version": row.version}).status_code == 303
    assert client.post(end, data={"version": row.version}).status_code == 422


def test_sales_management_sets_a_quota_from_a_monday_to_come_and_ends_it(client, sign_in, cast):
    monday = next_monday(clock.today())
    said = {
        "unit_id": cast.sales1.unit_id,
        "role": "",
        "weekly": "5",
        "valid_from": monday.isoformat(),
        "reason": "旺季",
    }
    sign_in(client, "sales_manager")
    assert client.post("/usage/quotas/new", data=said).status_code == 403
    sign_in(client, "salesmgmt_manager")
    begun = client.post("/usage/quotas/new", data={**said, "valid_from": (monday - 7 * DAY).isoformat()})
    assert (begun.status_code, 'data-code="begun"' in begun.text) == (422, True)
    assert client.post("/usage/quotas/new", data={**said, "weekly": "many"}).status_code == 422
    assert client.post("/usage/quotas/new", data=said).status_code == 303
    row = db.session.scalars(select(Quota)).one()
    assert client.post(f"/usage/quotas/{row.id}/end", data={"reason": ""}).status_code == 422
    assert client.post(f"/usage/quotas/{row.id}/end", data={"reason": "淡季"}).status_code == 303
    assert client.get("/usage/quotas").status_code == 200


class TestDigests:
    def test_opening_it_proves_nothing_and_the_managers_word_does_once(self, client, sign_in, cast):
        digest = digest_of(cast.unit("sales"))
        sign_in(client, "sales_manager")
        page = f"/digests/{digest.id}"
        assert client.get(page).status_code == client.get("/digests?show=unread").status_code == 200
        reader = db.session.scalars(select(DigestReader).where(DigestReader.digest_id == digest.id)).one()
        assert reader.read_at is None
        assert client.post(f"{page}/read").status_code == 303
        db.session.expire_all()
        first = reader.read_at
        assert first is not None
        assert client.post(f"{page}/read").status_code == 303
        db.session.expire_all()
        assert reader.read_at == first

    def test_nobody_confirms_for_another_and_no_other_realm_knows_of_it(self, client, sign_in, cast):
        digest = digest_of(cast.unit("sales"))
        for who, status in (("salesmgmt_manager", 422), ("jv_gm", 404), ("sales_assistant", 403), ("sales1", 403)):
            sign_in(client, who)
            assert (who, client.post(f"/digests/{digest.id}/read").status_code) == (who, status)

    def test_the_assistant_passes_on_what_was_asked_and_says_how(self, client, sign_in, cast):
        digest = digest_of(cast.unit("sales"))
        reader = db.session.scalars(select(DigestReader).where(DigestReader.digest_id == digest.id)).one()
        assert ask_relay(reader.id)
        sign_in(client, "east_assistant")
        said = {"version": reader.version, "relay_note": "电话已转达"}
        assert client.post(f"/digests/relays/{reader.id}", data=said).status_code == 404
        sign_in(client, "sales_assistant")
        assert "/digests/relays/" in client.get("/digests/relays").text
        assert client.get(f"/digests/{digest.id}").status_code == 200
        assert client.post(f"/digests/relays/{reader.id}", data={**said, "relay_note": ""}).status_code == 422
        assert client.post(f"/digests/relays/{reader.id}", data=said).status_code == 303
        assert client.post(f"/digests/relays/{reader.id}", data=said).status_code == 422
        assert "电话已转达" in client.get("/digests/relays?show=done").text
