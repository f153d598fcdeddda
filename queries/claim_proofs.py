"""The chains of claims, verified: link by link, against the rows they speak of, and against the files (A13)."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from extensions import db
from models import Attachment, ClaimProof, EvidenceSnapshot, ExpenseClaim, ExpenseDecision, ExpensePayment, ProofAnchor
from policy.claims import EDITABLE
from policy.expenses import Verdict
from policy.proving import Fault, Link, ProofKind, anchor_hash, broken, content_hash

WINDOW = 500


@dataclass(frozen=True)
class Broken:
    """One thing that does not hold: of which claim, at which link (0: of the whole), and what."""

    claim_id: int | None
    number: str
    position: int
    fault: Fault


def moment(at: dt.datetime) -> str:
    """A moment as it goes into a hash."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def links_of(claim_id: int) -> list[ClaimProof]:
    """The chain of a claim, from its beginning."""
    rows = select(ClaimProof).where(ClaimProof.claim_id == claim_id).options(joinedload(ClaimProof.by))
    return list(db.session.scalars(rows.order_by(ClaimProof.position)))


def faults_of(claim: ExpenseClaim, links: list[ClaimProof], digest_of) -> list[Broken]:
    """What does not hold of one claim. ``digest_of(attachment)`` is the hash of a file as it lies there now."""
    found = list(broken([_link(row) for row in links], claim.proof_head))
    found += [(0, fault) for fault in _rows_differ(claim, links)]
    found += [(0, Fault.FILE) for _ in _files_differ(links, digest_of)]
    return [Broken(claim.id, claim.number, position, fault) for position, fault in found]


def chained() -> Iterator[ExpenseClaim]:
    """Every claim that has a chain, a window at a time."""
    last = 0
    while True:
        rows = select(ExpenseClaim).where(ExpenseClaim.id > last, ExpenseClaim.proof_head != "")
        window = list(db.session.scalars(rows.order_by(ExpenseClaim.id).limit(WINDOW)))
        if not window:
            return
        yield from window
        last = window[-1].id
        db.session.expunge_all()


def anchors_differ() -> Iterator[Broken]:
    """Days whose number does not follow from the links."""
    previous, last = "", 0
    for row in db.session.scalars(select(ProofAnchor).order_by(ProofAnchor.id)):
        covered = ClaimProof.id > last, ClaimProof.id <= row.last_id
        hashes = list(db.session.scalars(select(ClaimProof.sha256).where(*covered).order_by(ClaimProof.id)))
        fits = len(hashes) == row.links and row.previous == previous
        if not fits or anchor_hash(row.day.isoformat(), previous, hashes) != row.sha256:
            yield Broken(None, row.day.isoformat(), 0, Fault.ANCHOR)
        previous, last = row.sha256, row.last_id


def orphans() -> list[int]:
    """Claims of which links are left although their end is gone."""
    rows = select(ClaimProof.claim_id).join(ExpenseClaim).where(ExpenseClaim.proof_head == "").distinct()
    return list(db.session.scalars(rows.order_by(ClaimProof.claim_id)))


def digest_at(path: Path) -> str:
    """The hash of a file; empty when it is not there."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _link(row: ClaimProof) -> Link:
    names = ("position", "content", "content_sha256", "previous", "sha256")
    return Link(at=moment(row.at), kind=row.kind.value, **{name: getattr(row, name) for name in names})


def _of(links: list[ClaimProof], kind: ProofKind) -> list[ClaimProof]:
    return [row for row in links if row.kind is kind]


def _rows_differ(claim: ExpenseClaim, links: list[ClaimProof]) -> Iterator[Fault]:
    said = [row.content for row in _of(links, ProofKind.DECISION)]
    rows = db.session.scalars(
        select(ExpenseDecision).where(ExpenseDecision.claim_id == claim.id).order_by(ExpenseDecision.id)
    )
    known = {row.id: _decision(row) for row in rows}
    told = {content.get("id"): {name: content.get(name) for name in DECIDED} for content in said}
    first = min(told, default=0)
    if {id_: row for id_, row in known.items() if id_ >= first} != told:
        yield Fault.DECISIONS
    submitted = _of(links, ProofKind.SUBMISSION)
    if claim.status not in EDITABLE and submitted and submitted[-1].content.get("fingerprint") != claim.fingerprint:
        yield Fault.LINES
    yield from _verdicts_differ(claim, links)
    paid = db.session.scalars(select(ExpensePayment).where(ExpensePayment.claim_id == claim.id))
    payments = {row.id: str(row.amount) for row in paid}
    told_paid = {row.content["id"]: row.content["amount"] for row in _of(links, ProofKind.PAYMENT)}
    if told_paid and payments != told_paid:
        yield Fault.PAYMENT


DECIDED = ("step", "decision", "amount", "round", "fingerprint", "note", "by_id")


def _decision(row: ExpenseDecision) -> dict:
    return {
        name: str(value) if name == "amount" else getattr(value, "value", value)
        for name in DECIDED
        for value in [getattr(row, name)]
    }


def _verdicts_differ(claim: ExpenseClaim, links: list[ClaimProof]) -> Iterator[Fault]:
    if claim.status in EDITABLE:
        return
    latest = {row.line_id: row for row in links if row.kind in (ProofKind.VERDICT, ProofKind.UNDONE)}
    for line in claim.lines:
        row = latest.get(line.id)
        if row is None or row.content.get("round") != claim.round:
            continue
        verdict = Verdict.OPEN.value if row.kind is ProofKind.UNDONE else row.content["verdict"]
        amount = row.content.get("accepted_amount")
        accepted = None if line.accepted_amount is None else str(line.accepted_amount)
        if line.verdict.value != verdict or (row.kind is ProofKind.VERDICT and accepted != amount):
            yield Fault.VERDICT
    kept = {row.content.get("snapshot"): row.content for row in _of(links, ProofKind.VERDICT)}
    rows = db.session.scalars(select(EvidenceSnapshot).where(EvidenceSnapshot.id.in_(sorted(filter(None, kept)))))
    found = {row.id: content_hash(row.evidence) for row in rows}
    if any(found.get(id_) != content["evidence_sha256"] for id_, content in kept.items() if id_):
        yield Fault.EVIDENCE


def _files_differ(links: list[ClaimProof], digest_of) -> Iterator[int]:
    told = {file["id"]: file["sha256"] for row in links for file in row.content.get("files", ())}
    if not told:
        return
    rows = db.session.scalars(select(Attachment).where(Attachment.id.in_(sorted(told))))
    now = {row.id: digest_of(row) for row in rows}
    yield from (id_ for id_, digest in told.items() if now.get(id_) != digest)
