"""The weekly check (A11): what the records have mended is settled, a sheet is drawn once per unit and week, and signed."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import select

import clock
from extensions import db
from models import CheckSheet, Finding, Unit, User
from operations import locked, notify, record, refuse_if, transaction
from operations.judgements import hold
from policy.checking import Judgement, Return, SigningFacts, comes_back, signing_problems
from policy.permissions import Permission
from queries import parameters
from queries.check_finds import Found, finds
from queries.check_sheets import all_own, earlier_of, found_before, tallies, unsettled
from queries.check_standing import standing
from queries.people import managers_of, reviewers_of
from scopes import permissions_of

MOST_OF_A_KIND = 100
"""A sheet lists so many new findings of one kind; the rest follows when these are settled, and the sheet says so."""


def settle(unit_id: int) -> int:
    """What the records of a unit no longer show counts as mended; how many findings that were."""
    with transaction():
        rows = unsettled(unit_id)
        still = standing(rows, clock.today())
        gone = [row for row in rows if row.id not in still]
        for row in gone:
            row.mended_at = clock.now()
            record("finding_mended", row, None, after={"title": row.title})
        return len(gone)


def draw(unit_id: int, week: dt.date) -> int:
    """Draw a unit's sheet for the week that begins on ``week``, once; how many sheets were drawn.

    Open and unmended findings of earlier sheets come back on it (``policy.checking.comes_back``).
    """
    with transaction():
        unit = locked(Unit, unit_id, key_share=True)
        drawn = select(CheckSheet.id).where(CheckSheet.unit_id == unit_id, CheckSheet.week == week)
        if db.session.scalar(drawn) is not None:
            return 0
        sheet = CheckSheet(unit_id=unit_id, week=week, drawn_at=clock.now())
        before = found_before(unit_id, week, rest := int(parameters.value("in_order_rest_days")))
        rows, left_out = _listed(finds(unit_id, week), before, rest)
        sheet.left_out = dict(left_out)
        db.session.add(sheet)
        db.session.flush()
        for row in rows:
            row.sheet_id, row.unit_id, row.found_at = sheet.id, unit_id, sheet.drawn_at
        db.session.add_all(rows)
        after = {"unit": unit.name, "week": week, "findings": len(rows)}
        record("sheet_drawn", sheet, None, after=after)
        _tell_checkers(sheet, unit, rows)
        return 1


def _listed(found: list[Found], before: dict, rest_days: int) -> tuple[list[Finding], Counter]:
    """The findings of a new sheet, those that come back first, and how many of each kind it leaves out."""
    today = clock.today()
    back, new, left_out = [], [], Counter()
    taken: Counter = Counter()
    for one in found:
        earlier = before.get(one.key)
        if one.past and earlier is not None:
            continue
        verdict = comes_back(earlier_of(earlier, one.facts.get("state")), today, rest_days)
        if verdict is Return.RESTS:
            continue
        if earlier is None and taken[one.kind] >= MOST_OF_A_KIND:
            left_out[one.kind.value] += 1
            continue
        taken[one.kind] += 1
        row = Finding(**one.columns, carried_from_id=earlier and earlier.id)
        (back if earlier else new).append(_as_judged(row, earlier) if verdict is Return.KEEPS else row)
    return [*_past(before.values(), today), *back, *new], left_out


def _past(before: Iterable[Finding], today: dt.date) -> Iterator[Finding]:
    """Facts of the past that nobody judged yet, or that are still to be mended."""
    for earlier in before:
        unsaid = earlier.judgement is Judgement.OPEN or (earlier.judgement is Judgement.TO_MEND)
        if not earlier.facts.get("past") or not unsaid or earlier.mended_at is not None:
            continue
        names = ("kind", "subject_type", "subject_id", "title", "url", "user_id", "customer_id", "facts", "clause")
        row = Finding(**{name: getattr(earlier, name) for name in names}, carried_from_id=earlier.id)
        verdict = comes_back(earlier_of(earlier, earlier.facts.get("state")), today, 0)
        yield _as_judged(row, earlier) if verdict is Return.KEEPS else row


def _as_judged(row: Finding, earlier: Finding) -> Finding:
    row.judgement, row.mend_by, row.note = earlier.judgement, earlier.mend_by, earlier.note
    row.judged_at, row.judged_by_id = earlier.judged_at, earlier.judged_by_id
    return row


def _tell_checkers(sheet: CheckSheet, unit: Unit, rows: list[Finding]) -> None:
    """Who leads the unit; and of what is about them, who checks them."""
    heads = managers_of(unit.id)
    told = {one.id: one for one in heads}
    for head in heads:
        if any(row.user_id == head.id for row in rows):
            told |= {one.id: one for one in reviewers_of(head)}
    count = sum(row.judgement is Judgement.OPEN for row in rows)
    for one in told.values():
        if Permission.CHECK_WEEKLY in permissions_of(one):
            words = {"unit": unit.name, "week_on": sheet.week, "count": count}
            notify(one.id, "sheet_drawn", f"/supervision/sheets/{sheet.id}", key=f"sheet:{sheet.id}", **words)


def sign(sheet_id: int, version: int, note: str, by: User) -> CheckSheet:
    """Sign a sheet off: from now on what was judged holds, people are told, violations enter the ledger.

    Raises ``Refused`` while something is not judged, ``Stale``.
    """
    with transaction():
        sheet = locked(CheckSheet, sheet_id, version)
        tally = tallies(Finding.sheet_id, [sheet.id]).get(sheet.id)
        own = all_own(Finding.sheet_id, sheet.id, by.id)
        refuse_if(signing_problems(SigningFacts(sheet.signed_at is not None, tally.open if tally else 0, own)))
        sheet.signed_at, sheet.signed_by_id, sheet.note = clock.now(), by.id, note
        rows = select(Finding).where(Finding.sheet_id == sheet.id, Finding.judged_at >= sheet.drawn_at)
        counted = hold(db.session.scalars(rows.order_by(Finding.id)).all(), by, f"sheet:{sheet.id}")
        after = {"unit": sheet.unit.name, "week": sheet.week, **counted}
        record("sheet_signed", sheet, by, after=after, note=note)
        return sheet
