"""Chapter 5 of the demo data: invoices on expense lines, papers given to customers, licences of companies."""

import datetime as dt
import hashlib
import secrets
from decimal import Decimal

from sqlalchemy import select

import filetypes
from models import Attachment, ExpenseClaim, ExpenseInvoice, ExpenseLine, Unit, User
from operations.attachments import path_of
from policy.entry import CustomerStatus
from policy.expenses import Category
from policy.following import OpportunityStatus
from policy.vouchers import InvoiceKind
from queries.organisation import company_of
from readers import text
from seeds.paper import pdf, png
from seeds.world import World

SELLERS = {
    Category.TRAVEL: "铁路客票",
    Category.LODGING: "住宿服务",
    Category.MEALS: "餐饮服务",
    Category.ENTERTAINMENT: "餐饮服务",
    Category.LOCAL_TRANSPORT: "客运服务",
}
SELLERS_NAMES = ("上海云来酒店有限公司", "苏州平江饭店有限公司", "中国铁路上海局集团有限公司", "杭州湖滨商务有限公司")
PAPERS = {3: "总体方案", 4: "报价清单", 5: "合同草案"}
KINDS = 7
NEEDED = 100
"""Yuan from which nearly every line has its invoice as a file."""
RECEIPTS = (Category.MEALS, Category.LOCAL_TRANSPORT)


class Files:
    """Writes the files beside the rows that name them; a transaction that fails takes them with it."""

    def __init__(self, world: World):
        self.world, self.rng = world, world.rng
        self.companies: dict[int, str] = {}

    def make(self) -> None:
        world = self.world
        lines = select(ExpenseLine).join(ExpenseClaim, ExpenseLine.claim_id == ExpenseClaim.id).order_by(ExpenseLine.id)
        for line in world.session.scalars(lines):
            if self.rng.random() < (0.97 if line.amount > NEEDED else 0.75):
                self._receipt(line)
        for case in world.cases:
            if case.opportunity is not None:
                self._papers(case)
            if case.customer.status is CustomerStatus.APPROVED and self.rng.random() < 0.12:
                self._licence(case)

    def _receipt(self, line: ExpenseLine) -> None:
        claim, at = line.claim, line.claim.created_at
        if line.category in RECEIPTS and line.amount <= NEEDED and self.rng.random() < 0.5:
            content, name = (
                png(line.id % KINDS, 64 + line.id % 13, 88 + line.id // 13 % 40),
                f"小票{line.spent_on:%m%d}.png",
            )
        else:
            what = SELLERS.get(line.category, "其他服务")
            words = _words(line, what, self._company(claim.unit_id))
            content, name = pdf(words[0], words[1:]), f"发票{line.invoice_number[-8:]}.pdf"
            attachment = self._keep(name, content, claim.claimant, at, expense_line_id=line.id)
            self._read(line, attachment, "\n".join(words))
            return
        self._keep(name, content, claim.claimant, at, expense_line_id=line.id)

    def _company(self, unit_id: int) -> str:
        """To whom the invoices of a unit are made out."""
        if unit_id not in self.companies:
            self.companies[unit_id] = self.world.session.get(Unit, company_of(unit_id)).name
        return self.companies[unit_id]

    def _read(self, line: ExpenseLine, attachment: Attachment, words: str) -> None:
        """What the reader finds in the file, as if it had been uploaded."""
        said = text.read(words)
        row = ExpenseInvoice(
            line=line, attachment=attachment, added_by=line.claim.claimant, read={"sources": {"pdf": said}}
        )
        row.kind, row.number, row.added_at = InvoiceKind(said["kind"]), said["number"], attachment.uploaded_at
        row.issued_on, row.buyer, row.seller = line.spent_on, said["buyer"], said["seller"]
        row.buyer_tax_number, row.seller_tax_number = said["buyer_tax_number"], said["seller_tax_number"]
        row.amount, row.tax, row.total = (Decimal(said[name]) for name in ("amount", "tax", "total"))
        self.world.session.add(row)

    def _papers(self, case) -> None:
        opportunity = case.opportunity
        for change, stage in zip(case.steps, self.world.stages, strict=False):
            title = PAPERS.get(stage.position)
            if title and (opportunity.status is not OpportunityStatus.OPEN or self.rng.random() < 0.7):
                texts = [case.customer.name, f"{case.product}", f"版本 1.{self.rng.randint(0, 4)}  {change[0]}"]
                name = f"{case.brand}{case.product}{title}.pdf"
                at = self.world.after(max(opportunity.created_at, self.world.at(change[0], 19)), 2)
                content = pdf(f"{case.brand}{title}", texts)
                self._keep(name, content, case.seller, at, opportunity_id=opportunity.id, stage_id=stage.id)

    def _licence(self, case) -> None:
        at = self.world.after(case.customer.created_at, 1)
        self._keep("营业执照.png", png(case.customer.id % KINDS, 88, 64), case.seller, at, customer_id=case.customer.id)

    def _keep(self, name: str, content: bytes, by: User, at: dt.datetime, **owner: int) -> Attachment:
        session = self.world.session
        attachment = Attachment(filename=name, size=len(content), sha256=hashlib.sha256(content).hexdigest(), **owner)
        attachment.storage_key = secrets.token_hex(32)
        attachment.uploaded_by, attachment.uploaded_at = by, at
        path = path_of(attachment)
        session.info.setdefault("unkept_files", []).append(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        attachment.content_type = filetypes.of(path).content_type
        session.add(attachment)
        return attachment


def _words(line: ExpenseLine, what: str, buyer: str) -> list[str]:
    """What is printed on the invoice of a line."""
    net = (line.amount / Decimal("1.06")).quantize(Decimal("0.01"))
    day = f"{line.spent_on.year}年{line.spent_on.month:02}月{line.spent_on.day:02}日"
    return [
        "电子发票（普通发票）",
        f"发票号码：{line.invoice_number}",
        f"开票日期：{day}",
        f"购买方名称：{buyer}",
        "购买方纳税人识别号：91310000MA1FL00X8K",
        f"销售方名称：{SELLERS_NAMES[line.id % len(SELLERS_NAMES)]}",
        "销售方纳税人识别号：91310104MA1FR8K27P",
        f"*{what}*{what}",
        f"合计 ￥{net} ￥{line.amount - net}",
        f"价税合计（小写）￥{line.amount}",
    ]
