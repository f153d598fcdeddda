"""What is true of the public pool: its list, who may claim, and whose turn it is to leave (A7.3)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, and_, false, func, select
from sqlalchemy.orm import joinedload

import clock
from extensions import db
from models import Customer, CustomerOwnership, PoolRelease, TrackingNotice, User, UserRole
from policy.entry import CustomerKind, CustomerStatus, Grade
from policy.permissions import ROLES, Permission
from policy.pool import AssignFacts, ClaimFacts, GiveUpFacts, free_again
from policy.tracking import GRACE_DAYS, Band, OwnershipReason
from queries import parameters, search
from queries.tracking import held_back, limits, reached
from scopes import permissions_of, scope_of

BATCH = 500
MOST_PEOPLE = 500
CLAIMING = ("pool_claim_limit", "pool_daily_limit", "pool_cooldown_days")


def overdue_ids(today: dt.date) -> Iterator[int]:
    """The customers that the clock releases today: beyond the limit of their grade, alarmed long enough ago, and with
    nothing that keeps them; in order of id."""
    warned = and_(
        TrackingNotice.customer_id == Customer.id,
        TrackingNotice.owner_id == Customer.owner_id,
        TrackingNotice.band == Band.ALARM,
        TrackingNotice.clock_day == Customer.clock_day,
        TrackingNotice.noticed_at < clock.start_of(today - dt.timedelta(days=GRACE_DAYS - 1)),
    )
    due = (
        select(Customer.id)
        .join(TrackingNotice, warned)
        .where(
            Customer.owner_id.is_not(None),
            Customer.status == CustomerStatus.APPROVED,
            reached(limits(today), Band.POOL, today),
            ~held_back(today),
        )
        .order_by(Customer.id)
        .limit(BATCH)
    )
    last = 0
    while ids := db.session.scalars(due.where(Customer.id > last)).all():
        yield from ids
        last = ids[-1]


def held_from_pool(user_id: int) -> int:
    """How many customers the person holds that were claimed from the pool."""
    running = CustomerOwnership.owner_id == user_id, CustomerOwnership.until_at.is_(None)
    return db.session.scalar(
        select(func.count(CustomerOwnership.id)).where(*running, CustomerOwnership.gained == OwnershipReason.CLAIMED)
    )


def claimed_today(user_id: int) -> int:
    """How many customers the person claimed on this company day, whoever owns them now."""
    mine = CustomerOwnership.owner_id == user_id, CustomerOwnership.gained == OwnershipReason.CLAIMED
    since = CustomerOwnership.from_at >= clock.start_of(clock.today())
    return db.session.scalar(select(func.count(CustomerOwnership.id)).where(*mine, since))


def left_on(customer_id: int, user_id: int) -> dt.date | None:
    """The last company day on which the customer left this person, whoever owned it before or since."""
    ended = db.session.scalar(
        select(func.max(CustomerOwnership.until_at)).where(
            CustomerOwnership.customer_id == customer_id, CustomerOwnership.owner_id == user_id
        )
    )
    return clock.day_of(ended) if ended else None


def claim_facts(customer: Customer, by: User) -> ClaimFacts:
    """What the claim rule is given."""
    today = clock.today()
    values = parameters.values(*CLAIMING, on=today)
    return ClaimFacts(
        sells=Permission.CLAIM_FROM_POOL in permissions_of(by),
        same_company=customer.unit_id in scope_of(by).company,
        approved=customer.status == CustomerStatus.APPROVED,
        pooled=customer.owner_id is None,
        held=held_from_pool(by.id),
        limit=int(values["pool_claim_limit"]),
        claimed_today=claimed_today(by.id),
        daily_limit=int(values["pool_daily_limit"]),
        left_on=left_on(customer.id, by.id),
        cooldown_days=int(values["pool_cooldown_days"]),
        today=today,
    )


def assign_facts(customer: Customer, to: User, by: User) -> AssignFacts:
    """What the rule of an assignment is given."""
    me = scope_of(by)
    return AssignFacts(
        pooled=customer.owner_id is None,
        approved=customer.status == CustomerStatus.APPROVED,
        same_company=customer.unit_id in me.company,
        subordinate=to.active and to.unit_id in me.managed,
        sells=Permission.CLAIM_FROM_POOL in permissions_of(to),
    )


def give_up_facts(customer: Customer, by: User, note: str) -> GiveUpFacts:
    """What the rule of giving up by hand is given."""
    me = scope_of(by)
    manages = Permission.RELEASE_TO_POOL in me.permissions and customer.unit_id in me.managed
    return GiveUpFacts(
        owned=customer.owner_id is not None,
        approved=customer.status == CustomerStatus.APPROVED,
        allowed=customer.owner_id == by.id or manages,
        note=note,
    )


@dataclass(frozen=True)
class PoolFilters:
    """What the reader asked for; absent ones are None or empty. ``days`` is in the pool for at least so long."""

    term: str = ""
    kind: CustomerKind | None = None
    grade: Grade | None = None
    industry: str = ""
    province: str = ""
    days: int | None = None
    former_owner: int | None = None

    def __bool__(self) -> bool:
        return any((self.term, self.kind, self.grade, self.industry, self.province, self.days, self.former_owner))


def pooled(user: User, filters: PoolFilters | None = None) -> Select:
    """The customers of the person's own pool that pass the filters."""
    filters, me = filters or PoolFilters(), scope_of(user)
    mine = Customer.unit_id.in_(sorted(me.company)) if Permission.VIEW_POOL in me.permissions else false()
    # Said like this, because `owner_id IS NULL` would lead SQLite to all of the pool at once instead of a page of it.
    free = func.coalesce(Customer.owner_id, 0) == 0
    rows = select(Customer).where(
        Customer.pooled_at.is_not(None), free, Customer.status == CustomerStatus.APPROVED, mine
    )
    for column in ("kind", "grade", "industry", "province"):
        if wanted := getattr(filters, column):
            rows = rows.where(getattr(Customer, column) == wanted)
    if filters.days:
        rows = rows.where(Customer.pooled_at < clock.start_of(clock.today() - dt.timedelta(days=filters.days - 1)))
    if filters.former_owner:
        rows = rows.where(Customer.id.in_(_once_of(filters.former_owner)))
    hits = search.look_up(filters.term) if filters.term else None
    return rows if hits is None else rows.where(hits.narrow())


