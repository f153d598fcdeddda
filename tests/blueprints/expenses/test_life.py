"""A claim's whole life through the pages, and every state × deed × person."""

import re

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from models import ExpenseClaim, ExpenseDecision, ExpenseLine, ExpensePayment
from policy.expenses import ClaimStatus, Verdict
from tests.support.expenses import claim_in, dinner_form, line_form
from tests.support.factories import new_activity, new_claim, new_customer, new_line

S = ClaimStatus


def claims() -> list[ExpenseClaim]:
    return list(db.session.scalars(select(ExpenseClaim).order_by(ExpenseClaim.id)))


def form_of(page: str, action: str) -> dict:
    """The hidden fields of the form that posts to this address, as the browser would send them."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL).group(0)
    return dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', form)) | {"csrf_token": ""}


def test_an_expense_begun_at_a_customer_has_that_customer_on_its_first_line(client, sign_in, cast):
    customer = new_customer(cast.sales1)
    sign_in(client, "sales1")
    begun = f"/expenses/new?customer_id={customer.id}"
    today = clock.today().isoformat()
    new = form_of(client.get(begun).text, begun) | {"purpose": "拜访", "period_from": today, "period_to": today}
    line = client.post(begun, data=new).location
    assert re.search(rf'<option value="{customer.id}" selected', client.get(line).text)
    hostile = client.post("/expenses/new?customer_id=1%26x", data=new | {"form_key": "other"}).location
    assert hostile.endswith("/lines/new")


def test_from_the_first_line_to_the_payment_with_plain_forms(client, sign_in, cast):
    visit = new_activity(new_customer(cast.sales1), cast.sales1)
    sign_in(client, "sales1")
    page = client.get("/expenses/new").text
    today = clock.today().isoformat()
    new = form_of(page, "/expenses/new") | {"purpose": "杭州拜访", "period_from": today, "period_to": today}
    url = client.post("/expenses/new", data=new).location
    claim = claims()[0]
    assert url == f"/expenses/{claim.id}/lines/new"
    for values in (dinner_form(visit), line_form(amount="￥1,234.50")):
        values["form_key"] = form_of(client.get(url).text, url)["form_key"]
        assert client.post(url, data=values).status_code == 303
    assert claim.total == 1322 + 1 / 2
    page = client.get(f"/expenses/{claim.id}").text
    submission = f"/expenses/{claim.id}/submission"
    assert client.post(submission, data=form_of(page, submission)).location == f"/expenses/{claim.id}"
    sign_in(client, "sales_manager")
    approval = f"/expenses/{claim.id}/approval"
    page = client.get(f"/expenses/{claim.id}").text
    assert client.post(approval, data=form_of(page, approval)).status_code == 303
    sign_in(client, "finance1")
    assert claim.number in client.get("/expenses/desk").text
    desk = f"/expenses/desk/{claim.id}"
    client.post(f"{desk}/check", data=form_of(client.get(desk).text, f"{desk}/check"))
    for _ in range(2):
        page = client.get(desk).text
        action = re.search(rf'action="({desk}/lines/\d+/acceptance)"', page).group(1)
        assert client.post(action, data=form_of(page, action)).status_code == 303
    client.post(f"{desk}/finish", data=form_of(client.get(desk).text, f"{desk}/finish"))
    payment = f"/expenses/{claim.id}/payment"
    paying = form_of(client.get(f"/expenses/{claim.id}").text, payment) | {"paid_on": today, "reference": "网银 77"}
    assert client.post(payment, data=paying).status_code == 303
    assert claim.status is S.PAID
    assert client.post(payment, data=paying).location == f"/expenses/{claim.id}"
    assert db.session.scalars(select(ExpensePayment)).one().amount == claim.total
    assert "网银 77" in client.get(f"/expenses/{claim.id}").text


def test_with_a_blocker_the_page_comes_back_saying_what_to_mend(client, sign_in, cast):
    claim = new_claim(cast.sales1)
    new_line(claim, category="gifts", description="茶叶")
    sign_in(client, "sales1")
    for hx in (False, True):
        answer = client.post(f"/expenses/{claim.id}/submission", data={"version": claim.version}, hx=hx)
        assert answer.status_code == 422
        assert 'data-code="activity_missing"' in answer.text
        assert ("<html" in answer.text) is not hx
    assert claim.status is S.DRAFT


def test_the_same_form_twice_makes_one_line_and_one_claim(client, sign_in, cast):
    sign_in(client, "sales1")
    today = clock.today().isoformat()
    new = {"purpose": "一次", "period_from": today, "period_to": today, "form_key": "k1"}
    client.post("/expenses/new", data=new)
    claim = claims()[0]
    assert client.post("/expenses/new", data=new).location == f"/expenses/{claim.id}"
    url = f"/expenses/{claim.id}/lines/new"
    answers = [client.post(url, data=line_form(form_key="k2")) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (len(claims()), len(claim.lines)) == (1, 1)


def test_a_stale_page_is_told_and_changes_nothing(client, sign_in, cast):
    claim = new_claim(cast.sales1)
    line = new_line(claim)
    seen = line.version
    sign_in(client, "sales1")
    url = f"/expenses/{claim.id}/lines/{line.id}/edit"
    assert client.post(url, data=line_form(city="杭州", version=seen)).status_code == 303
    answer = client.post(url, data=line_form(city="苏州", version=seen))
    assert answer.status_code == 422
    assert "苏州" in answer.text
    assert line.city == "杭州"


def test_a_verdict_in_place_shows_the_next_open_line(client, sign_in, cast):
    claim = claim_in(S.IN_CHECK, cast)
    dinner, paper = claim.lines
    sign_in(client, "finance1")
    url = f"/expenses/desk/{claim.id}/lines/{dinner.id}/acceptance"
    answer = client.post(url, data={"version": dinner.version}, hx=True)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<div")
    assert f"/lines/{paper.id}/acceptance" in answer.text
    url = f"/expenses/desk/{claim.id}/lines/{paper.id}/cut"
    answer = client.post(url, data={"version": paper.version, "accepted_amount": "100", "verdict_reason": ""}, hx=True)
    assert answer.status_code == 422
    assert 'data-code="cut_out_of_range"' in answer.text
    typed = {"version": paper.version, "accepted_amount": "６０.５", "verdict_reason": "超出标准"}
    assert client.post(url, data=typed, hx=True).status_code == 200
    assert (paper.verdict, str(paper.accepted_amount)) == (Verdict.CUT, "60.50")


def test_what_changed_after_the_verdict_is_shown(client, sign_in, cast):
    claim = claim_in(S.APPROVED, cast)
    dinner = claim.lines[0]
    dinner.activity.progress = "后来改写的进展"
    sign_in(client, "finance1")
    page = client.get(f"/expenses/desk/{claim.id}?line={dinner.id}").text
    assert "<del>客户同意试点三个月</del> → 后来改写的进展" in page


DEEDS = {
    # deed: (address, who may, in which states)
    "submit": ("/expenses/{}/submission", {"sales1"}, {S.DRAFT, S.RETURNED}),
    "withdraw": ("/expenses/{}/withdrawal", {"sales1"}, {S.SUBMITTED, S.MANAGER_APPROVED}),
    "approve": ("/expenses/{}/approval", {"sales_manager", "president", "vp"}, {S.SUBMITTED}),
    "send_back": ("/expenses/{}/return", {"sales_manager", "president", "vp"}, {S.SUBMITTED}),
    "take": ("/expenses/desk/{}/check", {"finance1", "finance2"}, {S.MANAGER_APPROVED}),
    "release": ("/expenses/desk/{}/release", {"finance1", "finance2"}, {S.IN_CHECK}),
    "refuse": ("/expenses/desk/{}/return", {"finance1"}, {S.IN_CHECK}),
    "pay": ("/expenses/{}/payment", {"finance1", "finance2"}, {S.APPROVED}),
}
PEOPLE = ["sales1", "sales2", "sales_manager", "sales_assistant", "channel_manager", "president", "vp", "finance1"]
PEOPLE += ["finance2", "supervisor1", "admin", "east_gm", "jv_gm", "agent_gm", "rnd_vp"]
SEES = {
    "sales1",
    "sales_manager",
    "sales_assistant",
    "president",
    "vp",
    "finance1",
    "finance2",
    "supervisor1",
    "rnd_vp",
}
MAY = {"rnd_vp": {"approve", "send_back"}}


@pytest.mark.parametrize("status", list(S))
def test_every_deed_in_every_state_by_everybody(client, sign_in, cast, status):
    claim = claim_in(status, cast)
    before = (claim.status, claim.version)
    for deed, (address, people, states) in DEEDS.items():
        for person in PEOPLE:
            allowed = (person in people or deed in MAY.get(person, ())) and status in states
            if allowed:
                continue
            sign_in(client, person)
            data = {"version": claim.version, "note": "请补充发票", "paid_on": clock.today().isoformat()}
            answer = client.post(address.format(claim.id), data=data)
            unseen = person not in SEES or (status is S.DRAFT and person != "sales1")
            assert answer.status_code in ({403, 404} if unseen else {403, 422}), (deed, person, answer.status_code)
            assert (claim.status, claim.version) == before, (deed, person)


@pytest.mark.parametrize(
    ("deed", "person", "status"),
    sorted(
        (deed, person, status) for deed, (_, people, states) in DEEDS.items() for person in people for status in states
    ),
)
def test_who_may_can(client, sign_in, cast, deed, person, status):
    claim = claim_in(status, cast)
    sign_in(client, person)
    data = {"version": claim.version, "note": "请补充发票", "paid_on": clock.today().isoformat()}
    assert client.post(DEEDS[deed][0].format(claim.id), data=data).status_code == 303
    assert db.session.scalar(select(func.max(ExpenseDecision.id)).where(ExpenseDecision.decision == deed))


@pytest.mark.parametrize("person", ["finance1", "president"])
def test_nobody_decides_about_their_own(client, sign_in, cast, person):
    claim = claim_in(S.SUBMITTED, cast, person)
    sign_in(client, person)
    assert client.post(f"/expenses/{claim.id}/approval", data={"version": claim.version}).status_code in {403, 422}
    claim.status = S.MANAGER_APPROVED
    db.session.commit()
    assert client.post(f"/expenses/desk/{claim.id}/check", data={"version": claim.version}).status_code in {403, 422}
    claim.status = S.APPROVED
    db.session.commit()
    paying = {"version": claim.version, "paid_on": clock.today().isoformat()}
    assert client.post(f"/expenses/{claim.id}/payment", data=paying).status_code in {403, 422}
    assert db.session.scalar(select(func.count()).select_from(ExpensePayment)) == 0


def test_a_foreign_or_missing_claim_is_the_same_404(client, sign_in, cast):
    foreign = claim_in(S.DRAFT, cast, "east_sales1")
    line = foreign.lines[0]
    sign_in(client, "sales1")
    for path in ("/expenses/{}", "/expenses/{}/edit", "/expenses/{}/lines/new", "/expenses/{}/document.pdf"):
        answers = [client.get(path.format(number)) for number in (foreign.id, 99_999)]
        assert [answer.status_code for answer in answers] == [404, 404], path
        tokens = r'(csrf_token" value|nonce|next" value)="[^"]*"|"X-CSRFToken":"[^"]*"'
        assert len({re.sub(tokens, "", answer.text) for answer in answers}) == 1
    mine = new_claim(cast.sales1)
    for path in (f"/expenses/{mine.id}/lines/{line.id}/edit", f"/expenses/{mine.id}/lines/{line.id}/removal"):
        assert client.post(path, data=line_form(version=line.version)).status_code == 404
    assert db.session.get(ExpenseLine, line.id).removed_at is None
