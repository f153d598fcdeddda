"""A publication on paper and as a spreadsheet: what is in it is what was issued."""

from typing import Any

from flask import Response
from flask_babel import gettext as _

from access import requires
from blueprints.looks import moment
from blueprints.papers import served, typeset
from blueprints.publications import blueprint
from blueprints.publications.publications import figures_of, issued
from blueprints.workbooks import Table, handed_out, workbook
from models import Publication
from policy.permissions import Permission
from queries.publications import changes_of, issues_of


@blueprint.get("/<int:publication_id>.xlsx")
@requires(Permission.USE)
def sheet(publication_id: int) -> Response:
    """The figures as numbers."""
    row = issued(publication_id)
    figures = figures_of(row)
    heads = [_(figure.label) for figure in figures]
    units = {one["id"]: one["name"] for one in row.content.get("units", ())}
    departments = [(one["name"], one["people"], *_values(one, figures)) for one in row.content.get("units", ())]
    people = [
        (one["name"], units.get(one["unit_id"], ""), *_values(one, figures)) for one in row.content.get("people", ())
    ]
    tables = [
        Table(_("Departments"), [_("Department"), _("People"), *heads], departments),
        Table(_("People"), [_("Person"), _("Department"), *heads], people),
        Table(_("About this issue"), [_("What"), _("Says")], _about(row)),
    ]
    if changed := _changed(row):
        tables.insert(
            2, Table(_("Corrected against the issue before"), [_("Name"), _("Figure"), _("Before"), _("Now")], changed)
        )
    return handed_out(workbook(tables), _name(row))


@blueprint.get("/<int:publication_id>.pdf")
@requires(Permission.USE)
def paper(publication_id: int) -> Response:
    """The figures to be hung up."""
    row = issued(publication_id)
    pdf = typeset("publications/documents/publication.typ", paper_data(row), row.company)
    return served(pdf, _name(row))


def paper_data(row: Publication) -> dict[str, Any]:
    """Everything that the paper says, as plain text."""
    figures = figures_of(row)
    heads = [_(figure.label) for figure in figures]
    total = row.content.get("total") or {"people": 0, "values": {}}
    units = {one["id"]: one["name"] for one in row.content.get("units", ())}
    return {
        "title": _("Figures of use of %(month)s", month=row.month),
        "about": [f"{name}: {value}" for name, value in _about(row)],
        "units": _("Departments"),
        "unit_heads": [_("Department"), _("People"), *heads],
        "unit_rows": [
            [one["name"], str(one["people"]), *map(str, _values(one, figures))] for one in row.content.get("units", ())
        ],
        "sums": [_("Whole company"), str(total["people"]), *map(str, _values(total, figures))],
        "people": _("People"),
        "people_heads": [_("Person"), _("Department"), *heads],
        "people_rows": [
            [one["name"], units.get(one["unit_id"], ""), *map(str, _values(one, figures))]
            for one in row.content.get("people", ())
        ],
        "changed": _("Corrected against the issue before"),
        "changed_heads": [_("Name"), _("Figure"), _("Before"), _("Now")],
        "changed_rows": [[str(value) for value in line] for line in _changed(row)],
    }


def _values(line: dict[str, Any], figures: list) -> list[int]:
    return [line["values"].get(figure.value, 0) for figure in figures]


def _changed(row: Publication) -> list[tuple]:
    names = {figure.value: _(figure.label) for figure in figures_of(row)}
    return [
        (one.name, names.get(one.figure, one.figure), _number(one.before), _number(one.after))
        for one in changes_of(row, issues_of(row))
    ]


def _number(value: int | None) -> int | str:
    return "—" if value is None else value


def _about(row: Publication) -> list[tuple[str, str]]:
    said = [(_("Company"), row.company.name), (_("Issue"), str(row.issue)), (_("Issued"), moment(row.issued_at))]
    said += [(_("Issued by"), row.issued_by.name), (_("Hash"), row.sha256)]
    return said + ([(_("Reason of the correction"), row.reason)] if row.reason else [])


def _name(row: Publication) -> str:
    return f"use-{row.month}-{row.issue}"
