"""The credit of many customers at many moments, for counts that are carried out person by person (A8.2, A12.4, A12.6)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import select

from extensions import db
from models import CustomerOwnership, CustomerShare
from policy.credit import credits, parts

PORTION = 500
"""So many customers are named in one select."""


class Credits:
    """Percent by person for customers that were loaded: ``of(customer_id, at)``, as ``queries.credit`` has it."""

    def __init__(self, customers: Iterable[int]):
        self._owned: dict[int, list] = defaultdict(list)
        self._shared: dict[int, list] = defaultdict(list)
        wanted = sorted(set(customers))
        for start in range(0, len(wanted), PORTION):
            self._load(wanted[start : start + PORTION])

    def _load(self, ids: list[int]) -> None:
        ownership, share = CustomerOwnership, CustomerShare
        owned = select(ownership.customer_id, ownership.from_at, ownership.until_at, ownership.owner_id)
        for customer, *row in db.session.execute(owned.where(ownership.customer_id.in_(ids)).order_by(ownership.id)):
            self._owned[customer].append(row)
        shared = select(share.customer_id, share.from_at, share.until_at, share.user_id, share.percent)
        for customer, *row in db.session.execute(shared.where(share.customer_id.in_(ids)).order_by(share.id)):
            self._shared[customer].append(row)

    def of(self, customer_id: int, at: dt.datetime) -> dict[int, int]:
        """Who had which part of the credit at that moment; nobody's where nobody owned the customer."""
        return credits(*self._who(customer_id, at))

    def parts(self, amount: Decimal, customer_id: int, at: dt.datetime) -> dict[int, Decimal]:
        """An amount in yuan divided by the credit of that moment, to the fen."""
        return parts(amount, *self._who(customer_id, at))

    def _who(self, customer_id: int, at: dt.datetime) -> tuple[int | None, dict[int, int]]:
        owner = next((who for since, until, who in self._owned[customer_id] if _ran(since, until, at)), None)
        return owner, {who: part for since, until, who, part in self._shared[customer_id] if _ran(since, until, at)}


def _ran(since: dt.datetime, until: dt.datetime | None, at: dt.datetime) -> bool:
    return since <= at and (until is None or until > at)
