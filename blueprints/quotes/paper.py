"""The quote on paper (A9.1): in the language chosen for the customer, with what it is written across every page."""

from typing import Any

from flask import Response, flash
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

import clock
from access import requires, visible_or_404
from blueprints.doors import go
from blueprints.looks import day, money
from blueprints.papers import served, typeset
from blueprints.quotes import blueprint
from blueprints.quotes.showing import quote_or_404
from models import Quote, QuoteLine, QuoteSending
from operations.mail_out import PaperGone, paper_of
from operations.quotes import unit_terms
from policy.capitals import in_capitals
from policy.permissions import Permission
from policy.quote_answers import stamp
from policy.quote_words import fold, off
from policy.quoting import OPEN
from queries.letterheads import letterhead_of

TEMPLATE = "quotes/quote.typ"


@blueprint.get("/<int:quote_id>/document.pdf")
@requires(Permission.VIEW_QUOTES)
def document(quote_id: int) -> Response:
    """The quote as it stands now; what is not in force says so across every page."""
    quote = quote_or_404(quote_id)
    return served(quote_pdf(quote), paper_name(quote))


@blueprint.get("/sendings/<int:sending_id>/document.pdf")
@requires(Permission.VIEW_QUOTES)
def as_sent(sending_id: int) -> Response:
    """The very file that went out, whatever became of the quote since."""
    sending = visible_or_404(QuoteSending, sending_id, joinedload(QuoteSending.quote))
    try:
        return served(paper_of(sending), sending.filename.removesuffix(".pdf"))
    except PaperGone:
        flash(_("This file is not in its place any more, or is not what was sent. Tell the administrator."), "danger")
        return go(f"/quotes/{sending.quote_id}")


def quote_pdf(quote: Quote) -> bytes:
    """The PDF of a quote, A4, in its own language."""
    with force_locale(quote.language):
        return typeset(TEMPLATE, quote_data(quote, quote.language != "en"), quote.unit)


def paper_name(quote: Quote) -> str:
    """What the file is called, without ending: ``报价单-BJ-202611-0001-V2``."""
    with force_locale(quote.language):
        word = _("Quotation")
    return f"{word}-{quote.number}-V{quote.revision}"


def quote_data(quote: Quote, chinese: bool) -> dict[str, Any]:
    """Everything that the paper says, as plain text."""
    head, gross = letterhead_of(quote.unit), quote.net_total + quote.tax_total
    return {
        "number": quote.number,
        "version": _("Version %(number)s", number=quote.revision),
        "title": quote.title,
        "stamp": _stamp(quote, chinese),
        "facts": [_to(quote), _about(quote)],
        "words": _words(),
        "lines": [_line(line, place, chinese) for place, line in enumerate(quote.lines, 1)],
        "sums": [pair for pair in _sums(quote, chinese) if pair[1]],
        "total": money(gross),
        "capitals": in_capitals(gross) if chinese else "",
        "parts": _parts(quote, head.bank),
        "signatures": [
            [head.said("company", chinese) or head.name, _("Signature and seal, date")],
            [quote.customer.name, _("Confirmed: signature and seal, date")],
        ],
    }


def _stamp(quote: Quote, chinese: bool) -> str:
    """In both languages, for whoever reads only one of them."""
    found = stamp(quote.status, quote.valid_until, clock.today())
    if found is None:
        return ""
    with force_locale("zh_Hans_CN"):
        said = _(found.label)
    return f"{said} {found.label}" if chinese else f"{found.label} {said}"


def _to(quote: Quote) -> list[list[str]]:
    contact = quote.contact
    pairs = [[_("Customer"), quote.customer.name]]
    if contact is not None:
        reach = "  ".join(part for part in (contact.phone, contact.email) if part)
        pairs += [
            [_("Attention"), " ".join(part for part in (contact.name, contact.title) if part)],
            [_("Phone and mail"), reach],
        ]
    return [pair for pair in pairs if pair[1]]


def _about(quote: Quote) -> list[list[str]]:
    reach = "  ".join(part for part in (quote.owner.phone, quote.owner.email) if part)
    made = quote.approved_at or quote.created_at
    pairs = [[_("Date"), day(made)], [_("Valid until"), day(quote.valid_until)], [_("Your contact"), quote.owner.name]]
    return [*pairs, [_("Phone and mail"), reach]] if reach else pairs


def _words() -> dict[str, Any]:
    prices = [_("Unit list price"), _("Discount"), _("Unit net price"), _("Tax rate"), _("Amount without tax")]
    return {
        "title": _("Quotation"),
        "columns": ["#", _("Product"), _("Quantity"), *prices],
        "total": _("Total with tax"),
        "capitals": _("In capitals"),
    }


def _line(line: QuoteLine, place: int, chinese: bool) -> dict[str, str]:
    return {
        "position": str(place),
        "label": line.label,
        "note": line.note,
        "quantity": f"{_plain(line.quantity)} {line.measure}".strip(),
        "list_price": money(line.list_price),
        "discount": discount(line.discount, chinese) if line.list_price else "—",
        "net_price": money(line.net_price),
        "tax_rate": f"{_plain(line.tax_rate * 100)}%",
        "amount": money(line.net_amount),
    }


def discount(ratio, chinese: bool) -> str:
    """As trade says it: 8.5折, 15% off; what is given away is free, and at list price there is a dash."""
    if ratio == 1:
        return "—"
    if not ratio:
        return _("free of charge")
    return fold(ratio) if chinese else _("%(percent)s%% off", percent=off(ratio))


def _plain(value) -> str:
    return f"{value.normalize():f}"


def _sums(quote: Quote, chinese: bool) -> list[list[str]]:
    """What the lines make together; the discount of the whole only where there is one."""
    given = quote.list_total - quote.net_total
    pairs = [[_("Sum at list price"), money(quote.list_total)]] if given else []
    if given:
        pairs += [
            [_("Discount on the whole"), f"{discount(quote.discount, chinese)}  (−{money(given)})"],
        ]
    return [*pairs, [_("Sum without tax"), money(quote.net_total)], [_("Tax amount"), money(quote.tax_total)]]


def _parts(quote: Quote, bank: str) -> list[list[Any]]:
    """Terms, validity and bank, each with its heading and its lines."""
    terms = quote.terms or (unit_terms(quote) if quote.status in OPEN else "")
    valid = _("This quotation is valid until the end of %(day)s.", day=day(quote.valid_until))
    prices = _("All amounts are in Chinese yuan (CNY); prices of one unit are without tax.")
    parts = [
        [_("Validity and prices"), [valid, prices]],
        [_("Terms"), terms.split("\n")],
        [_("Bank account"), bank.split("\n")],
    ]
    return [part for part in parts if any(part[1])]
