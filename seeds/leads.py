"""Chapter 8 of the demo data: inquiries of the last six weeks, each with its chain from the first ring on (A5)."""

import datetime as dt
import hashlib
import random

import clock
import identifiers
from models import Activity, Lead, LeadDispatch, LeadLapse, LeadMessage, LeadStep, User
from policy.dispatch import Candidate, Considered, DispatchEnd, ReceivingFacts, receiving_problems
from policy.following import ActivityKind, ActivityStatus
from policy.industries import Industry
from policy.leads import InvalidReason, LapseKind, LeadChannel, LeadDeed, LeadStatus
from queries import working_time
from queries.dispatch import as_rule
from queries.dispatch import workings as kept
from seeds.companies import Registry
from seeds.dispatching import Dispatching
from seeds.inquiries import FIRST_CALLS, INVALID, TALK, WORDS
from seeds.material import PLACES, PRODUCTS, TRADES
from seeds.world import SEED, World

S, D = LeadStatus, LeadDeed
STORIES = (
    # days ago, where it stands, place, industry, channel, receiver
    (0, S.NEW, "苏州", Industry.ELECTRONICS, LeadChannel.CONSULTATION, ""),
    (0, S.NEW, "北京", Industry.AUTOMOTIVE, LeadChannel.PHONE, ""),
    (0, S.NEW, "广州", Industry.FOOD, LeadChannel.WEBSITE, ""),
    (3, S.NEW, "长沙", Industry.MANUFACTURING, LeadChannel.WEBSITE, ""),
    (1, S.SCREENED, "杭州", Industry.TEXTILES, LeadChannel.PHONE, ""),
    (4, S.SCREENED, "天津", Industry.CHEMICALS, LeadChannel.WEBSITE, ""),
    (1, S.FILTERED, "厦门", Industry.ELECTRONICS, LeadChannel.WEBSITE, ""),
    (1, S.DISPATCHED, "济南", Industry.AUTOMOTIVE, LeadChannel.PHONE, "sales1"),
    (2, S.DISPATCHED, "上海", Industry.PHARMA, LeadChannel.WEBSITE, "east_sales1"),
    (5, S.DISPATCHED, "武汉", Industry.LOGISTICS, LeadChannel.CONSULTATION, "sales2"),
    (2, S.ACCEPTED, "北京", Industry.MANUFACTURING, LeadChannel.PHONE, "sales1"),
    (4, S.ACCEPTED, "青岛", Industry.FOOD, LeadChannel.WEBSITE, "sales1"),
    (6, S.ACCEPTED, "深圳", Industry.ELECTRONICS, LeadChannel.CONSULTATION, "sales2"),
    (8, S.ACCEPTED, "无锡", Industry.ENERGY, LeadChannel.PHONE, "east_sales1"),
    (11, S.ACCEPTED, "南京", Industry.CONSTRUCTION, LeadChannel.WEBSITE, "east_sales2"),
    (9, S.INVALID, "合肥", Industry.FOOD, LeadChannel.PHONE, ""),
    (16, S.INVALID, "重庆", Industry.TEXTILES, LeadChannel.WEBSITE, ""),
    (23, S.INVALID, "佛山", Industry.LOGISTICS, LeadChannel.CONSULTATION, ""),
    (7, S.DUPLICATE, "深圳", Industry.ELECTRONICS, LeadChannel.WEBSITE, ""),
)
TAKERS = {LeadChannel.PHONE: "frontdesk1", LeadChannel.CONSULTATION: "marketing1"}
RULE_OF = {"east_sales1": "华东", "east_sales2": "华东", "sales1": "北方汽车零部件", "sales2": "武汉"}


