"""Whatever was done in whatever order: what the summary tables say is what the records say (A10)."""

import datetime as dt
import random
from decimal import Decimal

import pytest
from sqlalchemy import func, select

import clock
from extensions import db
from models import Activity, Collection, Contract, Customer, Figure, FigureDirt, Opportunity, PipelineMark, Stage, User
from operations import (
    Refused,
    activities,
    closings,
    collections,
    expense_payments,
    figures,
    opportunities,
    pool,
    sharing,
    units,
)
from operations.ownership import hand_over
from operations.pipeline_marks import mark_pipeline
from policy.entry import CustomerStatus, Grade
from policy.expenses import ClaimStatus
from policy.figures import NOW
from policy.figures import FigureKind as K
from policy.following import ActivityKind, ActivityStatus, Cause, OpportunityStatus
from policy.tracking import OwnershipReason
from queries.figure_reads import of_person, of_unit
from tests.support.expenses import claim_in
from tests.support.factories import new_activity, new_customer, new_opportunity
from tests.support.figures import kept, kept_returns, month, recounted
from tests.support.money import collect, new_contract

D = Decimal
SELLERS = ("sales1", "sales2", "channel1", "east_sales1", "jv_sales1")
DEEDS = (
    *("customer", "activity", "opportunity", "contract", "collect", "refund", "withdraw", "stage", "date", "amount"),
    *("competitor", "close", "hand_over", "release", "claim", "grade", "share", "cancel", "approve", "resign", "plant"),
)


