"""Findings (A11): judged one by one by who checks, called mended by who answers for them."""

import datetime as dt
from dataclasses import dataclass

import clock
from models import CheckSheet, Finding, SpotCheck, User
from operations import locked, notify, record, refuse_if, transaction
from operations.judgements import hold
from policy.checking import Judgement, judging_problems, mending_problems
from queries.findings import judging_facts, mending_facts


@dataclass(frozen=True)
class Says:
    """What a checker says of a finding, by when it is to be mended, and why."""

    judgement: Judgement
    mend_by: dt.date | None = None
    note: str = ""


def judge(finding_id: int, version: int, says: Says, by: User) -> Finding:
    """Judge a finding; it holds from the signature on. Raises ``Refused``, ``Stale``.

    In a spot check that is closed, what was to be mended is judged anew, and holds at once.
    """
    with transaction():
        row = locked(Finding, finding_id, version)
        _keep_still(row)
        mend_by = says.mend_by if says.judgement is not Judgement.IN_ORDER else None
        refuse_if(judging_problems(judging_facts(row, says.judgement, mend_by, says.note, by)))
        before = {"judgement": row.judgement, "mend_by": row.mend_by}
        row.judgement, row.mend_by, row.note = says.judgement, mend_by, says.note
        row.judged_at, row.judged_by_id = clock.now(), by.id
        if row.settled and row.judgement is Judgement.TO_MEND:
            row.mended_at = row.mended_by_id = None
            row.mended_note = ""
        after = {"judgement": row.judgement, "mend_by": row.mend_by}
        record("finding_judged", row, by, before=before, after=after, note=says.note)
        if row.settled:
            hold([row], by, f"finding:{row.id}:{row.version}")
        return row


def _keep_still(row: Finding) -> None:
    """Nobody signs what is being judged: the sheet, or the spot check, is locked with the finding."""
    if row.sheet_id:
        locked(CheckSheet, row.sheet_id, key_share=True)
    else:
        locked(SpotCheck, row.spot_check_id, key_share=True)


def mend(finding_id: int, version: int, note: str, by: User) -> Finding:
    """Say that a finding is mended, and how; the checker is told. Raises ``Refused``, ``Stale``."""
    with transaction():
        row = locked(Finding, finding_id, version)
        refuse_if(mending_problems(mending_facts(row, note, by)))
        row.mended_at, row.mended_by_id, row.mended_note = clock.now(), by.id, note
        record("finding_mended", row, by, after={"title": row.title}, note=note)
        if row.judged_by_id and row.judged_by_id != by.id:
            words = {"by": by.name, "title": row.title, "note": note}
            key = f"finding_mended:{row.id}:{row.version}"
            notify(row.judged_by_id, "finding_mended", f"/supervision/findings/{row.id}", key=key, mail=False, **words)
        return row
