"""Prices from a spreadsheet: first what every row would do, then, once that was seen, all of it or nothing."""

from flask import make_response, render_template, request

import sheets
from access import requires
from blueprints.doors import REFUSED, attempt, by_htmx, me
from blueprints.products import blueprint
from blueprints.products.forms import ImportForm
from blueprints.products.prices import kept_or_403
from operations import price_imports
from policy.permissions import Permission
from policy.problems import Kind, Problem
from policy.products import RowResult
from policy.words import N_

MOST_SHOWN = 500
NO_FILE = Problem("", Kind.BLOCKS, N_("No file is chosen."), N_("Choose the file; to take it, the same one again."))
OTHER = Problem("", Kind.BLOCKS, N_("The file does something else now than what was shown."), N_("Look again."))


@blueprint.get("/prices/<int:price_list_id>/import")
@requires(Permission.SET_PRODUCTS)
def import_form(price_list_id: int):
    """Choose a file."""
    return _page(kept_or_403(price_list_id), ImportForm(formdata=None), None)


@blueprint.post("/prices/<int:price_list_id>/import")
@requires(Permission.SET_PRODUCTS)
def import_prices(price_list_id: int):
    """Show what the file does; take it when ``seen`` names exactly that. Sent again it changes nothing."""
    price_list, form, done = kept_or_403(price_list_id), ImportForm(), None
    file, seen = form.file.data, request.form.get("seen", "")[:64]
    if not file:
        form.show([NO_FILE])
    elif form.validate():
        content = file.stream.read(sheets.MOST_BYTES + 1)
        done = attempt(form, lambda: price_imports.import_prices(price_list_id, content, me(), seen))
    if done and seen and not done.taken and not done.refused:
        form.show([OTHER])
    return _page(price_list, form, done, 200 if done and not done.refused and not form.problems else REFUSED)


def _page(price_list, form: ImportForm, done: price_imports.Import | None, status: int = 200):
    name = "products/prices/_rows.html" if by_htmx() else "products/prices/import.html"
    rows = done.rows if done else []
    first = sorted(rows, key=lambda row: (row.result is not RowResult.REFUSED, row.number))[:MOST_SHOWN]
    context = {"price_list": price_list, "form": form, "done": done, "rows": first, "results": list(RowResult)}
    return make_response(render_template(name, **context), status)
