"""What was judged begins to hold (A11): who is to mend something is told, and violations enter the ledger once."""

from collections.abc import Iterable

from flask import current_app
from flask_babel import force_locale, gettext

import clock
from models import Finding, User
from operations import notify
from operations.violations import enter
from policy.checking import WORDS, FindingKind, Judgement, violation_kind
from policy.violations import finding_key, lapse_key, lead_key
from queries.findings import LAPSES
from queries.violations import in_harm


def hold(findings: Iterable[Finding], by: User, key: str) -> dict[str, int]:
    """Let what was said of findings hold; joins the running transaction. How many are to be mended and are violations.

    Each person is told once under ``key`` of everything to be mended; each violation is told by the ledger.
    """
    to_mend: dict[int, list[Finding]] = {}
    violations = 0
    # Ledgers are locked person by person, in one order: two who sign at once do not wait for each other in a ring.
    for row in sorted(findings, key=lambda one: (one.user_id or 0, one.id)):
        if row.judgement is Judgement.TO_MEND and row.user_id and row.mended_at is None:
            to_mend.setdefault(row.user_id, []).append(row)
        elif row.judgement is Judgement.VIOLATION:
            violations += _enter(row, by)
    for user_id, rows in to_mend.items():
        words = {"by": by.name, "count": len(rows), "until_on": min(row.mend_by for row in rows)}
        notify(user_id, "findings_to_mend", "/supervision/findings?show=mine", key=f"to_mend:{key}", **words)
    return {"to_mend": sum(map(len, to_mend.values())), "violations": violations}


def _enter(row: Finding, by: User) -> bool:
    """A fact that has a row of its own enters by that row, so that it counts once whoever finds it; False when it has
    become part of harm since it was judged (A12.1)."""
    if row.subject_type == LAPSES and in_harm(row.user_id, row.subject_id):
        return False
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        said = gettext(WORDS[row.facts["words"]], **row.facts) if row.facts.get("words") else row.title
    evidence = [{"words": said, "url": row.url}, {"words": row.note, "url": f"/supervision/findings/{row.id}"}]
    on = clock.day_of(row.found_at)
    names = {"lead_dispatches": lead_key, LAPSES: lapse_key}
    named = names.get(row.subject_type)
    key = named(row.subject_id) if named else finding_key(row.subject_type, row.subject_id, row.kind.value, on)
    if row.kind is FindingKind.SAMPLED:
        key = f"{key}:{row.id}"
    title = f"{gettext_label(row)}: {row.title}"
    enter(row.user, violation_kind(row.kind), row.clause, on, title, evidence, key, by, row.unit_id)
    return True


def gettext_label(row: Finding) -> str:
    """The kind of a finding in the language of the house: what is written down is read by many."""
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        return gettext(row.kind.label)