class History:
    """Deeds drawn by chance, through the verbs where there is one and through the tables where several lead there."""

    def __init__(self, cast, seed: int):
        self.cast, self.chance, self.turn = cast, random.Random(seed), 0

    def pick(self, model, *where):
        rows = db.session.scalars(select(model).where(*where).order_by(model.id)).all()
        return self.chance.choice(rows) if rows else None

    def seller(self) -> User:
        return getattr(self.cast, self.chance.choice(SELLERS))

    def go(self) -> None:
        self.turn += 1
        deed = self.chance.choice(DEEDS)
        try:
            getattr(self, deed)()
            db.session.commit()
        except Refused:
            db.session.rollback()

    def customer(self):
        status = self.chance.choice([CustomerStatus.DRAFT, CustomerStatus.APPROVED, CustomerStatus.APPROVED])
        at = clock.now() - dt.timedelta(days=self.chance.randrange(70))
        approved = {"approved_at": at} if status is CustomerStatus.APPROVED else {}
        new_customer(self.seller(), status=status, province="上海", grade=self.chance.choice(list(Grade)), **approved)

    def activity(self):
        if customer := self.pick(Customer):
            when = {"starts_at": clock.now() - dt.timedelta(days=self.chance.randrange(70))}
            kind, status = self.chance.choice(list(ActivityKind)), self.chance.choice(["done", "done", "planned"])
            new_activity(customer, self.seller(), kind=kind, status=ActivityStatus(status), **when)

    def opportunity(self):
        if customer := self.pick(Customer, Customer.owner_id.is_not(None)):
            row = new_opportunity(customer, customer.owner, amount=D(self.chance.randrange(10**7)) / 100)
            opportunities._note_stage(row, None, customer.owner, "")

    def contract(self):
        if customer := self.pick(Customer, Customer.owner_id.is_not(None)):
            day = clock.today() - dt.timedelta(days=self.chance.randrange(70))
            new_contract(customer.owner, D(self.chance.randrange(1, 10**7)) / 100, customer=customer, signed_on=day)

    def collect(self):
        if contract := self.pick(Contract):
            amount, ago = self.chance.randint(1, 99999), self.chance.randrange(70)
            collect(contract, self.cast.finance1, amount, ago=ago, common=self.chance.random() < 0.4)

    def refund(self):
        if money := self.pick(Collection):
            collections.refund(
                money.id, D(1), clock.today(), f"T{self.turn}", "客户多付了一元，退回", self.cast.finance1
            )

    def withdraw(self):
        if money := self.pick(Collection):
            collections.withdraw(money.id, money.version, "重复登记，原凭证作废", self.cast.finance1)

    def stage(self):
        if row := self.pick(Opportunity):
            opportunities.change_stage(row.id, row.owner, self.pick(Stage).id, note="客户要求调整")

    def date(self):
        if row := self.pick(Opportunity):
            day = clock.today() + dt.timedelta(days=self.chance.randrange(200))
            facts = {"customer_id": row.customer_id, "stage_id": row.stage_id, "expected_reason": "预算推迟"}
            opportunities.change(row.id, row.owner, {"expected_on": day, **facts})

    def amount(self):
        if row := self.pick(Opportunity):
            row.amount = D(self.chance.randrange(10**7)) / 100

    def competitor(self):
        if row := self.pick(Opportunity):
            name = {"name": self.chance.choice("甲乙丙"), "strengths": "", "weaknesses": "", "our_answer": "服务"}
            opportunities.add_competitor(row.id, row.owner, name)

    def close(self):
        if row := self.pick(Opportunity, Opportunity.status == "open"):
            result = self.chance.choice([OpportunityStatus.WON, OpportunityStatus.LOST, OpportunityStatus.INVALID])
            day = clock.today() - dt.timedelta(days=self.chance.randrange(40))
            closings.close(row.id, row.owner, result, "价格与交期都说定了", day)
            row.closing.cause = self.chance.choice([None, *Cause])

    def hand_over(self):
        if row := self.pick(Customer, Customer.owner_id.is_not(None)):
            hand_over(row, self.seller(), OwnershipReason.TRANSFERRED, self.cast.sales_manager)

    def release(self):
        if row := self.pick(Customer, Customer.owner_id.is_not(None), Customer.status == "approved"):
            hand_over(row, None, OwnershipReason.RELEASED, None)

    def claim(self):
        if row := self.pick(Customer, Customer.owner_id.is_(None)):
            pool.claim(row.id, self.seller())

    def grade(self):
        if row := self.pick(Customer):
            row.grade = self.chance.choice(list(Grade))

    def share(self):
        if row := self.pick(Customer, Customer.status == "approved"):
            percent = self.chance.choice([0, 10, 33])
            share = sharing.share(row.id, self.seller(), "一起跟进这个项目", self.cast.sales_manager, percent=percent)
            share.from_at = clock.now() - dt.timedelta(days=self.chance.randrange(60))

    def cancel(self):
        if row := self.pick(Activity, Activity.status == "done"):
            activities.cancel(row.id, row.owner, "录错了客户") if hasattr(activities, "cancel") else None

    def approve(self):
        if row := self.pick(Customer, Customer.status == "draft"):
            row.status, row.approved_at = CustomerStatus.APPROVED, clock.now()

    def resign(self):
        """What follows a person into another unit, by statements over many rows."""
        unit, seller = self.cast.unit(self.chance.choice(["sales", "channel", "east_sales"])), self.seller()
        for model in (Customer, Opportunity):
            mine = db.update(model).where(model.owner_id == seller.id).values(unit_id=unit.id)
            db.session.execute(mine)

    def plant(self):
        """A unit goes to another place in the tree, with everything below it."""
        unit, parent = self.cast.unit("channel"), self.cast.unit(self.chance.choice(["hq", "sales"]))
        units.edit_unit(unit.id, unit.version, {"kind": unit.kind, "name": unit.name, "parent_id": parent.id}, None)


@pytest.mark.parametrize("seed", [3, 8])
def test_after_any_history_the_tables_say_what_the_records_say(cast, seed):
    history = History(cast, seed)
    for _round in range(6):
        for _deed in range(25):
            history.go()
        figures.refresh()
        assert kept() == recounted()
    assert len(kept()) > 100
    assert db.session.scalar(select(func.count(FigureDirt.id))) == 0
    before = kept(), kept_returns()
    steps = list(figures.rebuild())
    assert sum(step["changed"] for step in steps) == 0
    assert sum(step["done"] for step in steps) == steps[0]["steps"]
    assert (kept(), kept_returns()) == before
    assert figures.differences() == []


def test_a_table_that_is_wrong_is_found_and_put_right(cast):
    new_contract(cast.sales1, "100000")
    figures.refresh()
    right = kept()
    db.session.execute(db.update(Figure).values(amount=D(1)))
    db.session.commit()
    assert any("contracts" in line and "counted" in line for line in figures.differences())
    assert sum(step["changed"] for step in figures.rebuild()) > 0
    assert kept() == right


