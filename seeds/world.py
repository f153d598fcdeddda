"""What all chapters of the demo data share: the day it is told from, the people, the dice, and the audit lines."""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

import clock
from models import Activity, AuditEntry, Contact, Customer, Notification, Opportunity, Stage, User
from operations import plain
from queries import people as who

SEED = 20260901
TOLD_DAYS, UNREAD_DAYS = 30, 3


@dataclass(eq=False)
class Case:
    """One customer while it is being told: who works it, with whom, about what, and on which days."""

    customer: Customer
    seller: User
    brand: str
    product: str
    quiet: int
    contacts: list[Contact] = field(default_factory=list)
    days: list[dt.date] = field(default_factory=list)
    steps: list[tuple[dt.date, int]] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    opportunity: Opportunity | None = None
    rival: str = ""
    ends: bool = False

    def stage_on(self, day: dt.date) -> int:
        """The position of the pipeline's stage that the opportunity stood at; 1 before there was one."""
        return max((position for since, position in self.steps if since <= day), default=1)


class World:
    """The company on the day that the demo data is loaded; everything is dated back from ``today``."""

    def __init__(self, session: Session, people: dict[str, User]):
        self.session = session
        self.people = people
        self.now = clock.now()
        self.today = clock.day_of(self.now)
        self.rng = random.Random(SEED)
        self.stages = list(session.scalars(select(Stage).order_by(Stage.position)))
        self.cases: list[Case] = []
        self._reviewers: dict[int, list[User]] = {}
        self._told: dict[tuple[int, str], dict[str, Any]] = {}
        self._audit: list[tuple[dt.datetime, str, Any, User | None, dict, dict, str]] = []

    def reviewers(self, user: User) -> list[User]:
        """Who decides about this person's work: managers first, then their assistants."""
        if user.id not in self._reviewers:
            self._reviewers[user.id] = who.reviewers_of(user)
        return self._reviewers[user.id]

    def ago(self, days: int) -> dt.date:
        """The day that lies so many days back."""
        return self.today - dt.timedelta(days=days)

    def working(self, day: dt.date) -> dt.date:
        """The working day at or before ``day``."""
        while not clock.is_working_day(day):
            day -= dt.timedelta(days=1)
        return day

    def at(self, day: dt.date, hour: int | None = None) -> dt.datetime:
        """A moment of that day within office hours, never in the future unless the day is."""
        hour = self.rng.randint(9, 17) if hour is None else hour
        moment = clock.from_local(dt.datetime.combine(day, dt.time(hour, self.rng.randrange(0, 60, 5))))
        if day <= self.today and moment >= self.now:
            start = clock.start_of(day)
            moment = start + (self.now - start) * self.rng.uniform(0.5, 0.95)
        return moment

    def after(self, moment: dt.datetime, hours: float) -> dt.datetime:
        """Some time later, but never in the future."""
        later = moment + dt.timedelta(hours=hours)
        return later if later < self.now else moment + (self.now - moment) * 0.5

    def audit(
        self,
        verb: str,
        subject: Any,
        by: User | None,
        at: dt.datetime,
        *,
        before: dict | None = None,
        after: dict | None = None,
        note: str = "",
    ) -> None:
        """Remember the audit line of something that happened; ``write_audit`` writes them in order of time."""
        self._audit.append((at, verb, subject, by, before or {}, after or {}, note))

    def retell(self, verb: str, subject: Any, by: User, after: dict) -> None:
        """Let a remembered audit line be somebody else's."""
        for place, line in enumerate(self._audit):
            if line[1] == verb and line[2] is subject:
                self._audit[place] = (line[0], verb, subject, by, {}, after, line[6])

    def write_audit(self) -> None:
        """Write every audit line; the subjects must have been flushed."""
        self._audit.sort(key=lambda line: line[0])
        if self._audit:
            self.session.execute(insert(AuditEntry), [self._line(*line) for line in self._audit])

    def tell(self, person: User, event: str, url: str, key: str, at: dt.datetime, **params: Any) -> None:
        """Remember that a person was told of something within the last weeks; what is older has been read."""
        age = (self.now - at).days
        if person.active and age <= TOLD_DAYS:
            read = at + dt.timedelta(hours=5) if age >= UNREAD_DAYS else None
            notice = {"user_id": person.id, "event": event, "params": plain(params), "url": url, "key": key}
            self._told[person.id, key] = {**notice, "created_at": at, "read_at": read}

    def write_notices(self) -> None:
        """Write every notification in order of time."""
        notices = sorted(self._told.values(), key=lambda notice: notice["created_at"])
        self.session.execute(insert(Notification), notices)

    def _line(self, at, verb, subject, by, before, after, note) -> dict[str, Any]:
        table = type(subject).__tablename__
        customer = subject.id if table == "customers" else getattr(subject, "customer_id", None)
        return {
            "at": at,
            "by_id": by.id if by else None,
            "verb": verb,
            "subject_type": table,
            "subject_id": subject.id,
            "customer_id": customer,
            "before": plain(before),
            "after": plain(after),
            "note": note,
            "address": "10.8.0.21" if by else "",
        }
