"""Who may do what, who sees what. Closed where nothing opens it (A13).

A door names a permission with ``requires`` and reads scoped tables only through ``visible``: 404 for what one may not
know, 403 for what one may not do.
"""

import functools
from collections.abc import Callable
from typing import Any

from flask import abort
from flask_login import current_user
from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

import clock
from extensions import db, login
from models import (
    Activity,
    ActivityParticipant,
    Allocation,
    Approval,
    ApprovalBarred,
    ApprovalStep,
    AssistantLink,
    Attachment,
    AuditEntry,
    Collection,
    Conflict,
    ConflictParty,
    Contact,
    Contract,
    ContractChange,
    ContractTemplate,
    Customer,
    CustomerShare,
    Deputy,
    DunningStep,
    ExpenseClaim,
    ExpenseLine,
    Implementation,
    Invoice,
    JobRun,
    Lead,
    Notification,
    Opportunity,
    Price,
    PriceList,
    Product,
    Quote,
    QuoteLine,
    Receivable,
    SalesOrder,
    Statement,
    StatementLine,
    Task,
    Unit,
    User,
    UserRole,
)
from policy.approvals import ApprovalKind
from policy.entry import CustomerStatus
from policy.expenses import ClaimStatus
from policy.orders import OrderStatus
from policy.permissions import Permission
from policy.roles import HEADS, Role
from scopes import Scope, scope_of


def can(permission: Permission, user: User | None = None) -> bool:
    """Whether the person (default: who is signed in) holds the permission."""
    user = user or current_user._get_current_object()
    return user.is_authenticated and permission in scope_of(user).permissions


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


def _within(column: ColumnElement[int], units: frozenset[int]) -> ColumnElement[bool]:
    return column.in_(sorted(units)) if units else false()


