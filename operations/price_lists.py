"""Price lists (A9.1): made for a company and a period, filled from a spreadsheet, all of it or nothing."""

import unicodedata
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select

import clock
import sheets
from extensions import db
from models import Price, PriceList, Product, User
from operations import Refused, changes, flush_or, locked, once, record, refuse_if, transaction
from policy.problems import Kind, Problem
from policy.products import RowFacts, RowResult, period_problems, row_result
from policy.words import N_
from queries.organisation import company_of
from queries.products import keeps_products

COLUMNS = {
    "code": ("code", "productcode", "编码", "产品编码", "产品代码", "型号"),
    "name": ("name", "product", "productname", "名称", "产品名称", "产品"),
    "name_en": ("nameen", "englishname", "英文名称"),
    "measure": ("measure", "unit", "单位", "计量单位"),
    "tax_rate": ("taxrate", "tax", "税率"),
    "price": ("price", "listprice", "amount", "价格", "单价", "列表价", "目录价", "标准价"),
}
WHY_NOT = {
    "empty": (N_("The file is empty."), N_("Choose the file again.")),
    "large": (
        N_("The file is too large, or would be when it is unpacked."),
        N_("Send at most 5,000 rows as XLSX or CSV."),
    ),
    "rows": (N_("The file has more than %(most)s rows."), N_("Split it.")),
    "kind": (N_("This is neither XLSX nor CSV."), N_("Save the sheet as XLSX or CSV.")),
    "text": (N_("The text of the file cannot be read."), N_("Save it as CSV in UTF-8.")),
    "broken": (N_("The file is damaged: it cannot be read as a table."), N_("Save the sheet anew as XLSX or CSV.")),
    "head": (
        N_("The first row does not name a code and a price."),
        N_("Name the columns code, name, unit, tax rate, price."),
    ),
}
FORMULA = N_("There is a formula: paste it as a value.")
TOO_LONG = N_("A text in this row is too long.")
PARTNER = N_("Only headquarters adds products: this code is not known.")
BUSY = Problem("", Kind.BLOCKS, N_("Somebody imports prices just now."), N_("Send it again."), code="busy")
MOST = {"code": 60, "name": 200, "name_en": 200, "measure": 20}


@dataclass(frozen=True)
class ReadRow:
    """One row as it was read; ``texts`` are its columns by name."""

    number: int
    texts: dict[str, str]
    facts: RowFacts
    result: RowResult = RowResult.REFUSED
    why: str = ""


@dataclass(frozen=True)
class Import:
    """What became of a file, row by row; nothing was kept when one row is refused."""

    rows: list[ReadRow] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return any(row.result is RowResult.REFUSED for row in self.rows)

    def count(self, result: RowResult) -> int:
        return sum(row.result is result for row in self.rows)


def create(by: User, values: dict[str, Any], form_key: str = "") -> PriceList:
    """Begin a list of the person's company: label, valid_from, valid_until. Raises ``Refused``."""
    with transaction():
        form = once(form_key, by.id, "/products/prices")
        refuse_if(period_problems(values["valid_from"], values["valid_until"]))
        row = PriceList(**values, company_id=company_of(by.unit_id), created_at=clock.now(), created_by_id=by.id)
        db.session.add(row)
        record("price_list_created", row, by, after=values)
        if form is not None:
            form.location = f"/products/prices/{row.id}"
    return row


def change(price_list_id: int, version: int, values: dict[str, Any], by: User) -> PriceList:
    """Change label or period. Raises ``Refused``, ``Stale``."""
    with transaction():
        row = locked(PriceList, price_list_id, version)
        refuse_if(period_problems(values["valid_from"], values["valid_until"]))
        before, after = changes(row, values)
        if after:
            record("price_list_changed", row, by, before=before, after=after)
    return row


def set_price(price_list_id: int, product_id: int, amount: Decimal, by: User) -> Price:
    """Set one list price."""
    with transaction():
        locked(PriceList, price_list_id)
        price = db.session.scalar(select(Price).filter_by(price_list_id=price_list_id, product_id=product_id))
        before = {"amount": price.amount} if price else {}
        if price is None:
            price = Price(price_list_id=price_list_id, product_id=product_id)
            db.session.add(price)
        price.amount = amount
        db.session.flush()
        if before.get("amount") != amount:
            record("price_set", price, by, before=before, after={"amount": amount})
    return price


