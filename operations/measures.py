"""Measures (A12.1 to A12.3): proposed from the ledger, decided by a person; none is ever applied to pay by the product."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import select

import clock
from extensions import db
from models import Measure, User, Violation
from operations import changes, locked, notify, record, refuse_if, transaction
from operations.house import keep_still
from operations.lead_suspensions import suspend_leads, unsuspend_leads
from policy.assessment import MOVES, MeasureKind, MeasureState
from policy.measure_decisions import appeal_problems, decision_problems, ruling_problems
from policy.measures import (
    NO_HEAD,
    OWN_HEAD,
    THIRD,
    THIRD_DIVIDED,
    Follows,
    Said,
    bears_third,
    part_of_head,
    percent_text,
)
from queries import parameters
from queries.measures import (
    appeal_facts,
    case_key,
    decision_facts,
    first_deciders,
    followed,
    heads_of,
    measures_by_case,
    parts_of,
    rulers,
    ruling_facts,
    unit_name,
)

S = MeasureState


def propose(user_id: int) -> int:
    """Propose what follows from a person's ledger, and count anew what is proposed but not decided; how many changed.

    Joins the running transaction. What was decided stays as it was decided.
    """
    with transaction():
        # Two who write in one ledger wait for each other, so that both count the same cases.
        keep_still(User, user_id)
        standing = measures_by_case(user_id)
        changed = 0
        for one in followed(user_id, standing):
            row = standing.get(case_key(one.case.id))
            if row is None:
                _write(one)
                changed += 1
            elif row.state is S.PROPOSED:
                changed += _count_anew(row, one)
        return changed


def _in_its_ledger(measure_id: int, version: int) -> Measure:
    """The measure under lock, its person first: whoever counts a ledger anew comes from there to the measures too."""
    keep_still(User, db.session.scalar(select(Measure.user_id).where(Measure.id == measure_id)))
    return locked(Measure, measure_id, version)


def _said(because: tuple[Said, ...]) -> list[dict]:
    return [{"message": one.message, "params": one.params} for one in because]


def _grounds(one: Follows) -> list[Violation]:
    return [db.session.get_one(Violation, case.id) for case in (*one.earlier, one.case)]


def _write(one: Follows) -> Measure:
    case = db.session.get_one(Violation, one.case.id)
    row = Measure(
        user_id=case.user_id,
        unit_id=case.unit_id,
        clause=one.clause,
        kind=one.kind,
        percent=one.percent,
        month=one.month,
        because=_said(one.because),
        key=case_key(case.id),
        proposed_kind=one.kind,
        proposed_percent=one.percent,
        proposed_at=clock.now(),
        grounds=_grounds(one),
    )
    db.session.add(row)
    db.session.flush()
    record("measure_proposed", row, None, after=_words(row))
    return row


def _words(row: Measure) -> dict:
    return {
        "person": row.user.name,
        "clause": row.clause,
        "kind": row.kind,
        "percent": row.percent,
        "period": row.month,
    }


def _count_anew(row: Measure, one: Follows) -> bool:
    values = {"clause": one.clause, "kind": one.kind, "percent": one.percent, "because": _said(one.because)}
    before, after = changes(row, values | {"month": one.month})
    if not after:
        return False
    row.proposed_kind, row.proposed_percent, row.grounds = one.kind, one.percent, _grounds(one)
    before.pop("because", None), after.pop("because", None)
    record("measure_counted_anew", row, None, before=before, after=after)
    return True


def confirm(
    measure_id: int,
    version: int,
    by: User,
    kind: MeasureKind | None = None,
    percent: Decimal | None = None,
    reason: str = "",
) -> Measure:
    """Confirm a proposal, as it is or altered with a reason; the person is told and may appeal.

    A suspension of the right to leads begins, and the head of the department has their part proposed (A12.1).
    """
    with transaction():
        row = _in_its_ledger(measure_id, version)
        facts = decision_facts(row, "confirm", by, kind, percent, reason)
        refuse_if(decision_problems(facts))
        before = _words(row)
        row.kind, row.percent = facts.kind, facts.percent
        _decide(row, "confirm", by, reason)
        today = clock.today()
        row.appeal_until = today + dt.timedelta(days=int(parameters.value("measure_appeal_days", today)))
        record(
            "measure_altered" if facts.altered else "measure_confirmed",
            row,
            by,
            before=before,
            after=_words(row),
            note=reason,
        )
        if row.head_of_id is None and bears_third(row.clause, row.kind, row.percent):
            _propose_part(row)
        if row.kind is MeasureKind.LEADS_SUSPENDED:
            suspend_leads(row, by)
        told = {"clause": row.clause, "by": by.name, "until_on": row.appeal_until, "percent": percent_text(row.percent)}
        url, key = f"/assessment/measures/{row.id}", f"measure:{row.id}:confirmed"
        notify(row.user_id, f"measure_{row.kind.value}", url, key=key, month=row.month, **told)
        return row


def _decide(row: Measure, deed: str, by: User | None, reason: str) -> None:
    row.state = MOVES[deed, row.state]
    row.decided_at, row.decided_by_id, row.reason = clock.now(), by.id if by else None, reason


def drop(measure_id: int, version: int, by: User, reason: str) -> Measure:
    """Nothing follows from the case, which counts no more for later ones."""
    with transaction():
        row = _in_its_ledger(measure_id, version)
        refuse_if(decision_problems(decision_facts(row, "drop", by, None, None, reason)))
        before = _words(row)
        _decide(row, "drop", by, reason)
        record("measure_dropped", row, by, before=before, note=reason)
        db.session.flush()
        propose(row.user_id)
        return row


def _propose_part(row: Measure) -> None:
    """The head's part of a deduction for harm, as a measure of its own that somebody decides about."""
    where = unit_name(row.unit_id)
    heads = heads_of(row.unit_id)
    if not heads or row.user_id in {one.id for one in heads}:
        said = Said(OWN_HEAD if heads else NO_HEAD, {"unit": where})
        row.because = [*row.because, *_said((said,))]
        return
    share = Decimal(parameters.value("head_share", row.grounds[-1].on))
    percent = part_of_head(row.percent, share, len(heads))
    about = {"unit": where, "share": percent_text(share * 100), "percent": percent_text(row.percent)}
    why = [Said(THIRD, about | {"person": row.user.name})]
    why += [Said(THIRD_DIVIDED, {"count": len(heads), "unit": where})] if len(heads) > 1 else []
    for head in heads if percent else ():
        part = Measure(
            user_id=head.id,
            unit_id=row.unit_id,
            clause=row.clause,
            kind=MeasureKind.DEDUCTION,
            percent=percent,
            month=row.month,
            because=_said(tuple(why)),
            key=f"head:{row.id}:{head.id}",
            head_of_id=row.id,
            proposed_kind=MeasureKind.DEDUCTION,
            proposed_percent=percent,
            proposed_at=clock.now(),
            grounds=list(row.grounds),
        )
        db.session.add(part)
        db.session.flush()
        record("measure_proposed", part, None, after=_words(part))


