"""Quotes on real requests: begun, typed, computed, kept, submitted; and what nobody may send."""

import re
from decimal import Decimal as D

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from models import Approval, AuditEntry, Quote, QuoteLine
from policy.quoting import QuoteStatus
from tests.support.factories import new_customer
from tests.support.quotes import new_catalogue, new_quote, product, ready_opportunity, wish


@pytest.fixture
def price_list(cast):
    return new_catalogue(cast.business_manager)


@pytest.fixture
def quote(cast, price_list):
    return new_quote(cast.sales1, price_list, wish(quantity="2", discount="0.9"))


@pytest.fixture
def seller(client, sign_in):
    return sign_in(client, "sales1")


def header(quote, **changed):
    values = {
        "title": quote.title,
        "contact_id": "",
        "language": "zh_Hans_CN",
        "price_list_id": quote.price_list_id,
        "valid_until": quote.valid_until.isoformat(),
        "terms": quote.terms,
        "note": quote.note,
        "version": quote.version,
    }
    return values | changed


def lines(*rows):
    """The fields of lines as a page sends them: one list per field, in the order of the page."""
    base = {
        "line_id": "",
        "product_id": product().id,
        "quantity": "1",
        "discount": "",
        "net_price": "",
        "line_note": "",
        "shown": "",
    }
    rows = [base | row for row in rows]
    return {name: [str(row[name]) for row in rows] for name in base}


def stored(quote, **changed):
    line = quote.lines[0]
    shown = f"{line.discount}|{line.net_price}|{line.list_price}"
    return {
        "line_id": line.id,
        "product_id": line.product_id,
        "quantity": line.quantity,
        "discount": line.discount,
        "net_price": line.net_price,
        "shown": shown,
    } | changed


def save(client, quote, *rows, hx=False, **changed):
    return client.post(f"/quotes/{quote.id}/edit", data=header(quote, **changed) | lines(*rows), hx=hx)


def test_a_quote_goes_its_whole_way(client, sign_in, cast, price_list, seller):
    opportunity = ready_opportunity(cast.sales1)
    page = client.get(f"/quotes/new?opportunity_id={opportunity.id}").text
    assert opportunity.customer.name in page
    key = re.search(r'name="form_key"[^>]*value="([^"]+)"', page)[1]
    typed = {
        "opportunity_id": opportunity.id,
        "title": "一期",
        "price_list_id": price_list.id,
        "language": "zh_Hans_CN",
    }
    typed |= {"valid_until": clock.today().isoformat(), "customer_id": opportunity.customer_id, "form_key": key}
    made = client.post("/quotes/new", data=typed)
    assert made.status_code == 303
    assert client.post("/quotes/new", data=typed).location == made.location
    quote = db.session.scalars(select(Quote)).one()
    assert client.get(f"/quotes/{quote.id}/edit").status_code == 200
    assert (
        save(client, quote, {"discount": "0.8"}, {"product_id": product("SRV-1").id, "net_price": "1,500"}).status_code
        == 303
    )
    quote = db.session.get_one(Quote, quote.id)
    assert (quote.net_total, quote.deepest) == (D("2300.00"), D("0.800000"))
    page = client.get(f"/quotes/{quote.id}").text
    assert f"/quotes/{quote.id}/submission" in page
    sent = client.post(f"/quotes/{quote.id}/submission", data={"version": quote.version, "note": "客户月底签"})
    assert sent.status_code == 303
    assert quote.number in sign_in(client, "sales_manager").get("/approvals").text
    approval = db.session.scalars(select(Approval).where(Approval.subject_id == quote.id)).one()
    page = client.get(f"/approvals/{approval.id}").text
    assert "¥500.00" in page
    assert "0.8 排产系统" in page
    assert client.get(f"/quotes/{quote.id}").status_code == 200


