"""What a person holds of quotes, contracts, orders, implementations, tasks and decisions: read for a handover (A9)."""

from sqlalchemy import ColumnElement, Select, or_, select

import clock
from models import Approval, Contract, Deputy, Implementation, PresalesRequest, Quote, SalesOrder, Task, User
from policy.approvals import ApprovalState
from policy.handovers import RUNNING_CONTRACTS, RUNNING_ORDERS, RUNNING_QUOTES, Thing
from policy.orders import ImplementationStatus, TaskStatus
from policy.ranking import RequestState


def held_business(user_id: int) -> dict[Thing, tuple[ColumnElement[int], Select]]:
    """Per kind the column that numbers its things, and a select of them."""
    open_works = Implementation.status != ImplementationStatus.ACCEPTED
    whole = select(Implementation.id).where(Implementation.id == Task.implementation_id, open_works)
    today = clock.today()
    wanted = {
        Thing.QUOTES: (Quote.id, Quote.owner_id == user_id, Quote.status.in_(sorted(RUNNING_QUOTES))),
        Thing.CONTRACTS: (Contract.id, Contract.owner_id == user_id, Contract.status.in_(sorted(RUNNING_CONTRACTS))),
        Thing.ORDERS: (SalesOrder.id, SalesOrder.owner_id == user_id, SalesOrder.status.in_(sorted(RUNNING_ORDERS))),
        Thing.IMPLEMENTATIONS: (Implementation.id, Implementation.leader_id == user_id, open_works),
        Thing.TASKS: (Task.id, Task.owner_id == user_id, Task.status != TaskStatus.DONE, whole.exists()),
        Thing.REQUESTS: (Approval.id, Approval.requested_by_id == user_id, Approval.state == ApprovalState.PENDING),
        Thing.SUPPORT: (
            PresalesRequest.id,
            PresalesRequest.taken_by_id == user_id,
            PresalesRequest.state == RequestState.TAKEN,
        ),
        Thing.DEPUTIES: (
            Deputy.id,
            or_(Deputy.user_id == user_id, Deputy.deputy_id == user_id),
            Deputy.ended_at.is_(None),
            Deputy.until_on >= today,
        ),
    }
    return {thing: (column, select(column).where(*where)) for thing, (column, *where) in wanted.items()}


def unfinished_business() -> list[Select]:
    """What somebody must be found for soon, of each person: contracts that run, tasks that are not done."""
    return [
        select(Contract.id).where(Contract.owner_id == User.id, Contract.status.in_(sorted(RUNNING_CONTRACTS))),
        select(Task.id).where(Task.owner_id == User.id, Task.status != TaskStatus.DONE),
    ]
