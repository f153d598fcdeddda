"""Who has which part of the credit for a customer's results (A8.2): every figure that counts results of people asks here."""

import datetime as dt

from sqlalchemy import BigInteger, ColumnElement, ScalarSelect, and_, case, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

import clock
from columns import Money
from extensions import db
from models import Customer, CustomerOwnership, CustomerShare
from policy.credit import WHOLE, CreditFacts, credits
from queries.conflicts import running


def credit_of(customer_id: int, on: dt.date | None = None) -> dict[int, int]:
    """Percent by user id, sum 100 where the customer has an owner: now, or as it was at the end of a company day."""
    at = clock.start_of(on + dt.timedelta(days=1)) if on else None
    shares = select(CustomerShare.user_id, CustomerShare.percent).where(
        CustomerShare.customer_id == customer_id, _ran(CustomerShare, at)
    )
    owner = db.session.scalar(select(_owner(customer_id, at)))
    return credits(owner, {row.user_id: row.percent for row in db.session.execute(shares)})


def credit_facts(customer_id: int, percent: int, but_user: int | None = None) -> CreditFacts:
    """What the rule of a share of the credit is given; ``but_user`` is whose share is being given."""
    given = select(func.coalesce(func.sum(CustomerShare.percent), 0)).where(
        CustomerShare.customer_id == customer_id,
        CustomerShare.until_at.is_(None),
        CustomerShare.user_id != (but_user or 0),
    )
    return CreditFacts(percent, int(db.session.scalar(given)), running(customer_id) is not None)


def credited(
    amount: ColumnElement, user_id: int, customer_id: ColumnElement[int], at: ColumnElement | None = None
) -> ColumnElement:
    """The person's part of an amount column, as SQL: to the fen, the parts of all people sum to the whole.

    ``customer_id`` is the column that names the customer of each row. ``at`` is the column with the moment of the
    result, for figures of the past: the credit of that moment counts. Without it the present one does.
    """
    fen, owner = type_coerce(amount, BigInteger), _owner(customer_id, at)
    given = _given(fen, customer_id, at)
    part = case((owner == user_id, fen - given), else_=_given(fen, customer_id, at, user_id))
    return type_coerce(part, Money)


def followed_together(user_id: int) -> list[int]:
    """The customers that the person follows together with others, as owner or with a share, by id; they are few."""
    rows = select(CustomerShare.customer_id).join(Customer, Customer.id == CustomerShare.customer_id)
    mine = or_(CustomerShare.user_id == user_id, Customer.owner_id == user_id)
    return sorted(set(db.session.scalars(rows.where(CustomerShare.until_at.is_(None), mine))))


def _given(fen: ColumnElement, customer_id, at, user_id: int | None = None) -> ColumnElement[int]:
    """The fen that shares give of each row's amount: those of everybody besides the owner, or of one person."""
    share = aliased(CustomerShare)
    mine = (share.user_id == user_id,) if user_id else (share.user_id != func.coalesce(_owner(customer_id, at), 0),)
    whole = select(func.sum(fen * share.percent // WHOLE)).where(share.customer_id == customer_id, _ran(share, at))
    return func.coalesce(whole.where(*mine).correlate_except(share).scalar_subquery(), 0)


def _owner(customer_id, at) -> ScalarSelect:
    """Who owned the customer at the moment; at None who owns it."""
    if at is None:
        customer = aliased(Customer)
        return _alone(select(customer.owner_id).where(customer.id == customer_id), customer)
    owned = aliased(CustomerOwnership)
    return _alone(select(owned.owner_id).where(owned.customer_id == customer_id, _ran(owned, at)), owned)


def _alone(query, table) -> ScalarSelect:
    return query.correlate_except(table).scalar_subquery()


def _ran(table, at) -> ColumnElement[bool]:
    """Whether a share or ownership ran at the moment; at None whether it runs."""
    if at is None:
        return table.until_at.is_(None)
    return and_(table.from_at <= at, or_(table.until_at.is_(None), table.until_at > at))
