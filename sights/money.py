"""Who may know of invoices, collections, statements and dunning (A9.4)."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, false, or_, true

from models import Collection, Contract, Customer, StatementLine
from policy.entry import CustomerStatus
from policy.permissions import Permission
from scopes import Scope
from sights.business import contracts
from sights.conditions import names_one, within

MOST_SIDES = 12


def on_contracts(model: type) -> Callable[[Scope], ColumnElement[bool]]:
    """Invoices, receivables and dunning are for who sees the contract and needs its money (A9.4)."""

    def rule(me: Scope) -> ColumnElement[bool]:
        if Permission.VIEW_RECEIVABLES not in me.permissions:
            return false()
        return true() if me.everything else names_one(model.contract_id, Contract, contracts(me))

    return rule


def collections(me: Scope) -> ColumnElement[bool]:
    """Money for one contract is for who sees it; money for several, for who keeps or leads the receivables there."""
    if Permission.VIEW_RECEIVABLES not in me.permissions:
        return false()
    if me.everything:
        return true()
    common = within(Collection.unit_id, me.managed | me.checked)
    return or_(
        and_(Collection.contract_id.is_(None), common), names_one(Collection.contract_id, Contract, contracts(me))
    )


def statements(me: Scope) -> ColumnElement[bool]:
    return true() if Permission.VIEW_RECEIVABLES in me.permissions else false()


def line_units(me: Scope) -> frozenset[int]:
    """The units of whose frozen lines the person reads all."""
    return me.managed | me.checked | (me.company if Permission.KEEP_CONTRACTS in me.permissions else frozenset())


def own_lines(me: Scope) -> ColumnElement[bool]:
    """The lines of contracts that the person had then and has now."""
    return and_(
        StatementLine.owner_id == me.user_id,
        names_one(StatementLine.contract_id, Contract, Contract.owner_id == me.user_id),
    )


def line_sides(me: Scope) -> list[ColumnElement[bool]]:
    """The conditions of which a line meets one, each to be walked along an index of its own; none for who sees all."""
    if Permission.VIEW_RECEIVABLES not in me.permissions:
        return [false()]
    if me.everything:
        return []
    units = sorted(line_units(me))
    if len(units) > MOST_SIDES:
        return [StatementLine.unit_id.in_(units), own_lines(me)]
    return [*(StatementLine.unit_id == unit for unit in units), own_lines(me)]


def statement_lines(me: Scope) -> ColumnElement[bool]:
    """What was frozen is for who leads, keeps or checks the unit that had the contract, and for who had it and has it."""
    sides = line_sides(me)
    return or_(*sides) if sides else true()


def payers(me: Scope) -> ColumnElement[bool]:
    """Approved customers whose money the person keeps: theirs are the names that finance must find, nothing else of them."""
    if Permission.KEEP_RECEIVABLES not in me.permissions:
        return false()
    return and_(Customer.status == CustomerStatus.APPROVED, within(Customer.unit_id, me.checked))
