"""Chapter 7 of the demo data: groups and rules of dispatch, who may receive leads, and who is away."""

import datetime as dt

import clock
from models import Absence, DispatchGroup, DispatchRule, LeadRight
from policy.dispatch import AbsenceKind, Receiver, RightKind
from policy.industries import Industry
from seeds.world import World

GROUPS = {
    "直销组": ("sales1", "sales2", "sales3"),
    "华东销售组": ("east_sales1", "east_sales2"),
}
EAST = ["上海市", "江苏省", "浙江省", "安徽省"]
NORTH = ["北京市", "天津市", "河北省", "山东省", "辽宁省", "陕西省"]
RULES = (
    # name, provinces, cities, industries, receiver, whom
    ("华东医药客户", EAST, [], [Industry.PHARMA], Receiver.PERSON, "east_sales1"),
    ("华东", EAST, [], [], Receiver.GROUP, "华东销售组"),
    ("北方汽车零部件", NORTH, [], [Industry.AUTOMOTIVE], Receiver.PERSON, "sales1"),
    ("武汉", [], ["武汉市"], [], Receiver.PERSON, "sales2"),
    ("政府与教育", [], [], [Industry.GOVERNMENT, Industry.EDUCATION], Receiver.MANAGER, "sales"),
    ("其他地区", [], [], [], Receiver.GROUP, "直销组"),
)


class Dispatching:
    """Makes the rules that the leads of the next chapter were dispatched by."""

    def __init__(self, world: World):
        self.world = world

    def make(self) -> dict[str, DispatchRule]:
        """The rules by their names."""
        people, session = self.world.people, self.world.session
        company = people["president"].unit.parent_id
        groups = {
            name: DispatchGroup(company_id=company, name=name, members=[people[one] for one in names])
            for name, names in GROUPS.items()
        }
        session.add_all(groups.values())
        session.flush()
        rules = {}
        for position, (label, provinces, cities, industries, receiver, whom) in enumerate(RULES, 1):
            rule = DispatchRule(company_id=company, position=position, label=label, receiver=receiver)
            rule.provinces, rule.cities = provinces, cities
            rule.industries = [industry.value for industry in industries]
            rule.user_id = people[whom].id if receiver is Receiver.PERSON else None
            rule.group_id = groups[whom].id if receiver is Receiver.GROUP else None
            rule.managed_unit_id = people["sales1"].unit_id if receiver is Receiver.MANAGER else None
            rules[label] = rule
        session.add_all(rules.values())
        session.flush()
        for rule in rules.values():
            at = clock.start_of(self.world.ago(60)) + dt.timedelta(hours=10)
            self.world.audit("dispatch_rule_created", rule, people["business_manager"], at, after={"name": rule.label})
        self._rights()
        self._absences()
        return rules

    def _rights(self) -> None:
        people, at = self.world.people, clock.start_of(self.world.ago(20)) + dt.timedelta(hours=11)
        rows = (
            ("east_sales1", RightKind.PRIORITY, 20, -11, "A12.4", "上月销售排名第二，本月优先分单。"),
            ("sales3", RightKind.SUSPENDED, 20, -11, "A12.3", "上月两条商机未及时跟进，暂停分单一个月。"),
        )
        for username, kind, since, until, clause, reason in rows:
            row = LeadRight(user_id=people[username].id, kind=kind, clause=clause, reason=reason, at=at)
            row.from_on, row.until_on = self.world.ago(since), self.world.ago(until)
            row.by_id = people["salesmgmt_manager"].id
            self.world.session.add(row)
            self.world.session.flush()
            self.world.audit(f"lead_right_{kind.value}", row, people["salesmgmt_manager"], at, note=reason)

    def _absences(self) -> None:
        people = self.world.people
        away = Absence(user_id=people["east_sales2"].id, kind=AbsenceKind.LEAVE, note="年假")
        away.from_on, away.until_on = self.world.ago(1), self.world.ago(-3)
        away.by_id, away.at = people["east_gm"].id, self.world.at(self.world.ago(6))
        self.world.session.add(away)
