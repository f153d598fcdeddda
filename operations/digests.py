"""The day of every unit: drawn once, read with proof, passed on by the assistant when it was not read in time (A3.3)."""

import datetime as dt
import hashlib
import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import clock
from extensions import db
from models import Digest, DigestReader, Unit, User
from operations import locked, notify, one_bell, record, refuse_if, transaction
from operations.usage import keep_lapse
from policy.digests import (
    MOST_LINES,
    MOST_PEOPLE,
    RELAYED_BACK,
    Section,
    draws,
    read_problems,
    relay_base,
    relay_problems,
)
from policy.permissions import Permission
from policy.usage import UsageKind
from queries.digest_events import Happening, happenings
from queries.digests import cut_off, days_to_draw, heads_by_unit, reader_facts, relay_due, units_drawn
from queries.lapses import excused_from_reading, unread_since
from queries.people import assistants_of
from scopes import permissions_of, tree

log = logging.getLogger(__name__)
DAY = dt.timedelta(days=1)


@dataclass
class Gathered:
    """What happened in a unit with all below it."""

    counts: Counter = field(default_factory=Counter)
    amounts: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    lines: dict[str, list] = field(default_factory=lambda: defaultdict(list))
    people: Counter = field(default_factory=Counter)

    def add(self, one: Happening) -> None:
        """Count one thing that happened; of many only the first are kept line by line."""
        section = one.section.value
        self.counts[section] += 1
        if one.amount is not None:
            self.amounts[section] += Decimal(one.amount)
        if len(self.lines[section]) < MOST_LINES:
            self.lines[section].append(one.plain())
        if one.section is Section.ACTIVITIES:
            self.people[one.who] += 1

    def content(self, since: dt.datetime, until: dt.datetime) -> dict[str, Any]:
        """As a digest keeps it."""
        return {
            "since": since.isoformat(),
            "until": until.isoformat(),
            "counts": dict(self.counts),
            "amounts": {section: str(amount) for section, amount in self.amounts.items()},
            "lines": dict(self.lines),
            "people": self.people.most_common(MOST_PEOPLE),
        }


def gather(rows: Iterable[Happening], units: Iterable[int]) -> dict[int, Gathered]:
    """One walk over what happened, each thing counted in its unit and in those above it that are asked for."""
    wanted, nodes = set(units), tree()
    found = {unit_id: Gathered() for unit_id in wanted}
    climbs: dict[int, list[int]] = {}
    for one in rows:
        if one.unit_id not in climbs:
            path = nodes[one.unit_id].path if one.unit_id in nodes else ""
            climbs[one.unit_id] = [int(part) for part in path.split("/") if part and int(part) in wanted]
        for unit_id in climbs[one.unit_id]:
            found[unit_id].add(one)
    return found


def draw_due(now: dt.datetime | None = None) -> tuple[dict[str, int], str]:
    """Draw every digest that is due and not there; of days that were missed only the latest is mailed. How many, and
    what went wrong last: a unit that fails does not stop the rest, and the next tick tries it again."""
    counted, wrong, days = {"drawn": 0}, "", days_to_draw(now or clock.now())
    with one_bell():
        for day in days:
            drawn, failed = draw(day, mail=day == days[-1])
            counted["drawn"] += drawn
            wrong = failed or wrong
    return counted, wrong


def draw(day: dt.date, *, mail: bool = True) -> tuple[int, str]:
    """Draw the day of every unit with a manager that has none yet, each in its own transaction: how many, and what went
    wrong last."""
    heads, drawn = heads_by_unit(), units_drawn(day)
    missing = [unit_id for unit_id in sorted(heads) if unit_id not in drawn]
    if not missing:
        db.session.rollback()
        return 0, ""
    since, until = cut_off(day - DAY), cut_off(day)
    readers = {unit_id: [head.id for head in heads[unit_id]] for unit_id in missing}
    found = gather(happenings(since, until), missing)
    db.session.rollback()
    made, wrong, working = 0, "", clock.is_working_day(day)
    for unit_id in missing:
        gathered = found[unit_id]
        if not draws(working, sum(gathered.counts.values())):
            continue
        try:
            made += _keep(unit_id, day, gathered.content(since, until), readers[unit_id], mail)
        except Exception as error:
            db.session.rollback()
            log.exception("digest of unit %s", unit_id)
            wrong = f"{type(error).__name__}: {error}"
    return made, wrong


