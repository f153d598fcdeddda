"""The lists of customers and contacts. A tab decides from which side the rows are found, so that cost stays flat."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select, true
from sqlalchemy import text as sql

from access import visible
from extensions import db
from models import (
    Activity,
    ActivityParticipant,
    Contact,
    Customer,
    CustomerShare,
    ExpenseClaim,
    ExpenseLine,
    Unit,
    User,
    UserRole,
)
from policy.entry import CustomerKind, CustomerStatus, Grade
from policy.expenses import ClaimStatus
from policy.permissions import Permission
from policy.roles import Role
from policy.tracking import Band
from policy.words import N_
from queries import report_records, search
from queries.pages import MOST_COUNTED, Page, capped_count, keyset
from scopes import Scope, scope_of

P = Permission
SORTS = {
    "newest": (Customer.id, True),
    "oldest": (Customer.id, False),
    "quiet": (Customer.clock_day, False),
    "contacted": (Customer.clock_day, True),
}
"""What a list is sorted by, and whether falling; each has its index."""
MOST_PEOPLE = 500
MANY_UNITS = 40
LOOKED_AT = 2000
"""So many rows of a tab are looked at to count; a tab that holds more is counted only as far as that."""


@dataclass(frozen=True)
class Tab:
    """One side from which customers are found; ``label`` is a message id."""

    key: str
    label: str


def tabs_of(user: User) -> list[Tab]:
    """The tabs that make sense for the person; together they hold all customers that the person may see."""
    me = scope_of(user)
    offered = (
        (P.ENTER_CUSTOMERS in me.permissions, "mine", N_("Mine")),
        (me.everything, "all", N_("All")),
        (bool(me.managed) and not me.everything, "unit", N_("My units")),
        (bool(me.served), "won", N_("Won")),
        (bool(me.checked), "claimed", N_("In expense claims")),
        (P.RECORD_ACTIVITIES in me.permissions, "shared", N_("Shared with me")),
        (P.RECORD_ACTIVITIES in me.permissions and not me.everything, "met", N_("Met together")),
        (P.VIEW_POOL in me.permissions, "pool", N_("Public pool")),
    )
    return [Tab(key, label) for offer, key, label in offered if offer]


def _side(tab: str, me: Scope) -> ColumnElement[bool]:
    """The condition of a tab, always within what the person may see."""
    if tab == "mine":
        return Customer.owner_id == me.user_id
    if tab == "all":
        return Customer.id > 0 if me.everything else false()
    if tab == "unit":
        return Customer.unit_id.in_(sorted(me.managed))
    if tab == "won":
        return and_(Customer.won_at.is_not(None), Customer.unit_id.in_(sorted(me.served)))
    if tab == "claimed":
        return _claimed(me)
    if tab == "shared":
        running = CustomerShare.user_id == me.user_id, CustomerShare.until_at.is_(None)
        return Customer.id.in_(select(CustomerShare.customer_id).where(*running))
    if tab == "met":
        joined = select(ActivityParticipant.activity_id).where(ActivityParticipant.user_id == me.user_id)
        return Customer.id.in_(select(Activity.customer_id).where(Activity.id.in_(joined)))
    pooled = Customer.owner_id.is_(None), Customer.status == CustomerStatus.APPROVED
    return and_(*pooled, Customer.unit_id.in_(sorted(me.company)))


def _claimed(me: Scope) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            ExpenseLine.customer_id == Customer.id,
            ExpenseLine.claim_id == ExpenseClaim.id,
            ExpenseLine.removed_at.is_(None),
            ExpenseClaim.unit_id.in_(sorted(me.checked)),
            ExpenseClaim.status != ClaimStatus.DRAFT,
        )
        .correlate(Customer)
    )


COLUMNS = (
    Customer.id,
    Customer.name,
    Customer.kind,
    Customer.status,
    Customer.grade,
    Customer.city,
    Customer.industry,
    Customer.band,
    Customer.clock_day,
    Customer.last_contact_at,
    Customer.entry_due_on,
    User.name.label("owner"),
    Unit.name.label("unit"),
)


@dataclass(frozen=True)
class CustomerList:
    """One page of the list, how many there are (capped; None when counting would take long), tab and sort in force."""

    page: Page
    total: int | None
    tab: str
    sort: str
    tabs: list[Tab]


def customer_list(user: User, args: Mapping[str, str]) -> CustomerList:
    """The list that the address asks for; odd values count as absent."""
    me, tabs = scope_of(user), tabs_of(user)
    tab = next((tab.key for tab in tabs if tab.key == args.get("tab")), tabs[0].key if tabs else "met")
    sort = args.get("sort") if args.get("sort") in SORTS else "newest"
    hits = search.look_up(args["q"]) if args.get("q") else None
    where = [*_filters(args, me), *([hits.narrow()] if hits else [])]
    if SORTS[sort][0] is Customer.clock_day and tab != "pool":
        where.append(Customer.owner_id.is_not(None))
    few = hits is not None and hits.ids is not None
    return CustomerList(_page(tab, me, where, sort, args), _total(_side(tab, me), where, few), tab, sort, tabs)


def _total(side: ColumnElement[bool], where: list, few: bool) -> int | None:
    """How many there are; where filters leave too many to look at, None, unless enough show up at once."""
    if few:
        return capped_count(select(Customer.id).where(side, *where))
    hit = case((and_(true(), *where), 1), else_=0).label("hit")
    looked_at = select(hit).where(side).limit(LOOKED_AT + 1).subquery()
    rows, hits = db.session.execute(select(func.count(), func.coalesce(func.sum(looked_at.c.hit), 0))).one()
    return hits if rows <= LOOKED_AT or hits > MOST_COUNTED else None


def _page(tab: str, me: Scope, where: list, sort: str, args: Mapping[str, str]) -> Page:
    column, falling = SORTS[sort]
    query = select(*COLUMNS).outerjoin(User, User.id == Customer.owner_id).outerjoin(Unit, Unit.id == Customer.unit_id)
    sides = _walks(tab, me, args)
    cursors = {"after": args.get("after", ""), "before": args.get("before", ""), "descending": falling}
    return keyset(query.where(*where), column, Customer.id, sides=sides, **cursors)


def _walks(tab: str, me: Scope, args: Mapping[str, str]) -> list[ColumnElement[bool]]:
    """The conditions that are each walked by an index; more than one for a person with several units."""
    narrower = _number(args, "owner_id") or _number(args, "unit_id")
    if tab == "unit" and not narrower and len(me.managed) <= MANY_UNITS:
        return [Customer.unit_id == unit for unit in sorted(me.managed)]
    return [_side(tab, me)]


def _number(args: Mapping[str, str], name: str) -> int | None:
    typed = args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def _filters(args: Mapping[str, str], me: Scope) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    for name, words in (("kind", CustomerKind), ("grade", Grade), ("status", CustomerStatus), ("band", Band)):
        if args.get(name) in set(words):
            where.append(getattr(Customer, name) == words(args[name]))
    for name in ("province", "city", "industry"):
        if args.get(name):
            where.append(getattr(Customer, name) == args[name][:40])
    if owner := _number(args, "owner_id"):
        where.append(Customer.owner_id == owner)
    if unit := _number(args, "unit_id"):
        where.append(Customer.unit_id.in_(_below(unit)))
    if args.get("status") not in set(CustomerStatus):
        where.append(Customer.status != CustomerStatus.LAPSED)
    where += report_records.customers(args)
    # Said in the words of the partial indexes, which the databases else would not use.
    if args.get("status") in set(CustomerStatus) - {CustomerStatus.APPROVED}:
        where.append(sql("customers.status <> 'approved'"))
    if args.get("band") in set(Band) - {Band.FRESH}:
        where.append(sql("customers.band <> 'fresh'"))
    return where


def _below(unit_id: int) -> list[int]:
    path = db.session.scalar(select(Unit.path).where(Unit.id == unit_id))
    return sorted(db.session.scalars(select(Unit.id).where(Unit.path.startswith(path)))) if path else [unit_id]


def colleagues(
    user: User, but: int | None = None, roles: Collection[Role] = (), units: Collection[int] = ()
) -> list[tuple[int, str]]:
    """Active people of the person's own company for a choice: ``(id, "name (unit)")``; with these roles, in these units."""
    query = visible(User, user).join(Unit, Unit.id == User.unit_id).where(User.active, User.id != (but or 0))
    if roles:
        query = query.where(User.id.in_(select(UserRole.user_id).where(UserRole.role.in_(sorted(roles)))))
    if units:
        query = query.where(User.unit_id.in_(sorted(units)))
    query = query.with_only_columns(User.id, User.name, Unit.name.label("unit")).order_by(Unit.path, User.id)
    return [(row.id, f"{row.name} ({row.unit})") for row in db.session.execute(query.limit(MOST_PEOPLE))]


