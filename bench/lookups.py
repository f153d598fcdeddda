"""Is this one taken? ``python -m bench.lookups sqlite:////var/tmp/big.db embedded:/var/tmp/pg/big``.

The question as it is asked on its page: a POST by htmx that is answered, counted and written down; at one client and at
eight. It writes: the questions themselves, a high limit per day, and once 5,000 open leads beside the customers.
"""

import argparse
import itertools
import random
import signal
import statistics
import sys
import time
from collections.abc import Callable

from sqlalchemy import create_engine, select

import clock
import config
import identifiers
from bench.databases import bare_app, resolved
from bench.pages import SEED, Sample
from bench.run import CLIENTS, WARMING, timed
from bench.server import Answer, Reader, Server
from extensions import db
from models import Customer, Lead, ParameterValue, Unit, User
from policy.leads import LeadChannel, LeadStatus
from queries.lookups import find

LEADS, AIM = 5_000, 15
PEOPLE = ("sales1", "jv_sales1")
"""Somebody of headquarters, most of whose hits are told, and of a joint venture, who is told of few."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("databases", nargs="+")
    options.add_argument("--rounds", type=int, default=80)
    options.add_argument("--clients", type=int, default=CLIENTS, help="0: one alone")
    options.add_argument("--port", type=int, default=8196)
    asked = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for name in asked.databases:
        url = resolved(name)
        print(f"\n## {name}\n", flush=True)
        with bare_app(url).app_context():
            prepare()
            inside = {user: {kind: _inside(user, terms) for kind, terms in questions(url).items()} for user in PEOPLE}
        measure(url, asked, inside)


def prepare() -> None:
    """Leads to be found among, and a limit that the measurement does not reach."""
    today = clock.today()
    if not db.session.scalar(select(Lead.id).limit(1)):
        unit, now, rng = db.session.scalar(select(Unit.id).order_by(Unit.id)), clock.now(), random.Random(SEED)
        names = db.session.scalars(select(Customer.name).where(Customer.id % 97 == 0).limit(LEADS)).all()
        for name in names:
            lead = Lead(channel=LeadChannel.PHONE, status=rng.choice([LeadStatus.NEW, LeadStatus.ACCEPTED]))
            lead.company, lead.name_key, lead.unit_id = name, identifiers.name_key(name), unit
            lead.arrived_at = lead.since = now
            db.session.add(lead)
    limits = ParameterValue(name="lookups_per_day", value="100000", valid_from=today, set_at=clock.now())
    db.session.add(limits)
    db.session.commit()


def questions(url: str) -> dict[str, list[str]]:
    """Terms by kind, drawn from names all over the table."""
    sample = Sample(create_engine(config.database_url(url, config.ROOT)))
    names = sample.names()
    codes = sample.column("SELECT credit_code FROM customers WHERE credit_code IS NOT NULL LIMIT 40")
    phones = sample.column("SELECT phone FROM contacts WHERE phone <> '' LIMIT 40")
    return {
        **{f"{size} characters": [key[2 : 2 + size] for key, _, _ in names] for size in (2, 3, 4)},
        "common, 2 characters": ["科技"],
        "initials, 2": [initials[2:4] for _, initials, _ in names],
        "initials, 4": [initials[2:6] for _, initials, _ in names],
        "whole name": [key for key, _, _ in names],
        "credit code": codes or ["91110108551385082Q"],
        "phone": phones or ["13800138000"],
        "nothing found": ["麒麟蚂蚁"],
    }


def _inside(username: str, terms: list[str]) -> float:
    """Median milliseconds of the search alone, without the web."""
    user, times = db.session.scalars(select(User).where(User.username == username)).one(), []
    for term in [*terms[:3], *terms]:
        start = time.perf_counter()
        find(term, user)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times[3:] or times)


def measure(url: str, asked: argparse.Namespace, inside: dict[str, dict[str, float]]) -> None:
    """Every kind of term by every person, on the server as it is."""
    server = Server(url, asked.port)
    try:
        heads = ["question", "aim", "search alone", "p50", "p95", "CPU"]
        heads += [f"{head} at {asked.clients}" for head in ("p50", "p95", "/s")] if asked.clients else []
        print("| " + " | ".join(heads) + " |\n" + "|---" * len(heads) + "|")
        for user in PEOPLE:
            for kind, terms in questions(url).items():
                _report(server, user, kind, terms, asked, inside[user][kind])
    finally:
        server.stop()


def _report(server: Server, user: str, kind: str, terms: list[str], asked: argparse.Namespace, alone: float) -> None:
    def clients(count: int) -> list[Callable[[], Answer]]:
        return [_asker(reader, terms, 5 * place) for place, reader in enumerate(server.readers(user, count))]

    single = clients(1)
    before = server.cpu()
    one, _ = timed(single, asked.rounds)
    spent = (server.cpu() - before) / (asked.rounds + WARMING) * 1000
    many, rate = timed(clients(asked.clients), max(asked.rounds // 3, 12)) if asked.clients else ((), 0)
    times = " | ".join(f"{value:.1f}" for value in (alone, *one, spent, *many))
    aim = AIM if kind[0] in "234" else ""
    print(
        f"| {user}, {kind} | {aim} | {times} | {rate:.0f} |" if many else f"| {user}, {kind} | {aim} | {times} |",
        flush=True,
    )


def _asker(reader: Reader, terms: list[str], start: int) -> Callable[[], Answer]:
    reader.read_token("/lookup")
    turn = itertools.cycle(terms[start % len(terms) :] + terms[: start % len(terms)])
    return lambda: reader.post("/lookup", {"term": next(turn)}, **{"HX-Request": "true"})


if __name__ == "__main__":
    main()