class Leads:
    """Tells one story per line above, and the conversion of some inquiries into opportunities that stand today."""

    def __init__(self, world: World):
        self.world, self.rng = world, random.Random(SEED + 5)
        self.registry = Registry(self.rng)
        self.rules = {}

    def make(self) -> None:
        self.rules = Dispatching(self.world).make()
        for story in STORIES:
            self._tell(*story)
        for seller in ("sales1", "sales2", "east_sales1"):
            cases = [case for case in self.world.cases if case.seller.username == seller and case.opportunity]
            young = [case for case in cases if (self.world.now - case.opportunity.created_at).days < 60]
            for case in young[:3]:
                self._converted(case)
        self.world.session.flush()

    def _tell(self, days, status, place, industry, channel, receiver) -> None:
        lead = self._lead(PLACES[place], industry, channel, self._moment(days))
        self._arrived(lead)
        at = lead.arrived_at
        if status is S.INVALID:
            reason, note = self.rng.choice(INVALID)
            lead.invalid_reason = InvalidReason(reason)
            self._step(lead, D.DISCARDED, self._later(at, 1), "marketing1", note=note)
        elif status is S.DUPLICATE:
            self._step(lead, D.DUPLICATED, self._later(at, 1), "marketing1", note="同一联系人两次留言")
            lead.duplicate_of = self._first_of(lead)
        elif status is not S.NEW:
            self._through_the_desk(lead, status, receiver)
        lead.status = status
        self._clock(lead)

    def _first_of(self, lead: Lead) -> Lead:
        earlier = self.world.session.query(Lead).filter(Lead.city == lead.city, Lead.id != lead.id)
        original = earlier.order_by(Lead.arrived_at).first()
        lead.company, lead.name_key, lead.phone = original.company, original.name_key, original.phone
        return original

    def _through_the_desk(self, lead: Lead, status: LeadStatus, receiver: str) -> None:
        at = self._later(lead.arrived_at, 1)
        self._step(lead, D.SCREENED, at, "marketing1", due=working_time.due(lead.arrived_at, "screening_hours"))
        if status is S.SCREENED:
            return
        due, at = working_time.due(at, "filtering_hours"), self._later(at, 2)
        self._step(lead, D.FILTERED, at, "business_assistant", due=due)
        if status is S.FILTERED:
            self._nobody(lead, at)
            return
        dispatch = self._dispatched(lead, self.world.people[receiver], at)
        if status is S.ACCEPTED:
            self._followed_up(lead, dispatch, late=lead.city == "南京市")

    def _nobody(self, lead: Lead, at: dt.datetime) -> None:
        away = self.world.people["sales3"]
        rule = self.rules["其他地区"]
        facts = ReceivingFacts(suspended_since=self.world.ago(20), suspended_under="A12.3")
        skips = tuple(receiving_problems(facts))
        workings = kept([Considered(as_rule(rule), Candidate(away.id, away.name, facts), skips)])
        self.world.session.add(LeadDispatch(lead_id=lead.id, rule_id=rule.id, at=at, workings=workings))
        self._step(lead, D.WAITING, at, None)

    def _dispatched(self, lead: Lead, to: User, at: dt.datetime) -> LeadDispatch:
        due = working_time.due(at, "first_followup_hours")
        rule = self.rules[RULE_OF[to.username]]
        person = Candidate(to.id, to.name, ReceivingFacts(held=self.rng.randint(0, 4), limit=30))
        workings = kept([Considered(as_rule(rule), person, chosen=True)])
        dispatch = LeadDispatch(lead_id=lead.id, user_id=to.id, rule_id=rule.id, at=at, due_at=due, workings=workings)
        self.world.session.add(dispatch)
        lead.owner, lead.unit_id, lead.dispatched_at = to, to.unit_id, at
        self._step(lead, D.DISPATCHED, at, None, to=to)
        told = {"lead": lead.company, "due_at": due}
        self.world.tell(to, "lead_dispatched", f"/leads/{lead.id}", f"lead_dispatched:{lead.id}", at, **told)
        return dispatch

    def _followed_up(self, lead: Lead, dispatch: LeadDispatch, late: bool = False) -> Activity:
        owner = lead.owner
        at = self._later(dispatch.at, 2)
        self._step(lead, D.ACCEPTED, at, owner.username, due=dispatch.due_at)
        lead.accepted_at = dispatch.accepted_at = at
        at = self._later(dispatch.due_at, 6) if late else self._later(at, 1)
        call = self.rng.choice(FIRST_CALLS)
        activity = Activity(
            kind=ActivityKind.CALL,
            status=ActivityStatus.DONE,
            subject="首次回访",
            lead_id=lead.id,
            owner_id=owner.id,
            unit_id=owner.unit_id,
            starts_at=at - dt.timedelta(minutes=25),
            ends_at=at - dt.timedelta(minutes=5),
            summary=call[0],
            effect="客户愿意继续了解，约定下一步",
            progress=call[1],
            key_value=call[2],
            created_at=at,
            recorded_at=at,
            recorded_by_id=owner.id,
        )
        self.world.session.add(activity)
        self.world.session.flush()
        self.world.audit("recorded", activity, owner, at)
        lead.followed_up_at = dispatch.followed_up_at = at
        self._step(lead, D.FOLLOWED_UP, at, owner.username, due=dispatch.due_at)
        if late:
            found = clock.day_of(dispatch.due_at) + dt.timedelta(days=1)
            lapse = LeadLapse(dispatch_id=dispatch.id, lead_id=lead.id, user_id=owner.id, kind=LapseKind.LATE)
            lapse.due_at, lapse.found_on, lapse.limit_hours = dispatch.due_at, found, 24
            self.world.session.add(lapse)
        return activity

    def _converted(self, case) -> None:
        """An inquiry from which this case's opportunity came."""
        customer, opportunity, contact = case.customer, case.opportunity, case.contacts[0]
        arrived = self.world.at(self.world.working(clock.day_of(opportunity.created_at) - dt.timedelta(days=4)), 10)
        place = next((one for one in PLACES.values() if one.city == customer.city), PLACES["北京"])
        industry = Industry(customer.industry)
        lead = self._lead(place, industry, self.rng.choice(list(LeadChannel)), arrived, case.product)
        lead.company, lead.name_key = customer.name, customer.name_key
        lead.contact, lead.title, lead.phone, lead.email = contact.name, contact.title, contact.phone, contact.email
        self._arrived(lead)
        self._step(lead, D.SCREENED, self._later(arrived, 1), "marketing1")
        self._step(lead, D.FILTERED, self._later(arrived, 2), "business_assistant")
        dispatch = self._dispatched(lead, case.seller, self._later(arrived, 2))
        activity = self._followed_up(lead, dispatch)
        at = max(opportunity.created_at, self._later(activity.starts_at, 1))
        lead.customer_id, lead.contact_id, lead.opportunity_id = customer.id, contact.id, opportunity.id
        activity.customer_id, activity.opportunity_id = customer.id, opportunity.id
        self._step(lead, D.CONVERTED, at, case.seller.username)
        dispatch.ended_at, dispatch.ended = at, DispatchEnd.CONVERTED
        lead.status, lead.since, lead.due_at = S.CONVERTED, at, None

    def _lead(self, place, industry, channel, arrived, product="") -> Lead:
        company, brand = self.registry.company(place, industry)
        product = product or self.rng.choice(list(PRODUCTS))
        trade = TRADES[industry][0] if industry in TRADES else "软件"
        taker = self.world.people[TAKERS[channel]] if channel in TAKERS else None
        words = self.rng.choice(WORDS).format(product=product, trade=trade)
        lead = Lead(channel=channel, company=company, name_key=identifiers.name_key(company), arrived_at=arrived)
        lead.contact, lead.title = self.registry.person(), self.rng.choice(("信息部经理", "采购经理", "生产副总"))
        lead.phone, lead.email = self.registry.mobile(), f"info{self.rng.randint(10, 999)}@example.com"
        lead.province, lead.city, lead.industry = place.province, place.city, industry.value
        lead.need, lead.words = f"{product}选型", words
        lead.budget = self.rng.choice((None, 200_000, 350_000, 500_000))
        lead.taken_by, lead.since = taker, arrived
        lead.unit_id = self.world.people["president"].unit.parent_id
        self.world.session.add(lead)
        self.world.session.flush()
        return lead

    def _arrived(self, lead: Lead) -> None:
        taker = lead.taken_by.username if lead.channel is LeadChannel.PHONE else None
        self._step(lead, D.ARRIVED, lead.arrived_at, taker)
        if lead.channel is LeadChannel.CONSULTATION:
            self._talked(lead)

    def _talked(self, lead: Lead) -> None:
        """The messages of a consultation; whoever wrote today still waits for an answer."""
        lead.words, lead.thread_key = TALK[0][1], hashlib.sha256(f"{SEED}:{lead.id}".encode()).hexdigest()
        for minutes, (who, said) in enumerate(TALK):
            message = LeadMessage(lead_id=lead.id, body=said, at=lead.arrived_at + dt.timedelta(minutes=4 * minutes))
            message.by_id = self.world.people[who].id if who else None
            self.world.session.add(message)
        if clock.day_of(lead.arrived_at) == self.world.today:
            lead.asked_at, lead.unread_messages = lead.arrived_at + dt.timedelta(minutes=4 * (len(TALK) - 1)), 1

    def _step(self, lead, deed, at, by, *, to=None, due=None, note="") -> None:
        who = self.world.people[by] if by else None
        step = LeadStep(lead_id=lead.id, deed=deed, at=at, due_at=due, note=note)
        step.by_id, step.to_id = who.id if who else None, to.id if to else None
        self.world.session.add(step)
        lead.since = at
        self.world.audit(f"lead_{deed.value}", lead, who, at, note=note)

    def _clock(self, lead: Lead) -> None:
        limits = {S.NEW: "screening_hours", S.SCREENED: "filtering_hours", S.FILTERED: "dispatch_hours"}
        limits[S.DISPATCHED] = "first_followup_hours"
        limit = limits.get(lead.status)
        lead.due_at = working_time.due(lead.since, limit) if limit else None

    def _moment(self, days: int) -> dt.datetime:
        day = self.world.ago(days)
        return self.world.at(day if days == 0 else self.world.working(day), 9 + self.rng.randint(0, 4))

    def _later(self, moment: dt.datetime, hours: int) -> dt.datetime:
        """So many working hours later, but never in the future."""
        later = working_time.later(moment, hours)
        return later if later < self.world.now else moment + (self.world.now - moment) * 0.5