def _names_one(column, target: type, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether ``column`` names a row of ``target`` that meets the condition.

    Asked row by row: as ``IN (SELECT ...)`` the databases would first list all such rows, a million of them for some.
    """
    return exists().where(target.id == column, condition).correlate(column.class_)


def _worked_customers(me: Scope) -> ColumnElement[bool]:
    if me.everything:
        return true()
    shared = exists().where(
        CustomerShare.customer_id == Customer.id,
        CustomerShare.user_id == me.user_id,
        CustomerShare.until_at.is_(None),
    )
    ways = [Customer.owner_id == me.user_id, shared.correlate(Customer)]
    if me.managed:
        ways.append(_within(Customer.unit_id, me.managed))
    if me.served:
        ways.append(and_(Customer.won_at.is_not(None), _within(Customer.unit_id, me.served)))
    if Permission.VIEW_POOL in me.permissions:
        ways.append(
            and_(
                Customer.owner_id.is_(None),
                Customer.status == CustomerStatus.APPROVED,
                _within(Customer.unit_id, me.company),
            )
        )
    return or_(*ways)


def _leads(me: Scope) -> ColumnElement[bool]:
    """Business sees the leads of its company, marketing those that nobody holds yet and those it took itself."""
    if Permission.VIEW_LEADS not in me.permissions:
        return false()
    if me.everything:
        return true()
    ways = [Lead.owner_id == me.user_id, Lead.taken_by_id == me.user_id, _within(Lead.unit_id, me.managed)]
    if Permission.FILTER_LEADS in me.permissions:
        ways.append(_within(Lead.unit_id, me.company))
    elif Permission.SCREEN_LEADS in me.permissions:
        ways.append(and_(Lead.owner_id.is_(None), _within(Lead.unit_id, me.company)))
    return or_(*ways)


def _parties(me: Scope) -> ColumnElement[bool]:
    """What a claimant put forward is for the claimant, and for who leads the claimants; never without reading conflicts."""
    if Permission.VIEW_CONFLICTS not in me.permissions:
        return false()
    return or_(ConflictParty.user_id == me.user_id, _within(ConflictParty.unit_id, me.managed))


def _conflicts(me: Scope) -> ColumnElement[bool]:
    if Permission.VIEW_CONFLICTS not in me.permissions:
        return false()
    if me.everything:
        return true()
    return exists().where(ConflictParty.conflict_id == Conflict.id, _parties(me)).correlate(Conflict)


def _checked_claims(me: Scope) -> ColumnElement[bool]:
    return and_(_within(ExpenseClaim.unit_id, me.checked), ExpenseClaim.status != ClaimStatus.DRAFT)


def _named_by_checked_lines(column, target: type, me: Scope) -> ColumnElement[bool]:
    lines = exists().where(column == target.id, ExpenseLine.claim_id == ExpenseClaim.id, _checked_claims(me))
    return lines.correlate(target)


def _joined(me: Scope) -> ColumnElement[bool]:
    mine = exists().where(ActivityParticipant.activity_id == Activity.id, ActivityParticipant.user_id == me.user_id)
    return mine.correlate(Activity)


def _customers(me: Scope) -> ColumnElement[bool]:
    ways = [_worked_customers(me)]
    if not me.everything:
        ways.append(exists().where(Activity.customer_id == Customer.id, _joined(me)).correlate(Customer))
    if me.checked:
        ways.append(_named_by_checked_lines(ExpenseLine.customer_id, Customer, me))
    return or_(*ways)


def _of_customer(model, me: Scope, see=_worked_customers) -> ColumnElement[bool]:
    return true() if me.everything else _names_one(model.customer_id, Customer, see(me))


def _activities(me: Scope) -> ColumnElement[bool]:
    ways = [
        Activity.owner_id == me.user_id,
        _joined(me),
        _within(Activity.unit_id, me.managed),
        _of_customer(Activity, me),
    ]
    if Permission.VIEW_LEADS in me.permissions:
        ways.append(and_(Activity.lead_id.is_not(None), _names_one(Activity.lead_id, Lead, _leads(me))))
    if me.checked:
        ways.append(_named_by_checked_lines(ExpenseLine.activity_id, Activity, me))
    return true() if me.everything else or_(*ways)


def _opportunities(me: Scope) -> ColumnElement[bool]:
    ways = [Opportunity.owner_id == me.user_id, _within(Opportunity.unit_id, me.managed), _of_customer(Opportunity, me)]
    if me.checked:
        ways.append(_named_by_checked_lines(ExpenseLine.opportunity_id, Opportunity, me))
    return true() if me.everything else or_(*ways)


def _claims(me: Scope) -> ColumnElement[bool]:
    managed = and_(_within(ExpenseClaim.unit_id, me.managed), ExpenseClaim.status != ClaimStatus.DRAFT)
    ways = or_(ExpenseClaim.claimant_id == me.user_id, managed, _checked_claims(me))
    return and_(ExpenseClaim.removed_at.is_(None), ways)


def _lines(me: Scope) -> ColumnElement[bool]:
    return and_(ExpenseLine.removed_at.is_(None), _names_one(ExpenseLine.claim_id, ExpenseClaim, _claims(me)))


def _contracts(me: Scope) -> ColumnElement[bool]:
    """Who has it, who leads them, business of the company that has or signs it, and finance (A9.2)."""
    if Permission.VIEW_CONTRACTS not in me.permissions:
        return false()
    if me.everything:
        return true()
    ways = [Contract.owner_id == me.user_id, _within(Contract.unit_id, me.managed)]
    if Permission.KEEP_CONTRACTS in me.permissions:
        ways += [_within(Contract.unit_id, me.company), _within(Contract.signing_unit_id, me.company)]
    ways.append(_within(Contract.unit_id, me.checked))
    return or_(*ways)


def _contracts_decided(me: Scope) -> ColumnElement[bool]:
    """The same, and whoever decides about the contract or a change of it, or stands in for who does."""
    if me.everything or Permission.VIEW_CONTRACTS not in me.permissions:
        return _contracts(me)
    about = and_(Approval.kind == ApprovalKind.CONTRACT, Approval.subject_id == Contract.id)
    change = select(ContractChange.contract_id).where(
        Approval.kind == ApprovalKind.CHANGE, ContractChange.id == Approval.subject_id
    )
    of_change = change.correlate(Approval).scalar_subquery() == Contract.id
    decides = exists().where(or_(about, of_change), _approvals(me)).correlate(Contract)
    return or_(_contracts(me), decides)


def _orders(me: Scope) -> ColumnElement[bool]:
    """Who asked for it, who leads them; business and finance of the company that sells or signs, once it is submitted."""
    if Permission.VIEW_ORDERS not in me.permissions:
        return false()
    if me.everything:
        return true()
    ways = [SalesOrder.owner_id == me.user_id, _within(SalesOrder.unit_id, me.managed)]
    told = _within(SalesOrder.unit_id, me.checked)
    if Permission.KEEP_CONTRACTS in me.permissions:
        signed = exists().where(Contract.id == SalesOrder.contract_id, _within(Contract.signing_unit_id, me.company))
        told = or_(told, _within(SalesOrder.unit_id, me.company), signed.correlate(SalesOrder))
    return or_(*ways, and_(SalesOrder.status != OrderStatus.DRAFT, told))


def _orders_decided(me: Scope) -> ColumnElement[bool]:
    """The same, and whoever decides about the order, or stands in for who does: also for a partner without business
    staff, whose orders are reviewed at headquarters."""
    if me.everything or Permission.VIEW_ORDERS not in me.permissions:
        return _orders(me)
    about = exists().where(Approval.kind == ApprovalKind.ORDER, Approval.subject_id == SalesOrder.id, _approvals(me))
    return or_(_orders(me), about.correlate(SalesOrder))


def _on_contracts(model: type) -> Callable[[Scope], ColumnElement[bool]]:
    """Invoices, receivables and dunning are for who sees the contract and needs its money (A9.4)."""

    def rule(me: Scope) -> ColumnElement[bool]:
        if Permission.VIEW_RECEIVABLES not in me.permissions:
            return false()
        return true() if me.everything else _names_one(model.contract_id, Contract, _contracts(me))

    return rule


def _collections(me: Scope) -> ColumnElement[bool]:
    """Money for one contract is for who sees it; money for several, for who keeps or leads the receivables there."""
    if Permission.VIEW_RECEIVABLES not in me.permissions:
        return false()
    if me.everything:
        return true()
    common = _within(Collection.unit_id, me.managed | me.checked)
    return or_(
        and_(Collection.contract_id.is_(None), common), _names_one(Collection.contract_id, Contract, _contracts(me))
    )


def _statements(me: Scope) -> ColumnElement[bool]:
    return true() if Permission.VIEW_RECEIVABLES in me.permissions else false()


def _implementations(me: Scope) -> ColumnElement[bool]:
    """Whoever leads it, has a task of it, leads the department, or may see its order (A9.5)."""
    if Permission.VIEW_IMPLEMENTATIONS not in me.permissions:
        return false()
    if me.everything:
        return true()
    task = exists().where(Task.implementation_id == Implementation.id, Task.owner_id == me.user_id)
    ways = [
        Implementation.leader_id == me.user_id,
        _within(Implementation.unit_id, me.managed),
        task.correlate(Implementation),
        _names_one(Implementation.order_id, SalesOrder, _orders(me)),
    ]
    return or_(*ways)


def _templates(me: Scope) -> ColumnElement[bool]:
    """Standard texts are those of the own company, and those of headquarters for who signs in its name."""
    if not {Permission.VIEW_CONTRACTS, Permission.SET_TEMPLATES} & me.permissions:
        return false()
    top = _names_one(ContractTemplate.company_id, Unit, Unit.parent_id.is_(None))
    return or_(_within(ContractTemplate.company_id, me.company | me.managed), top)


def _attachments(me: Scope) -> ColumnElement[bool]:
    owners = (
        _names_one(Attachment.customer_id, Customer, _worked_customers(me)),
        _names_one(Attachment.opportunity_id, Opportunity, _opportunities(me)),
        _names_one(Attachment.activity_id, Activity, _activities(me)),
        _names_one(Attachment.expense_line_id, ExpenseLine, _lines(me)),
        _names_one(Attachment.conflict_party_id, ConflictParty, _parties(me)),
        _names_one(Attachment.contract_id, Contract, _contracts(me)),
        _names_one(Attachment.implementation_id, Implementation, _implementations(me)),
    )
    return and_(Attachment.removed_at.is_(None), or_(*owners))


def _held_customers(me: Scope) -> ColumnElement[bool]:
    """Those whom the person follows, alone or together with others; not what merely lies in the pool."""
    shared = exists().where(
        CustomerShare.customer_id == Customer.id,
        CustomerShare.user_id == me.user_id,
        CustomerShare.until_at.is_(None),
    )
    return or_(Customer.owner_id == me.user_id, shared.correlate(Customer))


def _quotes(me: Scope) -> ColumnElement[bool]:
    """What was offered is for who follows the customer and who leads them (A13)."""
    if Permission.VIEW_QUOTES not in me.permissions:
        return false()
    if me.everything:
        return true()
    held = _of_customer(Quote, me, _held_customers)
    return or_(Quote.owner_id == me.user_id, _within(Quote.unit_id, me.managed), held)


def _price_lists(me: Scope) -> ColumnElement[bool]:
    """The lists of one's own company, and those of headquarters, whose products partners sell as well."""
    if Permission.VIEW_PRODUCTS not in me.permissions:
        return false()
    if me.everything:
        return true()
    top = exists().where(Unit.id == PriceList.company_id, Unit.parent_id.is_(None)).correlate(PriceList)
    return or_(_within(PriceList.company_id, me.company), top)


def _products(me: Scope) -> ColumnElement[bool]:
    return true() if Permission.VIEW_PRODUCTS in me.permissions else false()


def _approvals(me: Scope) -> ColumnElement[bool]:
    """Whose work it is, who leads its unit, who decides or decided, and who stands in for them or assists them."""
    today, step = clock.today(), ApprovalStep.approval_id == Approval.id
    mine = [and_(ApprovalStep.role == seat.role, ApprovalStep.unit_id == seat.unit_id) for seat in me.seats]
    barred = exists().where(ApprovalBarred.approval_id == Approval.id, ApprovalBarred.user_id == me.user_id)
    days = Deputy.from_on <= today, Deputy.until_on >= today, Deputy.ended_at.is_(None)
    named = select(Deputy.user_id).where(Deputy.deputy_id == me.user_id, *days)
    helped = select(AssistantLink.manager_id).where(AssistantLink.assistant_id == me.user_id)
    leads = UserRole.role.in_(sorted(HEADS))
    unit = and_(leads, ApprovalStep.role == Role.DEPARTMENT_MANAGER, ApprovalStep.unit_id == User.unit_id)
    held = or_(and_(~leads, ApprovalStep.role == UserRole.role), unit)
    theirs = exists().where(
        step,
        ApprovalStep.unit_id.in_(sorted(me.company | me.managed)),
        User.id == UserRole.user_id,
        or_(User.id.in_(named), User.id.in_(helped)),
        held,
    )
    own = exists().where(step, or_(ApprovalStep.by_id == me.user_id, *mine))
    ways = [Approval.requested_by_id == me.user_id, _within(Approval.unit_id, me.managed)]
    return or_(*ways, *(way.correlate(Approval) for way in (barred, own, theirs)))


def _of_known_units(column: ColumnElement[int], me: Scope) -> ColumnElement[bool]:
    if me.everything or Permission.ADMINISTER in me.permissions:
        return true()
    return column.in_(sorted(me.near | me.checked))


def _audit(me: Scope) -> ColumnElement[bool]:
    if Permission.ADMINISTER in me.permissions or (me.everything and Permission.VIEW_AUDIT in me.permissions):
        return true()
    return _names_one(AuditEntry.customer_id, Customer, _worked_customers(me))


RULES: dict[type, Callable[[Scope], ColumnElement[bool]]] = {
    Customer: _customers,
    Contact: lambda me: _of_customer(Contact, me, _customers),
    Activity: _activities,
    Opportunity: _opportunities,
    ExpenseClaim: _claims,
    ExpenseLine: _lines,
    Attachment: _attachments,
    Lead: _leads,
    Conflict: _conflicts,
    ConflictParty: _parties,
    Approval: _approvals,
    Contract: _contracts_decided,
    ContractChange: lambda me: _names_one(ContractChange.contract_id, Contract, _contracts_decided(me)),
    ContractTemplate: _templates,
    SalesOrder: _orders_decided,
    Implementation: _implementations,
    Task: lambda me: _names_one(Task.implementation_id, Implementation, _implementations(me)),
    Product: _products,
    PriceList: _price_lists,
    Price: lambda me: _names_one(Price.price_list_id, PriceList, _price_lists(me)),
    Quote: _quotes,
    QuoteLine: lambda me: _names_one(QuoteLine.quote_id, Quote, _quotes(me)),
    Allocation: lambda me: _names_one(Allocation.collection_id, Collection, _collections(me)),
    Collection: _collections,
    DunningStep: _on_contracts(DunningStep),
    Invoice: _on_contracts(Invoice),
    Receivable: _on_contracts(Receivable),
    Statement: _statements,
    StatementLine: _on_contracts(StatementLine),
    Notification: lambda me: Notification.user_id == me.user_id,
    User: lambda me: _of_known_units(User.unit_id, me),
    Unit: lambda me: _of_known_units(Unit.id, me),
    AuditEntry: _audit,
    JobRun: lambda me: true() if Permission.ADMINISTER in me.permissions else false(),
}


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
