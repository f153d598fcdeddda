"""How trips are approved (A3.4): by who leads the traveller, before money is spent; the absence and the advance follow."""

from typing import Any

import clock
from extensions import db
from models import Approval, ExpenseAdvance, TripRequest, User
from operations import absences, record
from operations.approval_kinds import AMOUNT, Handler, register
from operations.numbering import numbered
from policy.approvals import ApprovalKind, Evidence, StepPlan
from policy.dispatch import AbsenceKind
from policy.problems import Problem
from policy.trips import APPROVAL, PlanFacts, TripStatus, cities_of, plan_doubts
from policy.words import N_
from queries.advances import owed_by
from queries.trips import absence_around


def facts_of_plan(trip: TripRequest) -> PlanFacts:
    """What the rules of planning ask about."""
    days = [clock.day_of(one.starts_at) for one in trip.activities]
    return PlanFacts(
        from_on=trip.from_on,
        until_on=trip.until_on,
        today=clock.today(),
        cities=cities_of(trip.cities),
        estimate=trip.estimate,
        advance_wanted=trip.advance_wanted,
        activities=len(days),
        outside=sum(not trip.from_on <= day <= trip.until_on for day in days),
        owed=owed_by(trip.traveller_id),
    )


class TripApproval(Handler):
    """A business trip, with what is planned on it and the advance that is asked for."""

    model = TripRequest

    def title(self, subject: TripRequest) -> str:
        return f"{subject.number} {subject.cities}"

    def url(self, subject: TripRequest) -> str:
        return f"/trips/{subject.id}"

    def customer_id(self, subject: TripRequest) -> int | None:
        return None

    def barred(self, subject: TripRequest) -> set[int]:
        return {subject.traveller_id}

    def content(self, subject: TripRequest) -> dict[str, Any]:
        return {
            "traveller": subject.traveller.name,
            "purpose": subject.purpose,
            "cities": subject.cities,
            "from_on": subject.from_on,
            "until_on": subject.until_on,
            "estimate": subject.estimate,
            "advance_wanted": subject.advance_wanted,
            "activities": [
                f"{clock.day_of(one.starts_at)} {one.subject} {one.customer.name if one.customer else ''}".strip()
                for one in subject.activities
            ],
        }

    def labels(self) -> dict[str, str]:
        return {
            "traveller": N_("Traveller"),
            "purpose": N_("Purpose"),
            "cities": N_("Cities"),
            "from_on": N_("First day"),
            "until_on": N_("Last day"),
            "estimate": N_("Estimated cost"),
            "advance_wanted": N_("Advance wanted"),
            "activities": N_("Planned activities"),
        }

    def words(self) -> dict[str, dict[str, str] | str]:
        return {"estimate": AMOUNT, "advance_wanted": AMOUNT}

    def route(self, subject: TripRequest) -> list[StepPlan]:
        return [APPROVAL]

    def problems(self, subject: TripRequest) -> list[Problem]:
        return list(plan_doubts(facts_of_plan(subject)))

    def plain(self, subject: TripRequest) -> bool:
        return not self.problems(subject) and not subject.advance_wanted

    def evidence(self, subject: TripRequest) -> list[Evidence]:
        facts = [
            Evidence(N_("Traveller"), subject.traveller.name),
            Evidence(N_("Estimated cost"), subject.estimate, clause="A3.4"),
        ]
        return facts + [
            Evidence(
                N_("Planned activity"), f"{clock.day_of(one.starts_at)} {one.subject}", url=f"/activities/{one.id}"
            )
            for one in subject.activities
        ]

    def approved(self, subject: TripRequest, approval: Approval, by: User | None) -> None:
        """The traveller is away on these days, and finance pays the advance out."""
        subject.status, subject.decided_at = TripStatus.APPROVED, clock.now()
        subject.absence = absence_around(subject) or absences.enter(
            subject.traveller,
            AbsenceKind.TRAVEL,
            subject.from_on,
            subject.until_on,
            subject.traveller,
            subject.number,
            place=subject.cities,
        )
        if subject.advance_wanted > 0:
            _grant(subject, by)

    def returned(self, subject: TripRequest, approval: Approval, by: User) -> None:
        subject.status, subject.decided_at = TripStatus.RETURNED, clock.now()

    def withdrawn(self, subject: TripRequest, approval: Approval, by: User) -> None:
        subject.status = TripStatus.DRAFT

    def voided(self, subject: TripRequest, approval: Approval) -> None:
        if subject.status is TripStatus.SUBMITTED:
            subject.status = TripStatus.DRAFT


register(ApprovalKind.TRIP, TripApproval())


def _grant(trip: TripRequest, by: User | None) -> None:
    advance = ExpenseAdvance(
        person_id=trip.traveller_id,
        unit_id=trip.unit_id,
        trip_id=trip.id,
        amount=trip.advance_wanted,
        created_at=clock.now(),
    )
    db.session.flush()
    numbered(advance, "JZ")
    record("advance_granted", advance, by, after={"amount": advance.amount, "number": advance.number})
