"""Facts for the examination of expense lines (A3.4): all lines of a claim in a handful of selects."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, literal_column, or_, select, union_all
from sqlalchemy.orm import joinedload

import clock
from extensions import db
from models import Activity, ActivityParticipant, Customer, ExpenseClaim, ExpenseLine
from policy.claims import EDITABLE
from policy.entry import CustomerStatus
from policy.evidence import ActivityFacts
from policy.expenses import Category, LineFacts, examine
from policy.filler import bare
from policy.naming import named_in, possible_names
from policy.problems import Problem
from queries import parameters

KNOWN_FOR_DAYS = 90
MOST_KNOWN = 500
WITH_EVIDENCE = (
    joinedload(ExpenseLine.customer),
    joinedload(ExpenseLine.opportunity),
    joinedload(ExpenseLine.activity).joinedload(Activity.owner),
)
WITH_FILES = joinedload(ExpenseLine.files)


def text_key(text: str) -> str:
    """What two texts are compared by: a short hash of their letters and figures; empty for nothing."""
    letters = bare(text)
    return hashlib.sha256(letters.encode()).hexdigest()[:16] if letters else ""


def lines_of(claim_id: int, *more) -> list[ExpenseLine]:
    """The lines of a claim in order, each with its customer, opportunity and activity, in one select.

    ``more`` are further loader options, such as ``WITH_FILES``.
    """
    query = select(ExpenseLine).where(ExpenseLine.claim_id == claim_id, ExpenseLine.removed_at.is_(None))
    query = query.options(*WITH_EVIDENCE, *more).order_by(ExpenseLine.position, ExpenseLine.id)
    return list(db.session.scalars(query).unique())


def findings(claim: ExpenseClaim, lines: Sequence[ExpenseLine]) -> dict[int, list[Problem]]:
    """What the policy says of each line, by line id."""
    return {line.id: examine(facts) for line, facts in zip(lines, line_facts(claim, lines), strict=True)}


def findings_of_typed(claim: ExpenseClaim, line: ExpenseLine) -> list[Problem]:
    """What the policy says of one line as it is being typed; ``line`` need not be stored."""
    return examine(line_facts(claim, [line])[0])


def line_facts(claim: ExpenseClaim, lines: Sequence[ExpenseLine]) -> list[LineFacts]:
    """The facts of each line, in their order. Lines carry ``customer``, ``opportunity`` and ``activity``."""
    others = _others(lines)
    joined = _joined(claim.claimant_id, lines)
    names = _names(claim.claimant_id, lines)
    return [_facts(claim, line, _Others.of(line, others), joined, names) for line in lines]


def with_activity(facts: LineFacts, claim: ExpenseClaim, activity: Activity) -> LineFacts:
    """The same line, if it rested on this activity, which is the claimant's own or one that they took part in."""
    tried = _activity_facts(claim, activity, False, {activity.id})
    return replace(facts, activity=tried, relates_to_action=True)


def _facts(claim, line, others, joined, names) -> LineFacts:
    day = line.spent_on
    activity = line.activity and _activity_facts(claim, line.activity, others.carried, joined)
    text = "" if line.relates_to_customer else f"{line.description} {line.progress} {line.key_value}"
    return LineFacts(
        now=clock.now(),
        today=clock.today(),
        spent_on=day,
        category=line.category or Category.OTHER,
        amount=line.amount,
        relates_to_customer=line.relates_to_customer,
        relates_to_action=line.relates_to_action,
        period=(claim.period_from, claim.period_to),
        window_days=parameters.value("activity_window_days", on=day),
        record_days=parameters.value("activity_record_days", on=day),
        least=parameters.value("least_statement", on=day),
        customer_id=line.customer_id,
        customer_name=line.customer.name if line.customer else "",
        customer_approved=bool(line.customer and line.customer.status is CustomerStatus.APPROVED),
        opportunity_customer_id=line.opportunity.customer_id if line.opportunity else None,
        progress=line.progress,
        key_value=line.key_value,
        activity=activity,
        submitted_at=None if claim.status in EDITABLE else claim.submitted_at,
        repeated=others.repeated,
        same_invoice=others.same_invoice,
        alike=others.alike,
        named=tuple(named_in(text, names)[:3]),
    )


def _activity_facts(claim: ExpenseClaim, activity: Activity, carried: bool, joined: set[int]) -> ActivityFacts:
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
    )


