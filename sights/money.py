"""Who may know of invoices, collections, statements and dunning (A9.4)."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, false, or_, true

from models import Collection, Contract
from policy.permissions import Permission
from scopes import Scope
from sights.business import contracts
from sights.conditions import names_one, within


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
