"""Targets of units and people: a year's months in one form, last year's figures beside them (A10)."""

from dataclasses import dataclass
from decimal import Decimal

from flask import abort, flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, IntegerField
from wtforms.validators import NumberRange, Optional

import clock
from access import requires, visible_or_404
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.fields import Form, MoneyField
from blueprints.reports import blueprint
from models import Target, Unit, User
from operations import targets as verbs
from policy.figures import TargetKind
from policy.periods import month_of
from policy.permissions import Permission
from policy.targets import YEARS_AHEAD, bearer_problems, field_of, over
from queries import targets as known
from queries import team
from scopes import scope_of


class TargetsForm(Form):
    """Twelve months of contracts and of collections, each with the version that the page showed."""


for _kind in TargetKind:
    for _month in known.months_of(2000):
        _name = field_of(_kind, _month)
        setattr(TargetsForm, _name, MoneyField(_l(_kind.label), required=False, least=Decimal(0)))
        _seen = IntegerField(widget=HiddenField.widget, default=0, validators=[Optional(), NumberRange(min=0)])
        setattr(TargetsForm, f"seen_{_name}", _seen)


@dataclass(frozen=True)
class Asked:
    """Whose targets of which year the address names."""

    year: int
    unit: Unit
    person: User | None

    @property
    def bearer(self) -> Unit | User:
        return self.person or self.unit

    @property
    def url(self) -> str:
        whose = f"&user_id={self.person.id}" if self.person else ""
        return f"/reports/targets?year={self.year}&unit_id={self.unit.id}{whose}"


@blueprint.route("/targets", methods=["GET", "POST"])
@requires(Permission.SET_TARGETS)
def targets():
    """Set the targets of a year."""
    asked, form = _asked(), TargetsForm()
    if not form.is_submitted():
        rows = known.standing(asked.bearer, asked.year)
        _fill(form, rows)
        return shown("reports/_targets.html", "reports/targets.html", **_page(asked, form, rows))
    if form.validate():
        changed = attempt(form, lambda: _set(asked, form))
        if changed is not None:
            said = ngettext("%(num)d target changed.", "%(num)d targets changed.", changed)
            flash(said if changed else _("Nothing was changed."), "success" if changed else "info")
            return go(asked.url)
    rows = known.standing(asked.bearer, asked.year)
    _look_again(form, rows)
    return refused("reports/_targets.html", "reports/targets.html", **_page(asked, form, rows))


def _asked() -> Asked:
    """404 for units and people whom the reader does not lead."""
    this, led = clock.today().year, scope_of(me()).managed
    year = arguments.number("year") or this
    if not this - 1 <= year <= this + YEARS_AHEAD:
        abort(404)
    unit_id, user_id = arguments.number("unit_id"), arguments.number("user_id")
    person = visible_or_404(User, user_id) if user_id else None
    if person and unit_id not in (None, person.unit_id):
        person = None  # another unit was chosen while the person of the last one still stood in the form
    unit_id = person.unit_id if person else unit_id
    unit = visible_or_404(Unit, unit_id) if unit_id else next(iter(team.units(me())), None)
    if unit is None or unit.id not in led:
        abort(404)
    return Asked(year, unit, person)


def _open(year: int) -> list[known.Key]:
    """The months of the year that are not over, by kind."""
    this_month = month_of(clock.today())
    return [(kind, month) for kind in TargetKind for month in known.months_of(year) if not over(month, this_month)]


def _set(asked: Asked, form: TargetsForm) -> int:
    """Of a month that is over only what was typed is taken, so that the rule answers."""
    keys = {(kind, month) for kind in TargetKind for month in known.months_of(asked.year)}
    typed = {key: form[field_of(*key)] for key in keys}
    named = {key for key in keys if key in _open(asked.year) or typed[key].data is not None}
    wanted = {key: typed[key].data for key in named if typed[key].raw_data}
    seen = {key: form[f"seen_{field_of(*key)}"].data or 0 for key in wanted}
    return verbs.set_targets(asked.bearer, asked.year, wanted, seen, me())


def _fill(form: TargetsForm, rows: dict[known.Key, Target]) -> None:
    for key, row in rows.items():
        form[field_of(*key)].data = row.amount
        form[f"seen_{field_of(*key)}"].data = row.version


def _look_again(form: TargetsForm, rows: dict[known.Key, Target]) -> None:
    """A form that was refused shows what stands now, so that who has looked may save again; what was typed stays."""
    if not any(problem.code == "stale" for problem in form.problems):
        return
    for kind in TargetKind:
        for month in known.months_of(2000):
            field = form[f"seen_{field_of(kind, month)}"]
            row = next((one for key, one in rows.items() if field_of(*key) == field_of(kind, month)), None)
            field.raw_data, field.data = None, row.version if row else 0


def _page(asked: Asked, form: TargetsForm, rows: dict[known.Key, Target]) -> dict:
    this = clock.today().year
    before = known.year_ago(asked.bearer, asked.year, me())
    facts = known.target_facts(asked.bearer, {}, me(), clock.today())
    return {
        "asked": asked,
        "form": form,
        "months": known.months_of(asked.year),
        "open_months": {month for _kind, month in _open(asked.year)},
        "rows": rows,
        "before": before,
        "sums": {
            kind: sum((row.amount for key, row in rows.items() if key[0] == kind), Decimal(0)) for kind in TargetKind
        },
        "sums_before": {
            kind: sum((one for key, one in before.items() if key[0] == kind), Decimal(0)) for kind in TargetKind
        },
        "kinds": list(TargetKind),
        "field_of": field_of,
        "barred": list(bearer_problems(facts)),
        "years": [(str(year), str(year)) for year in (this - 1, this, this + YEARS_AHEAD)],
        "units": team.units(me()),
        "people": known.people_of(asked.unit),
    }
