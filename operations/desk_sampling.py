"""The seeds by which green lines are drawn to be looked at anyway: made a day before, used at the submission (A3.4)."""

import datetime as dt
import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import clock
from extensions import db
from models import ExpenseClaim, ExpenseLine, SamplingSeed
from operations import transaction
from policy.desk_sampling import commitment_of, drawn
from queries import parameters


def commit_seeds(today: dt.date) -> int:
    """Make the seeds of today and tomorrow where they are missing; how many were made. The share is that of the day on
    which the seed is made."""
    made = 0
    for day in (today, today + dt.timedelta(days=1)):
        with transaction():
            made += _standing(day) is None and seed_of(day) is not None
    return made


def seed_of(day: dt.date) -> SamplingSeed:
    """The seed of a day, made now where nobody has made it. Joins the running transaction."""
    row = _standing(day)
    while row is None:
        seed = secrets.token_hex(32)
        row = SamplingSeed(day=day, seed=seed, commitment=commitment_of(seed), made_at=clock.now())
        row.share = parameters.value("green_sample_share", on=day)
        try:
            with db.session.begin_nested():
                db.session.add(row)
                db.session.flush()
        except IntegrityError:
            row = _standing(day)
    return row


def draw(claim: ExpenseClaim, lines: Sequence[ExpenseLine]) -> None:
    """Mark the lines of a claim that are drawn as it is handed in. Joins the running transaction."""
    row = seed_of(clock.day_of(claim.submitted_at))
    for line in lines:
        line.sampled = drawn(row.seed, claim.id, claim.round, line.id, row.share)


def _standing(day: dt.date) -> SamplingSeed | None:
    return db.session.scalar(select(SamplingSeed).where(SamplingSeed.day == day))