def import_prices(price_list_id: int, content: bytes, by: User) -> Import:
    """Take the prices of a file, and the products it names that are new, all or nothing; what became of every row.

    Raises ``Refused`` when the file is no table. Sent twice it changes nothing the second time.
    """
    rows = _read(content)
    with transaction():
        price_list = locked(PriceList, price_list_id)
        judged = Import(_judged(rows, price_list_id, keeps_products(by)))
        if not judged.refused:
            _keep(price_list, judged, by)
    return judged


def _read(content: bytes) -> list[ReadRow]:
    try:
        head, *rows = sheets.read(content)
    except sheets.Unreadable as error:
        raise Refused([_unreadable(error.code)]) from error
    places = _places(head)
    if "code" not in places or "price" not in places:
        raise Refused([_unreadable("head")])
    return [_row(row, places) for row in rows]


def _unreadable(code: str) -> Problem:
    message, remedy = WHY_NOT[code]
    return Problem("", Kind.BLOCKS, message, remedy, "file", code, {"most": f"{sheets.MOST_ROWS:,}"})


def _places(head: sheets.Row) -> dict[str, int]:
    """Where each column stands, by its heading in Chinese or English; case and blanks do not matter."""
    found = {}
    for place, cell in enumerate(head.cells):
        heading = unicodedata.normalize("NFKC", cell.text).lower()
        heading = "".join(c for c in heading.partition("(")[0] if c.isalnum())
        name = next((name for name, headings in COLUMNS.items() if heading in headings), None)
        if name:
            found.setdefault(name, place)
    return found


def _row(row: sheets.Row, places: dict[str, int]) -> ReadRow:
    cells = {name: row.cells[place] for name, place in places.items() if place < len(row.cells)}
    texts = {name: cell.text for name, cell in cells.items()}
    tax, price = (sheets.number(texts.get(name, "")) for name in ("tax_rate", "price"))
    problem = FORMULA if any(cell.formula for cell in cells.values()) else ""
    if any(len(texts.get(name, "")) > most for name, most in MOST.items()):
        problem = problem or TOO_LONG
    fine = tax is not None and 0 <= tax <= 1
    exact = price is not None and price == round(price, 2)
    facts = RowFacts(
        texts.get("code", ""), texts.get("name", ""), tax if fine else None, price if exact else None, problem
    )
    return ReadRow(row.number, texts, facts)


def _judged(rows: list[ReadRow], price_list_id: int, adds: bool) -> list[ReadRow]:
    codes = {row.facts.code for row in rows}
    known = {row.code: row for row in db.session.scalars(select(Product)) if row.code in codes}
    listed = select(Price.product_id, Price.amount).where(Price.price_list_id == price_list_id)
    present = dict(db.session.execute(listed).tuples().all())
    judged, seen = [], set()
    for row in rows:
        code, product = row.facts.code, known.get(row.facts.code)
        facts = replace(row.facts, known=product is not None, twice=code in seen)
        if product is not None:
            facts = replace(facts, active=product.active, present=present.get(product.id))
        elif not adds and not facts.problem:
            facts = replace(facts, problem=PARTNER)
        seen.add(code)
        result, why = row_result(facts)
        judged.append(replace(row, facts=facts, result=result, why=why))
    return judged


def _keep(price_list: PriceList, judged: Import, by: User) -> None:
    ids = dict(db.session.execute(select(Product.code, Product.id)).tuples().all())
    rows = {
        price.product_id: price for price in db.session.scalars(select(Price).filter_by(price_list_id=price_list.id))
    }
    for row in judged.rows:
        if row.result is RowResult.NEW:
            ids[row.facts.code] = _new_product(row, by).id
        if row.result in (RowResult.NEW, RowResult.PRICED):
            db.session.add(Price(price_list_id=price_list.id, product_id=ids[row.facts.code], amount=row.facts.price))
        elif row.result is RowResult.CHANGED:
            rows[ids[row.facts.code]].amount = row.facts.price
    flush_or(BUSY)
    counts = {result.value: judged.count(result) for result in RowResult if judged.count(result)}
    record("prices_imported", price_list, by, after=counts)


def _new_product(row: ReadRow, by: User) -> Product:
    values = {name: row.texts.get(name, "") for name in ("code", "name", "name_en", "measure")}
    product = Product(**values, tax_rate=row.facts.tax_rate)
    db.session.add(product)
    flush_or(BUSY)
    record("product_created", product, by, after=values)
    return product