def appeal(measure_id: int, version: int, by: User, words: str) -> Measure:
    """The person says why the measure is wrong; until the ruling it is not in the list for payroll."""
    with transaction():
        row = locked(Measure, measure_id, version)
        refuse_if(appeal_problems(appeal_facts(row, by, words)))
        row.state, row.appealed_at, row.appeal = MOVES["appeal", row.state], clock.now(), words
        record("measure_appealed", row, by, after=_words(row), note=words)
        for one in rulers(row.unit_id, {row.user_id, row.decided_by_id}):
            about = {"person": row.user.name, "clause": row.clause}
            notify(
                one.id, "measure_appealed", f"/assessment/measures/{row.id}", key=f"measure:{row.id}:appealed", **about
            )
        return row


def rule(measure_id: int, version: int, by: User, lift: bool, words: str) -> Measure:
    """Uphold the measure, or lift it with everything that followed from it."""
    with transaction():
        row = _in_its_ledger(measure_id, version)
        refuse_if(ruling_problems(ruling_facts(row, by, words)))
        if lift:
            _lift(row, "lift", by, words)
            db.session.flush()
            propose(row.user_id)
            return row
        row.state = MOVES["uphold", row.state]
        row.ruled_at, row.ruled_by_id, row.ruling = clock.now(), by.id, words
        record("measure_upheld", row, by, after=_words(row), note=words)
        told = {"clause": row.clause, "by": by.name, "reason": words}
        notify(row.user_id, "measure_upheld", f"/assessment/measures/{row.id}", key=f"measure:{row.id}:upheld", **told)
        return row


def _lift(row: Measure, deed: str, by: User | None, words: str) -> None:
    row.state = MOVES[deed, row.state]
    row.ruled_at, row.ruled_by_id, row.ruling = clock.now(), by.id if by else None, words
    record("measure_lifted", row, by, after=_words(row), note=words)
    url, key = f"/assessment/measures/{row.id}", f"measure:{row.id}:lifted"
    event = "measure_lifted" if by else "measure_fell"
    notify(row.user_id, event, url, key=key, clause=row.clause, reason=words)
    if row.kind is MeasureKind.LEADS_SUSPENDED:
        unsuspend_leads(row)
    for part in parts_of(row):
        fall(part, by, words)


def fall(row: Measure, by: User | None, reason: str) -> None:
    """What the measure rested on is gone: a proposal is dropped, what held is lifted."""
    if ("withdraw", row.state) not in MOVES:
        return
    if row.state is S.PROPOSED:
        _decide(row, "withdraw", by, reason)
        record("measure_dropped", row, by, before=_words(row), note=reason)
    else:
        _lift(row, "withdraw", by, reason)


def tell_deciders(day: dt.date, units: dict[int, list[int]]) -> int:
    """Tell who assesses how many proposals wait, once a day; ``units`` are the people concerned, by unit."""
    waiting: dict[int, int] = {}
    with transaction():
        for unit_id, people in sorted(units.items()):
            for one in first_deciders(unit_id):
                waiting[one.id] = waiting.get(one.id, 0) + sum(person != one.id for person in people)
        told = [
            notify(user_id, "measures_proposed", "/assessment/measures", key=f"measures_proposed:{day}", count=count)
            for user_id, count in sorted(waiting.items())
            if count
        ]
    return sum(told)
