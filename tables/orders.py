"""Orders, deliveries, implementations and their tasks (A9.3, A9.5)."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from columns import name, pk, quantity, ratio, text, word
from extensions import db
from policy.orders import ImplementationStatus, OrderStatus, TaskStatus
from tables.contracts import Contract
from tables.customers import Customer
from tables.people import User
from tables.quotes import Product
from tables.writing import ref, within_one


class SalesOrder(db.Model):
    """What sales asks business staff to carry out, from a contract (A9.3). ``started_at`` opens its execution."""

    __tablename__ = "sales_orders"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    contract_id: Mapped[int] = ref("contracts.id")
    customer_id: Mapped[int] = ref("customers.id")
    owner_id: Mapped[int] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    status: Mapped[OrderStatus] = mapped_column(word(OrderStatus), default=OrderStatus.DRAFT)
    amount: Mapped[Decimal] = mapped_column(default=Decimal(0))
    ship_to: Mapped[text]
    wanted_on: Mapped[dt.date | None]
    note: Mapped[text]
    created_at: Mapped[dt.datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    approved_at: Mapped[dt.datetime | None]
    started_at: Mapped[dt.datetime | None]
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    done_at: Mapped[dt.datetime | None]

    contract: Mapped[Contract] = relationship()
    customer: Mapped[Customer] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    lines: Mapped[list["OrderLine"]] = relationship(
        back_populates="order", order_by="OrderLine.position, OrderLine.id", cascade="all, delete-orphan"
    )
    shipments: Mapped[list["Shipment"]] = relationship(back_populates="order", order_by="Shipment.id")
    implementation: Mapped["Implementation | None"] = relationship(back_populates="order")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "owner_id", "id"),
        Index(None, "unit_id", "id"),
        Index(None, "status", "id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint(
            "status NOT IN ('executing', 'done') OR started_at IS NOT NULL", name="carried_out_once_started"
        ),
    )


class OrderLine(db.Model):
    """One line of a sales order. ``shipped`` is how much of it has left so far, never more than ``quantity``.

    ``tax_rate`` is as it was agreed; ``SalesOrder.amount`` is the sum of the lines with tax.
    """

    __tablename__ = "order_lines"
    id: Mapped[pk]
    order_id: Mapped[int] = ref("sales_orders.id", index=False)
    position: Mapped[int]
    product_id: Mapped[int] = ref("products.id")
    label: Mapped[name]
    measure: Mapped[str] = mapped_column(String(20), default="")
    service: Mapped[bool] = mapped_column(default=False)
    quantity: Mapped[quantity]
    net_price: Mapped[Decimal]
    tax_rate: Mapped[ratio] = mapped_column(default=Decimal(0))
    shipped: Mapped[quantity] = mapped_column(default=Decimal(0))

    order: Mapped[SalesOrder] = relationship(back_populates="lines")
    product: Mapped[Product] = relationship()
    __table_args__ = (
        Index(None, "order_id", "position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("net_price >= 0", name="price_not_negative"),
        CheckConstraint(within_one("tax_rate"), name="tax_rate_range"),
        CheckConstraint("shipped >= 0 AND shipped <= quantity", name="never_more_than_ordered"),
    )


class Shipment(db.Model):
    """One delivery of an order, with its waybill; cancelled ones stay."""

    __tablename__ = "shipments"
    id: Mapped[pk]
    order_id: Mapped[int] = ref("sales_orders.id")
    carrier: Mapped[str] = mapped_column(String(100), default="")
    waybill: Mapped[str] = mapped_column(String(60), default="")
    shipped_on: Mapped[dt.date]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[dt.datetime]
    cancelled_at: Mapped[dt.datetime | None]

    order: Mapped[SalesOrder] = relationship(back_populates="shipments")
    by: Mapped[User] = relationship()
    lines: Mapped[list["ShipmentLine"]] = relationship(order_by="ShipmentLine.id")


class ShipmentLine(db.Model):
    """How much of an order line left with a shipment."""

    __tablename__ = "shipment_lines"
    id: Mapped[pk]
    shipment_id: Mapped[int] = ref("shipments.id", index=False)
    line_id: Mapped[int] = ref("order_lines.id")
    quantity: Mapped[quantity]

    line: Mapped[OrderLine] = relationship()
    __table_args__ = (
        UniqueConstraint("shipment_id", "line_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )


class Implementation(db.Model):
    """What the implementation department has to do for an order (A9.5); its content becomes tasks.

    ``accepted_note`` says why the customer accepted although not all was done.
    """

    __tablename__ = "implementations"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    order_id: Mapped[int] = ref("sales_orders.id", index=False, unique=True)
    customer_id: Mapped[int] = ref("customers.id")
    unit_id: Mapped[int] = ref("units.id", index=False)
    leader_id: Mapped[int | None] = ref("users.id")
    status: Mapped[ImplementationStatus] = mapped_column(word(ImplementationStatus), default=ImplementationStatus.OPEN)
    content: Mapped[text]
    due_on: Mapped[dt.date | None]
    created_at: Mapped[dt.datetime]
    accepted_on: Mapped[dt.date | None]
    accepted_by: Mapped[str] = mapped_column(String(100), default="")
    accepted_note: Mapped[text]

    order: Mapped[SalesOrder] = relationship(back_populates="implementation")
    customer: Mapped[Customer] = relationship()
    leader: Mapped[User | None] = relationship()
    tasks: Mapped[list["Task"]] = relationship(back_populates="implementation", order_by="Task.position, Task.id")
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "unit_id", "status", "id"),
        CheckConstraint("(status = 'accepted') = (accepted_on IS NOT NULL)", name="accepted_on_a_day"),
    )


class Task(db.Model):
    """One piece of an implementation, done by one implementer until a day; ``blocked_reason`` while it is held up."""

    __tablename__ = "tasks"
    id: Mapped[pk]
    version: Mapped[int] = mapped_column(default=1)
    implementation_id: Mapped[int] = ref("implementations.id", index=False)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[name]
    content: Mapped[text]
    owner_id: Mapped[int | None] = ref("users.id", index=False)
    unit_id: Mapped[int] = ref("units.id", index=False)
    due_on: Mapped[dt.date | None]
    status: Mapped[TaskStatus] = mapped_column(word(TaskStatus), default=TaskStatus.TODO)
    blocked_reason: Mapped[text]
    created_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]

    implementation: Mapped[Implementation] = relationship(back_populates="tasks")
    owner: Mapped[User | None] = relationship()
    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(None, "implementation_id", "status", "position"),
        Index(None, "owner_id", "status", "due_on"),
        Index(None, "unit_id", "status", "due_on"),
        Index(None, "done_at"),
        CheckConstraint("(status = 'done') = (done_at IS NOT NULL)", name="done_at_a_time"),
    )


class TimeEntry(db.Model):
    """Minutes that somebody spent on a task on a day."""

    __tablename__ = "time_entries"
    id: Mapped[pk]
    task_id: Mapped[int] = ref("tasks.id")
    user_id: Mapped[int] = ref("users.id", index=False)
    on: Mapped[dt.date]
    minutes: Mapped[int]
    note: Mapped[text]
    at: Mapped[dt.datetime]

    user: Mapped[User] = relationship()
    __table_args__ = (Index(None, "user_id", "on"), CheckConstraint("minutes BETWEEN 1 AND 1440", name="of_one_day"))
