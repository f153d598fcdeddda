"""How a claim of the demo data got where it stands: submission, manager, finance line by line, payment."""

from decimal import Decimal

import clock
from models import EvidenceSnapshot, ExpenseClaim, ExpenseDecision, ExpenseLine, ExpensePayment, User
from operations.expenses import fingerprint, total_up
from policy.expenses import ClaimStatus, ClaimStep, Verdict
from policy.permissions import Permission
from queries.evidence import customer_progress, picture
from queries.expenses import examinations
from scopes import permissions_of
from seeds.world import World

S = ClaimStatus
REACHED = {
    # how far a claim has come: which steps lie behind it
    S.DRAFT: (),
    S.SUBMITTED: ("submit",),
    S.MANAGER_APPROVED: ("submit", "approve"),
    S.IN_CHECK: ("submit", "approve", "take"),
    S.APPROVED: ("submit", "approve", "take", "judge", "finish"),
    S.PAID: ("submit", "approve", "take", "judge", "finish", "pay"),
    S.RETURNED: ("submit", "approve", "take", "judge", "refuse"),
}
CUTS = ("超出住宿标准，按标准支付", "发票金额中含个人消费，已剔除", "误餐补助按每天一次计算")
REJECTIONS = (
    "发票抬头不是本公司，请换开后重新提交",
    "关联的活动与用途对不上，请说明或改正",
    "客户进展写得太笼统，请补充真实进展",
)
SENT_BACK = "请把同一天的交通费合并说明，并补充拜访结果。"


