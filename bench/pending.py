"""What waits for a decision: asked for by the product's own verbs, so that routes, seats and contents are real."""

import datetime as dt
import logging
from importlib import import_module

from sqlalchemy import select

import clock
from extensions import db, queue
from models import Approval, Closing, Contract, Customer, Opportunity, Quote, SalesOrder, User
from policy.approvals import ApprovalKind, ApprovalState, StepState
from policy.contracting import ContractStatus
from policy.entry import CustomerStatus
from policy.orders import OrderStatus
from policy.quoting import QuoteStatus
from policy.roles import Role

ROOMS = ("closings", "contract_approvals", "orders", "quote_approval", "reviews")
"""Each says how its subjects are approved when it is loaded."""
TOGETHER, DAYS = 50, 6
REVIEWED = 3
"""Of so many countersigned contracts sales management has not yet given its opinion on one."""


def ask() -> int:
    """Ask for every decision that is due, over the last days; how many."""
    from operations import transaction

    for room in ROOMS:
        import_module(f"operations.{room}")
    logging.getLogger("extensions").setLevel(logging.ERROR)
    queue.connect("unix:///nonexistent/nobody.sock")
    done = 0
    for kind, model, ids in _subjects():
        for some in _batches(ids):
            with transaction():
                for one in some:
                    _asked(kind, db.session.get(model, one), done)
                    done += 1
            db.session.expunge_all()
    db.session.remove()
    return done


def _batches(ids: list[int]):
    return [ids[start : start + TOGETHER] for start in range(0, len(ids), TOGETHER)]


def _subjects() -> list[tuple]:
    unconfirmed = select(Closing.opportunity_id).where(Closing.confirmed_at.is_(None), Closing.sent_back_at.is_(None))
    waiting = {
        ApprovalKind.CUSTOMER: (Customer, select(Customer.id).where(Customer.status == CustomerStatus.SUBMITTED)),
        ApprovalKind.CLOSING: (Opportunity, unconfirmed),
        ApprovalKind.QUOTE: (Quote, select(Quote.id).where(Quote.status == QuoteStatus.PENDING)),
        ApprovalKind.CONTRACT: (Contract, select(Contract.id).where(Contract.status == ContractStatus.PENDING)),
        ApprovalKind.ORDER: (SalesOrder, select(SalesOrder.id).where(SalesOrder.status == OrderStatus.PENDING)),
    }
    return [(kind, model, list(db.session.scalars(ids))) for kind, (model, ids) in waiting.items()]


def _asked(kind: ApprovalKind, subject, number: int) -> None:
    from operations.approval_kinds import handler_of
    from operations.approval_steps import open_next
    from operations.approvals import submit

    approval = submit(kind, subject, db.session.get(User, subject.owner_id))
    if approval.state is not ApprovalState.PENDING:
        return
    first = approval.steps[0]
    if first.role is Role.SALES_MANAGEMENT and number % REVIEWED:
        by = db.session.scalars(select(User).where(User.username == "salesmgmt_manager")).one()
        first.state, first.by_id, first.at, first.opinion = StepState.APPROVED, by.id, clock.now(), "条款可行。"
        open_next(approval, handler_of(kind))
    _earlier(approval, dt.timedelta(days=number % DAYS))


def _earlier(approval: Approval, by: dt.timedelta) -> None:
    approval.requested_at -= by
    for step in approval.steps:
        step.opened_at = step.opened_at and step.opened_at - by
        step.due_at = step.due_at and step.due_at - by
