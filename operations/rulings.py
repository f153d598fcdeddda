"""Ruling on a conflict and on the appeal (A8.1, A8.2): the file, the shares, and everybody told, in one transaction."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select

import clock
from extensions import db
from models import Conflict, ConflictRuling, CustomerShare, User
from operations import record, refuse_if, transaction
from operations.conflicts import locked_file, tell
from policy.conflicts import Claiming, ConflictStatus, Instance, Outcome
from policy.credit import WHOLE
from policy.rulings import CLAUSES, ruling_problems
from queries import parameters
from queries.conflicts import present, ruling_facts


def rule(
    conflict_id: int,
    version: int,
    instance: Instance,
    outcome: Outcome | None,
    reason: str,
    by: User,
    shares: Mapping[int, int | None] | None = None,
) -> ConflictRuling:
    """Rule on an open conflict, or on the appeal; ``shares`` are percent by user id.

    Raises ``Refused``, ``Stale``.
    """
    with transaction():
        conflict = locked_file(conflict_id, version)
        refuse_if(ruling_problems(ruling_facts(conflict, by, instance, outcome, reason, shares)))
        ruling = _write(conflict, instance, outcome, reason, by)
        _undo(conflict, ruling)
        if outcome is Outcome.TOGETHER:
            _share_out(conflict, ruling, shares)
        _move_on(conflict, ruling)
        record(
            "conflict_ruled" if instance is Instance.MANAGER else "conflict_appeal_ruled",
            conflict,
            by,
            after={"outcome": outcome, "clause": ruling.clause},
        )
        until = conflict.appeal_until.isoformat()
        tell(conflict, f"conflict_{instance.value}_{outcome.value}", f"ruling:{ruling.id}", by, until_on=until)
    return ruling


def _write(conflict: Conflict, instance: Instance, outcome: Outcome, reason: str, by: User) -> ConflictRuling:
    ruling = ConflictRuling(conflict_id=conflict.id, instance=instance, outcome=outcome, clause=CLAUSES[outcome])
    ruling.reason, ruling.by_id, ruling.at = reason, by.id, clock.now()
    conflict.rulings.append(ruling)
    db.session.flush()
    return ruling


def _move_on(conflict: Conflict, ruling: ConflictRuling) -> None:
    if ruling.instance is Instance.APPEAL:
        conflict.status, conflict.closed_at = ConflictStatus.SETTLED, ruling.at
        return
    today = clock.today()
    conflict.status = ConflictStatus.RULED
    conflict.appeal_until = today + dt.timedelta(days=int(parameters.value("appeal_days", today)))


def _undo(conflict: Conflict, ruling: ConflictRuling) -> None:
    """An appeal's ruling takes the place of the first one: its shares end, and those that it had replaced run again."""
    earlier = [row for row in conflict.rulings if row.id != ruling.id]
    if not earlier:
        return
    made = select(CustomerShare).where(CustomerShare.ruling_id.in_([row.id for row in earlier]))
    for share in db.session.scalars(made.where(CustomerShare.until_at.is_(None))):
        share.until_at = ruling.at
    db.session.flush()
    replaced = select(CustomerShare).where(
        CustomerShare.customer_id == conflict.customer_id,
        CustomerShare.until_at.in_([row.at for row in earlier]),
        CustomerShare.ruling_id.is_(None),
    )
    for share in db.session.scalars(replaced).all():
        if share.user.active and share.user_id != conflict.customer.owner_id:
            _begin(conflict, share.user_id, share.percent, share.reason, share.by_id, ruling.at)
    db.session.flush()


def _share_out(conflict: Conflict, ruling: ConflictRuling, shares: Mapping[int, int]) -> None:
    """Every later claimant follows the customer together with its owner from now on; the owner keeps the rest."""
    later = [party for party in present(conflict) if party.claiming is Claiming.LATER and party.user.active]
    running = {share.user_id: share for share in _running(conflict)}
    for party in later:
        if party.user_id in running:
            running[party.user_id].until_at = ruling.at
    # The unit of work sends inserts before updates, and only one share of a person may run.
    db.session.flush()
    for party in later:
        share = _begin(conflict, party.user_id, shares[party.user_id], ruling.reason, ruling.by_id, ruling.at)
        share.ruling_id = ruling.id
    db.session.flush()
    percents = {share.user_id: share.percent for share in _running(conflict) if share.percent}
    percents[conflict.customer.owner_id] = WHOLE - sum(percents.values())
    ruling.shares = {str(user_id): percent for user_id, percent in percents.items()}


def _begin(conflict: Conflict, user_id: int, percent: int, reason: str, by_id: int, at: dt.datetime) -> CustomerShare:
    share = CustomerShare(customer_id=conflict.customer_id, user_id=user_id, percent=percent, reason=reason)
    share.by_id, share.from_at = by_id, at
    db.session.add(share)
    return share


def _running(conflict: Conflict) -> list[CustomerShare]:
    rows = select(CustomerShare).where(CustomerShare.customer_id == conflict.customer_id)
    return list(db.session.scalars(rows.where(CustomerShare.until_at.is_(None))))
