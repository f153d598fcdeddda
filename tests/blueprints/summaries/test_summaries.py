"""Summaries over HTTP (A3.2): drafted from the records, kept, submitted once; read and remarked on by who leads."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

import clock
from extensions import db
from models import AuditEntry, Notification, OutboxMail, WorkSummary
from operations import summaries as verbs
from operations.absences import enter
from policy.dispatch import AbsenceKind
from policy.following import ActivityStatus
from policy.summaries import SummaryKind
from queries import summaries as known
from queries.summary_drafts import count_of, drafted
from tests.support.factories import new_activity, new_customer, new_opportunity
from tests.support.opportunities import asked

DAY = dt.timedelta(days=1)
SUBMIT = {"words": "今天把方案讲清楚了", "plan": "明天报价", "submit_now": "1", "form_key": ""}


def written(user, day=None, kind=SummaryKind.DAILY, words="今天把方案讲清楚了", submit=True):
    return verbs.begin(user, kind, day or clock.today(), words, "明天报价", submit)


def the_summary(user):
    return db.session.scalars(select(WorkSummary).where(WorkSummary.user_id == user.id)).one()


def names(draft):
    return {group["name"]: [line["title"] for line in group["lines"]] for group in draft["groups"]}


def test_the_product_drafts_what_the_records_of_the_day_hold(client, sign_in, cast):
    customer = new_customer(cast.sales1)
    new_activity(customer, cast.sales1, effect="客户同意二期", next_step="送样", next_step_on=clock.today() + DAY)
    new_activity(customer, cast.sales1, starts_at=clock.now() - 3 * DAY)
    new_activity(customer, cast.sales1, starts_at=clock.now(), imported=True)
    new_activity(customer, cast.sales1, starts_at=clock.now() + DAY, status=ActivityStatus.PLANNED)
    new_activity(customer, cast.sales2)
    new_opportunity(customer, cast.sales1)
    draft = drafted(cast.sales1.id, SummaryKind.DAILY, clock.today())
    assert {name: len(lines) for name, lines in names(draft).items()} == {
        "activities": 1,
        "customers": 1,
        "opportunities": 1,
        "planned": 1,
    }
    page = sign_in(client, "sales1").get("/summaries/new").text
    assert "客户同意二期" in page
    assert f'href="/customers/{customer.id}"' in page


def test_what_was_recorded_on_a_later_day_says_so(cast):
    customer = new_customer(cast.sales1)
    new_activity(customer, cast.sales1, starts_at=clock.now() - 3 * DAY)
    draft = drafted(cast.sales1.id, SummaryKind.DAILY, clock.today() - 3 * DAY)
    line = next(group["lines"][0] for group in draft["groups"] if group["name"] == "activities")
    assert line["recorded"] == clock.today().isoformat()


def test_it_is_kept_as_a_draft_that_nobody_else_sees_then_submitted_and_stays(client, sign_in, cast):
    sign_in(client, "sales1")
    answer = client.post("/summaries/new", data={"words": "先记着", "plan": "", "form_key": ""})
    row = the_summary(cast.sales1)
    assert (answer.status_code, answer.location) == (303, f"/summaries/{row.id}/edit")
    assert client.get("/summaries/new").location == f"/summaries/{row.id}/edit"
    assert sign_in(client, "sales_manager").get(f"/summaries/{row.id}").status_code == 404
    sign_in(client, "sales1")
    new_activity(new_customer(cast.sales1), cast.sales1)
    assert client.post(f"/summaries/{row.id}/edit", data={**SUBMIT, "version": row.version}).status_code == 303
    row = the_summary(cast.sales1)
    assert count_of(row.drafted, "activities") == 1
    refusal = client.post(f"/summaries/{row.id}/edit", data={**SUBMIT, "words": "改口", "version": row.version})
    assert refusal.status_code == 422
    assert the_summary(cast.sales1).words == SUBMIT["words"]
    verbs_written = select(AuditEntry.verb).where(AuditEntry.subject_type == "work_summaries").order_by(AuditEntry.id)
    assert list(db.session.scalars(verbs_written)) == ["summary_kept", "summary_submitted"]


@pytest.mark.parametrize(
    ("url", "data", "code"),
    [
        ("/summaries/new", {"words": " "}, "no_words"),
        ("/summaries/new?day=2099-01-05", {}, "not_begun"),
        ("/summaries/new?kind=weekly&day=2001-01-05", {}, "too_late"),
    ],
)
def test_what_may_not_be_submitted_comes_back_with_what_was_typed(client, sign_in, cast, url, data, code):
    answer = sign_in(client, "sales1").post(url, data={**SUBMIT, **data})
    assert answer.status_code == 422
    assert f'data-code="{code}"' in answer.text
    assert "明天报价" in answer.text
    assert db.session.scalars(select(WorkSummary)).all() == []


def test_there_is_one_of_each_kind_for_the_same_days(client, sign_in, cast):
    written(cast.sales1)
    sign_in(client, "sales1")
    assert 'data-code="taken"' in client.post("/summaries/new", data=SUBMIT).text
    assert client.post("/summaries/new?kind=weekly", data=SUBMIT).status_code == 303
    assert client.get("/summaries/new").location.startswith("/summaries/")


def test_the_manager_has_the_teams_day_on_one_page_and_answers_in_place(client, sign_in, cast):
    row = written(cast.sales1)
    sign_in(client, "sales_manager")
    page = client.get("/summaries/team").text
    assert row.words in page
    assert cast.sales2.name in page[: page.index(row.words)]
    place = f"/summaries/{row.id}"
    card = client.post(f"{place}/remarks", data={"words": "很好，注意付款条件", "next": "/summaries/team"}, hx=True)
    assert card.status_code == 200
    assert card.text.lstrip().startswith("<article")
    assert "很好，注意付款条件" in card.text
    assert (
        client.post(f"{place}/reading", data={"next": "/summaries/team"}).location
        == f"/summaries/team#summary-{row.id}"
    )
    client.post(f"{place}/reading", data={})
    row = the_summary(cast.sales1)
    assert [reading.user_id for reading in row.readings] == [cast.sales_manager.id]
    told = db.session.scalars(select(Notification).where(Notification.event == "summary_remarked")).all()
    assert [notice.user_id for notice in told] == [cast.sales1.id]
    assert client.post(f"{place}/remarks", data={"words": " "}, hx=True).status_code == 422
    sign_in(client, "sales1")
    client.post(f"{place}/remarks", data={"words": "好的"})
    answered = db.session.scalars(select(Notification).where(Notification.event == "summary_answered")).all()
    assert [notice.user_id for notice in answered] == [cast.sales_manager.id]
    assert client.post(f"{place}/reading", data={}).status_code == 422


def test_next_and_previous_walk_the_teams_day(client, sign_in, cast):
    rows = [written(user) for user in (cast.sales1, cast.sales2, cast.channel1)]
    rows.sort(key=lambda row: (row.unit.path, row.user_id))
    written(cast.sales1, kind=SummaryKind.WEEKLY)
    sign_in(client, "president")

    def links(row):
        page = client.get(f"/summaries/{row.id}").text
        return re.findall(r'rel="(prev|next)" href="/summaries/(\d+)"', page)

    assert [links(row) for row in rows] == [
        [("next", str(rows[1].id))],
        [("prev", str(rows[0].id)), ("next", str(rows[2].id))],
        [("prev", str(rows[1].id))],
    ]


def test_what_is_to_be_read_waits_with_the_nearest_who_leads(cast):
    written(cast.sales1)
    written(cast.sales_manager)

    def waiting(user):
        return [row.user_id for row in db.session.scalars(known.to_read(user).order_by(WorkSummary.id))]

    assert waiting(cast.sales_manager) == [cast.sales1.id]
    assert waiting(cast.president) == [cast.sales_manager.id]
    assert waiting(cast.sales1) == waiting(cast.east_gm) == []
    verbs.mark_read(the_summary(cast.sales1).id, cast.sales_manager)
    assert waiting(cast.sales_manager) == []


def test_who_is_away_or_went_to_another_unit_is_not_called_missing(client, sign_in, cast):
    enter(cast.sales2, AbsenceKind.LEAVE, clock.today(), clock.today(), cast.sales2)
    written(cast.sales1)
    cast.sales1.unit_id = cast.unit("east").id
    db.session.commit()
    here = known.team(cast.sales_manager, [cast.sales_manager.unit_id], SummaryKind.DAILY, clock.today())
    by_person = {member.user.username: member for member in here.members}
    assert by_person["sales1"].summary is not None
    assert by_person["sales2"].away == AbsenceKind.LEAVE.label
    there = known.team(cast.east_gm, [cast.unit("east").id], SummaryKind.DAILY, clock.today())
    moved = next(member for member in there.members if member.user.username == "sales1")
    assert (moved.summary, moved.elsewhere) == (None, True)


def test_what_the_records_hold_of_who_did_not_submit_is_opened_by_its_number(client, sign_in, cast):
    customer = new_customer(cast.sales1)
    mine = new_activity(customer, cast.sales1, starts_at=clock.now() - dt.timedelta(seconds=1))
    other = new_activity(new_customer(cast.sales2), cast.sales2, starts_at=mine.starts_at)
    day = clock.day_of(mine.starts_at)
    page = sign_in(client, "sales_manager").get(f"/summaries/team?day={day}").text
    way = re.search(rf'href="(/activities\?[^"]*owner_id={cast.sales1.id}&[^"]*)"', page)[1].replace("&amp;", "&")
    listed = client.get(way).text
    assert f"/activities/{mine.id}" in listed
    assert f"/activities/{other.id}" not in listed


def test_the_pages_ask_little_however_many_summaries_there_are(client, sign_in, cast):
    sign_in(client, "president")
    written(cast.sales1)
    for url in ("/summaries/team", "/summaries?tab=read", "/summaries"):
        with asked() as queries:
            assert client.get(url).status_code == 200
        assert len(queries) <= 12, (url, queries)
    for user in (cast.sales2, cast.channel1, cast.east_sales1, cast.jv_sales1):
        verbs.remark(written(user).id, "已阅", cast.president)
    with asked() as queries:
        client.get("/summaries/team")
    assert len(queries) <= 12, queries


def test_remarks_are_not_mailed(cast):
    verbs.remark(written(cast.sales1).id, "已阅", cast.sales_manager)
    assert db.session.scalars(select(OutboxMail)).all() == []
