"""The payments of a contract, typed as amounts or percent; the sum follows while one types (A9.2)."""

from dataclasses import dataclass
from decimal import Decimal

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from access import requires
from blueprints import arguments
from blueprints.contracts import blueprint
from blueprints.contracts.contracts import contract_or_404, workable_or_404
from blueprints.contracts.forms import MilestonesForm
from blueprints.doors import attempt, by_htmx, go, me, refused
from models import Contract
from operations import contracts
from policy.contracting import edit_problems
from policy.milestones import MOST, MilestoneFacts, Part, amounts, milestone_problems, percent_problems, read_part
from policy.permissions import Permission
from policy.problems import Kind, Problem
from policy.words import N_

COLUMNS = ("milestone_id", "label", "part", "due_on", "term")
SPARE = 2
UNREADABLE = N_("Payment %(place)s: write an amount such as 60,000 or a share such as 30 percent.")
NO_DAY = N_("Payment %(place)s: this is not a day.")


@dataclass(frozen=True)
class Row:
    """One payment as it was typed. ``term`` is ``day`` or ``acceptance``."""

    milestone_id: int | None
    label: str
    part: str
    due_on: str
    term: str

    @property
    def blank(self) -> bool:
        return not (self.label or self.part or self.due_on)


def typed_rows(given: MultiDict) -> list[Row]:
    """The rows of the page; blank ones at the end and between are left out."""
    columns = [given.getlist(name)[: MOST + SPARE] for name in COLUMNS]
    rows = [
        Row(
            int(kept) if kept.isascii() and kept.isdigit() and len(kept) < 10 else None,
            " ".join(label.split())[:200],
            part.strip()[:40],
            day.strip()[:20],
            "acceptance" if term == "acceptance" else "day",
        )
        for kept, label, part, day, term in zip(*columns, strict=False)
    ]
    return [row for row in rows if not row.blank]


def rows_of(milestones) -> list[Row]:
    """Payments as rows of the page."""
    return [
        Row(
            getattr(one, "id", None),
            one.label,
            f"{one.amount:,.2f}",
            one.due_on.isoformat() if one.due_on else "",
            "acceptance" if one.on_acceptance else "day",
        )
        for one in milestones
    ]


def read(total: Decimal, rows: list[Row]) -> tuple[list[MilestoneFacts], list[Problem]]:
    """What the rows come to, and what is wrong with them as typed."""
    parts = [read_part(row.part) for row in rows]
    days = [arguments.day("due_on", {"due_on": row.due_on}) if row.due_on else None for row in rows]
    problems = [_problem(UNREADABLE, place) for place, part in enumerate(parts, 1) if part is None]
    problems += [
        _problem(NO_DAY, place)
        for place, (row, day) in enumerate(zip(rows, days, strict=True), 1)
        if row.due_on and not day
    ]
    parts = [part or Part(amount=Decimal(0)) for part in parts]
    made = amounts(total, parts)
    facts = [
        MilestoneFacts(row.label, amount, day, row.term == "acceptance")
        for row, amount, day in zip(rows, made, days, strict=True)
    ]
    return facts, problems or list(percent_problems(parts))


def _problem(message: str, place: int) -> Problem:
    return Problem("A9.2", Kind.BLOCKS, message, "", "milestones", "unreadable", {"place": place})


@blueprint.route("/<int:contract_id>/milestones", methods=["GET", "POST"])
@requires(Permission.DRAFT_CONTRACTS)
def payments(contract_id):
    """The payments; ``more`` only adds an empty row."""
    contract = workable_or_404(contract_id)
    if request.method == "GET":
        form = MilestonesForm(formdata=None, obj=contract)
        form.show(edit_problems(contract.status))
        return render_template("contracts/milestones.html", **_shown(form, contract, rows_of(contract.milestones)))
    form, rows = MilestonesForm(), typed_rows(request.form)
    facts, problems = read(contract.amount, rows)
    if "more" in request.form:
        fragment = "contracts/_milestones.html" if by_htmx() else "contracts/milestones.html"
        return render_template(fragment, **_shown(form, contract, rows, more=1))
    if form.validate() and not problems and attempt(form, lambda: _save(contract_id, form, facts)):
        return go(f"/contracts/{contract_id}")
    if problems:
        form.show(problems)
    return refused("contracts/_milestones.html", "contracts/milestones.html", **_shown(form, contract, rows))


def _save(contract_id: int, form: MilestonesForm, facts: list[MilestoneFacts]) -> Contract:
    return contracts.set_milestones(contract_id, form.version.data, facts, me())


def _shown(form, contract: Contract, rows: list[Row], more: int = 0) -> dict:
    return {"form": form, "contract": contract, "total": contract.amount, **showing(contract.amount, rows, more)}


def showing(total: Decimal, rows: list[Row], more: int = 0) -> dict:
    """The rows with what each comes to, spare ones below, and the sum."""
    facts, problems = read(total, rows)
    made = [fact.amount for fact in facts]
    spare = max(SPARE - len(rows), 0) + more or (0 if rows else SPARE)
    blank = [Row(None, "", "", "", "day")] * spare
    return {
        "rows": [*zip(rows, made, strict=True), *((row, None) for row in blank)],
        "made": sum(made, Decimal(0)),
        "sum_problems": problems
        or [one for one in milestone_problems(total, facts) if one.code in {"sum", "not_positive"}],
    }


@blueprint.get("/<int:contract_id>/milestones/sum")
@requires(Permission.VIEW_CONTRACTS)
def add_up(contract_id):
    """What the payments make together, while they are typed."""
    contract = contract_or_404(contract_id)
    total = arguments.amount("amount")
    total = contract.amount if total is None else total
    shown = showing(total, typed_rows(request.args))
    return render_template("contracts/_sum.html", total=total, **shown)
