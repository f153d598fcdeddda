"""Facts for the examination of expense lines (A3.4): all lines of a claim in a few dozen selects at most."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

import clock
from extensions import db
from models import Activity, ExpenseClaim, ExpenseLine
from policy.claims import EDITABLE
from policy.entry import CustomerStatus
from policy.examination import Examination, examine
from policy.expenses import Category
from policy.line_facts import ActivityFacts, LineFacts
from policy.naming import named_in
from policy.problems import Problem
from queries import parameters
from queries.expense_checks.claimants import joined, names_known, present
from queries.expense_checks.journeys import house_of, journey, trip_cities
from queries.expense_checks.limits import Limits
from queries.expense_checks.movements import moved, movements
from queries.expense_checks.others import Meetings, Others, others_of, tables_of_others
from queries.expense_checks.statements import similar
from queries.expense_invoices import facts_of, same_files

WITH_EVIDENCE = (
    joinedload(ExpenseLine.customer),
    joinedload(ExpenseLine.opportunity),
    joinedload(ExpenseLine.activity).joinedload(Activity.owner),
)
WITH_FILES = joinedload(ExpenseLine.files)
BY_DAY = {
    "window_days": "activity_window_days",
    "record_days": "activity_record_days",
    "least": "least_statement",
    "term_days": "claim_term_days",
    "movement_days": "movement_days",
    "similar_share": "similar_share",
    "own_heads_per_guest": "own_heads_per_guest",
    "invoice_from": "invoice_from",
    "invoice_days": "invoice_days",
}
"""The numbers of the policy that hold for the day of an expense: fact to parameter."""


def lines_of(claim_id: int, *more) -> list[ExpenseLine]:
    """The lines of a claim in order, each with its customer, opportunity and activity, in one select.

    ``more`` are further loader options, such as ``WITH_FILES``.
    """
    query = select(ExpenseLine).where(ExpenseLine.claim_id == claim_id, ExpenseLine.removed_at.is_(None))
    query = query.options(*WITH_EVIDENCE, *more).order_by(ExpenseLine.position, ExpenseLine.id)
    return list(db.session.scalars(query).unique())


def examinations(claim: ExpenseClaim, lines: Sequence[ExpenseLine]) -> dict[int, Examination]:
    """What every check says of each line, by line id."""
    return {line.id: examine(facts) for line, facts in zip(lines, line_facts(claim, lines), strict=True)}


def findings(claim: ExpenseClaim, lines: Sequence[ExpenseLine]) -> dict[int, list[Problem]]:
    """What is wrong or doubtful in each line, by line id."""
    return {line_id: found.problems for line_id, found in examinations(claim, lines).items()}


def examination_of_typed(claim: ExpenseClaim, line: ExpenseLine) -> Examination:
    """What every check says of one line as it is being typed; ``line`` need not be stored."""
    return examine(line_facts(claim, [line])[0])


def line_facts(claim: ExpenseClaim, lines: Sequence[ExpenseLine]) -> list[LineFacts]:
    """The facts of each line, in their order. Lines carry ``customer``, ``opportunity`` and ``activity``."""
    around = _Around(claim, lines)
    return [around.facts(line, likeness) for line, likeness in zip(lines, around.similar, strict=True)]


def with_activity(facts: LineFacts, claim: ExpenseClaim, activity: Activity) -> LineFacts:
    """The same line, if it rested on this activity, which is the claimant's own or one that they took part in."""
    tried = _activity_facts(claim, activity, False, {activity.id}, (0, 1))
    return replace(facts, activity=tried, relates_to_action=True)


