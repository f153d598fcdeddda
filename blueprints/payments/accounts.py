"""The accounts from which a company pays."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from access import requires
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.fields import Form, NewForm, TextField
from blueprints.payments import blueprint, company
from operations import pay_accounts as verbs
from policy.permissions import Permission
from queries import payment_batches as known


class PayerForm(NewForm):
    holder = TextField(_l("Account holder"), most=100)
    bank = TextField(_l("Bank and branch"), most=100)
    account_number = TextField(_l("Account number"), most=40)


def _context(company_id: int, form: PayerForm | None = None, found=()) -> dict:
    more = {"payers": known.payers(company_id), "form": form or PayerForm(formdata=None), "found": list(found)}
    return company.context("accounts", company_id) | more


@blueprint.get("/accounts")
@requires(Permission.PAY_EXPENSES)
def accounts():
    """The accounts of a company."""
    return shown("payments/_accounts.html", "payments/accounts.html", **_context(company.chosen()[0]))


@blueprint.post("/accounts")
@requires(Permission.PAY_EXPENSES)
def add_account():
    """Add one."""
    company_id, form = company.chosen()[0], PayerForm()
    values, key = form.values("holder", "bank", "account_number"), form.form_key.data or ""
    if form.validate() and attempt(form, lambda: verbs.add_payer(company_id, me(), values, form_key=key)):
        flash(_("Added."), "success")
        return go(f"/payments/accounts{company.context('accounts', company_id)['pick']}")
    return refused("payments/_accounts.html", "payments/accounts.html", **_context(company_id, form))


@blueprint.post("/accounts/<int:payer_id>/retirement")
@requires(Permission.PAY_EXPENSES)
def retire_account(payer_id: int):
    """Pay from it no more."""
    company_id, found = company.chosen()[0], []
    if Form().validate() and attempt(None, lambda: verbs.retire_payer(payer_id, me()), found.extend):
        flash(_("Nothing is paid from it any more."), "success")
        return go(f"/payments/accounts{company.context('accounts', company_id)['pick']}")
    return refused("payments/_accounts.html", "payments/accounts.html", **_context(company_id, found=found))
