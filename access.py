"""Who may do what, who sees what. Closed where nothing opens it (A13).

A door names a permission with ``requires`` and reads scoped tables only through ``visible``: 404 for what one may not
know, 403 for what one may not do.
"""

import functools
from collections.abc import Callable
from typing import Any

from flask import abort
from flask_login import current_user
from sqlalchemy import ColumnElement, Select, select

from extensions import db, login
from models import (
    Contract,
    Customer,
    CustomerShare,
    Implementation,
    SalesOrder,
    User,
)
from policy.permissions import Permission
from scopes import Scope, scope_of
from sights import RULES


def can(permission: Permission, user: User | None = None) -> bool:
    """Whether the person (default: who is signed in) holds the permission."""
    return permission in permissions(user)


def permissions(user: User | None = None) -> frozenset[Permission]:
    """Everything that the person (default: who is signed in) may do; nothing for who is not signed in."""
    user = user or current_user._get_current_object()
    return scope_of(user).permissions if user.is_authenticated else frozenset()


def requires(permission: Permission) -> Callable:
    """Mark a view with its permission; anonymous people are sent to sign in, others without it get 403."""

    def decorate(view):
        @functools.wraps(view)
        def guarded(*args, **kwargs):
            if not current_user.is_authenticated:
                return login.unauthorized()
            if not can(permission):
                abort(403)
            return view(*args, **kwargs)

        guarded.permission = permission
        return guarded

    return decorate


def public(view):
    """Mark a view that needs no sign-in."""
    view.permission = None
    return view


def _me(user: User | None) -> Scope:
    return scope_of(user or current_user._get_current_object())


def known(model: type, user: User | None = None) -> ColumnElement[bool]:
    """The condition of ``visible`` by itself, for joins: of what the person may not know about, nothing is joined."""
    return RULES[model](_me(user))


def visible(model: type, user: User | None = None) -> Select:
    """A select of the rows of ``model`` that the person may know about; a model without a rule is refused."""
    return select(model).where(known(model, user))


def visible_or_404(model: type, row_id: int, *options: Any, user: User | None = None):
    """The row, if the person may know about it; else 404, the same as for a row that does not exist."""
    row = db.session.scalars(visible(model, user).where(model.id == row_id).options(*options)).unique().one_or_none()
    if row is None:
        abort(404)
    return row


def works_on(row: Any, user: User | None = None) -> bool:
    """Whether the person may change a customer, opportunity or activity: owner, sharer, manager or assistant (A4.4)."""
    me = _me(user)
    if row.owner_id == me.user_id or row.unit_id in me.managed:
        return True
    customer_id = row.id if isinstance(row, Customer) else row.customer_id
    shares = select(CustomerShare.id).where(
        CustomerShare.customer_id == customer_id, CustomerShare.user_id == me.user_id, CustomerShare.until_at.is_(None)
    )
    return db.session.scalar(shares) is not None


def works_on_contract(row: Contract, user: User | None = None) -> bool:
    """Whether the person draws up or keeps this contract: owner, who leads them, and the business department."""
    me = _me(user)
    if Permission.DRAFT_CONTRACTS in me.permissions and (row.owner_id == me.user_id or row.unit_id in me.managed):
        return True
    return Permission.KEEP_CONTRACTS in me.permissions and bool({row.unit_id, row.signing_unit_id} & me.company)


def works_on_order(row: SalesOrder, user: User | None = None) -> bool:
    """Whether the person asks for this order: whose it is, and who leads them (A9.3)."""
    me = _me(user)
    return Permission.DRAFT_ORDERS in me.permissions and (row.owner_id == me.user_id or row.unit_id in me.managed)


def executes_order(row: SalesOrder, user: User | None = None) -> bool:
    """Whether the person carries it out: business staff of the company that sells or signs, or who leads a whole partner
    company, which has no business staff of its own (A9.3)."""
    me = _me(user)
    if Permission.EXECUTE_ORDERS not in me.permissions:
        return False
    if Permission.KEEP_CONTRACTS not in me.permissions:
        return row.unit_id in me.managed and me.company <= me.managed
    return row.unit_id in me.company or row.contract.signing_unit_id in me.company


def plans_implementation(row: Implementation, user: User | None = None) -> bool:
    """Whether the person plans it: its leader, and who leads the department (A9.5)."""
    me = _me(user)
    if Permission.PLAN_IMPLEMENTATIONS not in me.permissions:
        return False
    return row.leader_id == me.user_id or row.unit_id in me.managed


def must_work_on(row: Any, user: User | None = None) -> None:
    """403 unless the person may change the row, or 404 when they may not even know of it."""
    if not works_on(row, user):
        visible_or_404(type(row), row.id, user=user)
        abort(403)
