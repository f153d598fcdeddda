"""Who may know of a decision that was asked for."""

from sqlalchemy import ColumnElement, and_, exists, or_, select

import clock
from models import Approval, ApprovalBarred, ApprovalStep, AssistantLink, Deputy, User, UserRole
from policy.roles import HEADS, Role
from scopes import Scope
from sights.conditions import within


def approvals(me: Scope) -> ColumnElement[bool]:
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
        ApprovalStep.unit_id.in_(sorted(me.near)),
        User.id == UserRole.user_id,
        or_(User.id.in_(named), User.id.in_(helped)),
        held,
    )
    own = exists().where(step, or_(ApprovalStep.by_id == me.user_id, *mine))
    ways = [Approval.requested_by_id == me.user_id, within(Approval.unit_id, me.managed)]
    return or_(*ways, *(way.correlate(Approval) for way in (barred, own, theirs)))
