"""The ledger of violations for lists, and the recorded facts that are not in it yet (A12)."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import Select, String, cast, exists, literal, select
from sqlalchemy.orm import joinedload

from access import visible
from extensions import db
from models import LeadLapse, Measure, Unit, UsageLapse, User, Violation
from policy.assessment import MeasureState, ViolationKind
from policy.measures import bears_third
from policy.permissions import Permission
from policy.violations import Missed, WithdrawFacts, lapse_key
from queries import parameters
from queries.measures import case_key, deciders, heads_of
from scopes import permissions_of, scope_of

MOST_CHOICES = 500
MOST_OWN = 200


def withdraw_facts(row: Violation, by: User, reason: str) -> WithdrawFacts:
    """What the rule of withdrawing is given."""
    return WithdrawFacts(
        may=Permission.ASSESS in permissions_of(by) and row.unit_id in scope_of(by).managed,
        oneself=by.id == row.user_id,
        withdrawn=row.withdrawn_at is not None,
        reason=reason,
        others=_others(row, by),
    )


def _others(row: Violation, by: User) -> str:
    """Who else could withdraw it, where this person heads the department and would bear a part of what follows."""
    measure = db.session.scalar(select(Measure).where(Measure.key == case_key(row.id)))
    heads = {one.id for one in heads_of(row.unit_id)}
    if measure is None or by.id not in heads or not bears_third(measure.clause, measure.kind, measure.percent):
        return ""
    return ", ".join(one.name for one in deciders(row.unit_id, {row.user_id} | heads))


def unentered_dispatches(since: dt.date) -> list[int]:
    """The dispatches with a lapse found on a day or later that is not in the ledger, one id each whatever lapsed of it."""
    entered = exists().where(Violation.fact_key == literal("lead:") + cast(LeadLapse.dispatch_id, String(20)))
    rows = select(LeadLapse.dispatch_id).where(LeadLapse.found_on >= since, ~entered.correlate(LeadLapse)).distinct()
    return list(db.session.scalars(rows.order_by(LeadLapse.dispatch_id)))


def lapses_of(dispatch_id: int) -> list[LeadLapse]:
    """What lapsed of a dispatch, the first found first."""
    rows = select(LeadLapse).where(LeadLapse.dispatch_id == dispatch_id)
    whole = rows.options(joinedload(LeadLapse.lead), joinedload(LeadLapse.user))
    return list(db.session.scalars(whole.order_by(LeadLapse.kind, LeadLapse.id)))


def harm_numbers(day: dt.date) -> tuple[int, int]:
    """How many missed duties make up harm, and within how many months, as of a day."""
    value = parameters.values("harm_lapses", "assessment_months", on=day)
    return int(value["harm_lapses"]), int(value["assessment_months"])


def missing_people() -> list[int]:
    """The people with missed duties or with harm in the ledger: whose harm is to be counted."""
    missed = select(UsageLapse.user_id)
    harmed = select(Violation.user_id).where(Violation.kind == ViolationKind.HARM, Violation.withdrawn_at.is_(None))
    return list(db.session.scalars(missed.union(harmed).order_by("user_id")))


def standing_harms(user_id: int) -> list[Violation]:
    """The harm that missed duties made up, as far as its lapses are used: what a person withdrew uses them as well."""
    rows = select(Violation).where(Violation.user_id == user_id, Violation.fact_key.startswith("harm:"))
    used = rows.where(Violation.withdrawn_at.is_(None) | Violation.withdrawn_by_id.is_not(None))
    return list(db.session.scalars(used.order_by(Violation.id)))


def lapses_in(row: Violation) -> list[int]:
    """The ids of the missed duties that a harm is made of."""
    return [one["lapse"] for one in row.evidence if "lapse" in one]


def in_harm(user_id: int, lapse_id: int) -> bool:
    """Whether a missed duty is part of a harm already: one fact counts once."""
    return any(lapse_id in lapses_in(row) for row in standing_harms(user_id))


def judged(lapse_id: int) -> bool:
    """Whether a checker called a missed duty a violation, and it stands."""
    rows = select(Violation.id).where(Violation.fact_key == lapse_key(lapse_id), Violation.withdrawn_at.is_(None))
    return db.session.scalar(rows) is not None


def excused(lapses: Collection[int]) -> list[int]:
    """Which of these missed duties were excused."""
    rows = select(UsageLapse.id).where(UsageLapse.id.in_(sorted(lapses)), UsageLapse.excused_at.is_not(None))
    return list(db.session.scalars(rows.order_by(UsageLapse.id)))


def unused_lapses(user_id: int, used: Collection[int]) -> dict[int, UsageLapse]:
    """The duties that a person missed, not excused, not part of a harm, and no violation by themselves."""
    rows = select(UsageLapse).where(UsageLapse.user_id == user_id, UsageLapse.excused_at.is_(None))
    found = {row.id: row for row in db.session.scalars(rows.order_by(UsageLapse.id)) if row.id not in used}
    keys = [lapse_key(one) for one in found]
    alone = set(db.session.scalars(select(Violation.fact_key).where(Violation.fact_key.in_(keys)))) if keys else set()
    return {one: row for one, row in found.items() if lapse_key(one) not in alone}


def missed(rows: Collection[UsageLapse]) -> list[Missed]:
    """The lapses as the rule takes them."""
    return [Missed(row.id, row.last_on) for row in rows]


def ledger(
    user: User,
    *,
    person_id: int | None = None,
    unit_id: int | None = None,
    kind: ViolationKind | None = None,
    clause: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
    tab: str = "",
) -> Select:
    """The violations that a person may know of, for a keyset list."""
    rows = visible(Violation, user)
    wanted = (
        (person_id, Violation.user_id == person_id),
        (unit_id, Violation.unit_id == unit_id),
        (kind, Violation.kind == kind),
        (clause, Violation.clause == clause),
        (since, Violation.on >= (since or dt.date.min)),
        (until, Violation.on <= (until or dt.date.max)),
        (tab == "standing", Violation.withdrawn_at.is_(None)),
        (tab == "withdrawn", Violation.withdrawn_at.is_not(None)),
    )
    rows = rows.where(*(condition for asked, condition in wanted if asked))
    return rows.options(
        joinedload(Violation.user).joinedload(User.unit), joinedload(Violation.unit), joinedload(Violation.by)
    )


def people_in_ledger() -> list[int]:
    """Whose ledger has a violation without a measure, or a proposal that may have to be counted anew."""
    proposed = select(Measure.user_id).where(Measure.state == MeasureState.PROPOSED, Measure.head_of_id.is_(None))
    known = exists().where(Measure.key == literal("violation:") + cast(Violation.id, String(20)))
    new = select(Violation.user_id).where(Violation.withdrawn_at.is_(None), ~known.correlate(Violation))
    return list(db.session.scalars(proposed.union(new).order_by("user_id")))


def units_in_ledger(user: User) -> list[tuple[int, str]]:
    """The units of which the person may know violations, for a choice."""
    units = visible(Violation, user).with_only_columns(Violation.unit_id)
    rows = select(Unit.id, Unit.name).where(Unit.id.in_(units)).order_by(Unit.path)
    return [(row.id, row.name) for row in db.session.execute(rows.limit(MOST_CHOICES))]


def people_of_ledger(user: User) -> list[tuple[int, str]]:
    """The people of whom the person may know violations, for a choice."""
    people = visible(Violation, user).with_only_columns(Violation.user_id)
    rows = select(User.id, User.name).where(User.id.in_(people)).order_by(User.name, User.id)
    return [(row.id, row.name) for row in db.session.execute(rows.limit(MOST_CHOICES))]


def first_of(rows: Select) -> list[Violation]:
    """The first of an ordered select of violations."""
    return list(db.session.scalars(rows.limit(MOST_OWN)))