@dataclass(frozen=True)
class _Others:
    """What stands on other lines, anybody's, as far as it meets this one."""

    same_invoice: int
    alike: int
    carried: bool
    repeated: frozenset[str]

    @classmethod
    def of(cls, line: ExpenseLine, rows: Sequence) -> "_Others":
        """``rows`` are other lines and the line itself; those entered later count as later."""
        rest = [row for row in rows if row.id != line.id]
        earlier = [row for row in rest if line.id is None or row.id < line.id]
        elsewhere = [row for row in earlier if not _same_occasion(row, line)]
        like = (line.spent_on, line.category, line.amount)
        invoice = line.invoice_number
        return cls(
            same_invoice=sum(bool(invoice) and row.invoice_number == invoice for row in rest),
            alike=sum((row.spent_on, row.category, row.amount) == like for row in rest),
            carried=any(
                line.activity_id and (row.activity_id, row.category) == (line.activity_id, line.category)
                for row in earlier
            ),
            repeated=frozenset(
                field
                for field in ("progress", "key_value")
                if (key := text_key(getattr(line, field)))
                and any(getattr(row, f"{field}_key") == key for row in elsewhere)
            ),
        )


def _same_occasion(row, line: ExpenseLine) -> bool:
    """Whether two lines honestly say the same: they rest on one activity, or stand in one claim for one customer."""
    if line.activity_id:
        return row.activity_id == line.activity_id
    return (row.claim_id, row.customer_id) == (line.claim_id, line.customer_id)


def _others(lines: Sequence[ExpenseLine]) -> Sequence:
    """Every line of anybody that shares invoice number, day with amount and category, activity or text with these."""
    ways = [way for way in _ways(lines) if way is not None]
    if not ways:
        return []
    columns = (
        ExpenseLine.id,
        ExpenseLine.claim_id,
        ExpenseLine.spent_on,
        ExpenseLine.category,
        ExpenseLine.amount,
        ExpenseLine.invoice_number,
        ExpenseLine.customer_id,
        ExpenseLine.activity_id,
        ExpenseLine.progress_key,
        ExpenseLine.key_value_key,
    )
    parts = [select(*columns).where(way, ExpenseLine.removed_at.is_(None)) for way in ways]
    return list({row.id: row for row in db.session.execute(union_all(*parts))}.values())


def _ways(lines: Sequence[ExpenseLine]) -> Iterable[ColumnElement[bool] | None]:
    yield _among(ExpenseLine.invoice_number, {line.invoice_number for line in lines})
    yield _among(ExpenseLine.activity_id, {line.activity_id for line in lines})
    yield _among(ExpenseLine.progress_key, {text_key(line.progress) for line in lines})
    yield _among(ExpenseLine.key_value_key, {text_key(line.key_value) for line in lines})
    alike = [
        and_(
            ExpenseLine.spent_on == line.spent_on,
            ExpenseLine.category == line.category,
            ExpenseLine.amount == line.amount,
        )
        for line in lines
        if line.amount
    ]
    yield or_(*alike) if alike else None


def _among(column, values: set) -> ColumnElement[bool] | None:
    values = sorted(value for value in values if value)
    if not values:
        return None
    found = column.in_(values)
    return and_(found, column != literal_column("''")) if isinstance(values[0], str) else found


def _joined(claimant_id: int, lines: Sequence[ExpenseLine]) -> set[int]:
    """Other people's activities among these in which the claimant took part."""
    foreign = {line.activity_id for line in lines if line.activity and line.activity.owner_id != claimant_id}
    if not foreign:
        return set()
    took_part = select(ActivityParticipant.activity_id).where(
        ActivityParticipant.user_id == claimant_id, ActivityParticipant.activity_id.in_(foreign)
    )
    return set(db.session.scalars(took_part))


def _names(claimant_id: int, lines: Sequence[ExpenseLine]) -> list[str]:
    """Customers that lines declared unrelated may name: any by its registered name, the claimant's own by any name."""
    texts = [f"{line.description} {line.progress} {line.key_value}" for line in lines if not line.relates_to_customer]
    texts = [text for text in texts if len(bare(text)) >= 2]
    if not texts:
        return []
    since = clock.now() - dt.timedelta(days=KNOWN_FOR_DAYS)
    worked = select(Activity.customer_id).where(Activity.owner_id == claimant_id, Activity.starts_at >= since)
    own = select(Customer.name).where(Customer.owner_id == claimant_id).order_by(Customer.id.desc()).limit(MOST_KNOWN)
    parts = [select(own.subquery().c.name), select(Customer.name).where(Customer.id.in_(worked.limit(MOST_KNOWN)))]
    if spelt := set().union(*map(possible_names, texts)):
        parts.append(select(Customer.name).where(Customer.name_key.in_(sorted(spelt))))
    return sorted(set(db.session.scalars(union_all(*parts))))
