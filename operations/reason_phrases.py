"""Reasons that finance uses again and again: kept by clause, counted, taken away (A3.4)."""

from sqlalchemy import or_, select, update

import clock
from extensions import db
from models import ReasonPhrase, User
from operations import Refused, locked, record, transaction
from operations.expense_approvals import need_reason
from policy.problems import Kind, Problem
from policy.words import N_
from scopes import scope_of

CLAUSE = "A3.4"


def keep(by: User, words: str, other: str = "", code: str = "") -> ReasonPhrase:
    """Keep a reason for the company of the person, in Chinese (``words``) and perhaps in English (``other``); one that is
    kept already comes back. ``code`` is what it answers (of a problem). Raises ``Refused`` for one that says nothing."""
    with transaction():
        need_reason(words, "zh")
        company_id, said = scope_of(by).home, words.strip()
        standing = select(ReasonPhrase).where(ReasonPhrase.company_id == company_id, ReasonPhrase.zh == said)
        row = db.session.scalar(standing.where(ReasonPhrase.removed_at.is_(None)).limit(1))
        if row is None:
            row = ReasonPhrase(company_id=company_id, clause=CLAUSE, code=code, zh=said, en=other.strip())
            row.by_id, row.at = by.id, clock.now()
            db.session.add(row)
            db.session.flush()
            record("phrase_kept", row, by, note=said)
    return row


def used(by: User, reason: str) -> None:
    """Count that a reason was given, where it is a phrase of the company: what is used most is offered first."""
    with transaction():
        words, own = reason.strip(), ReasonPhrase.company_id == scope_of(by).home
        its = or_(ReasonPhrase.zh == words, ReasonPhrase.en == words), ReasonPhrase.removed_at.is_(None), own
        more = update(ReasonPhrase).where(*its).values(uses=ReasonPhrase.uses + 1)
        db.session.execute(more.execution_options(synchronize_session=False))


def remove(phrase_id: int, by: User) -> ReasonPhrase:
    """Offer a phrase no more. Raises ``Refused`` for one of another company or one that is gone."""
    with transaction():
        row = locked(ReasonPhrase, phrase_id)
        if row.company_id != scope_of(by).home or row.removed_at is not None:
            raise Refused([Problem("", Kind.BLOCKS, N_("This no longer exists."), code="gone")])
        row.removed_at = clock.now()
        record("phrase_removed", row, by, note=row.zh)
    return row
