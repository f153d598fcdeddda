"""Products: the list with their prices, the form, withdrawing from sale."""

from flask import abort, flash, render_template
from flask_babel import gettext as _

from access import can, requires, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.products import blueprint
from blueprints.products.forms import DeedForm, EditProductForm, NewProductForm
from models import Product
from operations import products
from policy.permissions import Permission
from queries.products import Filters, in_force, keeps_products, price_lists
from queries.products import products as rows

STATES = ("sold", "withdrawn", "any")


@blueprint.get("")
@requires(Permission.VIEW_PRODUCTS)
def index():
    """The products by code, with the prices of the chosen list, or of the one in force."""
    lists, chosen = price_lists(me()), arguments.number("price_list_id")
    price_list = next((row for row in lists if row.id == chosen), None) or next(iter(in_force(me())), None)
    state = arguments.choice("state", STATES, "sold")
    active = {"sold": True, "withdrawn": False}.get(state)
    filters = Filters(arguments.text("q"), active, price_list.id if price_list else None)
    page = rows(me(), filters, arguments.text("after", 600), arguments.text("before", 600))
    return shown(
        "products/_list.html",
        "products/index.html",
        page=page,
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
        filters=filters,
        state=state,
        lists=lists,
        price_list=price_list,
        keeps=can(Permission.SET_PRODUCTS) and keeps_products(me()),
    )


@blueprint.get("/new")
@requires(Permission.SET_PRODUCTS)
def new():
    """An empty form."""
    must_keep_products()
    return render_template("products/new.html", form=NewProductForm(formdata=None))


@blueprint.post("/new")
@requires(Permission.SET_PRODUCTS)
def create():
    """Add it."""
    must_keep_products()
    form = NewProductForm()
    if form.validate_on_submit() and attempt(
        form, lambda: products.create(me(), form.values(), form_key=form.form_key.data)
    ):
        flash(_("Saved."), "success")
        return go("/products")
    return refused("products/_form.html", "products/new.html", form=form)


@blueprint.get("/<int:product_id>/edit")
@requires(Permission.SET_PRODUCTS)
def edit(product_id: int):
    """The form, and whether it is sold."""
    product = _product(product_id)
    return render_template("products/edit.html", form=EditProductForm(formdata=None, obj=product), product=product)


@blueprint.post("/<int:product_id>/edit")
@requires(Permission.SET_PRODUCTS)
def save(product_id: int):
    """Change it."""
    product, form = _product(product_id), EditProductForm()
    if form.validate_on_submit() and attempt(
        form, lambda: products.change(product_id, form.version.data, form.values(), me())
    ):
        flash(_("Saved."), "success")
        return go("/products")
    return refused("products/_form.html", "products/edit.html", form=form, product=product)


@blueprint.post("/<int:product_id>/withdrawal")
@requires(Permission.SET_PRODUCTS)
def withdraw(product_id: int):
    """Take it from sale: no quote with it is submitted any more."""
    return _deed(product_id, products.withdraw, _("Withdrawn from sale."))


@blueprint.post("/<int:product_id>/renewal")
@requires(Permission.SET_PRODUCTS)
def take_up(product_id: int):
    """Sell it again."""
    return _deed(product_id, products.take_up, _("It is sold again."))


def must_keep_products() -> None:
    """403 for people of partners: headquarters says what is sold."""
    if not keeps_products(me()):
        abort(403)


def _product(product_id: int) -> Product:
    product = visible_or_404(Product, product_id)
    must_keep_products()
    return product


def _deed(product_id: int, verb, done: str):
    product, form = _product(product_id), DeedForm()
    if form.validate() and attempt(form, lambda: verb(product_id, form.version.data, me())):
        flash(done, "success")
        return go(f"/products/{product_id}/edit")
    shown_form = EditProductForm(formdata=None, obj=product)
    shown_form.show(form.problems)
    return refused("products/_form.html", "products/edit.html", form=shown_form, product=product)