def test_who_counts_something_that_another_has_counted_meanwhile_writes_nothing(cast, monkeypatch):
    new_contract(cast.sales1, "100000")
    figures.unfold()
    count = figures._count

    def slow(source, rows):
        monkeypatch.setattr(figures, "_count", count)
        figures.refresh()
        new_contract(cast.sales1, "5000")
        return count(source, rows)

    monkeypatch.setattr(figures, "_count", slow)
    figures.refresh()
    figures.refresh()
    assert kept() == recounted()


def test_what_a_rolled_back_deed_noted_is_gone_with_it(cast):
    figures.refresh()
    customer = new_customer(cast.sales1)
    figures.refresh()
    customer.grade = Grade.A
    db.session.flush()
    db.session.rollback()
    assert db.session.scalar(select(func.count(FigureDirt.id))) == 0


def test_the_parts_of_people_sum_to_the_unit_and_nothing_is_lost(cast):
    customer = new_customer(cast.sales1)
    share = sharing.share(customer.id, cast.sales2, "共同跟进", cast.sales_manager, percent=33)
    new_contract(cast.sales1, "100.01", customer=customer)
    figures.refresh()
    period = [month(clock.now())]
    mine = of_person(cast.sales1.id, [K.CONTRACTS], period)
    theirs = of_person(share.user_id, [K.CONTRACTS], period)
    whole = of_unit(cast.unit("hq").id, [K.CONTRACTS], period)
    assert [row.amount for row in (*mine, *theirs, *whole)] == [D("67.01"), D("33.00"), D("100.01")]
    assert whole[0].count == 1


def test_the_movement_of_the_forecast_adds_up_and_is_marked_once(cast):
    before = clock.start_of(clock.today().replace(day=1)) - dt.timedelta(days=3)
    rows = [
        new_opportunity(new_customer(cast.sales1), cast.sales1, amount=D(n), created_at=before) for n in (100, 70, 50)
    ]
    assert sum(step["marked"] for step in mark_pipeline()) == 3
    assert sum(step["marked"] for step in mark_pipeline()) == 0
    rows[0].amount, rows[1].expected_on = D(130), rows[1].expected_on + dt.timedelta(days=70)
    db.session.commit()
    closings.close(rows[2].id, cast.sales1, OpportunityStatus.LOST, "客户选了别家，价格更低", clock.today())
    new_opportunity(new_customer(cast.sales1), cast.sales1, amount=D(9))
    figures.refresh()
    found = {row.part: row.amount for row in of_unit(cast.unit("hq").id, [K.MOVEMENT], [NOW])}
    assert found == {"grown": D(30), "moved_out": D(70), "lost": D(50), "new": D(9)}
    beginning = db.session.scalar(select(func.sum(PipelineMark.amount)))
    now = sum(row.amount for row in of_unit(cast.unit("hq").id, [K.PIPELINE], [NOW]))
    assert beginning + found["grown"] + found["new"] - found["lost"] == now


def test_records_of_which_nothing_was_ever_noted_are_counted_by_the_first_run(cast):
    """An upgrade finds customers and no figures."""
    new_customer(cast.sales1)
    for table in (Figure, FigureDirt):
        db.session.execute(table.__table__.delete())
    db.session.commit()
    assert figures.refresh()["changed"]
    assert (figures.differences(), figures.refresh()["counted"]) == ([], 0)


def test_what_the_bank_sent_back_was_not_spent_until_it_is_paid_again(cast):
    claim = claim_in(ClaimStatus.PAID, cast)
    spent = claim.accepted_total, claim.lines[0].accepted_amount
    figures.refresh()
    assert _spent(cast) == spent
    expense_payments.sent_back(claim.id, cast.finance1, clock.today(), "账号与户名不符")
    figures.refresh()
    assert _spent(cast) == (D(0), D(0))
    assert figures.differences() == []
    expense_payments.pay(claim.id, cast.finance1, clock.today(), "网银 2")
    figures.refresh()
    assert _spent(cast) == spent


def _spent(cast) -> tuple[Decimal, Decimal]:
    """What stands as spent in the month, and on customers."""
    month_ = of_unit(cast.unit("hq").id, [K.EXPENSES], [month(clock.now())])
    return sum((row.amount for row in month_), D(0)), sum((row[2] for row in kept_returns().values()), D(0))
