"""Contracts: the list, who signs, which standard texts are in use, what is due (A9.2)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from access import visible
from extensions import db
from models import Contract, ContractChange, ContractTemplate, Customer, Opportunity, Quote, Unit, User
from policy.contracting import ChangeStatus, ContractStatus
from policy.following import OpportunityStatus
from policy.permissions import Permission
from policy.quoting import IN_FORCE
from policy.roles import UnitKind
from queries.opportunities import due_on
from queries.pages import Page, keyset
from scopes import Scope, scope_of

SIGNERS = frozenset(UnitKind) - {UnitKind.DEPARTMENT}
OVER = frozenset({ChangeStatus.IN_FORCE, ChangeStatus.CANCELLED})
COLUMNS = (
    Contract.id,
    Contract.number,
    Contract.title,
    Contract.status,
    Contract.amount,
    Contract.discount,
    Contract.signed_on,
    Contract.ends_on,
    Customer.name.label("customer"),
    User.name.label("owner"),
)
WHOLE = (
    joinedload(Contract.customer),
    joinedload(Contract.opportunity),
    joinedload(Contract.quote),
    joinedload(Contract.template),
    joinedload(Contract.owner),
    joinedload(Contract.unit),
    joinedload(Contract.signing_unit),
    selectinload(Contract.milestones),
    selectinload(Contract.changes),
)
MANY = 200
MONTH = dt.timedelta(days=31)


def tabs_of(user: User) -> list[str]:
    """The lists that make sense for the reader: those of the units led, all of the company, own ones."""
    me = scope_of(user)
    keys = ["units"] if me.managed and not me.everything else []
    keys += ["all"] if me.everything or me.checked or Permission.KEEP_CONTRACTS in me.permissions else []
    return keys + (["mine"] if Permission.DRAFT_CONTRACTS in me.permissions else [])


def contract_page(user: User, tab: str, wanted: Mapping, cursors: tuple[str, str]) -> Page:
    """One page of the list, the newest first. ``wanted``: status, customer_id, q (number or title), ends_before."""
    me = scope_of(user)
    query = (
        select(*COLUMNS).join(Customer, Customer.id == Contract.customer_id).join(User, User.id == Contract.owner_id)
    )
    query = query.where(*_filters(wanted))
    sides = _sides(me, tab)
    after, before = cursors
    return keyset(query, Contract.id, Contract.id, after=after, before=before, sides=sides)


def _sides(me: Scope, tab: str) -> list[ColumnElement[bool]]:
    """The conditions that are each walked along an index."""
    if tab == "mine":
        return [Contract.owner_id == me.user_id]
    if tab == "all" and (me.everything or me.checked):
        return [] if me.everything else _units(me.checked)
    return _units(me.company | me.managed if tab == "all" else me.managed)


def _units(units: frozenset[int]) -> list[ColumnElement[bool]]:
    if not units:
        return [false()]
    if len(units) > 12:
        return [Contract.unit_id.in_(sorted(units))]
    return [Contract.unit_id == unit for unit in sorted(units)]


def _filters(wanted: Mapping) -> list[ColumnElement[bool]]:
    where = [*wanted.get("counted", ())]
    if status := wanted.get("status"):
        where.append(Contract.status == status)
    if customer_id := wanted.get("customer_id"):
        where.append(Contract.customer_id == customer_id)
    if day := wanted.get("ends_before"):
        where += [Contract.ends_on <= day, Contract.status == ContractStatus.SIGNED]
    if term := wanted.get("q"):
        where.append(
            or_(
                Contract.number.startswith(term.upper(), autoescape=True),
                Contract.title.contains(term, autoescape=True),
            )
        )
    return where


def of_opportunity(user: User, opportunity_id: int) -> list:
    """The contracts of one opportunity, as far as the reader may know them."""
    rows = visible(Contract, user).where(Contract.opportunity_id == opportunity_id)
    columns = (Contract.id, Contract.number, Contract.title, Contract.status, Contract.amount, Contract.signed_on)
    return list(db.session.execute(rows.with_only_columns(*columns).order_by(Contract.id.desc()).limit(20)))


def signing_units(unit: Unit) -> list[Unit]:
    """The companies that may sign for a unit: branch, joint venture or agent above it, and headquarters (A3.6)."""
    ids = [int(part) for part in unit.path.split("/") if part]
    rows = select(Unit).where(or_(Unit.id.in_(ids), Unit.parent_id.is_(None)), Unit.kind.in_(sorted(SIGNERS)))
    found = list(db.session.scalars(rows.order_by(func.length(Unit.path).desc(), Unit.id)))
    return found or list(db.session.scalars(select(Unit).where(Unit.parent_id.is_(None))))


def templates_in_use(user: User) -> list[ContractTemplate]:
    """The standard texts that may be chosen, the newest revision of each."""
    rows = visible(ContractTemplate, user).where(ContractTemplate.active)
    return list(db.session.scalars(rows.order_by(ContractTemplate.code, ContractTemplate.id).limit(MANY)))


def usable_template(template_id: int, contract: Contract, user: User) -> ContractTemplate | None:
    """The standard text of this id, when it is in use and of a company that signs; a newer revision stands in for it."""
    chosen = db.session.scalar(visible(ContractTemplate, user).where(ContractTemplate.id == template_id))
    if chosen is None:
        return None
    rows = select(ContractTemplate).where(
        ContractTemplate.company_id == chosen.company_id, ContractTemplate.code == chosen.code, ContractTemplate.active
    )
    found = db.session.scalars(rows.order_by(ContractTemplate.revision.desc())).first()
    signs = {unit.id for unit in signing_units(contract.unit)}
    return found if found is not None and found.company_id in signs else None


def quotes_to_sign(user: User, customer_id: int | None) -> list[Quote]:
    """The quotes in force of a customer from which a contract may be made."""
    if customer_id is None:
        return []
    taken = select(Contract.quote_id).where(
        Contract.quote_id.is_not(None), Contract.status != ContractStatus.CANCELLED, Contract.customer_id == customer_id
    )
    rows = visible(Quote, user).where(Quote.customer_id == customer_id, Quote.status.in_(sorted(IN_FORCE)))
    return list(db.session.scalars(rows.where(Quote.id.not_in(taken)).order_by(Quote.id.desc()).limit(50)))


def open_changes(contract_id: int) -> int:
    """How many change orders of a contract are neither in force nor cancelled."""
    rows = select(func.count()).where(
        ContractChange.contract_id == contract_id, ContractChange.status.not_in(sorted(OVER))
    )
    return db.session.scalar(rows)


@dataclass(frozen=True)
class Revisions:
    """One standard text with all its revisions, the newest first."""

    newest: ContractTemplate
    older: list[ContractTemplate]


def standard_texts(user: User) -> list[Revisions]:
    """Every standard text that the reader may know, by code."""
    rows = visible(ContractTemplate, user).options(
        joinedload(ContractTemplate.company), joinedload(ContractTemplate.created_by)
    )
    order = (ContractTemplate.company_id, ContractTemplate.code, ContractTemplate.revision.desc())
    found: dict[tuple[int, str], list[ContractTemplate]] = {}
    for row in db.session.scalars(rows.order_by(*order).limit(MANY * 5)):
        found.setdefault((row.company_id, row.code), []).append(row)
    return [Revisions(rows[0], rows[1:]) for rows in found.values()]


def ending_soon(today: dt.date, days: int) -> list[int]:
    """Signed contracts whose last day comes within ``days`` and of whom nobody was told."""
    rows = select(Contract.id).where(
        Contract.status == ContractStatus.SIGNED,
        Contract.ends_on <= today + dt.timedelta(days=days),
        Contract.told_of_end_at.is_(None),
    )
    return list(db.session.scalars(rows.order_by(Contract.ends_on, Contract.id)))


def overdue_won(today: dt.date) -> list[int]:
    """Contracts signed within the last month whose opportunity should have been closed by now (A6.7)."""
    rows = (
        select(Contract.id, Contract.signed_on)
        .join(Opportunity, Opportunity.id == Contract.opportunity_id)
        .where(
            Contract.status == ContractStatus.SIGNED,
            Contract.signed_on >= today - MONTH,
            Opportunity.status == OpportunityStatus.OPEN,
        )
    )
    return [row.id for row in db.session.execute(rows.order_by(Contract.id)) if due_on(row.signed_on) < today]


def choices(user: User, customer_id: int) -> list[tuple[int, str]]:
    """The opportunities of a customer that a contract may belong to: open ones, and those that were won."""
    going = (OpportunityStatus.OPEN, OpportunityStatus.WON)
    rows = visible(Opportunity, user).where(Opportunity.customer_id == customer_id, Opportunity.status.in_(going))
    rows = rows.with_only_columns(Opportunity.id, Opportunity.name).order_by(Opportunity.id.desc()).limit(MANY)
    return [(row.id, row.name) for row in db.session.execute(rows)]