class Deciding:
    """Takes a claim through its steps at plausible moments, each with its decision, never by the claimant."""

    def __init__(self, world: World):
        self.world, self.rng = world, world.rng
        self.returned = 0

    def bring(self, claim: ExpenseClaim, status: ClaimStatus) -> None:
        """Let everything happen that leads a draft to this status."""
        self.at = claim.created_at
        self.world.audit("began", claim, claim.claimant, self.at, after={"purpose": claim.purpose})
        steps = REACHED[status]
        if status is S.RETURNED:
            self.returned += 1
            steps = ("submit", "send_back") if self.returned % 2 else steps
        self.goal, claim.status = status, status if steps else S.DRAFT
        for step in steps:
            self.at = self.world.after(self.at, self.rng.choice((4, 20, 26)))
            getattr(self, f"_{step}")(claim)

    def _submit(self, claim: ExpenseClaim) -> None:
        claim.round, claim.submitted_at, claim.fingerprint = 1, self.at, fingerprint(claim.lines)
        self._decide(claim, ClaimStep.SUBMISSION, "submit", claim.claimant)
        for approver in self._approvers(claim):
            self._tell(approver, "expense_submitted", claim, by=claim.claimant.name, purpose=claim.purpose)

    def _approve(self, claim: ExpenseClaim) -> None:
        by = self._decide(claim, ClaimStep.MANAGER, "approve", self._approvers(claim)[0], "同意报销。")
        self._tell(claim.claimant, "expense_manager_approved", claim, by=by.name)

    def _send_back(self, claim: ExpenseClaim) -> None:
        by = self._decide(claim, ClaimStep.MANAGER, "send_back", self._approvers(claim)[0], SENT_BACK)
        self._tell(claim.claimant, "expense_returned", claim, by=by.name, reason=SENT_BACK)

    def _take(self, claim: ExpenseClaim) -> None:
        people = self.world.people
        by = people["finance2"] if claim.claimant is people["finance1"] else people["finance1"]
        self._decide(claim, ClaimStep.CHECK, "take", by)
        if self.goal is S.IN_CHECK:
            claim.checker = by
            self._judge_lines(claim, by, claim.lines[: len(claim.lines) // 2])
        self.by = by

    def _judge(self, claim: ExpenseClaim) -> None:
        if self.goal is not S.RETURNED:
            claim.checker = self.by
        self._judge_lines(claim, self.by, claim.lines)

    def _judge_lines(self, claim: ExpenseClaim, by: User, lines: list[ExpenseLine]) -> None:
        """A verdict for each line, with the snapshot of what was seen; the last one of a returned claim is rejected."""
        said = examinations(claim, lines)
        told = customer_progress({line.customer_id for line in lines})
        for line in lines:
            refused = self.goal is S.RETURNED and line is claim.lines[-1]
            first = line is claim.lines[0]
            verdict = Verdict.REJECTED if refused else Verdict.ACCEPTED if first else self._verdict()
            self._judge_line(line, by, verdict)
            seen = picture(line, said[line.id], told.get(line.customer_id, []))
            snapshot = EvidenceSnapshot(line_id=line.id, round=claim.round, taken_at=self.at, by_id=by.id)
            snapshot.evidence = seen
            self.world.session.add(snapshot)
        total_up(claim, claim.lines)

    def _verdict(self) -> Verdict:
        return self.rng.choices((Verdict.ACCEPTED, Verdict.CUT, Verdict.REJECTED), (16, 2, 1))[0]

    def _judge_line(self, line: ExpenseLine, by: User, verdict: Verdict) -> None:
        line.verdict, line.verdict_by_id, line.verdict_at, line.accepted_amount = verdict, by.id, self.at, line.amount
        if verdict is Verdict.CUT:
            line.accepted_amount = (line.amount * Decimal("0.8")).quantize(Decimal(1))
            line.verdict_reason = self.rng.choice(CUTS)
        elif verdict is Verdict.REJECTED:
            line.accepted_amount, line.verdict_reason = Decimal(0), self.rng.choice(REJECTIONS)
        decided = {"verdict": verdict, "accepted_amount": line.accepted_amount}
        self.world.audit("judged", line, by, self.at, after=decided, note=line.verdict_reason)

    def _finish(self, claim: ExpenseClaim) -> None:
        self._decide(claim, ClaimStep.CHECK, "finish", self.by)
        amounts = {"amount": f"{claim.accepted_total:,.2f}", "total": f"{claim.total:,.2f}"}
        self._tell(claim.claimant, "expense_approved", claim, **amounts)

    def _refuse(self, claim: ExpenseClaim) -> None:
        reason = claim.lines[-1].verdict_reason
        self._decide(claim, ClaimStep.CHECK, "refuse", self.by, reason)
        self._tell(claim.claimant, "expense_returned", claim, by=self.by.name, reason=reason)

    def _pay(self, claim: ExpenseClaim) -> None:
        people = self.world.people
        by = people["finance1"] if claim.claimant is people["finance2"] else people["finance2"]
        payment = ExpensePayment(claim_id=claim.id, amount=claim.accepted_total, by=by, at=self.at)
        payment.paid_on, payment.reference = clock.day_of(self.at), f"网银{self.rng.randint(10**7, 10**8)}"
        self.world.session.add(payment)
        self._decide(claim, ClaimStep.PAYMENT, "pay", by, payment.reference)
        paid = {"amount": f"{payment.amount:,.2f}", "paid_on": payment.paid_on}
        self._tell(claim.claimant, "expense_paid", claim, **paid)

    def _approvers(self, claim: ExpenseClaim) -> list[User]:
        """Who is asked to approve, as ``operations.expenses.approvers_of`` says, looked up once per claimant."""
        asked = self.world.reviewers(claim.claimant)
        return [person for person in asked if Permission.APPROVE_EXPENSES in permissions_of(person)]

    def _tell(self, person: User, event: str, claim: ExpenseClaim, **params) -> None:
        key = f"{event}:{claim.id}:{claim.round}"
        self.world.tell(person, event, f"/expenses/{claim.id}", key, self.at, number=claim.number, **params)

    def _decide(self, claim: ExpenseClaim, step: ClaimStep, decision: str, by: User, note: str = "") -> User:
        row = ExpenseDecision(claim_id=claim.id, step=step, decision=decision, by=by, at=self.at, note=note)
        row.amount = claim.accepted_total if decision in ("finish", "pay") else claim.total
        row.round, row.fingerprint = claim.round, claim.fingerprint
        self.world.session.add(row)
        self.world.audit(decision, claim, by, self.at, note=note)
        return by
