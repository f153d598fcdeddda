"""The lines of a quote as they are typed: one value per field and line, in the order of the page. Nothing is trusted."""

import re
from decimal import Decimal

from flask import request

import sheets
from columns import LARGEST_AMOUNT
from models import Quote
from policy.quote_sums import Typed
from policy.quoting import MOST_LINES
from policy.words import N_
from queries.quote_lines import TypedLine

FIELDS = ("line_id", "product_id", "quantity", "discount", "net_price", "line_note", "shown")
QUANTITY = N_("Write a quantity such as 2 or 1.5, with at most three decimals.")
RATIO = N_("Write a ratio such as 0.85, 85 percent or 8.5 折.")
PRICE = N_("Write an amount such as 1,234.50.")
FULL = re.compile(r"(.+)折", re.DOTALL)
DEEPEST_READ = Decimal(2)


def typed_lines(quote: Quote) -> list[TypedLine]:
    """What the request says of the lines; a page that is cut off or forged gives as many as are whole."""
    columns = [request.form.getlist(name)[: MOST_LINES + 1] for name in FIELDS]
    lines = [_line(dict(zip(FIELDS, values, strict=True))) for values in zip(*columns, strict=False)]
    return [line for line in lines if line is not None]


def cut_off() -> bool:
    """Whether some field came less often than another, so that lines would be lost."""
    return len({len(request.form.getlist(name)) for name in FIELDS}) > 1


def _line(texts: dict[str, str]) -> TypedLine | None:
    product_id = _id(texts["product_id"])
    if product_id is None:
        return None
    texts = {name: text.strip()[:60] if name != "line_note" else text for name, text in texts.items()}
    read = {
        "quantity": quantity(texts["quantity"]),
        "discount": ratio(texts["discount"]),
        "net_price": price(texts["net_price"]),
    }
    errors = {
        name: why
        for name, why in (("quantity", QUANTITY), ("discount", RATIO), ("net_price", PRICE))
        if _bad(name, texts, read)
    }
    return TypedLine(
        product_id,
        read["quantity"],
        Typed(read["discount"], read["net_price"], *_shown(texts["shown"])),
        " ".join(texts["line_note"].split())[:500],
        _id(texts["line_id"]),
        texts,
        errors,
    )


def _bad(name: str, texts: dict[str, str], read: dict[str, Decimal | None]) -> bool:
    return read[name] is None and (name == "quantity" or bool(texts[name]))


def _id(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _shown(text: str) -> tuple[Decimal | None, ...]:
    """Ratio, net price and list price as the page showed them: a hint about what was typed, no more."""
    values = [sheets.number(part) if part else None for part in text.split("|")[:3]]
    return tuple(values + [None] * (3 - len(values)))


def quantity(text: str) -> Decimal | None:
    """A number with at most three decimals; its bounds are the policy's."""
    value = sheets.number(text) if "%" not in text else None
    return value if value is not None and value == round(value, 3) else None


def ratio(text: str) -> Decimal | None:
    """``0.85``, ``85%`` or ``8.5折``; 1 is the list price. What is above it is for the policy to refuse."""
    tenths = FULL.fullmatch(text)
    value = sheets.number(tenths[1] if tenths else text)
    if value is None:
        return None
    value = value / 10 if tenths else value
    return value if value < DEEPEST_READ else None


def price(text: str) -> Decimal | None:
    """An amount with at most two decimals."""
    value = sheets.number(text) if "%" not in text else None
    return value if value is not None and value == round(value, 2) and abs(value) <= LARGEST_AMOUNT else None
