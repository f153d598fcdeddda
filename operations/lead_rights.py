"""The right to leads (A12.3, A12.4): granted, suspended, put first; each a record with who, why, from and until when."""

import datetime as dt

import clock
from extensions import db
from models import LeadRight, User
from operations import locked, notify, once, record, refuse_if, transaction
from operations.house import one_at_a_time
from operations.waiting_leads import ring_for_waiting
from policy.dispatch import RightKind
from policy.lead_rights import end_problems, right_problems
from queries.lead_rights import end_facts, right_facts


def grant(user: User, *, clause: str, reason: str, by: User | None = None, **days: dt.date | None) -> LeadRight:
    """From ``from_on`` (default today) until ``until_on`` (None: further notice) the person may receive leads; this ends
    a suspension. ``by`` is None when the assessment decides, for which whom it may decide about is not asked."""
    return decide(user, RightKind.GRANTED, clause=clause, reason=reason, by=by, **days)


def suspend(user: User, *, clause: str, reason: str, by: User | None = None, **days: dt.date | None) -> LeadRight:
    """No leads are dispatched to the person in these days; those they hold stay with them (A12.3, A12.4)."""
    return decide(user, RightKind.SUSPENDED, clause=clause, reason=reason, by=by, **days)


def prefer(user: User, *, clause: str, reason: str, by: User | None = None, **days: dt.date | None) -> LeadRight:
    """The person comes first in dispatch in these days (A12.4)."""
    return decide(user, RightKind.PRIORITY, clause=clause, reason=reason, by=by, **days)


def decide(
    user: User,
    kind: RightKind,
    *,
    clause: str,
    reason: str,
    by: User | None = None,
    from_on: dt.date | None = None,
    until_on: dt.date | None = None,
    form_key: str = "",
) -> LeadRight:
    """Write a record of any kind; the person is told, and waiting leads are tried again."""
    with transaction():
        form = once(form_key, by.id) if by else None
        from_on = from_on or clock.today()
        refuse_if(right_problems(right_facts(user, kind, from_on, until_on, clause, reason, by)))
        row = LeadRight(
            user_id=user.id,
            kind=kind,
            from_on=from_on,
            until_on=until_on,
            clause=clause,
            reason=reason,
            by_id=by.id if by else None,
            at=clock.now(),
        )
        db.session.add(row)
        db.session.flush()
        if form:
            form.location = f"/leads/rights?person={user.id}"
        after = {"person": user.name, "from_on": from_on, "until_on": until_on, "clause": clause}
        record(f"lead_right_{kind.value}", row, by, after=after, note=reason)
        told = {"from_on": from_on, "clause": clause, "reason": reason, "by": by.name if by else ""}
        notify(user.id, f"lead_right_{kind.value}", "/leads/rights/mine", key=f"lead_right:{row.id}", **told)
        ring_for_waiting()
        return row


def end(right_id: int, by: User, reason: str) -> LeadRight:
    """A record holds no longer, from today on; the person is told why."""
    with transaction():
        one_at_a_time()
        row = locked(LeadRight, right_id)
        refuse_if(end_problems(end_facts(row, by, reason)))
        before = {"until_on": row.until_on}
        row.until_on = clock.today() - dt.timedelta(days=1)
        after = {"person": row.user.name, "until_on": row.until_on}
        record("lead_right_ended", row, by, before=before, after=after, note=reason)
        told = {"reason": reason, "by": by.name}
        key = f"lead_right_ended:{row.id}:{clock.now().timestamp():.0f}"
        notify(row.user_id, f"lead_right_{row.kind.value}_ended", "/leads/rights/mine", key=key, **told)
        ring_for_waiting()
        return row
