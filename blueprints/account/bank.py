"""Where one is paid: one's own bank account (A3.4)."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from access import requires
from blueprints.account import blueprint
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.fields import NewForm, TextField
from operations.pay_accounts import set_own
from policy.paying import masked
from policy.permissions import Permission
from queries.payment_batches import payees


class BankForm(NewForm):
    holder = TextField(_l("Account holder"), most=100)
    bank = TextField(_l("Bank and branch"), most=100)
    account_number = TextField(_l("Account number"), most=40)


def _context(form: BankForm | None = None) -> dict:
    standing = payees([me().id]).get(me().id)
    return {
        "standing": standing,
        "shown_number": standing and masked(standing.account_number),
        "form": form or BankForm(formdata=None, holder=me().name),
    }


@blueprint.get("/account/bank")
@requires(Permission.CLAIM_EXPENSES)
def bank():
    """The account to which expenses are paid."""
    return shown("account/_bank.html", "account/bank.html", **_context())


@blueprint.post("/account/bank")
@requires(Permission.CLAIM_EXPENSES)
def set_bank():
    """Enter another one."""
    form = BankForm()
    values, key = form.values("holder", "bank", "account_number"), form.form_key.data or ""
    if form.validate() and attempt(form, lambda: set_own(me(), values, form_key=key)):
        flash(_("Entered. From now on you are paid to it."), "success")
        return go("/account/bank")
    return refused("account/_bank.html", "account/bank.html", **_context(form))
