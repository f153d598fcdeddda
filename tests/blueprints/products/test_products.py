"""Products and price lists on real requests: kept by headquarters, imported row by row, refused when they are no table."""

import io
import re
import zipfile
from decimal import Decimal as D

import pytest
from openpyxl import Workbook
from sqlalchemy import select

import clock
import sheets
from extensions import db
from models import Price, PriceList, Product
from tests.support.quotes import new_catalogue, product

HEAD = ["编码", "名称", "单位", "税率", "价格"]
ROWS = [["APS-100", "排产系统", "套", "13%", "1200.00"], ["NEW-9", "质量追溯", "套", 0.13, 88000]]


@pytest.fixture
def price_list(cast):
    return new_catalogue(cast.business_manager)


@pytest.fixture
def keeper(client, sign_in):
    return sign_in(client, "business_manager")


def xlsx(*rows, head=HEAD) -> bytes:
    book = Workbook()
    for row in (head, *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def send(client, price_list, content, name="prices.xlsx", **more):
    url = f"/products/prices/{price_list.id}/import"
    return client.post(url, data={"file": (io.BytesIO(content), name), **more})


def take(client, price_list, content, name="prices.xlsx"):
    """Look at the file, and take what was shown."""
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', send(client, price_list, content, name).text)
    return send(client, price_list, content, name, seen=seen[1])


def prices(price_list):
    rows = select(Product.code, Price.amount).join(Price, Price.product_id == Product.id)
    return dict(db.session.execute(rows.where(Price.price_list_id == price_list.id)).tuples().all())


def test_a_list_is_shown_row_by_row_then_taken_and_twice_is_once(client, keeper, price_list):
    before = prices(price_list)
    answer = send(client, price_list, xlsx(*ROWS))
    assert answer.status_code == 200
    assert "NEW-9" in answer.text
    assert prices(price_list) == before
    assert take(client, price_list, xlsx(*ROWS)).status_code == 200
    after = prices(price_list)
    assert (after["APS-100"], after["NEW-9"], after["SRV-1"]) == (D("1200.00"), D("88000.00"), D("1800.00"))
    assert product("NEW-9").tax_rate == D("0.13")
    assert take(client, price_list, xlsx(*ROWS)).status_code == 200
    assert prices(price_list) == after


def test_only_what_was_looked_at_is_taken(client, keeper, price_list):
    shown = re.search(r'name="seen" value="(\w+)"', send(client, price_list, xlsx(*ROWS)).text)[1]
    before = prices(price_list)
    assert send(client, price_list, xlsx(ROWS[0]), seen=shown).status_code == 422
    assert send(client, price_list, xlsx(*ROWS), seen="0" * 64).status_code == 422
    assert prices(price_list) == before


def test_costs_come_with_the_file_and_stay_where_it_says_none(client, keeper, cast, sign_in, price_list):
    head = [*HEAD, "成本"]
    take(client, price_list, xlsx(["ＡＰＳ－100", "排产系统", "套", "13%", "1000", "４００.50"], head=head))
    assert costs(price_list)["APS-100"] == D("400.50")
    take(client, price_list, xlsx(["APS-100", "改了名字", "套", "13%", "1100", ""], head=head))
    assert costs(price_list)["APS-100"] == D("400.50")
    assert product().name == "排产系统"
    for cost in ("-1", "1.005", "about 400", "=1"):
        answer = send(client, price_list, xlsx(["MES-200", "制造执行系统", "套", "13%", "2500", cost], head=head))
        assert answer.status_code == 422
    assert "400.50" in client.get(f"/products/prices/{price_list.id}").text
    for other in ("sales1", "sales_manager"):
        sign_in(client, other)
        assert "400.50" not in client.get(f"/products/prices/{price_list.id}").text
        assert "400.50" not in client.get(f"/products?price_list_id={price_list.id}").text


def costs(price_list):
    rows = select(Product.code, Price.cost).join(Price, Price.product_id == Product.id)
    return dict(db.session.execute(rows.where(Price.price_list_id == price_list.id)).tuples().all())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_taken_in_either_encoding(client, keeper, price_list, encoding):
    text = (
        "产品编码,产品名称,单位,税率,列表价\nNEW-8,看板,套,0.06,¥1，234.50\n".replace("，", "")
        + 'NEW-7,终端,台,13%,"2,000"\n'
    )
    assert take(client, price_list, text.encode(encoding), "prices.csv").status_code == 200
    assert (prices(price_list)["NEW-8"], prices(price_list)["NEW-7"]) == (D("1234.50"), D("2000.00"))


@pytest.mark.parametrize(
    "row",
    [
        ["", "无编码", "套", 0.13, 1],
        ["X-1", "", "套", 0.13, 1],
        ["X-1", "无税率", "套", "", 1],
        ["X-1", "税率过高", "套", 13, 1],
        ["X-1", "无价格", "套", 0.13, None],
        ["X-1", "负价", "套", 0.13, -1],
        ["X-1", "三位小数", "套", 0.13, 1.005],
        ["X-1", "科学记数", "套", 0.13, "1e5"],
        ["X-1", "公式", "套", 0.13, "=1+1"],
        ["X-1", "=HYPERLINK(1)", "套", 0.13, 1],
        ["X" * 61, "编码过长", "套", 0.13, 1],
        ["ＡＰＳ－100", "全角的同一编码", "套", 0.13, 1],
        ["APS-100", "出现两次", "套", 0.13, 1],
    ],
)
def test_one_bad_row_refuses_the_whole_file_and_says_which(client, keeper, price_list, row):
    before = prices(price_list)
    answer = send(client, price_list, xlsx(*ROWS, row))
    assert answer.status_code == 422
    assert '<th scope="row" class="num">4</th>' in answer.text
    assert prices(price_list) == before
    assert db.session.scalar(select(Product.id).where(Product.code == "NEW-9")) is None


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 9_000_000)
    return file.getvalue()


