"""Prices from a spreadsheet: what became of every row; all of it is kept or nothing."""

from flask import make_response, render_template
from flask_babel import gettext as _

import sheets
from access import requires
from blueprints.doors import REFUSED, attempt, by_htmx
from blueprints.products import blueprint
from blueprints.products.forms import ImportForm
from blueprints.products.prices import kept_or_403
from blueprints.products.products import me
from operations import price_lists
from policy.permissions import Permission
from policy.products import RowResult

MOST_SHOWN = 500


@blueprint.get("/prices/<int:price_list_id>/import")
@requires(Permission.SET_PRODUCTS)
def import_form(price_list_id: int):
    """Choose a file."""
    return _page(kept_or_403(price_list_id), ImportForm(formdata=None), None)


@blueprint.post("/prices/<int:price_list_id>/import")
@requires(Permission.SET_PRODUCTS)
def import_prices(price_list_id: int):
    """Take the file. The answer shows every row; sent again it changes nothing."""
    price_list, form, done = kept_or_403(price_list_id), ImportForm(), None
    file = form.file.data
    if not file:
        form.file.errors = [_("Choose the file.")]
    elif form.validate():
        content = file.stream.read(sheets.MOST_BYTES + 1)
        done = attempt(form, lambda: price_lists.import_prices(price_list_id, content, me()))
    return _page(price_list, form, done, 200 if done and not done.refused else REFUSED)


def _page(price_list, form: ImportForm, done: price_lists.Import | None, status: int = 200):
    name = "products/prices/_import.html" if by_htmx() else "products/prices/import.html"
    rows = done.rows if done else []
    first = sorted(rows, key=lambda row: (row.result is not RowResult.REFUSED, row.number))[:MOST_SHOWN]
    context = {"price_list": price_list, "form": form, "done": done, "rows": first, "results": list(RowResult)}
    return make_response(render_template(name, **context), status)
