"""Limits of expenses and the tiers of cities: set and ended by finance, each with its day (A3.4)."""

from typing import Any

from sqlalchemy import select

import clock
from extensions import db
from models import ExpenseLimit, TieredCity, User
from operations import Refused, flush_or, locked, once, record, refuse_if, transaction
from operations.jobs import ask
from policy.checks.place import city_key
from policy.limits import CityTier, LimitSetting, setting_problems
from policy.problems import Kind, Problem
from policy.words import N_
from queries.organisation import company_of
from scopes import scope_of

ENDED = Problem("A3.4", Kind.BLOCKS, N_("This limit has ended already."), code="ended")
LISTED = Problem("", Kind.BLOCKS, N_("Somebody has just listed this city."), N_("Look at the list."), "name", "listed")
JOB = "reexamine_claims"


def set_limit(by: User, values: dict[str, Any], form_key: str = "") -> ExpenseLimit:
    """Set a limit for the company of the person. ``values``: columns by name. What waits is examined anew. Raises
    ``Refused``."""
    with transaction():
        once(form_key, by.id, "/expenses/limits")
        company_id = company_of(by.unit_id)
        asked = {name: values[name] for name in ("basis", "category", "amount", "from_on", "until_on")}
        setting = LimitSetting(own=company_id in scope_of(by).checked, today=clock.today(), **asked)
        refuse_if(setting_problems(setting))
        row = ExpenseLimit(company_id=company_id, by_id=by.id, at=clock.now(), **values)
        db.session.add(row)
        db.session.flush()
        record("expense_limit_set", row, by, after=values)
        ask(JOB, by)
    return row


def end_limit(limit_id: int, by: User) -> ExpenseLimit:
    """Let a limit end today; one that has not begun never holds. Raises ``Refused``."""
    with transaction():
        row = locked(ExpenseLimit, limit_id)
        today = clock.today()
        if row.company_id not in scope_of(by).checked:
            raise Refused([Problem("", Kind.BLOCKS, N_("This no longer exists."), code="gone")])
        if row.until_on is not None and row.until_on <= today:
            raise Refused([ENDED])
        row.until_on = max(today, row.from_on)
        record("expense_limit_ended", row, by, after={"until_on": row.until_on})
        ask(JOB, by)
    return row


def set_tier(name: str, tier: CityTier, by: User) -> TieredCity | None:
    """Say how dear a city is; ``CityTier.OTHER`` takes it off the list."""
    with transaction():
        key = city_key(name)
        row = db.session.scalar(select(TieredCity).where(TieredCity.name == key).with_for_update())
        before = row.tier if row else CityTier.OTHER
        if row is None:
            row = TieredCity(name=key, tier=tier, by_id=by.id, at=clock.now())
            db.session.add(row)
            flush_or(LISTED)
        row.tier, row.by_id, row.at = tier, by.id, clock.now()
        record("city_tier_set", row, by, before={"tier": before}, after={"name": key, "tier": tier})
    return row
