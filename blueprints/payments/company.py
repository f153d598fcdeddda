"""The company whose payments are shown: of those for which one pays the chosen one, else one's own."""

from flask import abort
from flask_babel import lazy_gettext as _l

from blueprints import arguments
from blueprints.doors import me
from queries.organisation import company_of
from queries.payment_batches import companies_paid_by, named

TABS = (
    ("batches", _l("Batches"), "/payments"),
    ("new", _l("To be paid"), "/payments/new"),
    ("months", _l("Months"), "/payments/months"),
    ("books", _l("Accounts of the books"), "/payments/books"),
    ("accounts", _l("Our bank accounts"), "/payments/accounts"),
)


def chosen() -> tuple[int, list[int]]:
    """The company of the address with its units; 404 for one for which one does not pay."""
    known = companies_paid_by(me())
    wanted = arguments.number("company") or company_of(me().unit_id)
    if wanted not in known:
        abort(404)
    return wanted, known[wanted]


def context(tab: str, company_id: int) -> dict:
    """What every page of payments shows: tabs, and the companies to choose among."""
    known = named(companies_paid_by(me()))
    pick = f"?company={company_id}" if company_id != company_of(me().unit_id) else ""
    tabs = [(key, label, f"{url}{pick}") for key, label, url in TABS]
    return {"tab": tab, "tabs": tabs, "company_id": company_id, "companies": known, "pick": pick}
