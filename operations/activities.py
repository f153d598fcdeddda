"""Activities: planned, done, changed, cancelled. What is done with a customer resets its tracking clock (A6.5, A7)."""

from typing import Any

import clock
from extensions import db
from models import Activity, Customer, Lead, User
from operations import Refused, changes, lead_records, locked, notify, once, record, refuse_if, transaction
from operations.tracking import recount
from policy.following import CONTACT_KINDS, ActivityStatus
from policy.lead_following import follow_up_problems, record_problems
from policy.problems import Kind, Problem
from policy.recording import EVIDENCE, ChangeFacts, change_problems, move_problems, recording_problems
from policy.words import N_
from queries.activities import Named, facts, lines_resting, named
from queries.lead_following import hands_facts
from scopes import scope_of

COLUMNS = (
    "kind",
    "status",
    "subject",
    "starts_at",
    "ends_at",
    "place",
    "city",
    "summary",
    "effect",
    "progress",
    "key_value",
    "next_step",
    "next_step_on",
)
LONGEST_SUBJECT = 80

UNKNOWN_PERSON = Problem(
    "", Kind.BLOCKS, N_("One of these people cannot be chosen."), field="participants", code="unknown_person"
)
UNKNOWN_CUSTOMER = Problem(
    "", Kind.BLOCKS, N_("This customer cannot be chosen."), field="customer_id", code="unknown_customer"
)
UNKNOWN_LEAD = Problem("", Kind.BLOCKS, N_("This lead cannot be chosen."), field="lead_id", code="unknown_lead")


def create(by: User, values: dict[str, Any], *, form_key: str = "", on_behalf: bool = False) -> Activity:
    """Record an activity, planned or done. ``values``: columns by name; ``participants`` and ``contacts`` as ids.

    ``on_behalf``: of the customer's owner, by a manager or assistant; it is theirs then, with the mark of who wrote it
    (A4.4). With ``lead_id`` it belongs to whoever holds the lead, and done it is a follow-up. Raises ``Refused``.
    """
    with transaction():
        sent = once(form_key, by.id)
        found = _looked_up(values, by)
        lead = locked(Lead, found.lead.id) if found.lead else None
        refuse_if([*_lead_problems(lead, values, by), *recording_problems(facts(values, found, by))])
        owner = lead.owner if lead else _owner(found.customer, by, on_behalf)
        now = clock.now()
        activity = Activity(
            owner_id=owner.id, unit_id=owner.unit_id, created_at=now, recorded_by_id=by.id, **_columns(values)
        )
        activity.recorded_at = now if activity.status is ActivityStatus.DONE else None
        activity.lead_id = lead.id if lead else None
        _link(activity, found)
        db.session.add(activity)
        record("recorded" if activity.recorded_at else "planned", activity, by, after=_columns(values))
        if sent:
            sent.location = f"/activities/{activity.id}"
        _recount(activity.status, found.customer)
        lead_records.recorded(lead, activity, by)
        if owner.id != by.id:
            told = {"by": by.name, "subject": activity.subject}
            notify(owner.id, "activity_recorded_for_you", f"/activities/{activity.id}", key=_key(activity), **told)
    return activity


def change(activity_id: int, by: User, values: dict[str, Any], *, version: int | None = None) -> Activity:
    """Alter an activity; of a done one, what evidence rests on is marked as changed (A3.4). Raises ``Refused``."""
    with transaction():
        lead = lead_records.hold(activity_id)
        activity = locked(Activity, activity_id, version)
        values = {**values, "status": activity.status}
        _alter("changed", activity, by, values)
        lead_records.recount(lead, by)
    return activity


def complete(activity_id: int, by: User, values: dict[str, Any], *, version: int | None = None) -> Activity:
    """Mark a planned activity as done, with its outcome. It is recorded now, by this person. Raises ``Refused``."""
    with transaction():
        lead = lead_records.hold(activity_id)
        activity = locked(Activity, activity_id, version)
        refuse_if(move_problems("complete", _change_facts(activity)))
        activity.recorded_at, activity.recorded_by_id = clock.now(), by.id
        _alter("completed", activity, by, {**values, "status": ActivityStatus.DONE})
        lead_records.recorded(lead, activity, by)
    return activity