class _Around:
    """Everything around the lines of one claim, asked once for all of them."""

    def __init__(self, claim: ExpenseClaim, lines: Sequence[ExpenseLine]):
        numbers = parameters.values("movement_days", "similar_lines", "split_days")
        by = claim.claimant_id
        self.claim, self.now, self.today = claim, clock.now(), clock.today()
        self.met, self.joined, self.names = Meetings(others_of(lines)), joined(by, lines), names_known(by, lines)
        self.tables, self.present = tables_of_others(by, lines), present(lines)
        self.similar = similar(by, lines, int(numbers["similar_lines"]))
        self.movements = movements(lines, max(int(numbers["movement_days"]), 1))
        self.journey, self.trip_cities = journey(by, lines), trip_cities(claim)
        self.house = house_of(claim.unit)
        self.limits = Limits(claim, claim.unit, lines, int(numbers["split_days"])) if lines else None
        self.invoices, self.files = facts_of(lines, claim.status not in EDITABLE), same_files(lines)
        self.numbers: dict = {}

    def facts(self, line: ExpenseLine, likeness: dict) -> LineFacts:
        """The facts of one line."""
        claim, numbers = self.claim, self._numbers(line.spent_on)
        others = Others.of(line, self.met.of(line))
        handed_in = None if claim.status in EDITABLE else claim.submitted_at
        activity = line.activity and _activity_facts(
            claim, line.activity, others.carried, self.joined, self.present.get(line.activity.id, (0, 1))
        )
        return LineFacts(
            now=self.now,
            today=self.today,
            period=(claim.period_from, claim.period_to),
            line_id=line.id,
            **self._written(line),
            **self._of_customer(line),
            **numbers,
            activity=activity,
            submitted_at=handed_in,
            submitted_on=handed_in and clock.day_of(handed_in),
            repeated=others.repeated,
            similar=likeness,
            moved=moved(line, self.movements, int(numbers["movement_days"])),
            table_of_others=self.tables.get((line.customer_id, line.spent_on, line.category), 0),
            same_invoice=others.same_invoice,
            same_files=self.files.get(line.id, 0),
            alike=others.alike,
            named=self._named(line),
            invoices=self.invoices.get(line.id, ()),
            our_titles=self.house.titles,
            our_tax_numbers=self.house.tax_numbers,
            limits=self.limits.of(line) if self.limits.rows else (),
            journey=self.journey,
            trip_cities=self.trip_cities,
            home=self.house.city,
        )

    def _numbers(self, day) -> dict:
        if day not in self.numbers:
            values = parameters.values(*BY_DAY.values(), on=day)
            self.numbers[day] = {fact: values[name] for fact, name in BY_DAY.items()}
        return self.numbers[day]

    def _named(self, line: ExpenseLine) -> tuple[str, ...]:
        if line.relates_to_customer:
            return ()
        return tuple(named_in(f"{line.description} {line.progress} {line.key_value}", self.names)[:3])

    @staticmethod
    def _written(line: ExpenseLine) -> dict:
        same = ("spent_on", "amount", "relates_to_customer", "relates_to_action", "ended_on", "headcount")
        texts = ("city", "from_city", "invoice_number", "description", "progress", "key_value")
        return (
            {name: getattr(line, name) for name in same}
            | {name: getattr(line, name) or "" for name in texts}
            | {"category": line.category or Category.OTHER}
        )

    @staticmethod
    def _of_customer(line: ExpenseLine) -> dict:
        customer = line.customer
        return {
            "customer_id": line.customer_id,
            "customer_name": customer.name if customer else "",
            "customer_city": customer.city if customer else "",
            "customer_approved": bool(customer and customer.status is CustomerStatus.APPROVED),
            "opportunity_customer_id": line.opportunity.customer_id if line.opportunity else None,
        }


def _activity_facts(
    claim: ExpenseClaim, activity: Activity, carried: bool, joined: set[int], present: tuple[int, int]
) -> ActivityFacts:
    first = clock.day_of(activity.starts_at)
    return ActivityFacts(
        status=activity.status,
        starts_at=activity.starts_at,
        first_day=first,
        last_day=max(first, clock.day_of(activity.ends_at)) if activity.ends_at else first,
        own=activity.owner_id == claim.claimant_id or activity.id in joined,
        customer_id=activity.customer_id,
        recorded_on=clock.day_of(activity.recorded_at) if activity.recorded_at else None,
        changed_at=activity.changed_at,
        carries_category=carried,
        city=activity.city,
        contacts=present[0],
        colleagues=present[1],
    )
