"""Invoices made for the tests: XML, OFD, PDF and the picture of a QR code."""

import io
import zipfile

import zxingcpp
from PIL import Image

import typesetting

NUMBER = "26312000000123456789"
TEXT = {
    "number": NUMBER,
    "issued_on": "2026-11-20",
    "seller": "上海云来酒店有限公司",
    "seller_tax_number": "91310115MA1K3XYZ0A",
    "buyer": "先录科技股份有限公司",
    "buyer_tax_number": "91310000MA1FL00X8K",
    "amount": "600.00",
    "tax": "36.00",
    "total": "636.00",
}


def xml(**other) -> bytes:
    """A digital special invoice."""
    v = TEXT | other
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<EInvoice><Header><EIid>{v["number"]}</EIid><InherentLabel><GeneralOrSpecialVAT><LabelCode>01</LabelCode>
</GeneralOrSpecialVAT></InherentLabel></Header><EInvoiceData>
<SellerInformation><SellerIdNum>{v["seller_tax_number"]}</SellerIdNum><SellerName>{v["seller"]}</SellerName></SellerInformation>
<BuyerInformation><BuyerIdNum>{v["buyer_tax_number"]}</BuyerIdNum><BuyerName>{v["buyer"]}</BuyerName></BuyerInformation>
<BasicInformation><TotalAmWithoutTax>{v["amount"]}</TotalAmWithoutTax><TotalTaxAm>{v["tax"]}</TotalTaxAm>
<TotalTax-includedAmount>{v["total"]}</TotalTax-includedAmount></BasicInformation>
<IssuItemInformation><ItemName>*住宿服务*住宿费</ItemName></IssuItemInformation></EInvoiceData>
<TaxSupervisionInfo><InvoiceNumber>{v["number"]}</InvoiceNumber><IssueTime>{v["issued_on"]}</IssueTime></TaxSupervisionInfo>
</EInvoice>""".encode()


def ofd(entries: dict[str, bytes] | None = None, **other) -> bytes:
    """The same as OFD: custom data, and the words of its page."""
    v = TEXT | other
    names = {"发票号码": v["number"], "开票日期": "2026年11月20日", "合计金额": v["amount"], "合计税额": v["tax"]}
    names |= {"购买方纳税人识别号": v["buyer_tax_number"], "销售方纳税人识别号": v["seller_tax_number"]}
    data = "".join(f'<ofd:CustomData Name="{name}">{value}</ofd:CustomData>' for name, value in names.items())
    shown = ["电子发票（增值税专用发票）", f"名称：{v['buyer']}", f"名称：{v['seller']}", f"（小写）¥{v['total']}"]
    codes = "".join(f"<ofd:TextCode>{line}</ofd:TextCode>" for line in shown)
    head = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {
        "OFD.xml": f"<ofd:OFD {head}><ofd:DocBody><ofd:CustomDatas>{data}</ofd:CustomDatas></ofd:DocBody></ofd:OFD>",
        "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {head}>{codes}</ofd:Page>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | (entries or {})).items():
            archive.writestr(name, content)
    return file.getvalue()


def code_of(text: str) -> Image.Image:
    """A QR code as a picture."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=6)
    rows, columns = made.shape
    return Image.frombytes("L", (columns, rows), bytes(made))


def qr_text(**other) -> str:
    v = TEXT | other
    return f"01,31,,{v['number']},{v['total']},{v['issued_on'].replace('-', '')},,A1B2"


def photograph(text: str) -> bytes:
    """A PNG with a QR code on white."""
    page = Image.new("RGB", (900, 600), "white")
    page.paste(code_of(text).convert("RGB"), (40, 40))
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


def pdf(qr: str | None = None, **other) -> bytes:
    """The same as a PDF with its words, and a QR code where one is given."""
    v = TEXT | other
    lines = [
        "电子发票（增值税专用发票）",
        f"发票号码：{v['number']}",
        "开票日期：2026年11月20日",
        f"购买方信息 名称：{v['buyer']}",
        f"统一社会信用代码/纳税人识别号：{v['buyer_tax_number']}",
        f"销售方信息 名称：{v['seller']}",
        f"统一社会信用代码/纳税人识别号：{v['seller_tax_number']}",
        "*住宿服务*住宿费",
        f"合 计 ¥{v['amount']} ¥{v['tax']}",
        f"价税合计（大写）陆佰叁拾陆圆整 （小写）¥{v['total']}",
    ]
    data: dict = {"lines": lines}
    if qr:
        image = io.BytesIO()
        code_of(qr).convert("RGB").save(image, "PNG")
        data["qr"] = list(image.getvalue())
    return typesetting._compiled(PAGE, data)


PAGE = b"""#set text(font: "Noto Sans CJK SC")
#let data = json(bytes(sys.inputs.at("data")))
#if "qr" in data { image(bytes(data.qr), format: "png", width: 4cm) }
#for line in data.lines [#line \\ ]"""