def _once_of(user_id: int) -> Select:
    ended = CustomerOwnership.ended.in_([OwnershipReason.RELEASED, OwnershipReason.GIVEN_UP])
    return select(CustomerOwnership.customer_id).where(CustomerOwnership.owner_id == user_id, ended)


def former_owners(user: User) -> list[User]:
    """The people of the units that the person leads, active or gone, from whom customers went to the pool."""
    me = scope_of(user)
    if not me.managed:
        return []
    left = select(PoolRelease.id).where(PoolRelease.former_owner_id == User.id).exists()
    people = select(User).where(User.unit_id.in_(sorted(me.managed & me.company)), left)
    return list(db.session.scalars(people.order_by(User.name, User.id).limit(MOST_PEOPLE)))


def claimable(user: User, customer_id: int) -> Customer | None:
    """A customer that the person could find in the own pool now, or could until a day ago: who comes second may know
    that somebody was faster, and nobody learns more than the pool showed."""
    since = clock.now() - dt.timedelta(days=1)
    left_the_pool = select(CustomerOwnership.id).where(
        CustomerOwnership.customer_id == Customer.id,
        CustomerOwnership.until_at.is_(None),
        CustomerOwnership.gained.in_([OwnershipReason.CLAIMED, OwnershipReason.ASSIGNED]),
        CustomerOwnership.from_at > since,
    )
    mine = Customer.unit_id.in_(sorted(scope_of(user).company)), Customer.status == CustomerStatus.APPROVED
    row = select(Customer).where(Customer.id == customer_id, *mine).execution_options(populate_existing=True)
    return db.session.scalar(row.where(Customer.owner_id.is_(None) | left_the_pool.exists()))


@dataclass(frozen=True)
class Around:
    """What the list says beside each customer: its last release, and from when the reader may claim it again."""

    releases: dict[int, PoolRelease]
    free_on: dict[int, dt.date]
    held: int
    limit: int
    claimed_today: int
    daily_limit: int

    @property
    def full(self) -> bool:
        return self.held >= self.limit

    @property
    def day_is_full(self) -> bool:
        return self.claimed_today >= self.daily_limit


def around(customer_ids: list[int], user: User) -> Around:
    """For the customers of one page at once."""
    today = clock.today()
    values = parameters.values(*CLAIMING, on=today)
    days = int(values["pool_cooldown_days"])
    free = {one: free_again(day, days) for one, day in _last_left(customer_ids, user.id).items()}
    return Around(
        releases=_last_releases(customer_ids),
        free_on={one: day for one, day in free.items() if day > today},
        held=held_from_pool(user.id),
        limit=int(values["pool_claim_limit"]),
        claimed_today=claimed_today(user.id),
        daily_limit=int(values["pool_daily_limit"]),
    )


def _last_left(customer_ids: list[int], user_id: int) -> dict[int, dt.date]:
    rows = db.session.execute(
        select(CustomerOwnership.customer_id, func.max(CustomerOwnership.until_at))
        .where(CustomerOwnership.customer_id.in_(customer_ids), CustomerOwnership.owner_id == user_id)
        .group_by(CustomerOwnership.customer_id)
    )
    return {customer_id: clock.day_of(ended) for customer_id, ended in rows if ended}


def last_release(customer_id: int) -> PoolRelease | None:
    """When and why the customer last came to the pool, and from whom."""
    return _last_releases([customer_id]).get(customer_id)


def _last_releases(customer_ids: list[int]) -> dict[int, PoolRelease]:
    newest = select(func.max(PoolRelease.id)).where(PoolRelease.customer_id.in_(customer_ids))
    rows = select(PoolRelease).where(PoolRelease.id.in_(newest.group_by(PoolRelease.customer_id)))
    return {row.customer_id: row for row in db.session.scalars(rows.options(joinedload(PoolRelease.former_owner)))}


def assignable(user: User) -> list[User]:
    """The people whom a manager may assign a pooled customer to."""
    selling = [role for role, permissions in ROLES.items() if Permission.CLAIM_FROM_POOL in permissions]
    sellers = select(UserRole.user_id).where(UserRole.role.in_(selling))
    people = select(User).where(User.active, User.unit_id.in_(sorted(scope_of(user).managed)), User.id.in_(sellers))
    return list(db.session.scalars(people.order_by(User.name, User.id)))
