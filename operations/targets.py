"""Setting targets: the months of a year of one unit or person at once (A10)."""

from collections.abc import Mapping
from decimal import Decimal

import clock
from extensions import db
from models import Target, Unit, User
from operations import Stale, locked, record, refuse_if, transaction
from policy.targets import target_problems
from queries.targets import Key, standing, target_facts


def set_targets(
    bearer: Unit | User, year: int, wanted: Mapping[Key, Decimal | None], seen: Mapping[Key, int], by: User
) -> int:
    """Set, change and take back the targets of a year; None takes one back, what is not named stays. How many changed.

    ``seen`` are the versions that the form showed, 0 where there was none: of a target that somebody changed meanwhile
    nothing is overwritten. Raises ``Refused``, ``Stale``.
    """
    with transaction():
        bearer = locked(type(bearer), bearer.id, key_share=True)
        rows = standing(bearer, year)
        lines = {key: (amount, rows[key].amount if key in rows else None) for key, amount in wanted.items()}
        refuse_if(target_problems(target_facts(bearer, lines, by, clock.today())))
        changed = sorted(key for key, (amount, stands) in lines.items() if amount != stands)
        if any((rows[key].version if key in rows else 0) != seen.get(key, 0) for key in changed):
            raise Stale()
        for key in changed:
            _set(bearer, key, rows.get(key), wanted[key], by)
        return len(changed)


def _set(bearer: Unit | User, key: Key, row: Target | None, amount: Decimal | None, by: User) -> None:
    whose = {"unit_id": bearer.id} if isinstance(bearer, Unit) else {"user_id": bearer.id}
    kind, month = key
    said = {**whose, "kind": kind, "month": month}
    if amount is None:
        record("target_taken_back", row, by, before={**said, "amount": row.amount})
        db.session.delete(row)
        return
    before = {"amount": row.amount} if row is not None else {}
    if row is None:
        row = Target(kind=kind, month=month, **whose)
        db.session.add(row)
    row.amount, row.by_id, row.at = amount, by.id, clock.now()
    record("target_set", row, by, before=before, after={**said, "amount": amount})
