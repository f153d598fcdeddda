"""The limits of expenses of a company, and the cities that have a tier (A3.4)."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from extensions import db
from models import ExpenseLimit, JobRun, TieredCity, User
from policy.limits import CityTier
from scopes import scope_of


def limits(user: User) -> Select:
    """Every limit of the companies whose expenses the person checks."""
    own = ExpenseLimit.company_id.in_(sorted(scope_of(user).checked))
    return select(ExpenseLimit).where(own).options(joinedload(ExpenseLimit.by), joinedload(ExpenseLimit.company))


def cities() -> list[TieredCity]:
    """The cities that have a tier, dearest first."""
    rows = select(TieredCity).where(TieredCity.tier != CityTier.OTHER)
    return list(db.session.scalars(rows.order_by(TieredCity.tier, TieredCity.name)))


def latest_examination() -> JobRun | None:
    """The latest run in which open lines were examined anew."""
    rows = select(JobRun).where(JobRun.job == "reexamine_claims").order_by(JobRun.id.desc())
    return db.session.scalar(rows.limit(1))