def _keep(unit_id: int, day: dt.date, content: dict[str, Any], readers: list[int], mail: bool) -> bool:
    """Keep a digest with whom it is for, and tell them; False when somebody else was faster."""
    try:
        with transaction():
            digest = Digest(unit_id=unit_id, day=day, content=content, sha256=sha_of(content), drawn_at=clock.now())
            digest.readers = [DigestReader(user_id=user_id) for user_id in readers]
            db.session.add(digest)
            db.session.flush()
            told = {"unit": db.session.get_one(Unit, unit_id).name, "day_on": day, "digest": digest.id}
            told |= {name: content["counts"].get(name, 0) for name in ("activities", "customers", "opportunities")}
            told |= {name: content["counts"].get(name, 0) for name in ("urgent", "leaving")}
            for user_id in readers:
                key = f"digest:{unit_id}:{day}"
                notify(user_id, "digest_drawn", f"/digests/{digest.id}", key=key, mail=mail, **told)
    except IntegrityError:
        return False
    return True


def sha_of(content: dict[str, Any]) -> str:
    """The hash of a digest's content in its canonical form."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def confirm_read(digest_id: int, by: User) -> DigestReader:
    """A manager says "I have read it": the first time is the proof, a second time changes nothing. Raises ``Refused``."""
    with transaction():
        row = db.session.scalar(
            select(DigestReader).where(DigestReader.digest_id == digest_id, DigestReader.user_id == by.id)
        )
        refuse_if(read_problems(reader_facts(row or DigestReader(digest_id=digest_id, user_id=0), by)))
        row = locked(DigestReader, row.id)
        if row.read_at is None:
            row.read_at = clock.now()
            record("digest_read", row.digest, by, after={"person": by.name, "on": row.digest.day})
        return row


def pass_on(reader_id: int, version: int, note: str, by: User) -> DigestReader:
    """An assistant passed the day on, and says how. Raises ``Refused``."""
    with transaction():
        row = locked(DigestReader, reader_id, version)
        refuse_if(relay_problems(reader_facts(row, by, note)))
        row.relayed_at, row.relayed_by_id, row.relay_note = clock.now(), by.id, note.strip()
        record("digest_relayed", row.digest, by, after={"person": row.user.name, "on": row.digest.day}, note=note)
        told = {"by": by.name, "unit": row.digest.unit.name, "day_on": row.digest.day, "note": note}
        key = f"digest_relayed:{row.id}"
        notify(row.user_id, "digest_relayed", f"/digests/{row.digest_id}", key=key, mail=False, **told)
        return row


def watch_reading(now: dt.datetime | None = None) -> tuple[dict[str, int], str]:
    """Ask assistants to pass on what was not read in time, and keep what nobody read or passed on by the end of that
    day: how many of each, and what went wrong last. What failed is tried again by the next tick."""
    now, counted, wrong = now or clock.now(), {"asked": 0, "lapsed": 0}, ""
    waiting = [
        (row.id, relay_due(relay_base(digest.day, clock.day_of(digest.drawn_at))), row.relay_asked_at is None)
        for row, digest in unread_since(clock.day_of(now) - RELAYED_BACK * DAY)
    ]
    db.session.rollback()
    with one_bell():
        for reader_id, due_at, unasked in waiting:
            over = clock.start_of(clock.day_of(due_at) + DAY)
            try:
                if unasked and now >= due_at:
                    counted["asked"] += ask_relay(reader_id)
                if now >= over:
                    counted["lapsed"] += keep_unread(reader_id, clock.day_of(due_at))
            except Exception as error:
                db.session.rollback()
                log.exception("reading %s", reader_id)
                wrong = f"{type(error).__name__}: {error}"
    return counted, wrong


def ask_relay(reader_id: int) -> bool:
    """Ask the assistants of a manager to pass a digest on, once; False without an assistant, or when it is settled."""
    with transaction():
        row = locked(DigestReader, reader_id)
        if row.read_at or row.relayed_at or row.relay_asked_at:
            return False
        helpers = [one for one in assistants_of(row.user_id) if Permission.RELAY_DAY in permissions_of(one)]
        if not helpers:
            return False
        row.relay_asked_at = clock.now()
        told = {"manager": row.user.name, "unit": row.digest.unit.name, "day_on": row.digest.day}
        for helper in helpers:
            notify(helper.id, "digest_relay", "/digests/relays", key=f"digest_relay:{row.id}", **told)
        record("digest_relay_asked", row.digest, None, after={"person": row.user.name, "on": row.digest.day})
        return True


def keep_unread(reader_id: int, due_on: dt.date) -> bool:
    """Keep it as a lapse that a digest was neither read nor passed on in time, unless the manager was on leave or exempt."""
    with transaction():
        row = locked(DigestReader, reader_id)
        follows = Permission.FOLLOW_DAY in permissions_of(row.user)
        if row.read_at or row.relayed_at or not follows or excused_from_reading(row.user_id, due_on):
            return False
        day, unit = row.digest.day, row.digest.unit
        facts = {"digest_id": row.digest_id, "unit": unit.name, "due_on": due_on, "asked_at": row.relay_asked_at}
        told = {"unit": unit.name, "day_on": day, "clause": "A3.3"}
        kind = UsageKind.DIGEST_READING
        return keep_lapse(row.user, unit.id, kind, day, day, facts, "digest_unread", told)