def empty_zip(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"%PDF-1.7 ...",
        b"PK\x03\x04broken",
        xlsx(["1"], head=["nothing", "here"]),
        xlsx(head=[]),
        empty_zip("word/document.xml"),
        empty_zip("xl/workbook.xml"),
        b"code,price\n" + b"A,1\n" * 5001,
        b'code,price\n"A,1\n',
        b"\xff\xfe\xfd" * 10,
    ],
    ids=range(11),
)
def test_what_is_no_table_is_refused(client, keeper, price_list, content):
    before = prices(price_list)
    assert send(client, price_list, content).status_code == 422
    assert prices(price_list) == before


def test_a_bomb_is_refused_before_it_is_unpacked(client, keeper, price_list):
    with pytest.raises(sheets.Unreadable) as caught:
        sheets.read(bomb())
    assert caught.value.code == "large"


def test_a_sheet_that_lies_about_its_size_is_read_to_its_end():
    content = io.BytesIO(xlsx(*([f"P-{n}", "产品", "套", 0.13, 1] for n in range(50))))
    lying = io.BytesIO()
    with zipfile.ZipFile(content) as archive, zipfile.ZipFile(lying, "w") as copy:
        for entry in archive.infolist():
            text = archive.read(entry)
            copy.writestr(entry.filename, text.replace(b'<dimension ref="A1:E51"', b'<dimension ref="A1:A1"'))
    assert len(sheets.read(lying.getvalue())) == 51


def test_products_are_made_changed_withdrawn_and_taken_up_again(client, keeper, price_list):
    typed = {"code": "HW-1", "name": "采集终端", "tax_rate": "13%", "measure": "台", "service": ""}
    assert client.post("/products/new", data=typed).status_code == 303
    made = product("HW-1")
    assert made.tax_rate == D("0.13")
    assert client.post("/products/new", data=typed).status_code == 422
    changed = typed | {"name": "采集终端 II", "version": made.version}
    assert client.post(f"/products/{made.id}/edit", data=changed).status_code == 303
    assert client.post(f"/products/{made.id}/edit", data=changed).status_code == 422
    made = product("HW-1")
    assert client.post(f"/products/{made.id}/withdrawal", data={"version": made.version}).status_code == 303
    assert "HW-1" not in client.get("/products").text
    assert "HW-1" in client.get("/products?state=withdrawn").text
    made = product("HW-1")
    assert client.post(f"/products/{made.id}/renewal", data={"version": made.version}).status_code == 303
    assert product("HW-1").active
    for tax in ("101%", "-1", "zwei", ""):
        bad = client.post("/products/new", data=typed | {"code": "HW-2", "tax_rate": tax})
        assert bad.status_code == 422


def test_a_price_list_is_begun_changed_and_priced_by_hand(client, keeper, cast, price_list):
    today = clock.today().isoformat()
    assert (
        client.post(
            "/products/prices/new", data={"label": "倒序", "valid_from": today, "valid_until": "2020-01-01"}
        ).status_code
        == 422
    )
    made = client.post("/products/prices/new", data={"label": "促销", "valid_from": today, "valid_until": today})
    assert made.status_code == 303
    row = db.session.scalars(select(PriceList).where(PriceList.label == "促销")).one()
    url = f"/products/prices/{row.id}"
    assert client.post(f"{url}/price", data={"product_id": product().id, "amount": "999.00"}).status_code == 303
    assert prices(row) == {"APS-100": D("999.00")}
    for amount in ("-1", "1.005", "", "x"):
        assert client.post(f"{url}/price", data={"product_id": product().id, "amount": amount}).status_code == 422
    assert client.post(f"{url}/price", data={"product_id": 999999, "amount": "1"}).status_code == 422
    typed = {"label": "促销二", "valid_from": today, "valid_until": "", "version": row.version}
    assert client.post(f"{url}/edit", data=typed).status_code == 303
    assert "999.00" in client.get(f"/products?price_list_id={row.id}").text
    assert client.get(f"{url}?q=aps", hx=True).status_code == 200


def test_partners_price_for_themselves_and_headquarters_says_what_is_sold(client, sign_in, cast, price_list):
    theirs = new_catalogue(cast.jv_gm, label="联营价")
    sign_in(client, "jv_sales1")
    page = client.get("/products/prices").text
    assert "联营价" in page
    assert price_list.label in page
    assert client.get("/products/new").status_code == 403
    sign_in(client, "sales1")
    assert "联营价" not in client.get("/products/prices").text
    assert client.get(f"/products/prices/{theirs.id}").status_code == 404
    sign_in(client, "salesmgmt_manager")
    assert client.get(f"/products/prices/{theirs.id}").status_code == 200
    assert send(client, theirs, xlsx(*ROWS)).status_code == 403


@pytest.mark.parametrize("person", ["finance1", "marketing1", "implementer1", "admin"])
def test_who_does_not_sell_does_not_read_prices(client, sign_in, person):
    assert sign_in(client, person).get("/products").status_code == 403
