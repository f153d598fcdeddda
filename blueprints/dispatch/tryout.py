"""Where would this lead go, and why? The same choice as dispatch makes, without doing it."""

import datetime as dt

from flask import request
from flask_babel import gettext
from flask_login import current_user

from access import requires
from blueprints.dispatch import blueprint
from blueprints.dispatch.forms import TryForm
from blueprints.doors import shown
from blueprints.looks import moment
from policy.dispatch import SKIPS, Inquiry
from policy.dispatch_rules import inquiry_problems
from policy.industries import LABELS
from policy.permissions import Permission
from policy.regions import PROVINCES, REGIONS
from queries.dispatch import workings, would_go
from scopes import scope_of


@blueprint.get("/leads/rules/test")
@requires(Permission.SET_DISPATCH)
def try_rules():
    """The question, and once it is asked the answer with every candidate and why the others were skipped."""
    form = TryForm(request.args)
    typed = [(field.data or "").strip()[:40] for field in (form.province, form.city, form.industry)]
    form.province.choices = [("", "—"), *((name, name) for name in PROVINCES)]
    form.city.choices = _cities(typed[0])
    form.industry.choices = [("", "—"), *((code, gettext(label)) for code, label in LABELS.items())]
    inquiry, found = Inquiry(*typed), []
    asked = any(name in request.args for name in ("province", "city", "industry"))
    if asked:
        found = list(inquiry_problems(inquiry))
    outcome = would_go(scope_of(current_user).home, inquiry) if asked and not found else None
    return shown(
        "dispatch/_answer.html",
        "dispatch/test.html",
        form=form,
        inquiry=inquiry,
        found=found,
        outcome=outcome,
        workings=workings(outcome.workings) if outcome else [],
    )


def _cities(province: str) -> list | dict:
    if province in REGIONS:
        return [("", "—"), *((city, city) for city in REGIONS[province])]
    return {"—": [("", "—")]} | {name: [(city, city) for city in cities] for name, cities in REGIONS.items()}


@blueprint.app_template_global()
def why_not(skip: dict) -> str:
    """Why a candidate was skipped, as it was kept with the dispatch, in the reader's language."""
    return gettext(SKIPS.get(skip["code"], skip["code"]), **skip["params"])


@blueprint.app_template_filter("stored_moment")
def stored_moment(value: str | None) -> str:
    """A moment that was kept as text, in company time; nothing for None."""
    return moment(dt.datetime.fromisoformat(value)) if value else ""
