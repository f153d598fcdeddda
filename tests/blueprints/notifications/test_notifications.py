"""The bell: counted on every page, read in the reader's language, and only one's own."""

import pytest

from extensions import db
from models import Notification
from operations import notify, transaction


@pytest.fixture
def notice(cast) -> Notification:
    told = {"customer": "<script>alert(1)</script>公司", "by": "陈志远"}
    with transaction():
        notify(cast.sales1.id, "customer_transferred", "/customers/42", key="x:1", **told)
    return db.session.query(Notification).one()


def test_the_bell_counts_what_is_unread(client, sign_in, notice):
    assert 'class="bell-count" aria-hidden="true">1<' in sign_in(client, "sales1").get("/notifications").text
    assert "bell-count" not in sign_in(client, "sales2").get("/notifications").text


def test_what_people_typed_stays_text(client, sign_in, notice):
    page = sign_in(client, "sales1").get("/notifications").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;公司" in page
    assert "<script>alert" not in page


def test_the_sentence_is_in_the_readers_language(client, sign_in, notice, cast):
    cast.sales1.language = "en"
    assert "was transferred to you by 陈志远" in sign_in(client, "sales1").get("/notifications").text


def test_opening_leads_there_and_marks_it_read(client, sign_in, notice):
    answer = sign_in(client, "sales1").post(f"/notifications/{notice.id}/open")
    assert (answer.status_code, answer.location) == (303, "/customers/42")
    assert notice.read_at is not None
    assert client.post(f"/notifications/{notice.id}/open").status_code == 303


def test_looking_at_the_list_marks_nothing(client, sign_in, notice):
    sign_in(client, "sales1").get("/notifications?show=unread")
    assert notice.read_at is None


def test_nobody_opens_or_reads_what_is_for_others(client, sign_in, notice):
    sign_in(client, "sales2")
    assert client.post(f"/notifications/{notice.id}/open").status_code == 404
    assert client.post(f"/notifications/{notice.id}/read").status_code == 404
    client.post("/notifications/read", data={"newest": notice.id})
    assert notice.read_at is None


def test_all_read_is_what_stood_on_the_page(client, sign_in, notice, cast):
    with transaction():
        notify(cast.sales1.id, "customer_transferred", "/", key="x:2", customer="后来", by="陈志远")
    sign_in(client, "sales1").post("/notifications/read", data={"newest": notice.id}, hx=True)
    unread = db.session.query(Notification).filter_by(read_at=None).one()
    assert unread.key == "x:2"


@pytest.mark.parametrize("newest", ["", "x", "-1", "9" * 40])
def test_an_odd_id_does_no_harm(client, sign_in, notice, newest):
    assert sign_in(client, "sales1").post("/notifications/read", data={"newest": newest}).status_code == 303


def test_an_event_that_nobody_knows_any_more_is_still_shown(client, sign_in, notice):
    notice.event, notice.params = "customer_transferred", {}
    assert sign_in(client, "sales1").get("/notifications").status_code == 200
