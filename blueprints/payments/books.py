"""The accounts of the books on which expenses, input tax, advances and payments are booked."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from access import requires
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.fields import Form, TextField, WordField
from blueprints.payments import blueprint, company
from operations import journal as verbs
from policy.bookkeeping import BookSide
from policy.expenses import Category
from policy.permissions import Permission
from queries import journal as known
from queries.payment_batches import named


class AccountForm(Form):
    """An account of the books; what is left empty is meant for all."""

    side = WordField(_l("Booked for"), BookSide)
    category = WordField(_l("Category"), Category, blank=_l("all"))
    unit_id = SelectField(_l("Department"), coerce=lambda typed: int(typed) if typed else None)
    code = TextField(_l("Account code"), most=40)
    title = TextField(_l("Account title"), most=100)


def _context(company_id: int, units: list[int], form: AccountForm | None = None, found=()) -> dict:
    form = form or AccountForm(formdata=None)
    form.unit_id.choices = [("", _l("all")), *named(units)]
    more = {"accounts": known.book_accounts(company_id), "form": form, "found": list(found)}
    return company.context("books", company_id) | more


@blueprint.get("/books")
@requires(Permission.PAY_EXPENSES)
def books():
    """The accounts of a company's books."""
    return shown("payments/_books.html", "payments/books.html", **_context(*company.chosen()))


@blueprint.post("/books")
@requires(Permission.PAY_EXPENSES)
def set_book_account():
    """Set one."""
    company_id, units = company.chosen()
    form = AccountForm()
    context = _context(company_id, units, form)
    names = ("side", "category", "unit_id", "code", "title")
    if form.validate() and attempt(form, lambda: verbs.set_account(company_id, me(), form.values(*names))):
        flash(_("Set."), "success")
        return go(f"/payments/books{context['pick']}")
    return refused("payments/_books.html", "payments/books.html", **context)


@blueprint.post("/books/<int:book_account_id>/removal")
@requires(Permission.PAY_EXPENSES)
def remove_book_account(book_account_id: int):
    """Book on it no more."""
    company_id, units = company.chosen()
    found: list = []
    if Form().validate() and attempt(None, lambda: verbs.remove_account(book_account_id, me()), found.extend):
        flash(_("Removed."), "success")
        return go(f"/payments/books{company.context('books', company_id)['pick']}")
    return refused("payments/_books.html", "payments/books.html", **_context(company_id, units, found=found))