def cancel(activity_id: int, by: User, reason: str, *, version: int | None = None) -> Activity:
    """Cancel an activity; it stays readable. Refused while an expense rests on it (A3.4)."""
    with transaction():
        lead = lead_records.hold(activity_id)
        activity = locked(Activity, activity_id, version)
        refuse_if(move_problems("cancel", _change_facts(activity), reason))
        before = activity.status
        activity.status = ActivityStatus.CANCELLED
        if before is ActivityStatus.DONE:
            activity.changed_at = clock.now()
        record("cancelled", activity, by, before={"status": before}, after={"status": activity.status}, note=reason)
        _recount(before, activity.customer)
        lead_records.recount(lead, by)
    return activity


def _alter(verb: str, activity: Activity, by: User, values: dict[str, Any]) -> None:
    found = _looked_up(values, by, activity)
    moved = values["starts_at"] != activity.starts_at
    same_customer = found.customer is not None and found.customer.id == activity.customer_id
    refuse_if(change_problems(_change_facts(activity, values)))
    refuse_if(_follow_up_problems(activity.lead, values))
    refuse_if(
        problem
        for problem in recording_problems(facts(values, found, by, moved=moved))
        if not (same_customer and problem.code in {"not_yours", "pooled"})
    )
    was, former = activity.status, activity.customer
    before, after = changes(activity, _columns(values))
    linked_before, linked_after = _link(activity, found)
    before, after = before | linked_before, after | linked_after
    if was is ActivityStatus.DONE and set(after) & set(EVIDENCE):
        activity.changed_at = clock.now()
    if after:
        record(verb, activity, by, before=before, after=after)
    for customer in {former, found.customer}:
        _recount(activity.status, customer)


def _looked_up(values: dict[str, Any], by: User, already: Activity | None = None) -> Named:
    found = named(values, by, already)
    unknown = [UNKNOWN_PERSON] if found.people_unknown else []
    if values.get("customer_id") and found.customer is None:
        unknown.append(UNKNOWN_CUSTOMER)
    if values.get("lead_id") and found.lead is None:
        unknown.append(UNKNOWN_LEAD)
    if unknown:
        raise Refused(unknown)
    return found


def _lead_problems(lead: Lead | None, values: dict[str, Any], by: User) -> list[Problem]:
    if lead is None:
        return []
    return [*record_problems(hands_facts(lead, by)), *_follow_up_problems(lead, values)]


def _follow_up_problems(lead: Lead | None, values: dict[str, Any]) -> list[Problem]:
    """A plan, or internal preparation, on a lead is no follow-up and need not look like one."""
    if lead is None or values["status"] is not ActivityStatus.DONE or values["kind"] not in CONTACT_KINDS:
        return []
    return list(follow_up_problems(values["kind"], values["starts_at"], lead.arrived_at))


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    chosen = {name: values[name] for name in COLUMNS if name in values}
    first_line = (values.get("summary") or "").strip().partition("\n")[0]
    chosen["subject"] = values.get("subject") or first_line[:LONGEST_SUBJECT]
    return chosen


def _link(activity: Activity, found: Named) -> tuple[dict, dict]:
    """Let the activity name what was found; gives back what changed. People are written by name, for who reads it."""
    before, after = changes(
        activity,
        {
            "customer_id": found.customer.id if found.customer else None,
            "opportunity_id": found.opportunity.id if found.opportunity else None,
        },
    )
    for field in ("participants", "contacts"):
        old, new = getattr(activity, field), getattr(found, field)
        if {row.id for row in old} != {row.id for row in new}:
            before[field], after[field] = [row.name for row in old], [row.name for row in new]
            setattr(activity, field, new)
    return before, after


def _owner(customer: Customer | None, by: User, on_behalf: bool) -> User:
    managed = customer is not None and customer.unit_id in scope_of(by).managed
    return customer.owner if on_behalf and managed and customer.owner else by


def _key(activity: Activity) -> str:
    return f"activity_recorded_for_you:{activity.id}:1"


def _change_facts(activity: Activity, values: dict[str, Any] | None = None) -> ChangeFacts:
    values = values or {"customer_id": activity.customer_id, "starts_at": activity.starts_at}
    return ChangeFacts(
        status=activity.status,
        lines_resting=lines_resting(activity.id),
        customer_changes=(values.get("customer_id") or None) != activity.customer_id,
        day_changes=clock.day_of(values["starts_at"]) != clock.day_of(activity.starts_at),
    )


def _recount(status: ActivityStatus, customer: Customer | None) -> None:
    if customer is not None and status is ActivityStatus.DONE:
        db.session.flush()
        recount(customer)
