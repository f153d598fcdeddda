"""Limits of expenses and tiers of cities, set by finance (A3.4)."""

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

import clock
from access import requires
from blueprints import arguments
from blueprints.doors import attempt, go, me, refused, shown
from blueprints.expenses import blueprint
from blueprints.fields import DayField, Form, MoneyField, NewForm, TextField, WordField
from models import ExpenseLimit
from operations import expense_limits as verbs
from policy.entry import Grade
from policy.expenses import Category
from policy.limits import Basis, CityTier, Effect
from policy.permissions import Permission
from policy.roles import Role
from queries import expense_limits as known
from queries.pages import keyset

PAGE = "/expenses/limits"


class LimitForm(NewForm):
    """A limit; what is left empty is meant for all."""

    category = WordField(_l("Category"), Category, blank=_l("all"))
    tier = WordField(_l("Tier of the city"), CityTier, blank=_l("all"))
    grade = WordField(_l("Grade of the customer"), Grade, blank=_l("all"))
    role = WordField(_l("Role of the claimant"), Role, blank=_l("all"))
    basis = WordField(_l("Counted by"), Basis)
    amount = MoneyField(_l("At most (yuan)"))
    effect = WordField(_l("Above it"), Effect)
    from_on = DayField(_l("From"))
    until_on = DayField(_l("Until"), required=False)


class TierForm(Form):
    """How dear a city is."""

    name = TextField(_l("City"), most=40)
    tier = WordField(_l("Tier"), CityTier)


def _context(form: LimitForm | None = None, tier_form: TierForm | None = None, found=()) -> dict:
    cursors = {"after": arguments.text("after", 600), "before": arguments.text("before", 600)}
    page = keyset(known.limits(me()), ExpenseLimit.id, ExpenseLimit.id, **cursors)
    return {
        "page": page,
        "cities": known.cities(),
        "run": known.latest_examination(),
        "today": clock.today(),
        "form": form or LimitForm(formdata=None, from_on=clock.today()),
        "tier_form": tier_form or TierForm(formdata=None),
        "found": list(found),
        "newer": page.newer and arguments.here_with(before=page.newer),
        "older": page.older and arguments.here_with(after=page.older),
    }


@blueprint.get("/limits")
@requires(Permission.SET_EXPENSE_RULES)
def limits():
    """Every limit that was set, the latest first, and the cities with their tiers."""
    return shown("expenses/limits/_page.html", "expenses/limits/index.html", **_context())


@blueprint.post("/limits")
@requires(Permission.SET_EXPENSE_RULES)
def set_limit():
    """Set a limit; the lines that wait are examined anew."""
    form = LimitForm()
    names = ("category", "tier", "grade", "role", "basis", "amount", "effect", "from_on", "until_on")
    key = form.form_key.data or ""
    if form.validate() and attempt(form, lambda: verbs.set_limit(me(), form.values(*names), key)) is not None:
        flash(_("Set. Lines that wait are examined anew."), "success")
        return go(PAGE)
    return refused("expenses/limits/_page.html", "expenses/limits/index.html", **_context(form))


@blueprint.post("/limits/<int:limit_id>/end")
@requires(Permission.SET_EXPENSE_RULES)
def end_limit(limit_id: int):
    """From tomorrow on it holds no more."""
    found: list = []
    if Form().validate() and attempt(None, lambda: verbs.end_limit(limit_id, me()), found.extend):
        flash(_("It ends."), "success")
        return go(PAGE)
    return refused("expenses/limits/_page.html", "expenses/limits/index.html", **_context(found=found))


@blueprint.post("/limits/tiers")
@requires(Permission.SET_EXPENSE_RULES)
def set_tier():
    """Say how dear a city is."""
    form = TierForm()
    if form.validate() and attempt(form, lambda: verbs.set_tier(form.name.data, form.tier.data, me())) is not None:
        flash(_("Set."), "success")
        return go(f"{PAGE}#tiers")
    return refused("expenses/limits/_page.html", "expenses/limits/index.html", **_context(tier_form=form))
