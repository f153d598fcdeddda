"""Chapter 9 of the demo data: the proof of every registration, a name that lapsed, and conflicts with their rulings (A8)."""

import datetime as dt

from sqlalchemy import select

import clock
from models import Conflict, ConflictParty, ConflictRuling, Customer, CustomerShare, Opportunity, Registration
from operations.registration import proof
from policy.conflicts import Claiming, ConflictStatus, Instance, Outcome
from policy.entry import CustomerStatus
from policy.registration import RegistrationEnd
from seeds.world import Case, World

STATEMENTS = {
    Claiming.FIRST: ("信息部经理习惯与我联系", "跟进半年，拜访七次", "客户由我先录入，方案和演示都由我安排。"),
    Claiming.LATER: ("总经理希望由我对接", "与总经理是多年同行", "不知道系统里已有该客户，见面时对方提出由我负责。"),
}
TOGETHER = "客户没有明确倾向，采购在总部、使用在工厂，双方关系各有所长，共同跟进对签约最有利。"
KEEPS = "系统报备时间早四十余天，且一直有跟进记录，按先录先得由先录入者继续负责。"


class Conflicts:
    """Tells three files: one to be ruled, one just ruled, one settled by following the customer together."""

    def __init__(self, world: World):
        self.world = world

    def make(self) -> None:
        self._registrations()
        self._lapsed()
        self._open("sales1", "sales2", 2)
        ruled = self._open("channel1", "channel2", 6)
        self._rule(ruled, Outcome.FIRST_KEEPS, "A8.1", KEEPS, {}, ConflictStatus.RULED, 3)
        share = self.world.session.scalars(select(CustomerShare).order_by(CustomerShare.id)).first()
        self._settled(share)

    def _registrations(self) -> None:
        session = self.world.session
        for customer in session.scalars(select(Customer).order_by(Customer.id)).all():
            session.add(proof(customer, customer.created_by))
        for opportunity in session.scalars(select(Opportunity).order_by(Opportunity.id)).all():
            session.add(proof(opportunity.customer, opportunity.owner, opportunity))
        session.flush()

    def _lapsed(self) -> None:
        """A draft that nobody submitted: its name is free again."""
        drafts = select(Customer).where(
            Customer.status == CustomerStatus.DRAFT, Customer.entry_due_on < self.world.today
        )
        customer = self.world.session.scalars(drafts.order_by(Customer.id)).first()
        proof = self.world.session.scalars(
            select(Registration).where(Registration.customer_id == customer.id, Registration.opportunity_id.is_(None))
        ).one()
        proof.ended, proof.ended_at = RegistrationEnd.LAPSED, self.world.at(self.world.ago(1), 1)
        customer.status, customer.name_key, customer.credit_code = CustomerStatus.LAPSED, None, None
        self.world.audit("lapsed", customer, None, proof.ended_at)

    def _cases(self, username: str) -> list[Case]:
        return [
            case
            for case in self.world.cases
            if case.seller.username == username and case.customer.owner_id and case.customer.approved_at
        ]

    def _open(self, first: str, later: str, days: int, customer: Customer | None = None) -> Conflict:
        people, opened = self.world.people, self.world.at(self.world.working(self.world.ago(days)), 11)
        customer = customer or self._cases(first)[2].customer
        conflict = Conflict(customer_id=customer.id, opened_at=opened, opened_by_id=people[later].id)
        for username, claiming in ((first, Claiming.FIRST), (later, Claiming.LATER)):
            party = ConflictParty(user=people[username], unit_id=people[username].unit_id, claiming=claiming)
            party.known_as = customer.name
            party.preference, party.relation, party.statement = STATEMENTS[claiming]
            party.stated_at = self.world.after(opened, 3)
            party.recorded_at = customer.created_at if claiming is Claiming.FIRST else None
            conflict.parties.append(party)
        self.world.session.add(conflict)
        self.world.session.flush()
        self.world.audit("conflict_opened", conflict, people[later], opened)
        return conflict

    def _rule(self, conflict, outcome, clause, reason, shares, status, days) -> ConflictRuling:
        ruler = self.world.reviewers(conflict.parties[0].user)[0]
        at = self.world.at(self.world.working(self.world.ago(days)), 15)
        ruling = ConflictRuling(conflict_id=conflict.id, instance=Instance.MANAGER, outcome=outcome, clause=clause)
        ruling.reason, ruling.shares, ruling.by_id, ruling.at = reason, shares, ruler.id, at
        self.world.session.add(ruling)
        conflict.status, conflict.appeal_until = status, clock.day_of(at) + dt.timedelta(days=7)
        if status is ConflictStatus.SETTLED:
            conflict.closed_at = clock.start_of(conflict.appeal_until + dt.timedelta(days=1))
        self.world.session.flush()
        self.world.audit("conflict_ruled", conflict, ruler, at, note=reason)
        return ruling

    def _settled(self, share: CustomerShare) -> None:
        customer = self.world.session.get_one(Customer, share.customer_id)
        conflict = self._open(customer.owner.username, share.user.username, 15, customer)
        shares = {str(customer.owner_id): 60, str(share.user_id): 40}
        ruling = self._rule(conflict, Outcome.TOGETHER, "A8.2", TOGETHER, shares, ConflictStatus.SETTLED, 12)
        share.percent, share.ruling_id = 40, ruling.id
