"""Chapter 11 of the demo data: the standard text, contracts in every state, and their change orders (A9.2, A3.6)."""

import datetime as dt
import hashlib
import secrets
from decimal import Decimal

from sqlalchemy import select

import clock
from models import (
    Approval,
    Attachment,
    Contract,
    ContractChange,
    ContractTemplate,
    Milestone,
    Quote,
    User,
)
from operations.attachments import path_of
from operations.contract_texts import make
from policy.approvals import ApprovalKind, ApprovalState, StepState
from policy.contract_text import normal, sha256
from policy.contracting import ChangeStatus, ContractStatus
from policy.quoting import QuoteStatus
from queries import seats
from queries.approval_files import barred_ids
from queries.contract_facts import snapshot
from queries.working_time import approval_due
from seeds.approvals import Asked
from seeds.paper import pdf
from seeds.world import World

S = ContractStatus
OPEN_COURSES = (S.PENDING, S.APPROVED, S.RETURNED, S.DRAFT, S.PENDING)
"""What contracts from quotes that are approved but not yet answered have come to."""
SMALL = (("sales1", "68000", S.PENDING), ("sales2", "49800", S.APPROVED), ("jv_sales1", "86000", S.PENDING))
"""Contracts on their own: small and standard, for the department manager; the last in headquarters' name."""
PARTS = (("预付款", 30, 10, False), ("到货款", 30, 45, False), ("验收款", 35, 0, True), ("质保金", 5, 420, False))
OPINION = "条款可行，付款节点与交付匹配，同意。"
RETURNED = "质保期与报价不一致，请改后再报。"
BODY = """软件销售与实施合同
合同编号：{{number}}
甲方(买方)：{{customer}}
乙方(卖方)：{{company}}
项目名称：{{title}}

第一条 标的与金额
乙方向甲方提供本合同所附报价清单所列的软件、设备与服务。合同总金额(含税)为人民币 {{amount}} 元({{amount_in_words}})。

第二条 付款
{{payments}}

第三条 交付与验收
乙方自合同生效之日起 {{delivery_days}} 日内在 {{delivery_place}} 完成交付；交付后双方按验收清单逐项验收，甲方应在收到验收申请后十个工作日内答复，逾期未答复视为验收合格。

第四条 质保
自验收合格之日起质保 {{warranty_months}} 个月。质保期内乙方免费排除软件缺陷，现场服务按报价清单计费。

第五条 期限
本合同自 {{starts_on}} 起至 {{ends_on}} 止；提前终止须双方书面同意。

第六条 保密与违约
双方对因履行本合同知悉的对方商业秘密负有保密义务。任何一方迟延履行，每迟延一日按迟延部分金额的万分之五支付违约金，总额不超过合同金额的百分之五。

第七条 争议
因本合同发生的争议由双方协商解决；协商不成的，提交乙方所在地人民法院诉讼解决。

甲方代表：{{customer_signatory}}
乙方代表：{{owner}}
"""


