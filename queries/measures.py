"""The ledger of one person as the assessment sees it, and who decides about it (A12)."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

import clock
from access import visible
from extensions import db
from models import Measure, MeasureGround, Unit, User, Violation
from policy.assessment import FORGIVEN, TOLD, UNDECIDED, MeasureKind, MeasureState
from policy.measure_decisions import AppealFacts, DecisionFacts, RulingFacts
from policy.measures import Case, Follows, Numbers, assess, bears_third
from policy.permissions import ROLES, Permission
from policy.roles import HEADS, Role
from queries import parameters
from queries.people import active_people, holding
from scopes import permissions_of, scope_of

NAMES = (
    "spoken_warnings",
    "misuse_percent",
    "misuse_goes_on",
    "lead_percent",
    "lead_goes_on",
    "harm_first_percent",
    "harm_second_percent",
    "harm_third_percent",
    "assessment_months",
)


def case_key(violation_id: int) -> str:
    """Names the measure that follows from a violation."""
    return f"violation:{violation_id}"


def numbers_on(day: dt.date) -> Numbers:
    """The parameters of the assessment on a day."""
    value = parameters.values(*NAMES, on=day)
    return Numbers(
        spoken_warnings=int(value["spoken_warnings"]),
        misuse_percent=Decimal(value["misuse_percent"]),
        misuse_goes_on=int(value["misuse_goes_on"]),
        lead_percent=Decimal(value["lead_percent"]),
        lead_goes_on=int(value["lead_goes_on"]),
        harm=tuple(Decimal(value[f"harm_{step}_percent"]) for step in ("first", "second", "third")),
        months=int(value["assessment_months"]),
    )


def measures_by_case(user_id: int) -> dict[str, Measure]:
    """The measures against a person that follow from their own violations, by key."""
    rows = select(Measure).where(Measure.user_id == user_id, Measure.head_of_id.is_(None)).order_by(Measure.id)
    return {row.key: row for row in db.session.scalars(rows)}


def followed(user_id: int, measures: dict[str, Measure]) -> list[Follows]:
    """What follows from the ledger of a person as it stands: a case that is withdrawn or was forgiven counts no more."""
    rows = select(Violation).where(Violation.user_id == user_id, Violation.withdrawn_at.is_(None))
    cases = []
    for row in db.session.scalars(rows.order_by(Violation.on, Violation.id)):
        measure = measures.get(case_key(row.id))
        if measure is None or measure.state not in FORGIVEN:
            cases.append(Case(row.id, row.kind, row.on, numbers_on(row.on)))
    return assess(cases)


def counted_anew(measure: Measure) -> Follows | None:
    """What would follow today from the case of a measure, where that is no longer what was proposed."""
    for one in followed(measure.user_id, measures_by_case(measure.user_id)):
        if case_key(one.case.id) == measure.key:
            return None if (one.kind, one.percent) == (measure.proposed_kind, measure.proposed_percent) else one
    return None


def parts_of(measure: Measure) -> list[Measure]:
    """The measures by which heads of the department bear their part of this one."""
    return list(db.session.scalars(select(Measure).where(Measure.head_of_id == measure.id).order_by(Measure.id)))


def heads_of(unit_id: int) -> list[User]:
    """Who heads exactly this unit; nobody from above."""
    return active_people(select(User).where(User.unit_id == unit_id, User.id.in_(holding(HEADS))))


def _holders(permission: Permission, unit_id: int, but: Collection[int]) -> list[User]:
    roles = [role for role, held in ROLES.items() if permission in held]
    people = active_people(select(User).where(User.id.in_(holding(roles)), User.id.not_in(sorted(but))))
    return [one for one in people if unit_id in scope_of(one).managed]


def deciders(unit_id: int, but: Collection[int] = ()) -> list[User]:
    """Who assesses the people of a unit, leaving out the people ``but``."""
    return _holders(Permission.ASSESS, unit_id, but)


def first_deciders(unit_id: int, but: Collection[int] = ()) -> list[User]:
    """Who is asked: the general managers, else sales management, else whoever else assesses the unit."""
    people = deciders(unit_id, but)
    for role in (Role.GENERAL_MANAGER, Role.SALES_MANAGEMENT):
        if found := [one for one in people if role in one.roles]:
            return found
    return people


def rulers(unit_id: int, but: Collection[int] = ()) -> list[User]:
    """Who rules on appeals of the people of a unit."""
    return _holders(Permission.RULE_MEASURES, unit_id, but)


def _names(people: list[User]) -> str:
    return ", ".join(one.name for one in people)


def _finders(measure: Measure) -> set[int]:
    """Whose finding the case of the measure rests on; who found the earlier ones does not matter."""
    own = [one for one in measure.grounds if case_key(one.id) == measure.key] or measure.grounds
    return {one.by_id for one in own if one.by_id is not None}


def _assesses(by: User, permission: Permission, unit_id: int) -> bool:
    return permission in permissions_of(by) and unit_id in scope_of(by).managed


def decision_facts(
    measure: Measure, deed: str, by: User, kind: MeasureKind | None, percent: Decimal | None, reason: str
) -> DecisionFacts:
    """What the rule of deciding is given; without ``kind`` and ``percent`` it is decided as proposed."""
    finders = _finders(measure)
    third = bears_third(measure.clause, measure.proposed_kind, measure.proposed_percent)
    heads = {one.id for one in heads_of(measure.unit_id)} if third and measure.head_of_id is None else set()
    partial = by.id in finders | heads
    others = deciders(measure.unit_id, {measure.user_id} | finders | heads) if partial else []
    return DecisionFacts(
        deed=deed,
        state=measure.state,
        clause=measure.clause,
        proposed_kind=measure.proposed_kind,
        proposed_percent=measure.proposed_percent,
        kind=measure.proposed_kind if kind is None else kind,
        percent=measure.proposed_percent if percent is None else percent,
        reason=reason,
        may=_assesses(by, Permission.ASSESS, measure.unit_id),
        oneself=by.id == measure.user_id,
        found_it=by.id in finders,
        bears_part=by.id in heads,
        others=_names(others),
    )


def appeal_facts(measure: Measure, by: User, words: str) -> AppealFacts:
    """What the rule of appealing is given."""
    return AppealFacts(by.id == measure.user_id, measure.state, measure.appeal_until, clock.today(), words)


def ruling_facts(measure: Measure, by: User, words: str) -> RulingFacts:
    """What the rule of ruling on an appeal is given."""
    concerned = {measure.user_id, measure.decided_by_id} | _finders(measure)
    return RulingFacts(
        state=measure.state,
        words=words,
        may=_assesses(by, Permission.RULE_MEASURES, measure.unit_id),
        oneself=by.id == measure.user_id,
        decided_it=by.id in concerned,
        others=_names(rulers(measure.unit_id, {one for one in concerned if one})),
    )


def unit_name(unit_id: int) -> str:
    """What a unit is called."""
    return db.session.get(Unit, unit_id).name


def waiting_by_unit() -> dict[int, list[int]]:
    """The people about whom a proposal waits, by unit, one entry for each proposal."""
    rows = select(Measure.unit_id, Measure.user_id).where(Measure.state == MeasureState.PROPOSED)
    units: dict[int, list[int]] = {}
    for unit_id, user_id in db.session.execute(rows.order_by(Measure.unit_id, Measure.id)):
        units.setdefault(unit_id, []).append(user_id)
    return units


def measure_list(
    user: User, *, tab: str = "all", person_id: int | None = None, unit_id: int | None = None, month: str | None = None
) -> Select:
    """The measures that a person may know of, for a keyset list; ``tab`` is where they stand."""
    rows = visible(Measure, user)
    states = {"proposed": {MeasureState.PROPOSED}, "appealed": {MeasureState.APPEALED}}
    states["decided"] = set(MeasureState) - UNDECIDED
    wanted = (
        (tab in states, Measure.state.in_(sorted(states.get(tab, ())))),
        (person_id, Measure.user_id == person_id),
        (unit_id, Measure.unit_id == unit_id),
        (month, Measure.month == month),
    )
    rows = rows.where(*(condition for asked, condition in wanted if asked))
    return rows.options(joinedload(Measure.user), joinedload(Measure.unit), joinedload(Measure.decided_by))


def waiting_counts(user: User) -> dict[str, int]:
    """How many proposals and appeals the person may know of, by state."""
    rows = visible(Measure, user).where(Measure.state.in_(sorted(UNDECIDED)))
    counted = rows.with_only_columns(Measure.state, func.count()).group_by(Measure.state)
    return {state.value: count for state, count in db.session.execute(counted)}


def told_of(user: User) -> list[Measure]:
    """The measures against the person that are confirmed or further, the last first."""
    rows = select(Measure).where(Measure.user_id == user.id, Measure.state.in_(sorted(TOLD)))
    return list(db.session.scalars(rows.options(joinedload(Measure.decided_by)).order_by(Measure.id.desc()).limit(200)))


def shown_on_grounds(user: User, violation_id: int) -> list[Measure]:
    """The measures that rest on a violation and that the person may know of, its own first."""
    rows = visible(Measure, user).join(MeasureGround, MeasureGround.measure_id == Measure.id)
    rows = rows.where(MeasureGround.violation_id == violation_id).options(joinedload(Measure.user))
    own = case_key(violation_id)
    return sorted(db.session.scalars(rows.order_by(Measure.id)), key=lambda one: (one.key != own, one.id))
