"""How a claim of the demo data got where it stands: submission, manager, finance line by line, payment."""

import hashlib
from decimal import Decimal

import clock
from models import ExpenseClaim, ExpenseDecision, ExpenseLine, ExpensePayment, User
from policy.expenses import ClaimStatus, ClaimStep, Verdict
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
        claim.status, self.at = status, claim.created_at
        steps = REACHED[status]
        if status is S.RETURNED:
            self.returned += 1
            steps = ("submit", "send_back") if self.returned % 2 else steps
        for step in steps:
            self.at = self.world.after(self.at, self.rng.choice((4, 20, 26)))
            getattr(self, f"_{step}")(claim)

    def _submit(self, claim: ExpenseClaim) -> None:
        claim.round, claim.submitted_at = 1, self.at
        claim.fingerprint = hashlib.sha256(repr([(line.id, line.amount) for line in claim.lines]).encode()).hexdigest()
        self._decide(claim, ClaimStep.SUBMISSION, "submit", claim.claimant)

    def _approve(self, claim: ExpenseClaim) -> None:
        self._decide(claim, ClaimStep.MANAGER, "approve", self._manager(claim), "同意报销。")

    def _send_back(self, claim: ExpenseClaim) -> None:
        self._decide(claim, ClaimStep.MANAGER, "send_back", self._manager(claim), SENT_BACK)

    def _take(self, claim: ExpenseClaim) -> None:
        people = self.world.people
        claim.checker = people["finance2"] if claim.claimant is people["finance1"] else people["finance1"]
        self._decide(claim, ClaimStep.CHECK, "take", claim.checker)
        for line in claim.lines[: len(claim.lines) // 2] if claim.status is S.IN_CHECK else []:
            self._judge_line(claim, line, self._verdict(claim))

    def _judge(self, claim: ExpenseClaim) -> None:
        """Every line gets its verdict; of a returned claim the last one is rejected."""
        for line in claim.lines:
            refused = claim.status is S.RETURNED and line is claim.lines[-1]
            self._judge_line(claim, line, Verdict.REJECTED if refused else self._verdict(claim))

    def _verdict(self, claim: ExpenseClaim) -> Verdict:
        return self.rng.choices((Verdict.ACCEPTED, Verdict.CUT, Verdict.REJECTED), (16, 2, 1))[0]

    def _judge_line(self, claim: ExpenseClaim, line: ExpenseLine, verdict: Verdict) -> None:
        line.verdict, line.verdict_by_id, line.verdict_at = verdict, claim.checker.id, self.at
        line.accepted_amount = line.amount
        if verdict is Verdict.CUT:
            line.accepted_amount = (line.amount * Decimal("0.8")).quantize(Decimal(1))
            line.verdict_reason = self.rng.choice(CUTS)
        elif verdict is Verdict.REJECTED:
            line.accepted_amount, line.verdict_reason = Decimal(0), self.rng.choice(REJECTIONS)

    def _finish(self, claim: ExpenseClaim) -> None:
        claim.accepted_total = accepted(claim)
        self._decide(claim, ClaimStep.CHECK, "finish", claim.checker)

    def _refuse(self, claim: ExpenseClaim) -> None:
        self._decide(claim, ClaimStep.CHECK, "refuse", claim.checker, claim.lines[-1].verdict_reason)

    def _pay(self, claim: ExpenseClaim) -> None:
        people = self.world.people
        by = people["finance1"] if claim.claimant is people["finance2"] else people["finance2"]
        payment = ExpensePayment(claim_id=claim.id, amount=claim.accepted_total, by=by, at=self.at)
        payment.paid_on, payment.reference = clock.day_of(self.at), f"网银{self.rng.randint(10**7, 10**8)}"
        self.world.session.add(payment)
        self._decide(claim, ClaimStep.PAYMENT, "pay", by)

    def _manager(self, claim: ExpenseClaim) -> User:
        return self.world.reviewers(claim.claimant)[0]

    def _decide(self, claim: ExpenseClaim, step: ClaimStep, decision: str, by: User, note: str = "") -> None:
        row = ExpenseDecision(claim_id=claim.id, step=step, decision=decision, by=by, at=self.at, note=note)
        row.amount = claim.accepted_total if decision in ("finish", "pay") else claim.total
        row.round, row.fingerprint = claim.round, claim.fingerprint
        self.world.session.add(row)
        self.world.audit(decision, claim, by, self.at, note=note)


def accepted(claim: ExpenseClaim) -> Decimal:
    """What finance accepted of all lines together."""
    return sum((line.accepted_amount or Decimal(0) for line in claim.lines), Decimal(0))
