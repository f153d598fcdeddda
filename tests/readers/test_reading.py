"""What an invoice says is read from XML, OFD, the words of a PDF and its QR code; hostile files give an answer."""

import io
import zipfile

import pytest
from PIL import Image

from policy.vouchers import ReadProblem, full_number, guessed, settled
from readers import ofd, qr, text, xml
from readers.limits import Unreadable
from readers.running import picture, read
from tests.support import vouchers
from tests.support.vouchers import NUMBER, TEXT


def taken(content: bytes) -> dict[str, str]:
    return settled(read(content).sources)[0]


@pytest.mark.parametrize("made", [vouchers.xml(), vouchers.ofd(), vouchers.pdf(), vouchers.pdf(vouchers.qr_text())])
def test_each_kind_of_file_says_the_same(made):
    reading = read(made)
    assert reading.problem == ""
    found, differing = settled(reading.sources)
    assert {name: found.get(name) for name in TEXT} == TEXT
    assert differing == ()
    assert found["kind"] == "digital_special"


def test_the_code_on_a_photograph_is_read():
    found = taken(vouchers.photograph(vouchers.qr_text()))
    assert found == {"number": NUMBER, "total": "636.00", "issued_on": "2026-11-20", "kind": "digital_special"}


def test_the_code_of_an_older_invoice_gives_code_number_and_amount_without_tax():
    found = qr.said("01,10,031002300111,12345678,94.34,20260930,12345678901234567890,3F2A,")
    assert found["kind"] == "electronic_general"
    assert (found["amount"], found["issued_on"], found["check_code"]) == ("94.34", "2026-09-30", "12345678901234567890")
    assert full_number(found) == "03100230011112345678"


def test_a_code_that_is_no_invoices_is_none():
    assert qr.said("https://example.com/pay?id=1") == {}
    assert read(vouchers.photograph("https://example.com")).sources == {}


def test_a_file_whose_words_were_altered_differs_from_its_code():
    reading = read(vouchers.pdf(vouchers.qr_text(), total="936.00", amount="900.00"))
    found, differing = settled(reading.sources)
    assert "total" in differing
    assert found["total"] == "636.00"


def test_the_words_of_an_older_invoice_and_of_a_railway_ticket():
    older = text.read(
        "上海增值税电子普通发票 发票代码：031002300111 发票号码：12345678 开票日期：2026年09月30日 校 验 码：12345 67890 12345 67890\n"
        "名 称：先录科技股份有限公司\n纳税人识别号：91310000MA1FL00X8K\n*餐饮服务*餐费\n合 计 ¥94.34 ¥5.66\n"
        "价税合计（大写）壹佰圆整 （小写）¥100.00\n名 称：上海好味饭店有限公司\n纳税人识别号：91310115MA1K3XYZ0A"
    )
    assert (older["code"], older["number"], older["kind"]) == ("031002300111", "12345678", "electronic_general")
    assert (older["buyer"], older["seller"]) == ("先录科技股份有限公司", "上海好味饭店有限公司")
    assert (older["amount"], older["tax"], older["total"]) == ("94.34", "5.66", "100.00")
    assert guessed(older) == "meals"
    ticket = text.read("电子发票（铁路电子客票）\n发票号码:26319166100001234567 开票日期:2026年11月02日\n票价:￥73.00")
    assert (ticket["kind"], ticket["total"], guessed(ticket)) == ("train", "73.00", "travel")


def test_words_that_are_no_invoice_are_not_taken_for_one():
    assert text.read("报价单 2026年11月20日 ￥1,000.00") == {}


BOMB = b"<!DOCTYPE a [<!ENTITY a 'x'><!ENTITY b '&a;&a;&a;&a;'>]><EInvoice>&b;</EInvoice>"
OUTSIDE = b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><EInvoice><BuyerName>&x;</BuyerName></EInvoice>"
PASSWORD = "encrypted"


def zipped(**entries: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"%PDF-1.7\nnothing of a PDF", ReadProblem.BROKEN),
        (vouchers.pdf()[:900], ReadProblem.BROKEN),
        (b"PK\x03\x04 no archive", ReadProblem.BROKEN),
        (zipped(other=b"x"), ReadProblem.BROKEN),
        (zipped(**{"OFD.xml": b"\0" * 31 * 1024**2}), ReadProblem.LARGE),
        (zipped(**{f"part{n}": b"" for n in range(500)}), ReadProblem.LARGE),
        (vouchers.ofd({"OFD.xml": BOMB}), ReadProblem.HOSTILE),
        (BOMB, ReadProblem.HOSTILE),
        (OUTSIDE, ReadProblem.HOSTILE),
        (b"<EInvoice><open>", ReadProblem.BROKEN),
        (b"<a>" * 200_000, ReadProblem.BROKEN),
        (b"\x89PNG\r\n\x1a\nbroken", ReadProblem.BROKEN),
        (b"no such thing", ReadProblem.BROKEN),
        (b"", ReadProblem.BROKEN),
        (b"%PDF-" + b"0" * 21 * 1024**2, ReadProblem.LARGE),
    ],
    ids=range(15),
)
def test_what_cannot_be_read_is_said_and_nothing_falls(content, problem):
    reading = read(content)
    assert reading.sources == {}
    assert reading.problem == problem


def test_a_picture_of_too_many_pixels_is_left_unread():
    file = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(file, "PNG")
    assert read(file.getvalue()).problem == ReadProblem.LARGE
    assert picture(file.getvalue()) is None


def test_an_archive_inside_is_not_opened():
    assert read(vouchers.ofd({"inner.zip": zipped(**{"OFD.xml": b"\0" * 1024**2})})).problem == ""


def test_values_that_are_none_are_left_out():
    found = xml.read(vouchers.xml(issued_on="2026-13-45", total="NaN", tax="1e9", buyer="x" * 5000))
    assert not {"issued_on", "total", "tax"} & found.keys()
    assert len(found["buyer"]) == 200
    with pytest.raises(Unreadable):
        ofd.read(b"")


def test_what_is_shown_of_a_file_is_a_picture_made_anew():
    for content in (vouchers.pdf(), vouchers.photograph("x")):
        made = picture(content)
        assert made.startswith(b"\xff\xd8\xff")
    assert picture(b"%PDF-broken") is None
