"""Companies and the people who work there: names, credit codes, phones; valid in form, nobody real."""

import random

from stdnum.cn import uscc

import identifiers
from policy.industries import Industry
from seeds.material import AGENT_TRADES, BRANDS, GIVEN, PLACES, SURNAMES, TRADES, Place

MOBILES = ("135", "136", "137", "138", "139", "150", "158", "182", "187", "188")
ORGANISATION = "0123456789ABCDEFGHJKLMNPQRTUWXY"
COMPANY_TAKES_CODE = "MA"


class Registry:
    """Deals out each brand of a trade once, and codes that nobody has."""

    def __init__(self, rng: random.Random):
        self.rng = rng
        self.brands: list[str] = []
        self.keys: set[str] = set()

    def company(self, place: Place, industry: Industry) -> tuple[str, str]:
        """A registered name that is not taken yet, and the brand that people call it by."""
        while True:
            brand = self._brand()
            name = self._name(place, brand, industry)
            if (key := identifiers.name_key(name)) not in self.keys:
                self.keys.add(key)
                return name, brand

    def _brand(self) -> str:
        if not self.brands:
            self.brands = self.rng.sample(BRANDS, len(BRANDS))
        return self.brands.pop()

    def _name(self, place: Place, brand: str, industry: Industry) -> str:
        trades = TRADES[industry][1] if industry in TRADES else AGENT_TRADES
        trade = self.rng.choice(trades)
        form = self.rng.choices(("有限公司", "股份有限公司", "集团有限公司"), (8, 2, 1))[0]
        if self.rng.random() < 0.18:
            return f"{brand}{trade}（{place.short}）{form}"
        return f"{place.short}{brand}{trade}{form}"

    def credit_code(self, place: Place) -> str:
        """A unified social credit code with the place's administrative code and a right check digit."""
        number = "".join(self.rng.choices("0123456789", k=6))
        body = f"91{place.code}{COMPANY_TAKES_CODE}{number}{self.rng.choice(ORGANISATION)}"
        return body + uscc.calc_check_digit(body)

    def landline(self, place: Place) -> str:
        """A switchboard of the place."""
        return identifiers.phone(f"{place.dialling}-8{self.rng.randint(1000000, 9999999)}")

    def mobile(self) -> str:
        """A mobile phone."""
        return identifiers.phone(f"{self.rng.choice(MOBILES)}55{self.rng.randint(100000, 999999)}")

    def person(self) -> str:
        """A full name."""
        return self.rng.choice(SURNAMES) + self.rng.choice(GIVEN)


def places(*names: str) -> tuple[Place, ...]:
    """Places by their short names."""
    return tuple(PLACES[name] for name in names)