def test_what_is_typed_is_computed_and_nothing_is_written(client, seller, quote):
    audited = db.session.scalar(select(func.count(AuditEntry.id)))
    typed = header(quote) | lines(stored(quote, discount="0.4999999"))
    page = client.post(f"/quotes/{quote.id}/check?line=1", data=typed, hx=True).text
    assert "499.99" in page or "500.00" in page
    assert 'id="net_price-cell-1"' in page
    assert 'id="discount-cell-1"' not in page
    typed = header(quote) | lines(stored(quote, net_price="450.00"))
    page = client.post(f"/quotes/{quote.id}/check?line=1", data=typed, hx=True).text
    assert 'id="discount-cell-1"' in page
    assert 'value="0.45"' in page
    assert "900.00" in page
    fresh = db.session.get_one(Quote, quote.id)
    assert (fresh.version, fresh.net_total) == (quote.version, D("1800.00"))
    assert db.session.scalar(select(func.count(AuditEntry.id))) == audited


def test_totals_and_list_prices_of_the_browser_count_for_nothing(client, seller, quote):
    forged = {"list_price": "1", "net_total": "1", "list_total": "1", "discount_total": "1", "status": "approved"}
    row = stored(quote, shown="1|1|1", net_price="900")
    assert client.post(f"/quotes/{quote.id}/edit", data=header(quote) | forged | lines(row)).status_code == 303
    fresh = db.session.get_one(Quote, quote.id)
    assert (fresh.lines[0].list_price, fresh.net_total) == (D("1000.00"), D("1800.00"))
    assert fresh.status is QuoteStatus.DRAFT


@pytest.mark.parametrize(
    "changed",
    [
        {"quantity": "0"},
        {"quantity": "-1"},
        {"quantity": "1e12"},
        {"quantity": "1000000000000"},
        {"quantity": "0.0001"},
        {"quantity": ""},
        {"quantity": "二"},
        {"quantity": "NaN"},
        {"discount": "1.01"},
        {"discount": "101%"},
        {"discount": "85"},
        {"discount": "-0.5"},
        {"discount": "Infinity"},
        {"net_price": "1000.01"},
        {"net_price": "-1"},
        {"net_price": "9.999"},
        {"net_price": "99999999999999"},
    ],
)
def test_lines_that_cannot_be_are_refused_and_kept_as_typed(client, seller, quote, changed):
    answer = save(client, quote, stored(quote, **changed))
    assert answer.status_code == 422
    [(_name, value)] = changed.items()
    assert f'value="{value}"' in answer.text
    assert db.session.get_one(Quote, quote.id).net_total == D("1800.00")


@pytest.mark.parametrize(
    ("changed", "net"),
    [
        ({"discount": "0"}, "0.00"),
        ({"discount": "100%"}, "2000.00"),
        ({"discount": "8.5折"}, "1700.00"),
        ({"discount": "０．８"}, "1600.00"),
        ({"quantity": "0.001"}, "0.90"),
        ({"quantity": "1,000"}, "900000.00"),
        ({"net_price": "¥1,000.00"}, "2000.00"),
    ],
)
def test_what_people_really_type_is_understood(client, seller, quote, changed, net):
    assert save(client, quote, stored(quote, **changed)).status_code == 303
    assert db.session.get_one(Quote, quote.id).net_total == D(net)


def test_two_hundred_lines_are_computed_and_kept(client, seller, cast, quote):
    rows = [{"discount": "0.8", "line_note": f"第 {n} 行"} for n in range(200)]
    typed = header(quote) | lines(*rows)
    assert "160,000.00" in client.post(f"/quotes/{quote.id}/check?line=200", data=typed, hx=True).text
    assert save(client, quote, *rows).status_code == 303
    fresh = db.session.get_one(Quote, quote.id)
    assert (len(fresh.lines), fresh.net_total) == (200, D("160000.00"))
    assert client.get(f"/quotes/{quote.id}/edit").text.count('name="quantity"') == 200
    assert save(client, fresh, *[{}] * 501).status_code == 422


def test_lines_are_added_moved_and_removed_without_scripts(client, seller, quote):
    url, typed = f"/quotes/{quote.id}/lines", header(quote) | lines(stored(quote))
    page = client.post(url, data=typed | {"add": product("SRV-1").id}).text
    assert page.index("APS-100") < page.index("SRV-1")
    assert "<main" in page
    both = header(quote) | lines(stored(quote), {"product_id": product("SRV-1").id})
    rows = re.findall(r'id="line-\d"', client.post(url, data=both | {"remove": 1}, hx=True).text)
    assert rows == ['id="line-1"']
    moved = client.post(url, data=both | {"up": 2}, hx=True).text
    assert re.findall(r'name="product_id" value="(\d+)"', moved)[0] == str(product("SRV-1").id)
    assert len(db.session.get_one(Quote, quote.id).lines) == 1


