"""The list of receivables, how old they are, and those of one customer (A9.4)."""

from flask_login import current_user

from access import requires, visible, visible_or_404
from blueprints import arguments
from blueprints.doors import by_htmx, shown
from blueprints.receivables import blueprint
from extensions import db
from models import Customer, Unit
from policy.permissions import Permission
from policy.receivables import Ageing
from queries.due import due_by_unit, together
from queries.receivables import TABS, Filters, last_steps, of_customer, receivables


@blueprint.get("")
@requires(Permission.VIEW_RECEIVABLES)
def index():
    """The list; tab, age, department, search and page in the URL."""
    tab = arguments.choice("tab", tuple(TABS), "open")
    asked = Filters(tab, arguments.word("age", Ageing), arguments.number("unit_id"), arguments.text("q"))
    page = receivables(current_user, asked, arguments.text("after", 600), arguments.text("before", 600))
    return shown(
        "receivables/_list.html",
        "receivables/index.html",
        rows=page.rows,
        asked=asked,
        tabs=TABS,
        ages=list(Ageing),
        units=[] if by_htmx() else _units(),
        sums=None if by_htmx() else together(due_by_unit(current_user)),
        newer=page.newer and arguments.here_with(before=page.newer),
        older=page.older and arguments.here_with(after=page.older),
    )


def _units() -> list[tuple[int, str]]:
    rows = visible(Unit).with_only_columns(Unit.id, Unit.name).where(Unit.active).order_by(Unit.path)
    return [(row.id, row.name) for row in db.session.execute(rows)]


@blueprint.get("/ageing")
@requires(Permission.VIEW_RECEIVABLES)
def ageing():
    """What is open now per department, by age."""
    rows = due_by_unit(current_user)
    return shown("receivables/_ageing.html", "receivables/ageing.html", rows=rows, sums=together(rows))


@blueprint.get("/customers/<int:customer_id>")
@requires(Permission.VIEW_RECEIVABLES)
def customer(customer_id):
    """What a customer owes, contract by contract, and what was done about it: a part of the customer's page."""
    row = visible_or_404(Customer, customer_id)
    rows = of_customer(current_user, row.id)
    steps = last_steps([one.contract_id for one in rows if one.open > 0])
    return shown("receivables/_customer.html", "receivables/customer.html", customer=row, rows=rows, steps=steps)
