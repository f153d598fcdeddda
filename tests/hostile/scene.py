"""A salesperson, a real customer, a real visit and a dinner that nothing speaks against: what attempts begin from."""

import datetime as dt
from decimal import Decimal

import clock
from extensions import db
from models import ExpenseClaim, ExpenseInvoice, ExpenseLimit, ExpenseLine, Letterhead
from policy.expenses import Category
from policy.limits import Basis, Effect
from queries.expenses import examinations
from queries.organisation import company_of
from tests.support.factories import new_activity, new_claim, new_customer, new_line

US = "先录软件有限公司"


class Scene:
    """``scene.dinner(…)`` is a line of the draft of sales1; ``scene.codes(line)`` is what the checks find."""

    def __init__(self, cast):
        self.cast, self.me, self.today = cast, cast.sales1, clock.today()
        self.customer = new_customer(self.me)
        self.visit = self.visited(self.customer)
        self.visited(self.customer)
        self.claim = new_claim(self.me)
        db.session.add(Letterhead(unit_id=company_of(self.me.unit_id), company_zh=US, tax_number="91310000MA1FL00X8K"))
        db.session.commit()

    def ago(self, days: int) -> dt.date:
        return self.today - dt.timedelta(days=days)

    def visited(self, customer, by=None, days: int = 0, **columns):
        """A visit done so many days ago and recorded at once."""
        at = clock.now() - dt.timedelta(days=days)
        return new_activity(customer, by or self.me, **{"starts_at": at, "recorded_at": at} | columns)

    def dinner(self, visit=None, claim=None, **columns) -> ExpenseLine:
        return new_line(claim or self.claim, visit or self.visit, **columns)

    def other(self, category: Category, visit=None, **columns) -> ExpenseLine:
        """A line of another category that rests on the visit, as a dinner does."""
        details = {"relates_to_customer": True, "relates_to_action": True, "headcount": None}
        return self.dinner(visit, category=category, **details | columns)

    def limit(self, basis: Basis, yuan: int, effect: Effect = Effect.WARNS, **columns) -> None:
        row = ExpenseLimit(company_id=company_of(self.me.unit_id), basis=basis, effect=effect, amount=Decimal(yuan))
        row.from_on, row.by_id, row.at = self.ago(400), self.cast.finance1.id, clock.now()
        for name, value in columns.items():
            setattr(row, name, value)
        db.session.add(row)
        db.session.commit()

    def invoice(self, line: ExpenseLine, **columns) -> ExpenseLine:
        """Let a file be read for the line: an invoice to us over its amount, unless told otherwise."""
        said = {"number": "26312000001234567890", "buyer": US, "total": line.amount, "read": {}} | columns
        row = ExpenseInvoice(line_id=line.id, identity=f"x{line.id}", added_at=clock.now(), **said)
        row.added_by_id = self.me.id
        db.session.add(row)
        db.session.commit()
        return line

    def said(self, line: ExpenseLine):
        db.session.expire_all()
        claim = db.session.get(ExpenseClaim, line.claim_id)
        return examinations(claim, list(claim.lines))[line.id]

    def codes(self, line: ExpenseLine) -> set[str]:
        return {problem.code for problem in self.said(line).problems}
