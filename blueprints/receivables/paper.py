"""Statement and letter on paper, typeset by Typst. People's text travels as data only."""

import datetime as dt
import functools
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from cvttf_NotoSansCJK_Regular import get_TTF_path
from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as _

import clock
from blueprints.looks import day, moment, money
from models import DunningStep, Statement
from policy.receivables import Ageing, DunningKind

PDF = {
    "Content-Type": "application/pdf",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
}


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """The PDF of a template with its data; language and region are added."""
    chinese = get_locale().language == "zh"
    data = {"lang": "zh" if chinese else "en", "region": "cn" if chinese else "gb", **data}
    source = _source(str(Path(current_app.root_path) / "templates" / "receivables" / "documents" / template))
    fonts = [str(Path(get_TTF_path()).parent)]
    import typst  # 7 MB that only a process that prints needs

    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return typst.compile(source, sys_inputs=inputs, font_paths=fonts, ignore_system_fonts=True)


@functools.cache
def _source(path: str) -> bytes:
    return Path(path).read_bytes()


def letter_pdf(step: DunningStep) -> bytes:
    """The letter of a step of dunning, with the invoices that were overdue that day."""
    return typeset("letter.typ", letter_data(step))


def letter_data(step: DunningStep) -> dict[str, Any]:
    """Everything that a letter says, as plain text."""
    contract = step.contract
    stop = step.kind is DunningKind.STOP
    about = {"number": contract.number, "title": contract.title, "amount": money(step.open)}
    return {
        "company": contract.signing_unit.name,
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
        "columns": [_("Invoice"), _("Issued on"), _("Due on"), _("Amount"), _("Open")],
        "rows": [_item(item) for item in step.items],
        "sum": [_("Total"), money(step.open)],
        "sign": step.by.name,
    }


def _item(item: dict[str, str]) -> list[str]:
    days = [day(dt.date.fromisoformat(item[name])) for name in ("issued_on", "due_on")]
    return [item["number"], *days, money(Decimal(item["amount"])), money(Decimal(item["open"]))]


def statement_pdf(statement: Statement, units, lines, total) -> bytes:
    """The statement of a month: the sums per department, and the contracts with the largest open amounts."""
    return typeset("statement.typ", statement_data(statement, units, lines, total))


def statement_data(statement: Statement, units, lines, total) -> dict[str, Any]:
    """Everything that the statement says, as plain text."""
    ages = [age.value for age in Ageing]
    names = ("open", *ages)
    return {
        "title": _("Statement of receivables %(period)s", period=statement.period),
        "subtitle": _(
            "As of %(day)s, drawn on %(moment)s", day=day(statement.as_of), moment=moment(statement.begun_at)
        ),
        "printed": f"{_('Printed')} {moment(clock.now())}",
        "units": _("Per department"),
        "lines": _("The largest open amounts (%(shown)s of %(count)s contracts)", shown=len(lines), count=total.count),
        "unit_heads": [_("Department"), _("Open"), *(_(age.label) for age in Ageing)],
        "line_heads": [_("Customer"), _("Contract"), _("Open"), *(_(age.label) for age in Ageing)],
        "unit_rows": [[row.unit, *(money(getattr(row, name)) for name in names)] for row in units],
        "line_rows": [
            [row.customer.name, row.contract.number, *(money(getattr(row, name)) for name in names)] for row in lines
        ],
        "sums": [_("Total"), *(money(getattr(total, name)) for name in names)],
    }
