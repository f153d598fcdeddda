"""Statement and letter on paper, typeset by Typst. People's text travels as data only."""

import datetime as dt
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

import clock
from blueprints.looks import day, moment, money
from blueprints.papers import typeset
from models import DunningStep, Statement, StatementLine, Unit
from policy.receivables import Ageing, DunningKind
from queries.statement_pages import UnitSum, together

DOCUMENTS = "receivables/documents"


def letter_pdf(step: DunningStep) -> bytes:
    """The letter of a step of dunning, with the invoices that were overdue that day."""
    return typeset(f"{DOCUMENTS}/letter.typ", letter_data(step), step.contract.signing_unit)


def letter_data(step: DunningStep) -> dict[str, Any]:
    """Everything that a letter says, as plain text."""
    contract = step.contract
    stop = step.kind is DunningKind.STOP
    about = {"number": contract.number, "title": contract.title, "amount": money(step.open)}
    return {
        "customer": step.customer.name,
        "number": contract.number,
        "day": day(step.on),
        "title": _("Notice of stopped delivery") if stop else _("Request for payment"),
        "opening": _("On contract %(number)s (%(title)s) %(amount)s are overdue:", **about),
        "closing": _("Until these amounts are paid we stop all further deliveries.")
        if stop
        else _("Please pay these amounts without delay. If you have paid meanwhile, accept our thanks."),
        "until": _("We look at it again on %(day)s.", day=day(step.next_on)) if step.next_on else "",
        "contact": _("For questions please turn to %(name)s.", name=contract.owner.name),
        "columns": [_("Invoice"), _("Issued on"), _("Payable until"), _("Amount with tax"), _("Amount unpaid")],
        "rows": [_item(item) for item in step.items],
        "sum": [_("Total"), money(step.open)],
        "sign": step.by.name,
    }


def _item(item: dict[str, str]) -> list[str]:
    days = [day(dt.date.fromisoformat(item[name])) for name in ("issued_on", "due_on")]
    return [item["number"], *days, money(Decimal(item["amount"])), money(Decimal(item["open"]))]


def statement_pdf(statement: Statement, units: list[UnitSum], lines: list[StatementLine], company: Unit) -> bytes:
    """The statement of a month: the sums per department, and the contracts with the largest open amounts."""
    return typeset(f"{DOCUMENTS}/statement.typ", statement_data(statement, units, lines), company)


def statement_data(statement: Statement, units: list[UnitSum], lines: list[StatementLine]) -> dict[str, Any]:
    """Everything that the statement says, as plain text."""
    names, total = ("open", *(age.value for age in Ageing)), together(units)
    heads = [_("Amount receivable"), *(_(age.label) for age in Ageing)]
    of = {"shown": len(lines), "count": total.count}
    return {
        "title": _("Statement of receivables %(period)s", period=statement.period),
        "subtitle": _(
            "As of %(day)s, drawn on %(moment)s", day=day(statement.as_of), moment=moment(statement.begun_at)
        ),
        "late": _("Of it corrections to earlier months: %(amount)s", amount=money(total.late_open))
        if total.late_open
        else "",
        "printed": f"{_('Printed')} {moment(clock.now())}",
        "units": _("Per department"),
        "lines": _("The largest open amounts (%(shown)s of %(count)s contracts)", **of),
        "unit_heads": [_("Department"), *heads],
        "line_heads": [_("Customer"), _("Contract"), *heads],
        "unit_rows": [[row.unit, *_amounts(row, names)] for row in units],
        "line_rows": [[row.customer.name, row.contract.number, *_amounts(row, names)] for row in lines],
        "sums": [_("Total"), *_amounts(total, names)],
    }


def _amounts(row, names: tuple[str, ...]) -> list[str]:
    return [money(getattr(row, name)) for name in names]