def units_of(user: User) -> list[tuple[int, str]]:
    """The units that the person leads, for a choice, in the order of the tree."""
    managed = scope_of(user).managed
    if len(managed) < 2:
        return []
    rows = select(Unit.id, Unit.name, Unit.path).where(Unit.id.in_(sorted(managed)), Unit.active).order_by(Unit.path)
    return [(row.id, row.name) for row in db.session.execute(rows.limit(MOST_PEOPLE))]


def contact_page(user: User, args: Mapping[str, str]) -> Page:
    """Contacts of the customers that one owns or leads; by name, phone or mail among all that one may see."""
    me, term = scope_of(user), args.get("q", "").strip()[:80]
    columns = (Contact.id, Contact.name, Contact.title, Contact.phone, Contact.email, Contact.decision_role)
    query = visible(Contact, user).where(search.contact_hits(term)) if term else select(Contact).where(_led(me))
    query = query.join(Customer, Customer.id == Contact.customer_id)
    query = query.with_only_columns(*columns, Contact.active, Contact.customer_id, Customer.name.label("customer"))
    return keyset(query, Contact.id, Contact.id, after=args.get("after", ""), before=args.get("before", ""))


def _led(me: Scope) -> ColumnElement[bool]:
    if me.everything:
        return Contact.id > 0
    led = [Customer.unit_id.in_(sorted(me.managed))] if me.managed else []
    return or_(Customer.owner_id == me.user_id, *led)
