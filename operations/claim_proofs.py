"""The proof of a claim: every decision becomes a link of its chain, in its own transaction; anchors bind all chains (A13)."""

import datetime as dt
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import clock
from extensions import db
from models import ClaimProof, ExpenseClaim, ProofAnchor, User
from operations import plain, transaction
from policy.proving import ProofKind, anchor_hash, content_hash, link_hash
from queries.claim_proofs import moment


def append(
    claim: ExpenseClaim,
    kind: ProofKind,
    content: dict[str, Any],
    by: User | None,
    line_id: int | None = None,
    at: dt.datetime | None = None,
) -> ClaimProof:
    """Add a link to the chain of a claim. Joins the running transaction, under the claim's lock."""
    session: Session = db.session()
    session.flush()
    last = session.scalar(select(func.max(ClaimProof.position)).where(ClaimProof.claim_id == claim.id)) or 0
    at, said = at or clock.now(), plain(content)
    link = ClaimProof(claim_id=claim.id, position=last + 1, at=at, kind=kind, line_id=line_id, content=said)
    link.by_id = by.id if by else None
    link.previous, link.content_sha256 = claim.proof_head, content_hash(said)
    link.sha256 = link_hash(link.position, moment(at), kind.value, link.content_sha256, link.previous)
    session.add(link)
    claim.proof_head = link.sha256
    return link


def anchor(today: dt.date) -> int:
    """Bind the links of every day that is over into one number each; how many days were bound."""
    with transaction():
        latest = db.session.scalar(select(ProofAnchor).order_by(ProofAnchor.id.desc()).limit(1).with_for_update())
        since = latest.last_id if latest else 0
        rows = select(ClaimProof.id, ClaimProof.at, ClaimProof.sha256).where(ClaimProof.id > since)
        rows = rows.where(ClaimProof.at < clock.start_of(today)).order_by(ClaimProof.id)
        links = db.session.execute(rows).all()
        if not links:
            return 0
        day, previous = today - dt.timedelta(days=1), latest.sha256 if latest else ""
        number = anchor_hash(day.isoformat(), previous, [link.sha256 for link in links])
        row = ProofAnchor(day=day, last_id=links[-1].id, links=len(links), previous=previous, sha256=number)
        row.at = clock.now()
        db.session.add(row)
        return 1
