"""Chapter 3 of the demo data: what was done with each customer on its days of contact, and what is planned."""

import datetime as dt
from typing import Any

import clock
from models import Activity, User
from policy.entry import CustomerKind, CustomerStatus
from policy.following import ActivityKind, ActivityStatus
from seeds.material import RIVALS, TRADES
from seeds.phrases import (
    EFFECT,
    HAPPENED,
    HAPPENED_AT_PARTNER,
    INTERNAL,
    KEY_VALUE,
    NEXT_DATE,
    NEXT_STEP,
    PROGRESS,
    SUBJECTS,
    TOPICS,
    WORTH,
)
from seeds.world import Case, World

HOURS = {"visit": 2, "meeting": 2, "demo": 3, "call": 0.25, "mail": 0.25, "fair": 5, "internal": 2}
COMPANIONS = {"demo": ("presales1", 0.8), "visit": ("presales1", 0.2), "meeting": ("sales_manager", 0.2)}
PAST_PLAN = "客户改期，新的时间待定"
CANCELLED = "\n取消原因：客户当天有集团检查，改约下周。"


class Activities:
    """Writes the activities of every case that is told, in order of time."""

    def __init__(self, world: World):
        self.world, self.rng = world, world.rng

    def make(self) -> None:
        for case in self.world.cases:
            for day in case.days:
                case.activities.append(self._done(case, day))
            if case.opportunity is not None and self.rng.random() < 0.5:
                self._done(case, self.rng.choice(case.days), internal=True)
            if case.customer.owner_id is not None and case.customer.status is CustomerStatus.APPROVED:
                self._plan(case)
        self.world.session.flush()
        self._oddities()

    def _happened(self, case: Case, day: dt.date) -> tuple[ActivityKind, str]:
        """What was done that day, in keeping with where the opportunity stood."""
        stage = case.stage_on(day)
        kind, text = self.rng.choice(
            HAPPENED_AT_PARTNER if case.customer.kind is CustomerKind.AGENT else HAPPENED[stage]
        )
        return ActivityKind(kind), text

    def _done(self, case: Case, day: dt.date, internal: bool = False) -> Activity:
        world, words = self.world, self._words(case, day)
        kind, text = (ActivityKind.INTERNAL, self.rng.choice(INTERNAL)) if internal else self._happened(case, day)
        activity = self._bare(case, day, kind, words)
        activity.summary = text.format(**words)
        if not internal:
            self._report(activity, day, case.stage_on(day), words)
        activity.starts_at = world.at(day)
        activity.ends_at = world.after(activity.starts_at, HOURS[kind])
        activity.recorded_at = activity.created_at = world.after(activity.ends_at, self.rng.choice((0.5, 1, 2)))
        activity.status = ActivityStatus.DONE
        if day == case.days[-1] and not internal:
            self._last_contact(case, activity)
        if not internal:
            activity.contacts = [words["contact"]]
        activity.participants = self._companions(case, kind)
        world.session.add(activity)
        world.audit("recorded", activity, case.seller, activity.recorded_at, after={"subject": activity.subject})
        return activity

    def _bare(self, case: Case, day: dt.date, kind: ActivityKind, words: dict[str, Any]) -> Activity:
        customer, seller = case.customer, case.seller
        activity = Activity(kind=kind, customer=customer, owner=seller, unit_id=seller.unit_id, recorded_by=seller)
        activity.subject = SUBJECTS[kind].format(**words)
        opened = case.steps and case.steps[0][0] <= day
        activity.opportunity = case.opportunity if opened else None
        if kind in (ActivityKind.VISIT, ActivityKind.MEETING, ActivityKind.DEMO):
            activity.place, activity.city = f"{case.brand}会议室", customer.city
        elif kind is ActivityKind.FAIR:
            activity.place, activity.city = "国际会展中心", customer.city
        return activity

    def _words(self, case: Case, day: dt.date) -> dict[str, Any]:
        contact = self.rng.choice(case.contacts)
        month = (day.month + self.rng.randint(0, 2)) % 12 + 1
        care = TRADES[case.customer.industry][2] if case.customer.industry in TRADES else "项目报备保护"
        return {
            "contact": contact,
            "who": f"{contact.title}{contact.name}",
            "surname": contact.name[0] + ("总" if contact.title.endswith(("总", "总监", "总经理")) else "工"),
            "short": case.brand,
            "product": case.product,
            "care": care,
            "n": self.rng.randint(2, 9),
            "d": self.rng.randint(1, 28),
            "k": self.rng.randint(20, 400),
            "month": month,
            "rival": case.rival or self.rng.choice(RIVALS)[0],
            "topic": TOPICS[case.stage_on(day)],
        }

    def _report(self, activity: Activity, day: dt.date, stage: int, words: dict[str, Any]) -> None:
        """What a contact brought; internal work has no effect on the customer."""
        activity.effect = self.rng.choice(EFFECT).format(**words)
        activity.progress = self._told(PROGRESS[stage], NEXT_DATE, words)
        activity.key_value = self._told(KEY_VALUE, WORTH, words)
        if self.rng.random() < 0.7:
            activity.next_step = self.rng.choice(NEXT_STEP).format(**words)
            activity.next_step_on = day + dt.timedelta(days=self.rng.randint(3, 12))

    def _told(self, texts: tuple[str, ...], details: tuple[str, ...], words: dict[str, Any]) -> str:
        return (self.rng.choice(texts) + self.rng.choice(details)).format(**words)

    def _last_contact(self, case: Case, activity: Activity) -> None:
        """The customer's last contact is this activity: its moment is what the tracking clock was set by."""
        activity.starts_at = case.customer.last_contact_at
        activity.ends_at = self.world.after(activity.starts_at, 1)
        activity.recorded_at = activity.created_at = self.world.after(activity.ends_at, 0.5)

    def _companions(self, case: Case, kind: ActivityKind) -> list[User]:
        username, chance = COMPANIONS.get(kind, ("", 0))
        companion = self.world.people.get(username)
        comes = companion is not None and case.seller.unit_id == self.world.people["sales1"].unit_id
        return [companion] if comes and self.rng.random() < chance else []

    def _plan(self, case: Case) -> None:
        """Half of the customers have a plan within two weeks; a few plans were called off."""
        chance = self.rng.random()
        if chance > 0.55:
            return
        day = self.world.today + dt.timedelta(days=self.rng.randint(1, 14))
        while not clock.is_working_day(day):
            day += dt.timedelta(days=1)
        words = self._words(case, self.world.today)
        kind = self.rng.choice((ActivityKind.VISIT, ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.DEMO))
        plan = self._bare(case, day, kind, words)
        plan.opportunity = case.opportunity if case.opportunity is not None and not case.opportunity.closing else None
        plan.starts_at, plan.status = self.world.at(day), ActivityStatus.PLANNED
        plan.ends_at = plan.starts_at + dt.timedelta(hours=HOURS[kind])
        plan.created_at = self.world.at(self.world.ago(self.rng.randint(1, 5)))
        if chance < 0.03:
            plan.status, plan.changed_at = ActivityStatus.CANCELLED, self.world.after(plan.created_at, 5)
            plan.summary = f"原定上门。{CANCELLED}"
        self.world.session.add(plan)
        self.world.audit("planned", plan, case.seller, plan.created_at, after={"subject": plan.subject})

    def _oddities(self) -> None:
        """What a reviewer should meet: entered on the owner's behalf, entered late, imported, a plan left behind."""
        own = [case for case in self.world.cases if case.seller.username == "sales1" and len(case.activities) > 2]
        assistant = self.world.people["sales_assistant"]
        for case in own[:2]:
            case.activities[0].recorded_by = assistant
        for case in own[2:5]:
            case.activities[1].recorded_at = self.world.after(case.activities[1].ends_at, 24 * 6)
        for case in own[5:7]:
            case.activities[0].imported = True
        case = own[7]
        late = self._bare(case, self.world.today, ActivityKind.CALL, self._words(case, self.world.today))
        late.status, late.starts_at = ActivityStatus.PLANNED, self.world.at(self.world.ago(3))
        late.created_at = self.world.at(self.world.ago(8))
        self.world.session.add(late)
        self.world.session.flush()
