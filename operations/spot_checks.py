"""Spot checks (A11): a sample that nobody chose, drawn so that anybody can draw it again, judged, closed, followed up."""

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

import clock
from extensions import db
from models import Finding, SpotCheck, Unit, User
from operations import locked, once, record, refuse_if, transaction
from operations.judgements import hold
from policy.checking import CLAUSES, FindingKind, SigningFacts, signing_problems
from policy.sampling import Subject, commitment_of, draw_problems, frame_hash
from policy.sampling import draw as drawn_from
from queries.check_sheets import all_own, tallies
from queries.spot_checks import draw_facts, frame_of, shown


@dataclass(frozen=True)
class Wish:
    """What is to be checked: of a unit with all below it, or of one person in it, on these days, so many."""

    unit: Unit
    person: User | None
    subject: Subject
    from_on: dt.date
    until_on: dt.date
    size: int


def seed_of(form_key: str, by: User) -> str:
    """The seed of a form that was opened: fixed by its one-time key before anything was typed into it, and told to
    nobody until the sample is drawn, for who knows it could choose the frame that suits."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, f"spot-check:{by.id}:{form_key}".encode(), hashlib.sha256).hexdigest()


def commitment_for(form_key: str, by: User) -> str:
    """What the form shows of its seed."""
    return commitment_of(seed_of(form_key, by))


def draw(wish: Wish, by: User, form_key: str, commitment: str) -> SpotCheck:
    """Draw the sample and keep everything that proves it. Raises ``Refused``, ``AlreadyDone``."""
    with transaction():
        form = once(form_key, by.id, "/supervision/spots")
        seed, frame = seed_of(form_key, by), frame_of(wish)
        committed = bool(form_key) and hmac.compare_digest(commitment_of(seed), commitment)
        refuse_if(draw_problems(draw_facts(wish, by, len(frame), committed)))
        check = SpotCheck(
            unit_id=wish.unit.id,
            user_id=wish.person.id if wish.person else None,
            subject=wish.subject.value,
            from_on=wish.from_on,
            until_on=wish.until_on,
            size=wish.size,
            seed=seed,
            commitment=commitment,
            frame=[list(one) for one in frame],
            frame_sha256=frame_hash(frame),
            drawn_at=clock.now(),
            drawn_by_id=by.id,
        )
        db.session.add(check)
        db.session.flush()
        sample = [ident for _, ident in drawn_from(seed, frame, wish.size)]
        known = shown(wish.subject, sample)
        db.session.add_all(_finding(check, wish.subject, ident, known[ident]) for ident in sample)
        after = {"unit": wish.unit.name, "kind": wish.subject, "commitment": commitment, "frame": check.frame_sha256}
        record("spot_check_drawn", check, by, after=after | {"size": len(sample)})
        if form:
            form.location = f"/supervision/spots/{check.id}"
        return check


def _finding(check: SpotCheck, subject: Subject, ident: int, columns: dict) -> Finding:
    return Finding(
        spot_check_id=check.id,
        kind=FindingKind.SAMPLED,
        clause=CLAUSES[FindingKind.SAMPLED],
        subject_type=subject.value,
        subject_id=ident,
        found_at=check.drawn_at,
        **columns,
    )


def close(spot_check_id: int, version: int, note: str, by: User) -> SpotCheck:
    """Close a spot check: what was judged holds, people are told, violations enter the ledger. Raises ``Refused``."""
    with transaction():
        check = locked(SpotCheck, spot_check_id, version)
        tally = tallies(Finding.spot_check_id, [check.id]).get(check.id)
        own = all_own(Finding.spot_check_id, check.id, by.id)
        refuse_if(signing_problems(SigningFacts(check.closed_at is not None, tally.open if tally else 0, own)))
        check.closed_at, check.closed_by_id, check.note = clock.now(), by.id, note
        rows = select(Finding).where(Finding.spot_check_id == check.id).order_by(Finding.id)
        counted = hold(db.session.scalars(rows).all(), by, f"spot:{check.id}")
        record("spot_check_closed", check, by, after={"unit": check.unit.name, **counted}, note=note)
        return check
