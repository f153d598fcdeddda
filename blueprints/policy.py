"""The policy in plain words, with the values in force and the pages that carry each clause out."""

import re
from dataclasses import dataclass
from decimal import Decimal

from flask import Blueprint, render_template
from flask_babel import format_decimal
from flask_babel import gettext as _

from access import requires
from blueprints.navigation import may_open, page_at
from policy.clauses import CLAUSES
from policy.clauses.clause import Clause
from policy.permissions import Permission
from queries import parameters
from queries.parameters import Standing, overview_of_parameters

blueprint = Blueprint("policy", __name__)
PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Shown:
    """A clause with its parameters, and its places as (label, path, whether the reader may go there)."""

    clause: Clause
    parameters: list[Standing]
    places: list[tuple[str, str, bool]]


@blueprint.get("/policy")
@requires(Permission.USE)
def index():
    """Every clause; refusals point to its anchor: ``/policy#A3-4``."""
    standing = overview_of_parameters()
    values = {row.parameter.name: plain(row.value) for row in standing}
    return render_template("policy/index.html", articles=_articles(standing), values=values)


@blueprint.app_template_global()
def clause_said(number: str) -> str:
    """What a clause says, with the values in force, in the reader's language; empty for none that is known."""
    clause = next((clause for clause in CLAUSES if clause.number == number), None)
    if clause is None or not clause.text:
        return ""
    names = PLACE.findall(clause.text)
    values = parameters.values(*names) if names else {}
    return _(clause.text, **{name: plain(value) for name, value in values.items()})


def plain(value: int | Decimal) -> str:
    """A value as it stands in a sentence: grouped, without needless noughts."""
    return format_decimal(value)


def _articles(standing: list[Standing]) -> list[tuple[Shown, list[Shown]]]:
    """Each article with its clauses."""
    articles: list[tuple[Shown, list[Shown]]] = []
    for clause in CLAUSES:
        shown = Shown(
            clause,
            [row for row in standing if row.parameter.clause == clause.number],
            [(label, path, may_open(path)) for label, path in clause.places if page_at(path) is not None],
        )
        if clause.is_article:
            articles.append((shown, []))
        else:
            articles[-1][1].append(shown)
    return articles
