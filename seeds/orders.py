"""Chapter 12 of the demo data: orders from signed contracts, deliveries, implementations with their tasks (A9.3, A9.5)."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import select

import clock
from models import (
    Contract,
    Implementation,
    OrderLine,
    SalesOrder,
    Shipment,
    ShipmentLine,
    Task,
    TimeEntry,
)
from policy.approvals import ApprovalKind
from policy.contracting import ContractStatus
from policy.orders import ImplementationStatus, OrderStatus, TaskStatus, is_done
from queries.orders import lines_of, quote_lines
from seeds.approvals import Asked
from seeds.world import World

S, T = OrderStatus, TaskStatus
COURSES = (
    # where it has come to, how much of the goods has left, tasks done
    (S.EXECUTING, Decimal("0.5"), 3),
    (S.PENDING, Decimal(0), 0),
    (S.DONE, Decimal(1), 6),
    (S.APPROVED, Decimal(0), 0),
    (S.EXECUTING, Decimal(1), 1),
    (S.DRAFT, Decimal(0), 0),
    (S.EXECUTING, Decimal(0), 0),
)
TASKS = (
    ("机房与网络检查", 60),
    ("安装服务器与数据库", 240),
    ("基础数据导入", 420),
    ("车间终端联调", 360),
    ("用户培训", 300),
    ("试运行与验收准备", 180),
)
HELD_UP = "等客户开通车间网络，对方信息部答复下周二"
CHECKED = "与合同一致，同意。"
CONTENT = "按合同附件一安装、导入基础数据、培训两批用户，试运行两周后验收。"


class Orders:
    """An order for most signed contracts: some wait, some are carried out, one was accepted."""

    def __init__(self, world: World):
        self.world, self.people, self.made = world, world.people, 0

    def make(self) -> None:
        signed = select(Contract).where(Contract.status == ContractStatus.SIGNED, Contract.quote_id.is_not(None))
        for contract in self.world.session.scalars(signed.order_by(Contract.id)).all():
            status, left, done = COURSES[self.made % len(COURSES)]
            self.made += 1
            self._tell(self._write(contract), status, left, done)
        self.world.session.flush()

    def _write(self, contract: Contract) -> SalesOrder:
        day = contract.signed_on or self.world.ago(20)
        created = self.world.after(self.world.at(self.world.working(day), 10), 26)
        order = SalesOrder(
            contract=contract, customer=contract.customer, owner=contract.owner, unit_id=contract.unit_id
        )
        order.number, order.status = f"SO-{created:%Y%m}-{self.made:04}", S.DRAFT
        order.created_at, order.created_by_id = created, contract.owner_id
        order.wanted_on = day + dt.timedelta(days=45)
        order.ship_to = contract.customer.address
        for line in quote_lines(contract):
            kept = {name: getattr(line, name) for name in ("position", "label", "measure", "quantity", "net_price")}
            row = OrderLine(product=line.product, service=line.product.service, tax_rate=line.tax_rate, **kept)
            row.product_id, row.shipped = line.product_id, Decimal(0)
            order.lines.append(row)
        order.amount = sum((line.gross for line in lines_of(order.lines)), Decimal(0))
        self.world.session.add(order)
        self.world.session.flush()
        self.world.audit("order_created", order, order.owner, created, after={"amount": order.amount})
        return order

    def _tell(self, order: SalesOrder, status: OrderStatus, left: Decimal, done: int) -> None:
        if status is S.DRAFT:
            return
        asked, at = Asked(self.world), self.world.after(order.created_at, 4)
        approval = asked.of(ApprovalKind.ORDER, order, order.owner, at)
        order.status = S.PENDING
        if status is S.PENDING:
            asked.wait(approval)
            return
        by, at = self.people["business_manager"], self.world.after(at, 20)
        asked.decide(approval, by, at, True, CHECKED)
        order.status, order.approved_at = S.APPROVED, at
        self.world.audit("order_approved", order, by, at)
        if status is not S.APPROVED:
            self._execute(order, left, done)

    def _execute(self, order: SalesOrder, left: Decimal, done: int) -> None:
        by, at = self.people["business_assistant"], self.world.after(order.approved_at, 5)
        order.status, order.started_at, order.started_by_id = S.EXECUTING, at, by.id
        self.world.audit("order_executed", order, by, at)
        work = self._implement(order, done) if any(line.service for line in order.lines) else None
        if left:
            self._ship(order, left)
        goods = [(line.quantity, line.shipped) for line in order.lines if not line.service]
        if is_done(goods, work.status if work else None):
            order.status, order.done_at = S.DONE, self.world.now

    def _ship(self, order: SalesOrder, share: Decimal) -> None:
        by, at = self.people["business_assistant"], self.world.after(order.started_at, 30)
        shipment = Shipment(order=order, carrier="顺丰速运", waybill=f"SF10{order.id:08}", by=by, at=at)
        shipment.shipped_on = min(clock.day_of(at), self.world.today)
        for line in order.lines:
            quantity = (line.quantity * share).to_integral_value()
            if not line.service and quantity:
                line.shipped = quantity
                shipment.lines.append(ShipmentLine(line=line, quantity=quantity))
        self.world.session.add(shipment)
        self.world.audit("shipped", order, by, at, after={"waybill": shipment.waybill})

    def _implement(self, order: SalesOrder, done: int) -> Implementation:
        leader = self.people["implementer1"]
        work = Implementation(order=order, customer=order.customer, unit_id=leader.unit_id, content=CONTENT)
        work.created_at, work.due_on, work.status = order.started_at, order.wanted_on, ImplementationStatus.OPEN
        self.world.session.add(work)
        self.world.session.flush()
        if not done:
            return work
        work.leader, work.status = leader, ImplementationStatus.RUNNING
        for place, (title, minutes) in enumerate(TASKS, 1):
            task = self._task(work, place, title, done)
            work.tasks.append(task)
            self.world.session.flush()
            if task.done_at:
                self._spend(task, minutes)
        if done == len(TASKS):
            self._accept(work)
        return work

    def _task(self, work: Implementation, place: int, title: str, done: int) -> Task:
        owner = self.people["implementer1"]
        task = Task(title=title, position=place, owner=owner, unit_id=owner.unit_id, created_at=work.created_at)
        task.status = T.DONE if place <= done else {1: T.DOING, 2: T.BLOCKED}.get(place - done, T.TODO)
        task.due_on = self.world.today + dt.timedelta(days=3 * (place - done))
        task.blocked_reason = HELD_UP if task.status is T.BLOCKED else ""
        if task.status is T.DONE:
            task.done_at = self.world.after(work.created_at, 12 * place)
        return task

    def _spend(self, task: Task, minutes: int) -> None:
        on = min(clock.day_of(task.done_at), self.world.today)
        entry = TimeEntry(task_id=task.id, user_id=task.owner.id, on=on, minutes=minutes, note="现场", at=task.done_at)
        self.world.session.add(entry)

    def _accept(self, work: Implementation) -> None:
        work.status, work.accepted_on, work.accepted_by = ImplementationStatus.ACCEPTED, self.world.ago(1), "刘厂长"
        for milestone in work.order.contract.milestones:
            if milestone.on_acceptance:
                milestone.reached_on = work.accepted_on
        self.world.audit("implementation_accepted", work, self.people["implementer1"], self.world.at(self.world.ago(1)))
