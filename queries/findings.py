"""Findings: whose they are, what the rules are told of them, the lists (A11)."""

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload

import clock
from access import can, visible
from extensions import db
from models import CheckSheet, Finding, SpotCheck, User
from policy.checking import FindingKind, Judgement, JudgingFacts, MendingFacts
from policy.permissions import Permission
from queries.check_standing import standing
from queries.violations import in_harm
from scopes import scope_of

LISTS = ("mine", "judge", "mending", "overdue")
LAPSES = "usage_lapses"
"""The subject of findings that are duties of daily use which were missed."""
CHECKS = (Permission.CHECK_WEEKLY, Permission.CHECK_SPOTS)


def latest() -> ColumnElement[bool]:
    """Whether a finding has not come back on a later sheet."""
    later = aliased(Finding)
    return ~exists().where(later.carried_from_id == Finding.id).correlate(Finding)


def carried_on(finding: Finding) -> Finding | None:
    """The same finding on a later sheet."""
    return db.session.scalars(select(Finding).where(Finding.carried_from_id == finding.id).limit(1)).first()


def checks(by: User, finding: Finding) -> bool:
    """Whether somebody judges findings of this sort in this unit, whoever they are about."""
    wanted = Permission.CHECK_SPOTS if finding.spot_check_id else Permission.CHECK_WEEKLY
    return can(wanted, by) and finding.unit_id in scope_of(by).managed


def judging_facts(finding: Finding, judgement: Judgement, mend_by, note: str, by: User) -> JudgingFacts:
    """What the rule of judging is given."""
    settled = finding.settled
    return JudgingFacts(
        judgement=judgement,
        today=clock.today(),
        mend_by=mend_by,
        note=note,
        own=finding.user_id == by.id,
        answered=finding.user_id is not None,
        settled=settled,
        followed_up=settled and finding.spot_check_id is not None and finding.judgement is Judgement.TO_MEND,
        carried=finding.sheet_id is not None and carried_on(finding) is not None,
        harmed=finding.subject_type == LAPSES and in_harm(finding.user_id, finding.subject_id),
    )


def answers(by: User, finding: Finding) -> bool:
    """Whether somebody says that a finding is mended: who answers for it; where nobody does any more, who leads the unit."""
    if finding.user_id == by.id:
        return True
    gone = finding.user is None or not finding.user.active
    return gone and finding.unit_id in scope_of(by).managed and can(Permission.CHECK_WEEKLY, by)


def mending_facts(finding: Finding, note: str, by: User) -> MendingFacts:
    """What the rule of mending is given."""
    asked = finding.judgement in (Judgement.TO_MEND, Judgement.VIOLATION) and finding.holds
    again = finding.judgement is Judgement.OPEN and finding.carried_from_id is not None
    by_words = finding.kind is FindingKind.SAMPLED or bool(finding.facts.get("past"))
    return MendingFacts(
        answers=answers(by, finding),
        asked=asked or again,
        mended=finding.mended_at is not None,
        standing=not by_words and bool(standing([finding], clock.today())),
        by_words=by_words,
        note=note,
    )


def _holding() -> ColumnElement[bool]:
    """Whether what was said of a finding holds: it was signed, or came back within its time."""
    signed = or_(CheckSheet.signed_at.is_not(None), SpotCheck.closed_at.is_not(None))
    return or_(signed, Finding.judged_at < CheckSheet.drawn_at)


def to_mend(user: User) -> ColumnElement[bool]:
    """The condition of what a person is to mend; the select joins sheet and spot check (``joined``)."""
    return and_(Finding.user_id == user.id, MENDING, _holding(), latest())


MENDING = and_(Finding.judgement == Judgement.TO_MEND, Finding.mended_at.is_(None))


def to_judge(user: User) -> ColumnElement[bool]:
    """The condition of what a person is to judge: found in their units, about others, neither judged nor mended."""
    me = scope_of(user)
    sorts = [
        column.is_not(None)
        for column, wanted in ((Finding.sheet_id, CHECKS[0]), (Finding.spot_check_id, CHECKS[1]))
        if wanted in me.permissions
    ]
    others = or_(Finding.user_id.is_(None), Finding.user_id != me.user_id)
    units = Finding.unit_id.in_(sorted(me.managed))
    undecided = Finding.judgement == Judgement.OPEN, Finding.mended_at.is_(None), latest()
    return and_(or_(*sorts), units, others, *undecided) if sorts and me.managed else false()


def joined(rows: Select) -> Select:
    """A select of findings with the sheet and the spot check that they stand in."""
    rows = rows.outerjoin(CheckSheet, CheckSheet.id == Finding.sheet_id)
    return rows.outerjoin(SpotCheck, SpotCheck.id == Finding.spot_check_id)


def findings(user: User, show: str, kind: FindingKind | None = None, person_id: int | None = None) -> Select:
    """The findings that the person may know of, from one side (``LISTS``), with what a list shows."""
    today = clock.today()
    sides = {
        "mine": Finding.user_id == user.id,
        "judge": to_judge(user),
        "mending": and_(MENDING, _holding(), latest()),
        "overdue": and_(MENDING, _holding(), latest(), Finding.mend_by < today),
    }
    rows = joined(visible(Finding, user)).where(sides[show])
    rows = rows.where(Finding.kind == kind) if kind else rows
    rows = rows.where(Finding.user_id == person_id) if person_id else rows
    return rows.options(*SHOWN)


SHOWN = (
    joinedload(Finding.user),
    joinedload(Finding.unit),
    joinedload(Finding.judged_by),
    joinedload(Finding.mended_by),
    joinedload(Finding.sheet),
    joinedload(Finding.spot_check).defer(SpotCheck.frame),
    joinedload(Finding.carried_from),
)


def of_check(column, ident: int, kind: FindingKind | None = None, said: Judgement | None = None) -> Select:
    """What stands on a sheet (``Finding.sheet_id``) or in a spot check; the door has looked it up for the reader."""
    rows = select(Finding).where(column == ident).options(*SHOWN)
    rows = rows.where(Finding.kind == kind) if kind else rows
    return rows.where(Finding.judgement == said) if said else rows


def carried_among(ids: list[int]) -> dict[int, int]:
    """Which of these came back on a later sheet, as which finding."""
    if not ids:
        return {}
    rows = select(Finding.carried_from_id, Finding.id).where(Finding.carried_from_id.in_(ids))
    return dict(db.session.execute(rows).tuples().all())


def counts(user: User) -> tuple[int, int]:
    """How many findings the person is to mend, and how many to judge."""
    rows = joined(select(func.count(Finding.id)).select_from(Finding))
    mine = db.session.scalar(rows.where(to_mend(user)))
    return mine, db.session.scalar(rows.where(to_judge(user)))