class Contracts:
    """A signed contract for every accepted quote, others on their way, one with a text of the customer's own."""

    def __init__(self, world: World):
        self.world, self.asked = world, Asked(world)
        self.made = self.countersigned = 0

    def make(self) -> None:
        self.text = self._template()
        rows = select(Quote).where(Quote.status == QuoteStatus.ACCEPTED).order_by(Quote.id)
        signed = [self._signed(quote) for quote in self.world.session.scalars(rows).all()]
        rows = select(Quote).where(Quote.status.in_([QuoteStatus.APPROVED, QuoteStatus.SENT])).order_by(Quote.id)
        for quote, status in zip(self.world.session.scalars(rows).all(), OPEN_COURSES, strict=False):
            self._tell(self._write(quote, quote.created_at), status)
        for username, amount, status in SMALL:
            self._small(username, Decimal(amount), status)
        self.world.session.flush()
        if signed:
            self._change(signed[0])
        if len(signed) > 2:
            self._ends(signed[-1])

    def _template(self) -> ContractTemplate:
        by = self.world.people["business_manager"]
        body = normal(BODY)
        at = self.world.at(self.world.working(self.world.ago(300)), 10)
        text = ContractTemplate(code="sale", revision=1, label="软件销售与实施合同", body=body, sha256=sha256(body))
        text.company_id, text.created_at, text.created_by_id = by.unit.parent_id or by.unit_id, at, by.id
        self.world.session.add(text)
        self.world.session.flush()
        self.world.audit("template_created", text, by, at, after={"code": "sale", "revision": 1})
        return text

    def _write(self, quote: Quote, after: dt.datetime) -> Contract:
        contract = Contract(customer=quote.customer, opportunity=quote.opportunity, quote=quote, owner=quote.owner)
        contract.title = quote.opportunity.name
        contract.amount, contract.discount = quote.net_total + quote.tax_total, quote.discount
        return self._draw_up(contract, self.world.after(after, 20))

    def _small(self, username: str, amount: Decimal, status: ContractStatus) -> None:
        owner = self.world.people[username]
        mine = (case for case in self.world.cases if case.customer.owner_id == owner.id and case.customer.approved_at)
        contract = Contract(customer=next(mine).customer, owner=owner, title="年度运维服务")
        contract.amount, contract.discount = amount, Decimal("0.9")
        self._tell(self._draw_up(contract, self.world.at(self.world.working(self.world.ago(4)), 10)), status)

    def _draw_up(self, contract: Contract, created: dt.datetime) -> Contract:
        owner, quote = contract.owner, contract.quote
        self.made += 1
        contract.number, contract.unit = f"HT-{clock.local(created):%Y%m}-{self.made:04}", owner.unit
        contract.signing_unit = self.text.company
        contract.created_at, contract.created_by_id, contract.status = created, owner.id, S.DRAFT
        day = clock.day_of(created)
        contract.starts_on, contract.ends_on = day, day + dt.timedelta(days=540)
        self._pay(contract, day)
        contract.template, contract.fields = self.text, {}
        self.world.session.add(contract)
        self.world.session.flush()
        typed = {"delivery_days": "60", "delivery_place": contract.customer.city or "甲方现场", "warranty_months": "12"}
        make(contract, typed | {"customer_signatory": quote.contact.name if quote and quote.contact else "法定代表人"})
        self.world.audit("contract_drawn_up", contract, owner, created, after={"amount": contract.amount})
        return contract

    def _pay(self, contract: Contract, day: dt.date) -> None:
        left = contract.amount
        for position, (label, percent, days, accepted) in enumerate(PARTS, 1):
            last = position == len(PARTS)
            amount = left if last else (contract.amount * percent / 100).quantize(Decimal("0.01"))
            left -= amount
            due_on = None if accepted else day + dt.timedelta(days=days)
            row = Milestone(position=position, label=label, amount=amount, due_on=due_on, on_acceptance=accepted)
            contract.milestones.append(row)

    def _tell(self, contract: Contract, status: ContractStatus) -> None:
        if status is S.DRAFT:
            return
        at = self.world.after(contract.created_at, 6)
        approval = self.asked.of(ApprovalKind.CONTRACT, contract, contract.owner, at)
        self.world.audit("contract_submitted", contract, contract.owner, at)
        contract.status = status
        if status is S.PENDING:
            self._wait(approval, at)
            return
        at = self.world.after(at, 20)
        self._decided(approval, at, status is not S.RETURNED)
        if status is not S.RETURNED:
            contract.approved_at = at

    def _wait(self, approval: Approval, at: dt.datetime) -> None:
        """Every second one that is countersigned has the preliminary opinion already, and waits for the reviews."""
        countersigned = len({step.position for step in approval.steps}) > 1
        self.countersigned += countersigned
        if countersigned and self.countersigned % 2:
            self.asked.go_on(approval, self.world.after(at, 5), OPINION)
        else:
            self.asked.wait(approval)

    def _decided(self, approval: Approval, at: dt.datetime, agrees: bool) -> None:
        """Each step by who sits there; the first one disagrees where it was returned."""
        for place, step in enumerate(approval.steps):
            found = seats.find(step.role, approval.unit_id, barred_ids(approval))
            step.role, step.unit_id = found.seat
            if place and not agrees or not found.people:
                step.state = StepState.SKIPPED
                continue
            step.state = StepState.APPROVED if agrees else StepState.RETURNED
            step.opened_at, step.due_at = approval.requested_at, approval_due(approval.requested_at)
            step.by_id, step.at, step.opinion = found.people[0].id, at, OPINION if agrees else RETURNED
        approval.state, approval.ended_at = ApprovalState.APPROVED if agrees else ApprovalState.RETURNED, at

    def _signed(self, quote: Quote) -> Contract:
        contract = self._write(quote, quote.created_at)
        self._tell(contract, S.APPROVED)
        at = self.world.after(contract.approved_at, 30)
        contract.status, contract.signed_on = S.SIGNED, clock.day_of(at)
        contract.scan_sha256 = self._scan(contract, contract.owner, at)
        after = {"signed_on": contract.signed_on, "amount": contract.amount}
        self.world.audit("contract_signed", contract, contract.owner, at, after=after)
        return contract

    def _scan(self, contract: Contract, by: User, at: dt.datetime) -> str:
        texts = [contract.customer.name, contract.title, f"{contract.amount:,.2f}", f"{contract.signed_on}"]
        content, session = pdf(f"合同 {contract.number}(盖章件)", texts), self.world.session
        file = Attachment(filename=f"{contract.number}盖章件.pdf", size=len(content), content_type="application/pdf")
        file.sha256, file.storage_key = hashlib.sha256(content).hexdigest(), secrets.token_hex(32)
        file.uploaded_by, file.uploaded_at, file.contract_id = by, at, contract.id
        path = path_of(file)
        session.info.setdefault("unkept_files", []).append(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        session.add(file)
        return file.sha256

    def _change(self, contract: Contract) -> None:
        """A change order that waits: more time, and a sentence of its own."""
        owner, at = contract.owner, self.world.after(clock.start_of(self.world.ago(2)), 10)
        before = snapshot(contract)
        later = (contract.ends_on + dt.timedelta(days=60)).isoformat()
        change = ContractChange(contract=contract, number=1, reason="客户厂房搬迁，整体延期两个月。", before=before)
        change.after = before | {"ends_on": later, "terms": "搬迁期间乙方不承担迟延责任。"}
        change.status, change.created_at, change.created_by_id = ChangeStatus.PENDING, at, owner.id
        self.world.session.add(change)
        self.asked.wait(self.asked.of(ApprovalKind.CHANGE, change, owner, at))
        self.world.audit("change_drawn_up", change, owner, at, after={"number": 1})

    def _ends(self, contract: Contract) -> None:
        """One whose end is near, so that its owner hears of it."""
        contract.ends_on = self.world.today + dt.timedelta(days=18)
