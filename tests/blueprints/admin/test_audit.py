"""The audit log: found by person, deed, subject and day; and no way round A13 for administrators."""

import datetime as dt

import pytest

import clock
from extensions import db
from models import AuditEntry
from operations import record, transaction
from tests.blueprints.admin.test_users import give_customer


@pytest.fixture
def lines(cast):
    """A few deeds on different days."""
    customer = give_customer(cast.sales1)
    with transaction():
        record("edited_unit", cast.unit("sales"), cast.admin, before={"name": "直销"}, after={"name": "直销部"})
        record("approved", customer, cast.sales_manager, after={"name": "秘密名称"}, note="很机密的话")
        old = record("edited_user", cast.sales1, None, after={"name": "<script>alert(1)</script>"})
        old.at = clock.now() - dt.timedelta(days=10)
    return customer


def text(client, query=""):
    answer = client.get(f"/admin/audit?{query}")
    assert answer.status_code == 200
    return answer.text.partition('id="list"')[2]


def test_an_administrator_reads_the_houses_lines_and_of_customers_only_that_there_was_something(client, sign_in, lines):
    page = text(sign_in(client, "admin"))
    assert "直销部" in page
    assert "陈志远" in page
    for secret in ("秘密名称", "很机密的话", f"/customers/{lines.id}"):
        assert secret not in page
    assert "<script>alert" not in page


def test_who_sees_everything_reads_everything(client, sign_in, lines):
    page = text(sign_in(client, "supervisor1"))
    assert "秘密名称" in page
    assert "很机密的话" in page


def test_the_filters(client, sign_in, cast, lines):
    sign_in(client, "president")
    assert "很机密的话" not in text(client, "person=admin")
    assert "很机密的话" in text(client, "person=陈志")
    assert "很机密的话" in text(client, "verb=approved")
    assert "很机密的话" in text(client, f"subject=customers&number={lines.id}")
    assert "很机密的话" not in text(client, f"subject=customers&number={lines.id + 1}")
    last_week = (clock.today() - dt.timedelta(days=7)).isoformat()
    assert "很机密的话" not in text(client, f"until={last_week}")
    assert "很机密的话" in text(client, f"since={last_week}")
    assert "alert(1)" in text(client, f"until={last_week}")


@pytest.mark.parametrize(
    "query", ["person=%00", "verb=%27", "subject=x", "number=x", "since=x", "after=x", "until=9999-99-99"]
)
def test_odd_addresses_are_answered(client, sign_in, lines, query):
    text(sign_in(client, "admin"), query)


def test_pages_turn_and_meet(client, sign_in, cast):
    sign_in(client, "supervisor1")
    start = clock.now()
    for number in range(120):
        db.session.add(
            AuditEntry(at=start - dt.timedelta(minutes=number), verb=f"verb_{number:03}x", subject_type="users")
        )
    db.session.commit()
    seen, url = [], "/admin/audit"
    while url:
        page = client.get(url, hx=True).text
        seen += [number for number in range(120) if f"verb {number:03}x" in page]
        _, found, rest = page.partition('rel="next" href="')
        url = rest.partition('"')[0].replace("&amp;", "&") if found else ""
    assert seen == list(range(120))
