"""Contracts as the real verbs draw them up."""

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

import clock
from extensions import db
from models import Contract, ContractChange, ContractTemplate, Customer, Milestone, Unit, User
from operations import contract_templates, contracts
from operations.contracts import Terms
from policy.approvals import ApprovalKind
from policy.contract_text import sha256
from policy.contracting import ContractStatus
from policy.milestones import MilestoneFacts
from queries.contract_facts import snapshot
from queries.organisation import company_of
from tests.support.approvals import asked, say

BODY = """销售合同 {{number}}
甲方:{{customer}} 乙方:{{company}}
金额:{{amount}}({{amount_in_words}})
{{payments}}
交付地点:{{delivery_place}}
"""
FIELDS = {"delivery_place": "上海市浦东新区"}
REVIEWERS = ("salesmgmt_manager", "rnd_vp", "impl_vp", "president")
ALONE = ["department_manager"]
COUNTERSIGNED = ["sales_management", "rnd_vice_president", "implementation_vice_president", "president"]


def headquarters() -> Unit:
    return db.session.scalars(select(Unit).where(Unit.parent_id.is_(None))).one()


def template(by: User, body: str = BODY, code: str = "sale") -> ContractTemplate:
    """The standard text of headquarters."""
    return contract_templates.create(by, headquarters().id, code, "标准销售合同", body)


def payments(amount: Decimal) -> list[MilestoneFacts]:
    """Two payments: three tenths by a day, the rest on acceptance."""
    first = (amount * 3 / 10).quantize(Decimal("0.01"))
    soon = clock.today() + dt.timedelta(days=20)
    return [MilestoneFacts("首付款", first, soon), MilestoneFacts("验收款", amount - first, None, True)]


def drawn_up(by: User, customer: Customer, text: ContractTemplate | None = None, **typed) -> Contract:
    """A contract of 120,000 yuan at 0.8 that is ready to be submitted, unless told otherwise."""
    values = {"title": "排产系统", "amount": Decimal(120_000), "discount": Decimal("0.8"), **typed}
    values.setdefault("signing_unit_id", headquarters().id)
    fields = FIELDS if text is not None else None
    made = contracts.create(by, customer.id, Terms(**values), template_id=text.id if text else None, fields=fields)
    return contracts.set_milestones(made.id, made.version, payments(made.amount), by) if made.amount else made


def scan(content: bytes = b"%PDF-1.4\nsigned\n%%EOF\n") -> FileStorage:
    """The signed paper."""
    return FileStorage(io.BytesIO(content), "合同盖章件.pdf", "file")


def approved(contract: Contract, cast) -> Contract:
    """The contract after everybody on its route has agreed."""
    contracts.submit(contract.id, contract.version, contract.owner)
    approvers = ("sales_manager",) if contract.amount <= 200_000 and contract.template_id else REVIEWERS
    for username in approvers:
        say(ApprovalKind.CONTRACT, contract.id, getattr(cast, username), opinion="同意")
    return db.session.get(Contract, contract.id, populate_existing=True)


def things_of(realm: str, customer: Customer, owner: User) -> dict:
    """A signed contract of the owner with a change order, without asking any rule; at headquarters a standard text."""
    now = clock.now()
    made = {"created_at": now, "created_by_id": owner.id}
    company = company_of(owner.unit_id)
    contract = Contract(number=f"HT-{realm}", title="排产系统", amount=Decimal(1000), discount=Decimal("0.8"), **made)
    contract.customer_id, contract.owner_id, contract.unit_id = customer.id, owner.id, owner.unit_id
    contract.status, contract.signing_unit_id = ContractStatus.SIGNED, company
    contract.signed_on, contract.fields = clock.today(), {}
    contract.milestones.append(Milestone(position=1, label="全款", amount=Decimal(1000), due_on=clock.today()))
    db.session.add(contract)
    db.session.flush()
    before = snapshot(contract)
    change = ContractChange(number=1, reason="延期", before=before, after=before | {"terms": "延期一月"}, **made)
    change.contract_id = contract.id
    text = ContractTemplate(company_id=company, code=realm, revision=1, label="销售合同", body=BODY, **made)
    text.sha256 = sha256(BODY)
    db.session.add_all([change, text])
    db.session.flush()
    return {"contracts": contract, "contract_changes": change, "contract_templates": text}


def codes(refusal):
    return [problem.code for problem in refusal.value.problems]


def terms_of(contract, **other) -> Terms:
    names = ("title", "signing_unit_id", "amount", "discount", "opportunity_id", "starts_on", "ends_on", "note")
    return replace(Terms(**{name: getattr(contract, name) for name in names}), **other)


def route_of(contract):
    approval = asked(ApprovalKind.CONTRACT, contract.id)
    return [step.details.get("instead_of", step.role) for step in approval.steps]


def fresh(row):
    return db.session.get(type(row), row.id, populate_existing=True)
