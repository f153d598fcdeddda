"""What people type by mistake or on purpose gets a clear answer, and nothing typed is lost."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from models import Attachment, ExpenseLine
from tests.support.expenses import dinner_form, line_form
from tests.support.factories import new_activity, new_claim, new_customer

AMOUNTS = {
    "1,234.50": "1234.50",
    "１２３": "123.00",
    "¥88": "88.00",
    "88元": "88.00",
    " 0.01 ": "0.01",
    "12.3": "12.30",
    "12.300": "12.30",
}
NO_AMOUNTS = [
    "",
    "0",
    "0.00",
    "-1",
    "1.234",
    "1e9999",
    "1e3",
    "NaN",
    "sNaN",
    "Infinity",
    "1_000",
    "12,34",
    "abc",
    "9" * 30,
]
NO_AMOUNTS += ["0x10", "1 000,5", "--5", "½", "٣"]
NO_DAYS = [
    "",
    "1900-01-01",
    "2026-02-29",
    "2025-02-30",
    "tomorrow",
    "0000-00-00",
    "99999-01-01",
    "2026-13-01",
    "１",
    "\x00",
]
TEXTS = [
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "{% raw %}",
    "％s %(x)s %d",
    "😀🧾",
    "\u202egnp.exe",
    "a\x00b\x1b[31m",
    "Ａ１２３",
    "' OR 1=1 --",
    "x" * 1000,
]


@pytest.fixture
def claim(cast, client, sign_in):
    sign_in(client, "sales1")
    return new_claim(cast.sales1, period_from=clock.today() - dt.timedelta(days=365))


@pytest.fixture
def new(claim):
    return f"/expenses/{claim.id}/lines/new"


def lines() -> list[ExpenseLine]:
    return list(db.session.scalars(select(ExpenseLine)))


@pytest.mark.parametrize(("typed", "kept"), AMOUNTS.items())
def test_amounts_as_people_write_them(client, new, typed, kept):
    assert client.post(new, data=line_form(amount=typed)).status_code == 303
    assert [line.amount for line in lines()] == [Decimal(kept)]


@pytest.mark.parametrize("typed", NO_AMOUNTS)
def test_what_is_no_amount_is_refused_and_kept_in_the_form(client, new, typed):
    answer = client.post(new, data=line_form(amount=typed, description="保留这段文字"))
    assert answer.status_code == 422
    assert 'id="amount-error"' in answer.text
    assert "保留这段文字" in answer.text
    assert lines() == []


@pytest.mark.parametrize("typed", NO_DAYS)
def test_what_is_no_day_is_refused(client, new, typed):
    answer = client.post(new, data=line_form(spent_on=typed))
    assert answer.status_code == 422
    assert 'id="spent_on-error"' in answer.text
    assert lines() == []


def test_a_day_in_the_future_is_refused_with_its_clause(client, new):
    answer = client.post(new, data=line_form(spent_on=(clock.today() + dt.timedelta(days=1)).isoformat()))
    assert answer.status_code == 422
    assert 'data-code="spent_in_future"' in answer.text
    assert lines() == []


@pytest.mark.parametrize("typed", ["2024-02-29", "2026/11/1", "2026年11月1日", "２０２６-１１-０１"])
def test_days_as_people_write_them(client, new, typed):
    assert client.post(new, data=line_form(spent_on=typed)).status_code == 303


@pytest.mark.parametrize("text", TEXTS)
def test_text_stays_text_everywhere(client, claim, new, text):
    form = line_form(description=text, invoice_number=text[:40], city=text[:40], progress=text, key_value=text)
    assert client.post(new, data=form).status_code == 303
    for url in (f"/expenses/{claim.id}", f"/expenses/{claim.id}/lines/{lines()[0].id}/edit"):
        page = client.get(url)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    assert client.get(f"/expenses/{claim.id}/document.pdf").status_code == 200


@pytest.mark.parametrize("field", ["description", "progress", "key_value", "invoice_number", "city"])
def test_too_long_is_refused(client, new, field):
    answer = client.post(new, data=line_form(**{field: "长" * 4001}))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


@pytest.mark.parametrize("category", ["", "bribes", "ENTERTAINMENT", "0"])
def test_an_unknown_category_is_refused(client, new, category):
    answer = client.post(new, data=line_form(category=category))
    assert answer.status_code == 422
    assert lines() == []


@pytest.mark.parametrize("field", ["customer_id", "activity_id"])
@pytest.mark.parametrize("typed", ["foreign", "99999", "2147483647", "99999999999999999999", "-1", "1.5", "abc", "１"])
def test_ids_that_are_not_the_persons_to_know_are_absent(client, cast, new, field, typed):
    own = new_activity(new_customer(cast.sales1), cast.sales1)
    foreign = new_activity(new_customer(cast.jv_sales1), cast.jv_sales1)
    ids = {"customer_id": foreign.customer_id, "activity_id": foreign.id}
    form = dinner_form(own, **{field: str(ids[field]) if typed == "foreign" else typed})
    answer = client.post(new, data=form)
    assert answer.status_code in ({422} if typed in {"foreign", "99999", "2147483647"} else {303})
    assert foreign.customer.name not in answer.text
    assert [getattr(line, field) for line in lines()] in ([], [None])


def test_nobody_gives_themselves_a_verdict_or_a_state(client, cast, claim, new):
    forged = {"verdict": "accepted", "accepted_amount": "100", "status": "paid", "claimant_id": "1", "unit_id": "1"}
    assert client.post(new, data=line_form(**forged)).status_code == 303
    today = clock.today().isoformat()
    edit = {"purpose": "改", "period_from": today, "period_to": today, "version": claim.version}
    client.post(f"/expenses/{claim.id}/edit", data={**edit, **forged, "total": "1"})
    assert (claim.status.value, claim.claimant_id, str(claim.total)) == ("draft", cast.sales1.id, "100.00")
    assert (lines()[0].verdict.value, lines()[0].accepted_amount) == ("open", None)


@pytest.mark.parametrize("period", [("2026-11-30", "2026-11-01"), ("2024-01-01", "2026-01-01"), ("", "2026-01-01")])
def test_a_period_is_in_order_and_at_most_a_year(client, cast, sign_in, period):
    sign_in(client, "sales1")
    answer = client.post("/expenses/new", data={"purpose": "x", "period_from": period[0], "period_to": period[1]})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "../../发票.pdf", 303),
        (b"MZ\x90\x00" + b"\0" * 200, "invoice.pdf", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "a.svg", 422),
        (b"", "empty.pdf", 422),
    ],
)
def test_an_invoice_comes_with_its_line_or_not_at_all(client, new, content, name, status):
    form = line_form() | {"file": (io.BytesIO(content), name)}
    assert client.post(new, data=form, content_type="multipart/form-data").status_code == status
    kept = db.session.scalar(select(func.count()).select_from(Attachment))
    assert (len(lines()), kept) == ((1, 1) if status == 303 else (0, 0))


@pytest.mark.parametrize(
    "query", ["?tab=nonsense", "?status=x&since=1900-01-01&after=%00", "?tab=all&claimant=%25&number=_"]
)
def test_odd_arguments_of_the_lists_count_as_absent(client, claim, query):
    assert client.get(f"/expenses{query}").status_code == 200
