"""Summaries (A3.2): kept as a draft, submitted with what the product found, remarked on, marked read."""

import datetime as dt

import clock
from extensions import db
from models import SummaryReading, SummaryRemark, User, WorkSummary
from operations import Refused, Stale, flush_or, locked, notify, once, record, refuse_if, transaction
from policy.problems import refusal
from policy.summaries import (
    ReadingFacts,
    RemarkFacts,
    SummaryFacts,
    SummaryKind,
    reading_problems,
    remark_problems,
    stretch,
    summary_problems,
)
from policy.words import N_
from queries.summaries import standing
from queries.summary_drafts import drafted

LONGEST_TOLD = 300


def begin(
    user: User, kind: SummaryKind, day: dt.date, words: str, plan: str, submit: bool, form_key: str = ""
) -> WorkSummary:
    """Keep or submit one's summary of the day, or of the week in which the day lies; one for each kind and stretch."""
    first_on, last_on = stretch(kind, day)
    with transaction():
        form = once(form_key, user.id)
        if standing(user.id, kind, first_on) is not None:
            raise Refused(_taken())
        said = {"words": words.strip(), "plan": plan.strip(), "created_at": clock.now()}
        row = WorkSummary(user_id=user.id, kind=kind, first_on=first_on, last_on=last_on, unit_id=user.unit_id, **said)
        refuse_if(summary_problems(_facts(row, user, submit)))
        db.session.add(row)
        flush_or(_taken)
        if form:
            form.location = f"/summaries/{row.id}"
        return _kept(row, user, submit)


def change(summary_id: int, version: int, words: str, plan: str, submit: bool, by: User) -> WorkSummary:
    """Go on with a draft of one's own, or submit it."""
    with transaction():
        row = locked(WorkSummary, summary_id)
        if row.submitted_at is None and row.version != version:
            raise Stale(row)
        row.words, row.plan = words.strip(), plan.strip()
        refuse_if(summary_problems(_facts(row, by, submit)))
        return _kept(row, by, submit)


def _facts(row: WorkSummary, by: User, submit: bool) -> SummaryFacts:
    return SummaryFacts(
        first_on=row.first_on,
        last_on=row.last_on,
        today=clock.today(),
        words=row.words,
        submitting=submit,
        submitted=row.submitted_at is not None,
        mine=row.user_id == by.id,
    )


def _kept(row: WorkSummary, by: User, submit: bool) -> WorkSummary:
    if submit:
        row.submitted_at, row.unit_id = clock.now(), by.unit_id
        row.drafted = drafted(by.id, row.kind, row.first_on)
    after = {"kind": row.kind, "first_on": row.first_on}
    record("summary_submitted" if submit else "summary_kept", row, by, after=after)
    return row


def _taken():
    message = N_("There is a summary of these days already.")
    yield refusal("A3.2", "taken", message, N_("Open it from the list of your summaries."), "day")


def remark(summary_id: int, words: str, by: User) -> SummaryRemark:
    """Say something about a summary; the author hears of it, and of the author's answer who remarked before."""
    with transaction():
        row = locked(WorkSummary, summary_id)
        refuse_if(remark_problems(RemarkFacts(row.submitted_at is not None, words)))
        said = SummaryRemark(summary_id=row.id, by_id=by.id, at=clock.now(), words=words.strip())
        earlier = {one.by_id for one in row.remarks} - {by.id, row.user_id}
        db.session.add(said)
        db.session.flush()
        record("summary_remarked", row, by, note=said.words)
        told = {"by": by.name, "first_on": row.first_on, "words": said.words[:LONGEST_TOLD]}
        event, people = ("summary_answered", earlier) if by.id == row.user_id else ("summary_remarked", {row.user_id})
        for person in sorted(people):
            notify(person, event, f"/summaries/{row.id}", key=f"remark:{said.id}", mail=False, **told)
        return said


def mark_read(summary_id: int, by: User) -> WorkSummary:
    """The reader has read it; a second time changes nothing."""
    with transaction():
        row = locked(WorkSummary, summary_id)
        refuse_if(reading_problems(ReadingFacts(row.submitted_at is not None, row.user_id == by.id)))
        if by.id not in {reading.user_id for reading in row.readings}:
            db.session.add(SummaryReading(summary_id=row.id, user_id=by.id, at=clock.now()))
            record("summary_read", row, by)
        return row
