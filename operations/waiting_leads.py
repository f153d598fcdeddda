"""Leads that nobody could receive are tried again whenever somebody may (A5)."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Row, select

import clock
from extensions import db, queue
from models import Lead, Notification, Unit
from operations import after_commit, one_bell, transaction
from operations.dispatching import business_of, tell_business, try_again, waiting_key
from policy.dispatch import Inquiry, Outcome, choose, matching
from policy.leads import LeadStatus
from queries.dispatch import active_rules, candidates, inquiry_of, with_people
from queries.organisation import company_of_path

BATCH = 500


def ring_for_waiting() -> None:
    """Have the waiting leads tried again when the running transaction has been committed."""
    after_commit(queue.enqueue, "jobs.dispatch_waiting.run", job_id="dispatch_waiting:all")


def retry_waiting() -> dict[str, int]:
    """Ask the rules again for every waiting lead; how many were dispatched, and how many wait on.

    A lead is only touched when somebody is seen who may receive it; for the others business is told once a day.
    """
    counted = {"dispatched": 0, "waiting": 0}
    foresight = _Foresight()
    with one_bell():
        for lead_ids in _hopeful(foresight):
            for lead_id in lead_ids:
                row = try_again(lead_id)
                counted["dispatched" if row is not None and row.user_id else "waiting"] += 1
        counted["waiting"] += foresight.hopeless
    return counted


class _Foresight:
    """Where leads would go as far as one can tell without a lock: each kind of inquiry is asked once per company."""

    def __init__(self):
        self.hopeless = 0
        self._companies: dict[int, tuple] = {}
        self._known: dict[tuple[int, Inquiry], bool] = {}

    def sees_somebody(self, company: int, inquiry: Inquiry) -> bool:
        if (company, inquiry) not in self._known:
            self._known[company, inquiry] = self._ask(company, inquiry).person is not None
        return self._known[company, inquiry]

    def _ask(self, company: int, inquiry: Inquiry) -> Outcome:
        if company not in self._companies:
            rules = with_people(active_rules(company))
            self._companies[company] = rules, candidates(one for rule in rules for one in rule.people)
        rules, people = self._companies[company]
        return choose(matching(rules, inquiry), people)


def _hopeful(foresight: _Foresight) -> Iterator[list[int]]:
    """The waiting leads for which somebody is seen, in portions; business hears of the others."""
    columns = Lead.id, Lead.since, Lead.province, Lead.city, Lead.industry, Unit.path
    rows = select(*columns).join(Unit, Unit.id == Lead.unit_id).where(Lead.status == LeadStatus.FILTERED)
    last = 0
    while found := db.session.execute(rows.where(Lead.id > last).order_by(Lead.id).limit(BATCH)).all():
        last = found[-1].id
        companies = {path: company_of_path(path) for path in {row.path for row in found}}
        hopeful, hopeless = [], defaultdict(list)
        for row in found:
            company = companies[row.path]
            seen = foresight.sees_somebody(company, inquiry_of(row))
            if seen:
                hopeful.append(row.id)
            else:
                hopeless[company].append(row)
        for company, leads in hopeless.items():
            foresight.hopeless += len(leads)
            _alert(company, leads)
        yield hopeful


def _alert(company: int, leads: list[Row]) -> None:
    """Business is told of each of these leads once a day."""
    people, today = [person.id for person in business_of(company)], clock.today()
    keys = {waiting_key(lead, today): lead.id for lead in leads}
    mine = Notification.user_id.in_(people), Notification.key.in_(list(keys))
    told = set(db.session.scalars(select(Notification.key).where(*mine)))
    for lead_id in (keys[key] for key in keys if key not in told):
        with transaction():
            tell_business(db.session.get(Lead, lead_id))
