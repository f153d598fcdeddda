"""Supervision over HTTP (A11): sheets judged in place, what concerns a person, spot checks and their proof."""

import re

import pytest

import clock
from extensions import db
from models import Finding, SpotCheck
from operations.check_sheets import sign
from policy.checking import Judgement
from tests.support.checks import DAY, drawn, on, say, stale_opportunity
from tests.support.factories import new_activity, new_customer


@pytest.fixture
def sheet(cast):
    stale_opportunity(cast.sales1, name="停滞项目"), stale_opportunity(cast.sales_manager)
    return drawn(cast.sales1.unit)


def says(row, judgement, **more):
    day = (clock.today() + 3 * DAY).isoformat()
    return {"version": row.version, "judgement": judgement, "mend_by": day, "note": "", **more}


def test_a_sheet_is_judged_row_by_row_and_signed(client, cast, sign_in, sheet):
    first, own = on(sheet)
    sign_in(client, "sales_manager")
    page = client.get(f"/supervision/sheets/{sheet.id}").text
    assert "停滞项目" in page
    assert page.count('class="judge stack"') == 1  # the manager's own finding is somebody else's to judge
    url = f"/supervision/findings/{first.id}/judge"
    answer = client.post(url, data=says(first, "violation"), hx=True)
    assert answer.status_code == 422
    assert 'data-code="no_words"' in answer.text
    answer = client.post(url, data=says(first, "to_mend"), hx=True)
    assert answer.status_code == 200
    assert f'id="finding-{first.id}"' in answer.text
    assert "hx-swap-oob" in answer.text
    stale = client.post(url, data=says(own, "in_order", version=1), hx=True)
    assert (stale.status_code, 'data-code="stale"' in stale.text) == (422, True)
    early = client.post(f"/supervision/sheets/{sheet.id}/sign", data={"version": sheet.version})
    assert (early.status_code, 'data-code="open"' in early.text) == (422, True)
    sign_in(client, "salesmgmt_manager")
    back = client.post(
        f"/supervision/findings/{own.id}/judge", data=says(own, "in_order", next=f"/supervision/sheets/{sheet.id}")
    )
    assert (back.status_code, back.location) == (303, f"/supervision/sheets/{sheet.id}")
    signed = client.post(f"/supervision/sheets/{sheet.id}/sign", data={"version": sheet.version, "note": "已查"})
    assert signed.status_code == 303
    assert "已查" in client.get(f"/supervision/sheets/{sheet.id}").text


def test_who_it_is_about_reads_the_judgement_once_it_holds(client, cast, sign_in, sheet):
    first, own = on(sheet)
    say(first, cast.sales_manager, Judgement.TO_MEND, note="请推进阶段")
    sign_in(client, "sales1")
    url = f"/supervision/findings/{first.id}"
    assert "请推进阶段" not in client.get(url).text + client.get("/supervision/findings").text
    say(own, cast.salesmgmt_manager, Judgement.IN_ORDER)
    sign(sheet.id, sheet.version, "", cast.salesmgmt_manager)
    assert "请推进阶段" in client.get(url).text
    answer = client.post(f"{url}/mended", data={"version": db.session.get(Finding, first.id).version, "note": "好了"})
    assert (answer.status_code, 'data-code="standing"' in answer.text) == (422, True)
    assert client.post(f"{url}/judge", data=says(first, "in_order")).status_code == 403
    assert client.get("/supervision").status_code == 403


def test_an_assistant_reads_and_does_not_judge(client, cast, sign_in, sheet):
    first, _own = on(sheet)
    sign_in(client, "sales_assistant")
    assert 'class="judge stack"' not in client.get(f"/supervision/sheets/{sheet.id}").text
    assert client.post(f"/supervision/findings/{first.id}/judge", data=says(first, "in_order")).status_code == 403
    assert client.post(f"/supervision/sheets/{sheet.id}/sign", data={"version": 1}).status_code == 403


def test_a_spot_check_shows_its_hash_before_and_its_proof_after(client, cast, sign_in):
    new_activity(new_customer(cast.sales1), cast.sales1)
    sign_in(client, "vp")
    page = client.get("/supervision/spots/new").text
    shown = re.search(r'<code class="hash">([0-9a-f]{64})', page).group(1)
    key = re.search(r'name="form_key"[^>]*value="([^"]+)"', page).group(1)
    today = clock.today().isoformat()
    data = {"subject": "activities", "unit_id": cast.sales1.unit_id, "from_on": today, "until_on": today, "size": 5}
    data |= {"form_key": key, "user_id": ""}
    forged = client.post("/supervision/spots/new", data=data | {"commitment": "0" * 64})
    assert (forged.status_code, 'data-code="seed"' in forged.text) == (422, True)
    drawn_at = client.post("/supervision/spots/new", data=data | {"commitment": shown}).location
    check = db.session.query(SpotCheck).one()
    assert (drawn_at, check.commitment) == (f"/supervision/spots/{check.id}", shown)
    assert check.seed not in client.get(drawn_at).text
    proof = client.get(f"{drawn_at}/proof").text
    assert check.seed in proof
    assert "does not hold" not in proof
    assert client.get(f"{drawn_at}/frame.json").text == '[["activities",1]]'
    sign_in(client, "salesmgmt_manager")
    assert client.get("/supervision/spots/new").status_code == 403


@pytest.mark.parametrize("path", ["", "/findings", "/spots"])
def test_odd_arguments_count_as_absent(client, cast, sign_in, path):
    sign_in(client, "president")
    odd = "unit=x&state=%00&week=2026-99-99&show=nobody&kind=zzz&after=%F0%9F&before=AAAA&person=99999999999"
    assert client.get(f"/supervision{path}?{odd}").status_code == 200
