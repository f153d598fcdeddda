"""The claimant's part: activities one took part in, who sat there, names one knows (A3.4)."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, literal, select, union_all

import clock
from extensions import db
from models import Activity, ActivityContact, ActivityParticipant, Customer, ExpenseLine
from policy.filler import bare
from policy.naming import possible_names

KNOWN_FOR_DAYS = 90
MOST_KNOWN = 500


def joined(claimant_id: int, lines: Sequence[ExpenseLine]) -> set[int]:
    """Other people's activities among these in which the claimant took part."""
    foreign = {line.activity_id for line in lines if line.activity and line.activity.owner_id != claimant_id}
    if not foreign:
        return set()
    took_part = select(ActivityParticipant.activity_id).where(
        ActivityParticipant.user_id == claimant_id, ActivityParticipant.activity_id.in_(foreign)
    )
    return set(db.session.scalars(took_part))


def present(lines: Sequence[ExpenseLine]) -> dict[int, tuple[int, int]]:
    """By activity: how many contacts were met, and how many of ours were there."""
    ids = sorted({line.activity_id for line in lines if line.activity_id})
    if not ids:
        return {}
    met, ours = (
        select(model.activity_id, literal(place).label("place"), func.count().label("number"))
        .where(model.activity_id.in_(ids))
        .group_by(model.activity_id)
        for place, model in enumerate((ActivityContact, ActivityParticipant))
    )
    counted = {(row.activity_id, row.place): row.number for row in db.session.execute(union_all(met, ours))}
    return {id_: (counted.get((id_, 0), 0), 1 + counted.get((id_, 1), 0)) for id_ in ids}


def names_known(claimant_id: int, lines: Sequence[ExpenseLine]) -> list[str]:
    """Customers that lines declared unrelated may name: any by its registered name, the claimant's own by any name."""
    texts = [f"{line.description} {line.progress} {line.key_value}" for line in lines if not line.relates_to_customer]
    texts = [text for text in texts if len(bare(text)) >= 2]
    if not texts:
        return []
    since = clock.now() - dt.timedelta(days=KNOWN_FOR_DAYS)
    worked = select(Activity.customer_id).where(Activity.owner_id == claimant_id, Activity.starts_at >= since)
    own = select(Customer.name).where(Customer.owner_id == claimant_id).order_by(Customer.id.desc()).limit(MOST_KNOWN)
    parts = [select(own.subquery().c.name), select(Customer.name).where(Customer.id.in_(worked.limit(MOST_KNOWN)))]
    if spelt := set().union(*map(possible_names, texts)):
        parts.append(select(Customer.name).where(Customer.name_key.in_(sorted(spelt))))
    return sorted(set(db.session.scalars(union_all(*parts))))
