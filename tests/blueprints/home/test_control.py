"""The home page in daily use: the own week, what others changed, and what of control waits; each number opens its rows."""

import datetime as dt

import clock
from extensions import db
from models import AssistantLink, AuditEntry, Digest, DigestReader, Finding, SignIn
from operations import summaries, urgent_events
from policy.checking import Judgement
from policy.following import ActivityStatus
from policy.summaries import SummaryKind
from queries import home_changes
from queries.home import numbers
from tests.support.factories import new_activity, new_customer
from tests.support.opportunities import asked
from tests.support.world import World

DAY = dt.timedelta(days=1)


def counted(user):
    return {number.name: number.value for number in numbers(user)}


def test_every_number_of_control_opens_a_page_that_its_reader_may_open(client, sign_in, cast):
    World()
    for username in ("sales1", "sales_manager", "president", "presales1", "supervisor1", "finance1", "jv_gm"):
        found = numbers(getattr(cast, username))
        sign_in(client, username)
        for number in found:
            if not number.url.startswith("#"):
                assert client.get(number.url).status_code == 200, (username, number)


def test_what_waits_of_control_is_counted_for_whom_it_waits(cast):
    World()
    sales, manager = counted(cast.sales1), counted(cast.sales_manager)
    assert (manager["summaries"], manager["urgent"]) == (1, 1)
    assert "summaries" not in sales
    assert counted(cast.presales1)["support"] >= 1
    finding = db.session.query(Finding).filter_by(user_id=cast.sales1.id).one()
    finding.judgement, finding.mend_by = Judgement.TO_MEND, clock.today()
    db.session.commit()
    assert counted(cast.sales1)["findings_mine"] == 1


def test_a_digest_that_was_not_read_is_the_assistants_to_pass_on(cast):
    link = db.session.query(AssistantLink).filter_by(manager_id=cast.sales_manager.id).first()
    now = clock.now()
    digest = Digest(
        unit_id=cast.sales_manager.unit_id, day=clock.today() - DAY, content={}, sha256="0" * 64, drawn_at=now
    )
    reader = DigestReader(user_id=cast.sales_manager.id)
    digest.readers.append(reader)
    db.session.add(digest)
    db.session.commit()
    assert counted(cast.sales_manager)["digests"] == 1
    assert "relays" not in counted(link.assistant)
    reader.relay_asked_at = now
    db.session.commit()
    assert counted(link.assistant)["relays"] == 1
    reader.relayed_at = now
    db.session.commit()
    assert "relays" not in counted(link.assistant)


def test_the_own_week_stands_against_the_quota(client, sign_in, cast):
    assert 'hx-get="/mine"' in sign_in(client, "sales1").get("/").text
    with asked() as queries:
        page = client.get("/mine").text
    assert 'id="week"' in page
    assert len(queries) <= 12, queries
    assert client.get("/mine", hx=True).text.lstrip().startswith('<div id="mine"')
    assert 'id="week"' not in sign_in(client, "presales1").get("/mine").text
    assert 'hx-get="/mine"' not in sign_in(client, "finance1").get("/").text


def test_what_others_changed_since_the_sign_in_before_stands_there(client, sign_in, cast):
    customer, foreign = new_customer(cast.sales1), new_customer(cast.channel1)
    db.session.add(SignIn(user_id=cast.sales1.id, token="earlier", at=clock.now() - DAY))
    db.session.commit()
    sign_in(client, "sales1")
    urgent_events.raise_event(cast.sales1, "停线", customer.id)
    urgent_events.raise_event(cast.sales_manager, "客户投诉", customer.id)
    urgent_events.raise_event(cast.sales_manager, "别人的", foreign.id)
    changes = home_changes.changes(cast.sales1)
    assert [(row.name, row.by) for row in changes.rows] == [(customer.name, cast.sales_manager.name)]
    page = client.get("/mine").text
    assert 'id="changes"' in page
    assert page.count(customer.name) == 1
    for place in range(home_changes.SHOWN):
        urgent_events.raise_event((cast.sales_manager, cast.vp)[place % 2], "又一件", customer.id)
    assert 'href="/changes"' in client.get("/mine").text
    assert client.get("/changes").text.count(customer.name) == home_changes.SHOWN + 1
    assert customer.name not in client.get("/changes?since=2099-01-01").text


def test_who_was_never_here_before_is_told_of_the_last_month(cast):
    since = home_changes.last_here(cast.sales1)
    assert clock.now() - since <= home_changes.LONGEST + DAY


def test_a_draft_of_a_summary_waits_until_it_is_submitted(cast):
    new_activity(new_customer(cast.sales1), cast.sales1, status=ActivityStatus.PLANNED)
    row = summaries.begin(cast.sales1, SummaryKind.DAILY, clock.today(), "", "", False)
    assert counted(cast.sales1)["summaries_drafts"] == 1
    summaries.change(row.id, row.version, "写完了", "", True, cast.sales1)
    assert "summaries_drafts" not in counted(cast.sales1)
    assert counted(cast.sales_manager)["summaries"] == 1


def test_what_a_check_says_is_not_told_as_a_change_of_the_customer(cast):
    customer = new_customer(cast.sales1)
    for kind in ("findings", "customers"):
        row = AuditEntry(at=clock.now(), by_id=cast.supervisor1.id, verb="finding_judged", subject_type=kind)
        row.subject_id, row.customer_id = customer.id, customer.id
        db.session.add(row)
    db.session.commit()
    assert [row.subject_type for row in home_changes.changes(cast.sales1).rows] == ["customers"]
