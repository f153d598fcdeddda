"""One of everything in every realm: what the tests of visibility walk through."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import select

import clock
import identifiers
from extensions import db
from models import (
    Activity,
    Approval,
    ApprovalBarred,
    ApprovalStep,
    Attachment,
    Competitor,
    Conflict,
    ConflictParty,
    Contact,
    Customer,
    CustomerOwnership,
    DispatchGroup,
    DispatchRule,
    ExpenseClaim,
    ExpenseLine,
    Lead,
    LeadDispatch,
    Notification,
    Opportunity,
    Stage,
    User,
)
from policy.approvals import ApprovalKind, StepState
from policy.conflicts import Claiming
from policy.dispatch import Receiver
from policy.entry import CustomerKind, CustomerStatus
from policy.expenses import Category, ClaimStatus
from policy.following import ActivityKind, ActivityStatus
from policy.leads import LeadChannel, LeadStatus
from policy.roles import Role
from policy.tracking import OwnershipReason
from queries.organisation import company_of
from tests.support import contracts, finance, money, orders, supervision
from tests.support.quotes import things_of

OWNERS = {"hq": "sales1", "east": "east_sales1", "jv": "jv_sales1", "agent": "agent_sales1"}
"""Whose things each realm holds."""


class World:
    """``world["hq"]["customers"]`` is the customer of sales1, and so on for every realm of ``OWNERS`` and noun."""

    def __init__(self, claim_status: ClaimStatus = ClaimStatus.SUBMITTED):
        self.claim_status = claim_status
        self.realms = {realm: self._realm(realm, username) for realm, username in OWNERS.items()}
        pooled = self._customer("pool", self._person("sales1"))
        pooled.owner_id, pooled.owned_since, pooled.pooled_at = None, None, clock.now()
        self.realms["pool"] = {"customers": pooled, "contacts": self._contact(pooled)}
        db.session.commit()

    def __getitem__(self, realm: str) -> dict:
        return self.realms[realm]

    def _person(self, username: str) -> User:
        return db.session.scalars(select(User).where(User.username == username)).one()

    def _realm(self, realm: str, username: str) -> dict:
        owner = self._person(username)
        customer = self._customer(realm, owner)
        things = {
            "customers": customer,
            "contacts": self._contact(customer),
            "opportunities": self._opportunity(customer, owner),
            "activities": self._activity(customer, owner),
            "users": owner,
            "leavers": owner,
            "units": owner.unit,
        }
        things |= things_of(realm, customer, things["opportunities"], owner)
        claim = self._claim(realm, owner)
        line = self._line(claim, customer, things["activities"])
        things |= {"expense_claims": claim, "expense_lines": line}
        things |= finance.things_of(realm, owner, claim, line)
        things["leads"] = self._lead(realm, owner)
        if realm == "hq":
            things |= self._dispatch(owner)
        things["conflicts"] = self._conflict(customer)
        things["conflict_parties"] = self._party(things["conflicts"], owner, Claiming.FIRST)
        if realm == "hq":
            self._party(things["conflicts"], self._person("sales2"), Claiming.LATER)
        things["competitors"] = Competitor(opportunity_id=things["opportunities"].id, name="对手甲")
        things["approvals"] = self._approval(customer, owner)
        things |= contracts.things_of(realm, customer, owner)
        things |= money.things_of(realm, things["contracts"], owner)
        things |= orders.things_of(realm, customer, owner, things["products"], self._person("implementer1"))
        things |= supervision.things_of(realm, owner, customer, things["opportunities"])
        things["attachments"] = self._attachment(realm, customer, owner)
        things["notifications"] = Notification(
            user_id=owner.id,
            event="customer_approved",
            url="/",
            key=realm,
            params={"by": "", "customer": realm},
            created_at=clock.now(),
        )
        db.session.add_all([things["competitors"], things["notifications"]])
        db.session.flush()
        return things

    def _customer(self, realm: str, owner: User) -> Customer:
        name = f"可见性{realm}有限公司"
        now = clock.now()
        customer = Customer(
            kind=CustomerKind.DIRECT,
            status=CustomerStatus.APPROVED,
            name=name,
            name_key=identifiers.name_key(name),
            province="上海市",
            city="上海市",
            industry="manufacturing",
            phone="021 6234 5678",
            owner_id=owner.id,
            unit_id=owner.unit_id,
            owned_since=now,
            clock_day=clock.today(),
            created_at=now,
            created_by_id=owner.id,
            entry_due_on=clock.today() + dt.timedelta(days=7),
            submitted_at=now,
            approved_at=now,
        )
        db.session.add(customer)
        db.session.flush()
        gained = OwnershipReason.REGISTERED
        db.session.add(
            CustomerOwnership(
                customer_id=customer.id, owner_id=owner.id, unit_id=owner.unit_id, from_at=now, gained=gained
            )
        )
        return customer

    def _contact(self, customer: Customer) -> Contact:
        by = customer.created_by_id
        contact = Contact(
            customer_id=customer.id, name="张经理", phone="138 0013 8000", created_at=clock.now(), created_by_id=by
        )
        db.session.add(contact)
        db.session.flush()
        return contact

    def _lead(self, realm: str, owner: User) -> Lead:
        now = clock.now()
        lead = Lead(
            channel=LeadChannel.PHONE,
            status=LeadStatus.ACCEPTED,
            company=f"来电{realm}有限公司",
            contact="赵工",
            phone="139 0013 9000",
            words="想了解排产系统",
            arrived_at=now,
            since=now,
            unit_id=owner.unit_id,
            owner_id=owner.id,
            dispatched_at=now,
            accepted_at=now,
        )
        db.session.add(lead)
        db.session.flush()
        db.session.add(LeadDispatch(lead_id=lead.id, user_id=owner.id, at=now, due_at=now + dt.timedelta(days=1)))
        return lead

    def _dispatch(self, owner: User) -> dict:
        company = company_of(owner.unit_id)
        group = DispatchGroup(company_id=company, name="销售组", members=[owner])
        rule = DispatchRule(company_id=company, position=1, label="全国", receiver=Receiver.PERSON, user_id=owner.id)
        db.session.add_all([group, rule])
        db.session.flush()
        return {"dispatch_rules": rule, "dispatch_groups": group}

    def _conflict(self, customer: Customer) -> Conflict:
        conflict = Conflict(
            customer_id=customer.id, opened_at=clock.now(), opened_by_id=customer.owner_id, appeal_until=None
        )
        db.session.add(conflict)
        db.session.flush()
        return conflict

    def _party(self, conflict: Conflict, person: User, claiming: Claiming) -> ConflictParty:
        party = ConflictParty(
            conflict_id=conflict.id, user_id=person.id, unit_id=person.unit_id, claiming=claiming, statement="先录先得"
        )
        db.session.add(party)
        db.session.flush()
        return party

    def _approval(self, customer: Customer, owner: User) -> Approval:
        now, unit_id = clock.now(), owner.unit_id
        step = ApprovalStep(position=1, role=Role.DEPARTMENT_MANAGER, unit_id=unit_id, clause="A4.2", assistants=True)
        step.state, step.opened_at, step.due_at = StepState.OPEN, now, now
        approval = Approval(
            kind=ApprovalKind.CUSTOMER,
            subject_id=customer.id,
            customer_id=customer.id,
            title=customer.name,
            requested_by_id=owner.id,
            unit_id=unit_id,
            requested_at=now,
            fingerprint="0" * 64,
            steps=[step],
            barred=[ApprovalBarred(user_id=owner.id)],
        )
        db.session.add(approval)
        db.session.flush()
        return approval

    def _opportunity(self, customer: Customer, owner: User) -> Opportunity:
        stage = db.session.scalars(select(Stage).order_by(Stage.position)).first()
        day = clock.today() + dt.timedelta(days=40)
        opportunity = Opportunity(
            customer_id=customer.id,
            owner_id=owner.id,
            unit_id=owner.unit_id,
            name="系统项目",
            stage_id=stage.id,
            stage_since=clock.now(),
            amount=Decimal("120000"),
            probability=stage.probability,
            first_expected_on=day,
            expected_on=day,
            created_at=clock.now(),
            created_by_id=owner.id,
        )
        db.session.add(opportunity)
        db.session.flush()
        return opportunity

    def _activity(self, customer: Customer, owner: User) -> Activity:
        then = clock.now() - dt.timedelta(days=1)
        activity = Activity(
            kind=ActivityKind.VISIT,
            status=ActivityStatus.DONE,
            subject="拜访",
            customer_id=customer.id,
            owner_id=owner.id,
            unit_id=owner.unit_id,
            starts_at=then,
            summary="与张经理讨论了二期范围",
            progress="客户已立项，等待预算批复",
            key_value="预算约三十万元，决策人为张经理",
            created_at=then,
            recorded_at=then,
            recorded_by_id=owner.id,
        )
        db.session.add(activity)
        db.session.flush()
        return activity

    def _claim(self, realm: str, owner: User) -> ExpenseClaim:
        today = clock.today()
        claim = ExpenseClaim(
            number=f"BX-{realm}",
            claimant_id=owner.id,
            unit_id=owner.unit_id,
            purpose="拜访客户",
            period_from=today - dt.timedelta(days=7),
            period_to=today,
            status=self.claim_status,
            total=Decimal("300"),
            round=1,
            created_at=clock.now(),
            submitted_at=clock.now(),
        )
        db.session.add(claim)
        db.session.flush()
        return claim

    def _line(self, claim: ExpenseClaim, customer: Customer, activity: Activity) -> ExpenseLine:
        line = ExpenseLine(
            claim_id=claim.id,
            position=1,
            spent_on=clock.today() - dt.timedelta(days=1),
            category=Category.ENTERTAINMENT,
            amount=Decimal("300"),
            description="商务宴请张经理",
            relates_to_customer=True,
            relates_to_action=True,
            customer_id=customer.id,
            activity_id=activity.id,
            progress="客户已立项，等待预算批复",
            key_value="预算约三十万元，决策人为张经理",
        )
        db.session.add(line)
        db.session.flush()
        return line

    def _attachment(self, realm: str, customer: Customer, owner: User) -> Attachment:
        attachment = Attachment(
            storage_key=realm * 3,
            filename="合同.pdf",
            content_type="application/pdf",
            size=3,
            sha256="0" * 64,
            customer_id=customer.id,
            uploaded_by_id=owner.id,
            uploaded_at=clock.now(),
        )
        db.session.add(attachment)
        db.session.flush()
        return attachment
