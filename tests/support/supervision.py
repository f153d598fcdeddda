"""One of everything of daily use, supervision and assessment, about the person of a realm."""

import datetime as dt

import clock
from extensions import db
from models import (
    CheckSheet,
    Customer,
    Digest,
    Finding,
    Measure,
    Opportunity,
    PresalesRequest,
    Publication,
    Ranking,
    ReportOrder,
    SpotCheck,
    UrgentEvent,
    UsageExemption,
    UsageLapse,
    User,
    Violation,
    WorkSummary,
)
from policy.assessment import MeasureKind, MeasureState, ViolationKind
from policy.checking import FindingKind
from policy.figures import Report, Rhythm
from policy.ranking import Board, SupportKind
from policy.roles import Role
from policy.summaries import SummaryKind
from policy.usage import UsageKind
from queries.organisation import company_of

MONDAY = dt.date(2026, 3, 2)
EMPTY_DAY = {
    "since": "2026-03-01T10:00:00+00:00",
    "until": "2026-03-02T10:00:00+00:00",
    "counts": {},
    "amounts": {},
    "lines": {},
    "people": [],
}
MONTHS = {"hq": "2026-01", "east": "2026-02", "jv": "2026-01", "agent": "2026-01"}
"""Headquarters and branch are one company: each month of it is published once."""


def things_of(realm: str, owner: User, customer: Customer, opportunity: Opportunity) -> dict:
    """The things by noun, flushed."""
    things = _daily(realm, owner, customer) | _supervision(realm, owner) | _assessment(realm, owner)
    things["presales_requests"] = PresalesRequest(
        opportunity_id=opportunity.id,
        customer_id=customer.id,
        asked_by_id=owner.id,
        unit_id=owner.unit_id,
        kind=SupportKind.DEMO,
        need="演示排产模块",
        wanted_on=clock.today() + dt.timedelta(days=7),
        asked_at=clock.now(),
    )
    db.session.add_all(things.values())
    db.session.flush()
    things["findings"] = Finding(
        sheet_id=things["check_sheets"].id,
        kind=FindingKind.STAGE_STALE,
        clause="A6.1",
        subject_type="opportunities",
        subject_id=opportunity.id,
        title=opportunity.name,
        url=f"/opportunities/{opportunity.id}",
        user_id=owner.id,
        unit_id=owner.unit_id,
        customer_id=customer.id,
        found_at=clock.now(),
    )
    db.session.add(things["findings"])
    db.session.flush()
    return things


def _daily(realm: str, owner: User, customer: Customer) -> dict:
    now, whose = clock.now(), {"user_id": owner.id}
    here = {"unit_id": owner.unit_id}
    return {
        "work_summaries": WorkSummary(
            **whose,
            **here,
            kind=SummaryKind.DAILY,
            first_on=MONDAY,
            last_on=MONDAY,
            words=f"{realm}的小结",
            created_at=now,
            submitted_at=now,
        ),
        "urgent_events": UrgentEvent(
            by_id=owner.id, **here, customer_id=customer.id, words=f"{realm}客户要求当天答复", at=now
        ),
        "digests": Digest(**here, day=MONDAY, content=EMPTY_DAY, sha256="0" * 64, drawn_at=now),
        "usage_exemptions": UsageExemption(
            **whose,
            kind=UsageKind.WEEKLY_QUOTA,
            from_on=MONDAY,
            until_on=MONDAY,
            reason="培训",
            by_id=owner.id,
            at=now,
        ),
        "usage_lapses": UsageLapse(
            **whose, **here, kind=UsageKind.WEEKLY_QUOTA, first_on=MONDAY, last_on=MONDAY, found_at=now
        ),
    }


def _supervision(realm: str, owner: User) -> dict:
    now = clock.now()
    return {
        "check_sheets": CheckSheet(unit_id=owner.unit_id, week=MONDAY, drawn_at=now),
        "spot_checks": SpotCheck(
            unit_id=owner.unit_id,
            subject="activities",
            from_on=MONDAY,
            until_on=MONDAY,
            size=1,
            seed="1" * 64,
            commitment="2" * 64,
            frame_sha256="3" * 64,
            drawn_at=now,
            drawn_by_id=owner.id,
        ),
        "publications": Publication(
            company_id=company_of(owner.unit_id),
            month=MONTHS[realm],
            content={},
            sha256="4" * 64,
            issued_at=now,
            issued_by_id=owner.id,
        ),
        "report_orders": ReportOrder(
            report=Report.RESULTS,
            rhythm=Rhythm.WEEKLY,
            role=Role.DIRECT_SALES,
            unit_id=owner.unit_id,
            by_id=owner.id,
            at=now,
        ),
    }


def _assessment(realm: str, owner: User) -> dict:
    now = clock.now()
    return {
        "violations": Violation(
            user_id=owner.id,
            unit_id=owner.unit_id,
            kind=ViolationKind.MISUSE,
            clause="A12.2",
            broken_clause="A6.1",
            fact_key=f"of:{realm}",
            on=MONDAY,
            title="阶段长期未更新",
            found_at=now,
        ),
        "measures": Measure(
            user_id=owner.id,
            unit_id=owner.unit_id,
            clause="A12.2",
            kind=MeasureKind.SPOKEN_WARNING,
            month=MONTHS[realm],
            key=f"of:{realm}",
            proposed_kind=MeasureKind.SPOKEN_WARNING,
            proposed_at=now,
            state=MeasureState.CONFIRMED,
            decided_at=now,
            appeal_until=clock.today() + dt.timedelta(days=5),
        ),
        "rankings": Ranking(
            company_id=company_of(owner.unit_id), month=MONTHS[realm], board=Board.SALESPEOPLE, drawn_at=now
        ),
    }
