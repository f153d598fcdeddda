"""What the generated company has in common across its tables: people, days, names; cheap enough for a million customers."""

import datetime as dt
import functools
import random
from array import array
from itertools import product

import clock
import identifiers
from seeds.material import PLACES, TRADES

SEED = 7
PER_SELLER = 1500
CHARACTERS = (
    "安邦宝博长超辰成诚驰创春达大德鼎东恩发方丰福富刚高冠光广国海瀚航豪和恒宏洪鸿华辉惠慧吉佳嘉建江杰捷金锦京晶景久巨君骏凯康科"
    "坤蓝朗乐力立利联良林凌隆龙路绿麦美明铭茂盟南宁诺欧朋鹏普奇启千强勤清庆泉荣瑞润森尚升胜盛世曙顺思松泰特天通同万旺威伟文沃"
    "五西熙祥翔新信星兴雄旭轩迅雅亚阳扬耀业易益毅银英永勇优友宇裕元园源远悦云运泽展正志中众卓紫宗祖尊佐百柏北贝标滨波彩昌畅朝"
    "纯翠丹道迪典峰枫歌格谷冠桂浩河荷虹湖环皇汇佳甲坚江皎洁津谨精敬静炬开珂可拉莱岚雷黎理丽梁临灵岭流鲁露罗"
)
LEGAL = ("有限公司", "有限公司", "有限公司", "股份有限公司", "集团有限公司", "（中国）有限公司")
SHARES = {"sales": 45, "channel": 15, "east_sales": 22, "jv": 8, "agent": 5, "agent2": 5}
POOL_SHARE, UNAPPROVED_SHARE = 0.10, 0.02
WON = 3
CONTRACT_EVERY = 10
HEADS = {
    "sales": ("sales", "sales_manager"),
    "channel": ("channel", "channel_manager"),
    "east_sales": ("east", "east_gm"),
    "jv": ("jv", "jv_gm"),
    "agent": ("agent", "agent_gm"),
    "agent2": ("agent2", "agent2_gm"),
}
"""Who leads the salespeople of a unit: their own unit, and their user name."""
HOLDERS = {
    "sales_management": "salesmgmt_manager",
    "rnd_vice_president": "rnd_vp",
    "implementation_vice_president": "impl_vp",
    "vice_president": "vp",
    "presidents_assistant": "presidents_assistant",
}
"""Who decides for the whole company, by role; for all others who bears the role's own name."""


class World:
    """Per customer, by position: seller, days without contact, days since registration, and whether it has an owner."""

    def __init__(self, customers: int, sellers: dict[str, list[int]], units: dict[str, int], today: dt.date):
        self.count, self.today, self.units = customers, today, units
        self.contracts = customers // CONTRACT_EVERY
        self.people: dict[str, int] = {}
        self.implementers = [1]
        self.checker = 1
        self.rng = random.Random(SEED)
        self.sellers = [(seller, units[key]) for key, ids in sellers.items() for seller in ids]
        self.seller = self._dealt(customers, sellers)
        self.quiet = array("h", (int(self.rng.random() * 91) for _ in range(customers)))
        self.age = array("h", (quiet + 5 + int(self.rng.random() * 600) for quiet in self.quiet))
        self.pooled = bytearray(self.rng.random() < POOL_SHARE for _ in range(customers))
        self.days = {back: (today - dt.timedelta(days=back)).isoformat() for back in range(-400, 900)}
        self.names = Names(customers, self.rng)

    def _dealt(self, customers: int, sellers: dict[str, list[int]]) -> array:
        places, start = [], 0
        for key, ids in sellers.items():
            places += [(place, SHARES[key] / len(ids)) for place in range(start, start + len(ids))]
            start += len(ids)
        positions, weights = zip(*places, strict=True)
        return array("H", self.rng.choices(positions, weights, k=customers))

    def person(self, username: str) -> int:
        """The id of somebody of the cast."""
        return self.people.get(username, 1)

    def seat(self, role: str, unit: int) -> tuple[int, int]:
        """For a decision of ``role`` about something of ``unit``: the unit whose seat it is, and who sits there."""
        if role == "department_manager":
            key, username = self.heads[unit]
            return self.units[key], self.person(username)
        return self.units["hq"], self.person(HOLDERS.get(role, role))

    @functools.cached_property
    def heads(self) -> dict[int, tuple[str, str]]:
        return {self.units[key]: head for key, head in HEADS.items()}

    def day(self, back: int) -> str:
        """The company day so many days back."""
        return self.days[back]

    def moment(self, back: int, minute: int = 0) -> str:
        """A moment of office hours so many days back, UTC; ``minute`` counts from 9 o'clock in Shanghai."""
        return f"{self.days[back]} {1 + minute // 60 % 8:02}:{minute % 60:02}:00.000000"


class Names:
    """A million different company names of a few hundred characters, with pinyin that is put together from parts."""

    def __init__(self, customers: int, rng: random.Random):
        characters = sorted(set(CHARACTERS))
        self.brands = [first + second for first, second in product(characters, repeat=2)]
        rng.shuffle(self.brands)
        self.cities = list(PLACES)
        self.industries = list(TRADES)
        self.trades = [trade for _, kinds, _ in TRADES.values() for trade in kinds]
        self.of_trade = {trade: industry.value for industry, (_, kinds, _) in TRADES.items() for trade in kinds}
        parts = [*characters, *self.cities, *self.trades, *LEGAL]
        self.sounds = {part: identifiers.pinyin(part) for part in parts}
        if customers > len(self.brands) * len(self.cities):
            raise ValueError("too few names")

    def parts(self, position: int) -> tuple[str, str, str, str]:
        """City, brand, trade and legal form; city and brand together are never the same twice."""
        turn, brand = divmod(position, len(self.brands))
        city = self.cities[(position + turn) % len(self.cities)]
        return city, self.brands[brand], self.trades[position % len(self.trades)], LEGAL[position % len(LEGAL)]

    def pinyin(self, parts: tuple[str, str, str, str]) -> tuple[str, str]:
        """Pinyin and initials of a name in parts."""
        city, brand, trade, form = parts
        sounds = [self.sounds[part] for part in (city, brand[0], brand[1], trade, form)]
        return "".join(sound for sound, _ in sounds), "".join(initials for _, initials in sounds)


def today() -> dt.date:
    """The company's day that the data is dated from."""
    return clock.today()
