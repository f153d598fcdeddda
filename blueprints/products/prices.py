"""Price lists: which there are, when they hold, what they say of each product."""

from flask import abort, flash, render_template, request
from flask_babel import gettext as _

import clock
from access import can, requires, visible, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.navigation import here, way_back
from blueprints.products import blueprint
from blueprints.products.forms import EditListForm, NewListForm, PriceForm
from extensions import db
from models import PriceList, Product
from operations import price_lists
from policy.permissions import Permission
from policy.problems import Kind, Problem
from policy.words import N_
from queries.products import Filters, keeps_list, products
from queries.products import price_lists as rows

NO_PRODUCT = Problem("", Kind.BLOCKS, N_("There is no such product."), N_("Choose one of the list."), "product_id")


@blueprint.get("/prices")
@requires(Permission.VIEW_PRODUCTS)
def lists():
    """The price lists, the latest first."""
    return render_template("products/prices/index.html", rows=rows(me()))


@blueprint.get("/prices/new")
@requires(Permission.SET_PRODUCTS)
def new_list():
    """An empty form, valid from today."""
    return render_template("products/prices/new.html", form=NewListForm(formdata=None, valid_from=clock.today()))


@blueprint.post("/prices/new")
@requires(Permission.SET_PRODUCTS)
def create_list():
    """Begin it, and go on to its import."""
    form = NewListForm()
    if form.validate_on_submit():
        made = attempt(form, lambda: price_lists.create(me(), form.values(), form_key=form.form_key.data))
        if made is not None:
            return go(f"/products/prices/{made.id}/import")
    return refused("products/prices/_form.html", "products/prices/new.html", form=form)


@blueprint.get("/prices/<int:price_list_id>")
@requires(Permission.VIEW_PRODUCTS)
def show_list(price_list_id: int):
    """Every product with its price in this list."""
    price_list = visible_or_404(PriceList, price_list_id)
    return shown("products/prices/_prices.html", "products/prices/show.html", **_shown(price_list))


@blueprint.get("/prices/<int:price_list_id>/edit")
@requires(Permission.SET_PRODUCTS)
def edit_list(price_list_id: int):
    """Name and period."""
    price_list = kept_or_403(price_list_id)
    form = EditListForm(formdata=None, obj=price_list)
    return render_template("products/prices/edit.html", form=form, price_list=price_list)


@blueprint.post("/prices/<int:price_list_id>/edit")
@requires(Permission.SET_PRODUCTS)
def save_list(price_list_id: int):
    """Change name or period."""
    price_list, form = kept_or_403(price_list_id), EditListForm()
    if form.validate_on_submit() and attempt(
        form, lambda: price_lists.change(price_list_id, form.version.data, form.values(), me())
    ):
        flash(_("Saved."), "success")
        return go(f"/products/prices/{price_list_id}")
    return refused("products/prices/_form.html", "products/prices/edit.html", form=form, price_list=price_list)


@blueprint.post("/prices/<int:price_list_id>/price")
@requires(Permission.SET_PRODUCTS)
def set_price(price_list_id: int):
    """Set the price of one product."""
    price_list, form = kept_or_403(price_list_id), PriceForm()
    if form.validate():
        product = visible(Product).where(Product.id == form.product_id.data)
        if db.session.scalar(product) is None:
            form.show([NO_PRODUCT])
        elif attempt(form, lambda: price_lists.set_price(price_list_id, *form.said(), me())):
            flash(_("Saved."), "success")
            return go(way_back(request.form.get("next", f"/products/prices/{price_list_id}")))
    context = _shown(visible_or_404(PriceList, price_list.id))
    return refused("products/prices/_prices.html", "products/prices/show.html", **context | {"form": form})


def kept_or_403(price_list_id: int) -> PriceList:
    """The list, if it belongs to the reader's own company."""
    price_list = visible_or_404(PriceList, price_list_id)
    if not keeps_list(me(), price_list):
        abort(403)
    return price_list


def _shown(price_list: PriceList) -> dict:
    filters = Filters(arguments.text("q"), None, price_list.id)
    page = products(me(), filters, arguments.text("after", 600), arguments.text("before", 600))
    return {
        "price_list": price_list,
        "page": page,
        "back": here() if request.method == "GET" else request.form.get("next", ""),
        "filters": filters,
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
        "form": PriceForm(formdata=None),
        "keeps": can(Permission.SET_PRODUCTS) and keeps_list(me(), price_list),
    }