def test_a_page_that_was_cut_off_loses_no_lines(client, seller, quote):
    typed = header(quote) | lines(stored(quote), {})
    typed["quantity"] = typed["quantity"][:1]
    assert client.post(f"/quotes/{quote.id}/edit", data=typed).status_code == 422
    assert len(db.session.get_one(Quote, quote.id).lines) == 1


def test_a_line_of_another_quote_is_not_taken_over(client, seller, cast, price_list, quote):
    other = new_quote(cast.sales2, price_list, wish(discount="0.5"))
    theirs = other.lines[0].id
    assert save(client, quote, stored(quote, line_id=theirs, net_price="", discount="", shown="")).status_code == 303
    assert db.session.get_one(QuoteLine, theirs).quote_id == other.id


def test_a_stale_page_is_told_so_and_keeps_what_was_typed(client, seller, quote):
    page = save(client, quote, stored(quote, quantity="7"), version=quote.version - 1)
    assert page.status_code == 422
    assert 'value="7"' in page.text


def test_products_are_found_by_code_and_name_on_the_chosen_list(client, seller, cast, quote):
    page = client.get(f"/quotes/{quote.id}/products?q=mes", hx=True).text
    assert "制造执行系统" in page
    assert "APS-100" not in page
    empty = new_catalogue(cast.business_manager, label="空")
    for price in empty.prices:
        db.session.delete(price)
    assert "APS" not in client.get(f"/quotes/{quote.id}/products?price_list_id={empty.id}", hx=True).text


def test_who_does_not_work_on_it_neither_reads_nor_changes_it(client, sign_in, cast, quote):
    for person, status in (("sales2", 404), ("jv_sales1", 404), ("supervisor1", 403), ("finance1", 403)):
        sign_in(client, person)
        assert client.get(f"/quotes/{quote.id}/edit").status_code == status, person
        assert save(client, quote, stored(quote)).status_code == status, person
    assert sign_in(client, "sales_manager").get(f"/quotes/{quote.id}/edit").status_code == 200


def test_why_there_is_no_quote_is_said_before_anything_is_typed(client, seller, cast):
    customer = new_customer(cast.sales1)
    page = client.get(f"/quotes/new?customer_id={customer.id}")
    assert page.status_code == 200
    opportunity = ready_opportunity(cast.sales1)
    opportunity.stage_id = 1
    page = client.get(f"/quotes/new?opportunity_id={opportunity.id}").text
    assert 'data-code="too_early"' in page


def test_the_list_has_tabs_and_filters(client, seller, cast, price_list, quote):
    other = new_quote(cast.sales1, price_list, title="另一份")
    other.status = QuoteStatus.APPROVED
    page = client.get("/quotes").text
    assert quote.number in page
    assert other.number in page
    page = client.get("/quotes?tab=approved", hx=True).text
    assert other.number in page
    assert quote.number not in page
    assert quote.number not in client.get("/quotes?q=另一", hx=True).text
    assert client.get("/quotes?tab=nonsense&after=x&customer_id=99999999999").status_code == 200


def test_a_quote_in_approval_has_no_editor(client, seller, quote):
    client.post(f"/quotes/{quote.id}/submission", data={"version": quote.version})
    assert client.get(f"/quotes/{quote.id}/edit").location == f"/quotes/{quote.id}"
    waiting = db.session.get_one(Quote, quote.id)
    refused = save(client, waiting, stored(waiting, quantity="9"))
    assert refused.status_code == 422
    assert 'data-code="frozen"' in refused.text
    assert client.post(f"/quotes/{quote.id}/withdrawal", data={"version": quote.version}).status_code == 303
    fresh = db.session.get_one(Quote, quote.id)
    assert fresh.status is QuoteStatus.DRAFT
    assert client.post(f"/quotes/{quote.id}/cancellation", data={"version": fresh.version}).status_code == 303
