"""Customers as people send them: the fields of the form, and the way through review by the real verbs."""

import itertools

from extensions import db
from models import Customer, User
from operations.customers import register, submit
from policy.approvals import ApprovalKind
from policy.entry import CustomerKind, DecisionRole, Grade
from tests.support.approvals import say

_numbers = itertools.count(1)


def fields(**changed) -> dict[str, str]:
    """A complete form for a new customer, with its first contact."""
    typed = {
        "kind": "direct",
        "name": f"杭州晨星第{next(_numbers)}仪表有限公司",
        "credit_code": "",
        "province": "浙江省",
        "city": "杭州市",
        "industry": "manufacturing",
        "grade": "B",
        "address": "滨江区江南大道 100 号",
        "phone": "0571-8812 3456",
        "website": "",
        "profile": "",
        "contact_name": "陈静",
        "contact_title": "采购经理",
        "contact_phone": "13800138000",
        "contact_email": "",
        "contact_decision_role": "gatekeeper",
        "form_key": "",
    }
    return typed | changed


def draft(owner: User, name: str = "", *, contact: bool = True, **columns) -> Customer:
    """A draft that ``owner`` registered; complete, with a contact, unless told otherwise."""
    values = {
        "kind": CustomerKind.DIRECT,
        "name": name or f"杭州晨星第{next(_numbers)}仪表有限公司",
        "credit_code": None,
        "agent_id": None,
        "province": "浙江省",
        "city": "杭州市",
        "industry": "manufacturing",
        "grade": Grade.B,
    }
    person = {"name": "陈静", "phone": "138 0013 8000", "decision_role": DecisionRole.GATEKEEPER}
    customer = register(owner, values | columns, contact=person if contact else None)
    db.session.commit()
    return customer


def submitted(owner: User, name: str = "", **columns) -> Customer:
    """A customer that waits for review."""
    customer = draft(owner, name, **columns)
    return submit(customer.id, customer.version, owner)


def approved(owner: User, by: User, name: str = "", **columns) -> Customer:
    """A customer that went through review."""
    customer = submitted(owner, name, **columns)
    say(ApprovalKind.CUSTOMER, customer.id, by)
    return customer
