"""Prices from a spreadsheet (A9.1): shown row by row first, then taken, all of it or nothing."""

import hashlib
import json
import unicodedata
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sqlalchemy import select

import sheets
from extensions import db
from models import Price, PriceList, Product, User
from operations import Refused, changes, flush_or, locked, record, transaction
from policy.problems import Kind, Problem
from policy.products import LARGEST_PRICE, RowFacts, RowResult, row_result
from policy.words import N_
from queries.products import keeps_products

COLUMNS = {
    "code": ("code", "productcode", "编码", "产品编码", "产品代码", "型号"),
    "name": ("name", "product", "productname", "名称", "产品名称", "产品"),
    "name_en": ("nameen", "englishname", "英文名称"),
    "measure": ("measure", "unit", "单位", "计量单位"),
    "tax_rate": ("taxrate", "tax", "税率"),
    "cost": ("cost", "costprice", "unitcost", "成本", "成本价", "单位成本"),
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
NO_COST = N_("The cost is none: write an amount such as 800.00, or leave it empty.")
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
    """What a file does, row by row. It is ``taken`` only by whoever has seen that: nothing when one row is refused."""

    rows: list[ReadRow] = field(default_factory=list)
    taken: bool = False

    @property
    def refused(self) -> bool:
        return any(row.result is RowResult.REFUSED for row in self.rows)

    def count(self, result: RowResult) -> int:
        return sum(row.result is result for row in self.rows)

    @property
    def digest(self) -> str:
        """Names what the file does, so that exactly what was looked at is taken."""
        said = [
            (row.number, row.result, row.facts.code, f"{row.facts.price}", f"{row.facts.cost}") for row in self.rows
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def import_prices(price_list_id: int, content: bytes, by: User, seen: str = "") -> Import:
    """What a file does to a list, row by row; taken when ``seen`` is the digest of exactly that, all rows or none.

    Raises ``Refused`` when the file is no table, or does something else now than what was shown. Sent twice it changes
    nothing the second time.
    """
    rows = _read(content)
    with transaction():
        price_list = locked(PriceList, price_list_id)
        judged = Import(_judged(rows, price_list_id, keeps_products(by)))
        if seen and not judged.refused and seen == judged.digest:
            _keep(price_list, judged, by)
            return replace(judged, taken=True)
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
    texts["code"] = unicodedata.normalize("NFKC", texts.get("code", ""))
    tax, price, cost = (sheets.number(texts.get(name, "")) for name in ("tax_rate", "price", "cost"))
    problem = FORMULA if any(cell.formula for cell in cells.values()) else ""
    if any(len(texts.get(name, "")) > most for name, most in MOST.items()):
        problem = problem or TOO_LONG
    if texts.get("cost") and not (_exact(cost) and cost >= 0):
        problem = problem or NO_COST
    fine = tax is not None and 0 <= tax <= 1
    amounts = {"price": price if _exact(price) else None, "cost": cost if _exact(cost) else None}
    facts = RowFacts(texts["code"], texts.get("name", ""), tax if fine else None, problem=problem, **amounts)
    return ReadRow(row.number, texts, facts)


def _exact(amount: Decimal | None) -> bool:
    """Whether it is an amount in whole fen."""
    return amount is not None and amount == round(amount, 2) and amount <= LARGEST_PRICE


def _judged(rows: list[ReadRow], price_list_id: int, adds: bool) -> list[ReadRow]:
    codes = {row.facts.code for row in rows}
    known = {code: row for row in db.session.scalars(select(Product)) if (code := _key(row.code)) in codes}
    listed = select(Price.product_id, Price.amount, Price.cost).where(Price.price_list_id == price_list_id)
    present = {row.product_id: row for row in db.session.execute(listed)}
    judged, seen = [], set()
    for row in rows:
        code, product = row.facts.code, known.get(row.facts.code)
        facts = replace(row.facts, known=product is not None, twice=code in seen)
        if product is not None:
            facts = replace(facts, active=product.active, other=_differs(row, product))
            if now := present.get(product.id):
                facts = replace(facts, present=now.amount, present_cost=now.cost)
        elif not adds and not facts.problem:
            facts = replace(facts, problem=PARTNER)
        seen.add(code)
        result, why = row_result(facts)
        judged.append(replace(row, facts=facts, result=result, why=why))
    return judged


def _key(code: str) -> str:
    """The code as files are compared by: a full-width letter is the same letter."""
    return unicodedata.normalize("NFKC", code)


def _differs(row: ReadRow, product: Product) -> bool:
    """Whether the row says something else of a known product than the catalogue, which stays as it is."""
    said = {name: row.texts.get(name) for name in ("name", "name_en", "measure")}
    other_words = any(text and text != getattr(product, name) for name, text in said.items())
    return other_words or row.facts.tax_rate not in (None, product.tax_rate)


def _keep(price_list: PriceList, judged: Import, by: User) -> None:
    ids = {_key(code): key for code, key in db.session.execute(select(Product.code, Product.id))}
    rows = {
        price.product_id: price for price in db.session.scalars(select(Price).filter_by(price_list_id=price_list.id))
    }
    for row in judged.rows:
        if row.result is RowResult.NEW:
            ids[row.facts.code] = _new_product(row, by).id
        said = {"amount": row.facts.price} | ({} if row.facts.cost is None else {"cost": row.facts.cost})
        if row.result in (RowResult.NEW, RowResult.PRICED):
            db.session.add(Price(price_list_id=price_list.id, product_id=ids[row.facts.code], **said))
        elif row.result is RowResult.CHANGED:
            changes(rows[ids[row.facts.code]], said)
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
