"""What is measured: pages by name, who reads them, and what the issue aims at."""

import random
from dataclasses import dataclass, field
from urllib.parse import quote

from sqlalchemy import Engine, text

SEED = 11
SAMPLES = 40


@dataclass(frozen=True)
class Page:
    """Addresses that are read in turn by one person; ``aim`` is the p50 in milliseconds at 1 M customers, one client.

    Where ``forms`` are given, the form of the page at the same place is sent to each address, with something typed: ``typing`` names the
    form, the field and what is written there.
    """

    name: str
    user: str
    paths: list[str]
    aim: float | None = None
    forms: list[str] = field(default_factory=list)
    typing: tuple = ("quote-form", "discount", ("0.8", "0.85", "0.9"))


class Sample:
    """Things of the database to look at: ids and names, drawn with a fixed seed."""

    def __init__(self, engine: Engine):
        self.engine, self.rng = engine, random.Random(SEED)

    def column(self, statement: str, **values) -> list:
        with self.engine.connect() as connection:
            return [row[0] for row in connection.execute(text(statement), values)]

    def ids(self, table: str, where: str, **values) -> list[int]:
        """A few ids from all over the table."""
        found = self.column(f"SELECT id FROM {table} WHERE {where} LIMIT 20000", **values)
        return self.rng.sample(found, min(SAMPLES, len(found)))

    def user(self, name: str) -> int:
        return self.column("SELECT id FROM users WHERE username = :name", name=name)[0]

    def names(self) -> list[tuple[str, str, str]]:
        """Name keys, initials and pinyin of customers from all over the table."""
        top = self.column("SELECT max(id) FROM customers")[0]
        return self.named([self.rng.randint(1, top) for _ in range(SAMPLES)])

    def named(self, ids: list[int]) -> list[tuple[str, str, str]]:
        """Name key, initials and pinyin of these customers."""
        with self.engine.connect() as connection:
            query = text("SELECT name_key, initials, pinyin FROM customers WHERE id = :id")
            return [tuple(connection.execute(query, {"id": one}).one()) for one in ids]

    def drafts(self, owner: int, lines: int) -> list[int]:
        """Quotes that this person is writing, with so many lines."""
        written = "SELECT q.id FROM quotes q JOIN quote_lines l ON l.quote_id = q.id WHERE q.owner_id = :owner"
        counted = f"{written} AND q.status = 'draft' GROUP BY q.id HAVING count(*) = :lines ORDER BY q.id"
        return self.column(f"{counted} LIMIT {SAMPLES}", owner=owner, lines=lines)

    def waiting(self, kind: str, role: str) -> list[int]:
        """Approvals of a kind that wait for a role."""
        steps = "SELECT approval_id FROM approval_steps WHERE state = 'open' AND role = :role"
        asked = f"SELECT id FROM approvals WHERE state = 'pending' AND kind = :kind AND id IN ({steps})"
        return self.column(f"{asked} ORDER BY id LIMIT {SAMPLES}", kind=kind, role=role)


def pages(sample: Sample) -> list[Page]:
    """Everything that is measured by reading."""
    mine, everybody = "sales1", "president"
    owner = sample.user(mine)
    own = sample.ids("customers", "owner_id = :owner", owner=owner)
    anyone = sample.ids("customers", "status = 'approved' AND id % 7 = 0")
    deals = sample.ids("opportunities", "owner_id = :owner AND status = 'open'", owner=owner)
    checked = sample.ids("expense_claims", "status IN ('manager_approved', 'in_check')")
    claims = sample.ids("expense_claims", "claimant_id = :owner", owner=owner)
    return [
        Page("home, salesperson", mine, ["/"]),
        Page("home, sales manager", "sales_manager", ["/"]),
        Page("customers, own", mine, ["/customers"], 8),
        Page("customers, department", "sales_manager", ["/customers"], 8),
        Page("customers, all", everybody, ["/customers?tab=all"], 8),
        Page("customers, all, filtered", everybody, ["/customers?tab=all&industry=food&grade=A"], 8),
        *searches(sample, everybody),
        Page("customer, own", mine, [f"/customers/{one}" for one in own], 8),
        Page("customer, as president", everybody, [f"/customers/{one}" for one in anyone], 8),
        Page("opportunities, own", mine, ["/opportunities"], 10),
        Page("opportunities, all", everybody, ["/opportunities?who=all"], 10),
        Page("opportunity", mine, [f"/opportunities/{one}" for one in deals]),
        Page("board, own", mine, ["/opportunities/board"], 15),
        Page("board, all", everybody, ["/opportunities/board?who=all"], 15),
        Page("activities, own", mine, ["/activities"]),
        Page("claims, own", mine, ["/expenses"]),
        Page("claim", mine, [f"/expenses/{one}" for one in claims], 8),
        Page("finance desk, queue", "finance1", ["/expenses/desk"], 8),
        Page("finance desk, claim", "finance1", [f"/expenses/desk/{one}" for one in checked], 8),
        Page("pool", mine, ["/pool"]),
        Page("notifications", mine, ["/notifications"]),
    ]


def matches(page: Page, only: str) -> bool:
    """Whether the page is asked for: ``only`` holds parts of names with ``|`` between them."""
    return any(part in page.name for part in only.split("|"))


def every(sample: Sample) -> list[Page]:
    """All that is measured."""
    from bench.reports import dashboards
    from bench.trade import trade

    return [*pages(sample), *trade(sample), *dashboards()]


def searches(sample: Sample, user: str) -> list[Page]:
    """Rare terms of two, three and four characters, common ones, initials and pinyin."""
    names = sample.names()
    common = {"2 characters": "科技", "4 characters": "有限公司"}
    pieces = {size: [key[2 : 2 + size] for key, _, _ in names] for size in (2, 3)}
    kinds = {
        "rare, 2 characters": pieces[2],
        "rare, 3 characters": pieces[3],
        "rare, 4 characters": [key[:4] for key, _, _ in names],
        "initials": [initials[:6] for _, initials, _ in names],
        "pinyin": [pinyin[:14] for _, _, pinyin in names],
        **{f"common, {size}": [term] for size, term in common.items()},
        "nothing found": ["麒麟蚂蚁"],
    }
    return [
        Page(
            f"search, {kind}",
            user,
            [f"/customers?tab=all&q={quote(term)}" for term in terms],
            8 if "rare" in kind else None,
        )
        for kind, terms in kinds.items()
    ]
