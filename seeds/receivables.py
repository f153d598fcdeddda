"""Chapter 13 of the demo data: invoices, collections, the statement of last month, and pressing for payment (A9.4)."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import select

from models import Collection, Contract, DunningStep, Invoice, Milestone, Statement, User
from operations import statements
from operations.ledger import owe, put, restate
from policy.periods import last_day
from policy.receivables import DunningKind, PaymentMethod
from queries.ledgers import INVOICED
from queries.statement_pages import by_unit, together
from seeds.world import World

RED = "客户退回两台设备，按实际交付数量冲红。"
STEPS = (
    (DunningKind.REMIND, 12, "邮件提醒对账，客户财务确认收到。"),
    (DunningKind.CALL, 5, "财务经理承诺月底前安排付款。"),
    (DunningKind.LETTER, 1, "已寄出催款函，等待客户书面回复。"),
)


class Receivables:
    """Tells what was invoiced on the signed contracts and what came in: paid, half paid, overdue, prepaid, corrected."""

    def __init__(self, world: World):
        self.world = world
        self.finance = world.people["finance1"]
        self.number = 0

    def make(self) -> None:
        signed = select(Contract).where(Contract.status.in_(INVOICED), Contract.amount > 0).order_by(Contract.id)
        contracts = list(self.world.session.scalars(signed))
        for place, contract in enumerate(contracts):
            self._tell(contract, place)
        self._press(contracts)
        self._statement()

    def _tell(self, contract: Contract, place: int) -> None:
        due = [one for one in contract.milestones if one.due_on or one.reached_on]
        for turn, milestone in enumerate(due):
            issued = (milestone.reached_on or milestone.due_on) - dt.timedelta(days=25)
            if issued > self.world.today:
                break
            invoice = self._invoice(contract, milestone, max(issued, contract.signed_on or issued))
            if (place + turn) % 4 != 3:
                self._paid(contract, invoice, part=(place + turn) % 3 != 2)
            if place % 7 == 2 and turn == 0:
                self._corrected(invoice)
        if place % 5 == 1:
            self._collection(contract, Decimal(20_000), self.world.ago(6))
        restate(contract.id)

    def _next(self) -> int:
        self.number += 1
        return self.number

    def _invoice(self, contract: Contract, milestone: Milestone, issued: dt.date) -> Invoice:
        issued = min(self.world.working(issued), self.world.today)
        row = self._bare(contract, issued, milestone.amount)
        row.milestone_id, row.due_on = milestone.id, max(milestone.reached_on or milestone.due_on, issued)
        owe(row, row.amount)
        self.world.session.add(row)
        self.world.session.flush()
        said = {"number": row.number, "amount": row.amount, "due_on": row.due_on}
        self.world.audit("invoice_issued", row, self.finance, row.at, after=said)
        return row

    def _bare(self, contract: Contract, issued: dt.date, amount: Decimal) -> Invoice:
        number, tax = f"243120000000{self._next():08}", (amount * 13 / 113).quantize(Decimal("0.01"))
        row = Invoice(number=number, contract_id=contract.id, customer_id=contract.customer_id, amount=amount, tax=tax)
        row.unit_id, row.issued_on, row.due_on = contract.unit_id, issued, issued
        row.corrected = row.settled = row.open = Decimal(0)
        row.by_id, row.at = self.finance.id, self.world.at(issued, 15)
        return row

    def _paid(self, contract: Contract, invoice: Invoice, part: bool) -> None:
        day = min(self.world.working(invoice.due_on - dt.timedelta(days=3)), self.world.today)
        if day < invoice.issued_on:
            return
        amount = invoice.amount if part else (invoice.amount / 2).quantize(Decimal("0.01"))
        put(self._collection(contract, amount, day), invoice, amount, self.finance)

    def _collection(self, contract: Contract, amount: Decimal, day: dt.date) -> Collection:
        row = Collection(customer_id=contract.customer_id, contract_id=contract.id, unit_id=contract.unit_id)
        row.received_on, row.amount, row.method = day, amount, PaymentMethod.TRANSFER
        row.allocated = row.refunded = Decimal(0)
        row.reference, row.payer = f"ICBC{day:%Y%m%d}{self._next():05}", contract.customer.name
        row.by_id, row.at = self.finance.id, self.world.at(day, 16)
        self.world.session.add(row)
        self.world.session.flush()
        said = {"amount": amount, "reference": row.reference}
        self.world.audit("collection_entered", row, self.finance, row.at, after=said)
        return row

    def _corrected(self, invoice: Invoice) -> None:
        """A tenth of what is open is taken off by a red-letter invoice."""
        off = (invoice.open / 10).quantize(Decimal("0.01"))
        if not off:
            return
        contract = self.world.session.get_one(Contract, invoice.contract_id)
        red = self._bare(contract, self.world.today, -off)
        red.corrects_id, red.milestone_id, red.note = invoice.id, invoice.milestone_id, RED
        invoice.corrected = off
        owe(invoice, -off)
        self.world.session.add(red)
        self.world.session.flush()
        self.world.audit("invoice_corrected", red, self.finance, red.at, after={"amount": -off}, note=RED)

    def _press(self, contracts: list[Contract]) -> None:
        """Two of the overdue contracts were pressed already, one of them with a letter."""
        by, told = self.world.people["salesmgmt_manager"], 0
        for contract in contracts:
            overdue = select(Invoice).where(Invoice.contract_id == contract.id, Invoice.open > 0)
            found = list(self.world.session.scalars(overdue.where(Invoice.due_on < self.world.ago(13))))
            if found and told < 2:
                told += 1
                for kind, ago, result in STEPS[: told + 1]:
                    self._step(contract, found, kind, self.world.ago(ago), result, by)
                restate(contract.id)

    def _step(self, contract, invoices, kind: DunningKind, day: dt.date, result: str, by: User) -> None:
        step = DunningStep(contract_id=contract.id, customer_id=contract.customer_id, kind=kind, on=day, result=result)
        step.open, step.next_on = sum(row.open for row in invoices), self.world.today + dt.timedelta(days=3)
        step.items = [
            {
                "number": row.number,
                "issued_on": row.issued_on.isoformat(),
                "due_on": row.due_on.isoformat(),
                "amount": str(row.amount),
                "open": str(row.open),
            }
            for row in invoices
        ]
        step.by_id, step.at = by.id, self.world.at(day, 10)
        self.world.session.add(step)
        self.world.session.flush()
        self.world.audit("dunned", step, by, step.at, after={"kind": kind, "open": step.open}, note=result)

    def _statement(self) -> None:
        """The statement of last month, frozen and read."""
        period = f"{self.world.today.replace(day=1) - dt.timedelta(days=1):%Y-%m}"
        id_ = statements.begin(period)
        row = self.world.session.get_one(Statement, id_)
        while row.frozen_at is None:
            statements.freeze_next(id_)
            self.world.session.flush()
        row.told_at = row.frozen_at
        manager, key = self.world.people["salesmgmt_manager"], f"statement:{period}"
        sums = together(by_unit(manager, row))
        about = {"period": period, "count": sums.count, "open": f"{sums.open:,.2f}"}
        at = self.world.at(last_day(period) + dt.timedelta(days=2), 9)
        self.world.tell(manager, "statement_drawn", f"/receivables/statements/{id_}", key, at, **about)
