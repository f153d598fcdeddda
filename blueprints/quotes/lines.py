"""The lines of a quote while they are typed: added, removed, moved, computed. Nothing here is written."""

from flask import render_template, request

from access import requires
from blueprints import arguments
from blueprints.doors import me, shown
from blueprints.quotes import blueprint
from blueprints.quotes.forms import EditQuoteForm
from blueprints.quotes.showing import checked, editor_shown, worked_on
from blueprints.quotes.typing import typed_lines
from policy.permissions import Permission
from policy.quoting import MOST_LINES
from queries.products import offered
from queries.quote_lines import TypedLine, new_line
from queries.quotes import WHILE_TYPING


@blueprint.post("/<int:quote_id>/lines")
@requires(Permission.WRITE_QUOTES)
def change_lines(quote_id: int):
    """The editor with a line added (``add`` is a product), removed or moved up (by its place from 1), not yet saved."""
    quote, form = worked_on(quote_id), EditQuoteForm()
    typed = _changed(typed_lines(quote))
    return shown("quotes/_editor.html", "quotes/edit.html", **editor_shown(quote, form, typed))


def _changed(typed: list[TypedLine]) -> list[TypedLine]:
    added = arguments.number("add", request.form)
    if added is not None and len(typed) < MOST_LINES:
        return [*typed, new_line(added)]
    removed, up = (arguments.number(name, request.form) for name in ("remove", "up"))
    if removed is not None and 1 <= removed <= len(typed):
        return [*typed[: removed - 1], *typed[removed:]]
    if up is not None and 2 <= up <= len(typed):
        typed[up - 2], typed[up - 1] = typed[up - 1], typed[up - 2]
    return typed


@blueprint.post("/<int:quote_id>/check")
@requires(Permission.WRITE_QUOTES)
def check(quote_id: int):
    """The sums of what is typed and, for the line at place ``line``, its amounts and the price that follows."""
    quote, form = worked_on(quote_id, *WHILE_TYPING), EditQuoteForm()
    context = checked(quote, form, typed_lines(quote))
    place = arguments.number("line")
    line = next((row for row in context["lines"] if row.position == place), None)
    return render_template("quotes/_checked.html", **context, line=line, follows=_follows(line))


def _follows(line) -> str:
    """Which of the two prices was not typed and is shown anew: "discount", "net_price" or neither."""
    if line is None or line.typed.errors:
        return ""
    prices = line.typed.prices
    if prices.net_price != prices.shown_net:
        return "discount"
    return "net_price" if prices.discount != prices.shown_discount else ""


@blueprint.get("/<int:quote_id>/products")
@requires(Permission.WRITE_QUOTES)
def products(quote_id: int):
    """What can be added: products on the chosen price list whose code or name holds ``q``."""
    quote = worked_on(quote_id)
    price_list_id = arguments.number("price_list_id") or quote.price_list_id
    found = offered(me(), price_list_id, arguments.text("q"))
    return render_template("quotes/_offered.html", quote=quote, offered=found, term=arguments.text("q"))
