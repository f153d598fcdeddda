"""Where a page's time goes: ``python -m bench.profile sqlite:////tmp/big.db --only "customers, all"``.

In one process and without a network: processor time, each query with its time and, with ``--functions``, the profile.
"""

import argparse
import cProfile
import functools
import os
import pstats
import statistics
import tempfile
import time
from urllib.parse import urlencode

from sqlalchemy import event
from sqlalchemy.engine import Engine

from bench.databases import resolved
from bench.pages import Sample, every, matches
from bench.typing import typed

ROUNDS = 12


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("database")
    options.add_argument("--only", default="")
    options.add_argument("--queries", action="store_true", help="print each query of the last request")
    options.add_argument("--functions", type=int, default=0, help="print so many functions of the profile")
    options.add_argument("--sort", default="cumtime", help="cumtime or tottime")
    asked = options.parse_args()
    folder = tempfile.TemporaryDirectory(prefix="xianlu-profile-")
    os.environ.update(DATABASE_URL=resolved(asked.database), INSTANCE_PATH=folder.name, DEMO="yes", ASSETS="local")
    from app import create_app
    from extensions import db

    app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False})
    with app.app_context():
        wanted = [page for page in every(Sample(db.engine)) if matches(page, asked.only) and page.paths]
    for page in wanted:
        look(app, page, asked)


def look(app, page, asked: argparse.Namespace) -> None:
    """One page: processor time of a request after warming, in milliseconds, and what it asked the database."""
    client, seen = app.test_client(), []
    client.post("/login", data={"username": page.user, "password": app.config["DEMO_PASSWORD"]})
    asks = _asks(client, page)
    spent = [_request(asks[turn % len(asks)], seen) for turn in range(ROUNDS)]
    cpu, wall, status, size = spent[-1]
    cpus, walls = (statistics.median(times) for times in list(zip(*spent[2:], strict=True))[:2])
    sql = sum(seconds for _, seconds in seen) * 1000
    print(
        f"{page.name:32}{status:5} cpu {cpus:7.1f}  wall {walls:8.1f}  sql {sql:8.1f}  queries {len(seen):3}  {size // 1024} KB raw",
        flush=True,
    )
    if asked.queries:
        for statement, seconds in seen:
            print(f"   {seconds * 1000:8.2f} ms  {' '.join(statement.split())[:900]}")
    if asked.functions:
        profile = cProfile.Profile()
        profile.runcall(lambda: [_request(asks[0], []) for _ in range(ROUNDS)])
        pstats.Stats(profile).sort_stats(asked.sort).print_stats(asked.functions)


def _asks(client, page) -> list:
    """One per address: reads it or, where the page has forms, sends one with something typed."""
    if not page.forms:
        return [functools.partial(client.get, path) for path in page.paths]
    return [_sends(client, path, form, page.typing) for path, form in zip(page.paths, page.forms, strict=True)]


def _sends(client, path: str, form: str, typing: tuple):
    forms = typed(client.get(form).get_data(as_text=True), *typing)
    how = {"content_type": "application/x-www-form-urlencoded", "headers": {"HX-Request": "true"}}
    return lambda: client.post(path, data=urlencode(next(forms)), **how)


def _request(ask, seen: list) -> tuple[float, float, int, int]:
    seen.clear()
    with _listening(seen):
        cpu, wall = time.process_time(), time.perf_counter()
        answer = ask()
        size = len(answer.data)
        return (time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000, answer.status_code, size


class _listening:
    def __init__(self, seen: list):
        self.seen = seen

    def __enter__(self):
        event.listen(Engine, "before_cursor_execute", self._begin)
        event.listen(Engine, "after_cursor_execute", self._end)

    def __exit__(self, *_):
        event.remove(Engine, "before_cursor_execute", self._begin)
        event.remove(Engine, "after_cursor_execute", self._end)

    def _begin(self, *_):
        self.since = time.perf_counter()

    def _end(self, connection, cursor, statement, *_):
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            self.seen.append((statement, time.perf_counter() - self.since))


if __name__ == "__main__":
    main()
