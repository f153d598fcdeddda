"""A3.3: the day of a department and of the branches above it says what was really done, in figures, lines and mail."""

import datetime as dt

import pytest
from flask_babel import force_locale
from sqlalchemy import select

import clock
from extensions import db
from models import Digest, Notification, UrgentEvent
from operations import activities, closings, opportunities, urgent_events
from operations.digests import draw
from policy.approvals import ApprovalKind
from policy.following import ActivityKind, ActivityStatus, OpportunityStatus
from queries.digest_letter import letter
from queries.digests import cut_off
from tests.support.approvals import say
from tests.support.customers import submitted
from tests.support.factories import new_activity, new_customer, new_opportunity
from tests.support.money import collect, new_contract
from tests.support.opportunities import stage


def visit(person, customer) -> None:
    said = {"summary": "演示了排产模块", "effect": "同意试点", "progress": "进入选型", "key_value": "预算八十万"}
    done = {"kind": ActivityKind.VISIT, "status": ActivityStatus.DONE, "starts_at": clock.now()}
    activities.create(person, {"customer_id": customer.id, **done, **said})


@pytest.fixture
def day(cast):
    """The day whose digest holds what is done now: until its hour today's, after it tomorrow's."""
    now = clock.now()
    today = clock.today()
    return today if now < cut_off(today) else today + dt.timedelta(days=1)


@pytest.fixture
def done(cast, day):
    """A day of the sales department: a visit, a stage, a date, a case won, money and something urgent; one of the east."""
    one = cast.sales1
    customer = new_customer(one)
    case, other = new_opportunity(customer, one), new_opportunity(customer, one)
    new_activity(customer, one, opportunity_id=other.id, effect="客户同意试点")
    db.session.commit()
    visit(one, customer)
    opportunities.change_stage(case.id, one, stage("needs"), version=case.version)
    later = case.expected_on + dt.timedelta(days=9)
    opportunities.change(case.id, one, {"expected_on": later, "expected_reason": "客户预算推迟"})
    closings.close(other.id, one, OpportunityStatus.WON, "产品与服务都合适", clock.today())
    say(ApprovalKind.CLOSING, other.id, cast.sales_manager, agrees=False, opinion="请补充")
    closings.close(other.id, one, OpportunityStatus.WON, "产品与服务都合适，已补充", clock.today())
    collect(new_contract(one, customer=customer), cast.finance1, "12345.60")
    urgent_events.raise_event(one, "客户产线停了")
    visit(cast.east_sales1, new_customer(cast.east_sales1))
    db.session.commit()
    draw(day)
    return customer, case, other


def digest_of(person) -> Digest:
    return db.session.scalars(select(Digest).where(Digest.unit_id == person.unit_id)).one()


EXPECTED = {"activities": 1, "stages": 1, "dates": 1, "won": 1, "collections": 1, "urgent": 1}


def test_a_department_reads_what_its_people_did_and_nothing_else(cast, done):
    content = digest_of(cast.sales_manager).content
    assert content["counts"] == EXPECTED
    assert {section: len(lines) for section, lines in content["lines"].items()} == EXPECTED
    assert content["amounts"]["collections"] == "12345.60"
    assert content["people"] == [[cast.sales1.name, 1]]
    customer, case, other = done
    lines = {section: found[0] for section, found in content["lines"].items()}
    assert lines["won"]["url"] == f"/opportunities/{other.id}"
    assert (lines["stages"]["from"][1], lines["activities"]["customer"]) != (None, "")
    assert lines["dates"]["to_on"] == case.expected_on.isoformat()
    assert lines["urgent"]["url"] == f"/urgent/{db.session.scalars(select(UrgentEvent.id)).one()}"
    assert digest_of(cast.east_gm).content["counts"] == {"activities": 1}


def test_every_line_opens_and_the_page_says_the_money(client, sign_in, cast, done):
    sign_in(client, "sales_manager")
    digest = digest_of(cast.sales_manager)
    page = client.get(f"/digests/{digest.id}")
    assert page.status_code == 200
    assert "¥12,345.60" in page.text
    for lines in digest.content["lines"].values():
        assert client.get(lines[0]["url"]).status_code == 200, lines[0]["url"]


def test_a_new_customer_stands_in_the_day_on_which_it_was_approved(cast, day):
    customer = submitted(cast.sales1)
    say(ApprovalKind.CUSTOMER, customer.id, cast.sales_manager)
    draw(day)
    content = digest_of(cast.sales_manager).content
    assert content["lines"]["customers"] == [
        {"who": cast.sales1.name, "title": customer.name, "url": f"/customers/{customer.id}"}
    ]


def test_what_is_too_much_for_the_page_leads_to_its_list(client, sign_in, cast, day, monkeypatch):
    monkeypatch.setattr("operations.digests.MOST_LINES", 1)
    customer = new_customer(cast.sales1)
    for _ in range(3):
        visit(cast.sales1, customer)
    draw(day)
    sign_in(client, "sales_manager")
    digest = digest_of(cast.sales_manager)
    assert (digest.content["counts"], len(digest.content["lines"]["activities"])) == ({"activities": 3}, 1)
    text = client.get(f"/digests/{digest.id}").text
    address = text.split('href="/activities?')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(f"/activities?{address}").text.count(customer.name) >= 3


@pytest.mark.parametrize(
    ("tongue", "words"),
    [("en", ("Opportunities won: 1", "Collections: 1")), ("zh_Hans_CN", ("赢单", "回款：1", "回款: 1"))],
)
def test_the_mail_says_the_day_in_the_readers_language(cast, done, tongue, words):
    rows = select(Notification).where(Notification.event == "digest_drawn")
    notice = db.session.scalars(rows.where(Notification.user_id == cast.sales_manager.id)).one()
    with force_locale(tongue):
        text = letter(notice)
    assert any(word in text for word in words), text
    assert "客户产线停了" in text
    assert "12,345.60" in text
