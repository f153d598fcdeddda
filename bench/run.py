"""Measures the product as it runs: ``python -m bench.run sqlite:////tmp/big.db embedded:/tmp/pg/big``.

Starts the real web server on each database, signs in, and prints what a page costs at one and at eight clients.
"""

import argparse
import itertools
import signal
import statistics
import sys
import threading
import time
from collections.abc import Callable

from sqlalchemy import create_engine

import config
from bench.databases import resolved
from bench.pages import Page, Sample, every, matches
from bench.server import Answer, Reader, Server
from bench.stages import moves
from bench.typing import typed

CLIENTS, WARMING = 8, 6


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("databases", nargs="+")
    options.add_argument(
        "--only", default="", help="measure pages whose name contains this, or one of these with | between them"
    )
    options.add_argument("--rounds", type=int, default=80)
    options.add_argument("--port", type=int, default=8190)
    asked = options.parse_args()
    # Whoever ends the measurement ends its server as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for name in asked.databases:
        url = resolved(name)
        print(f"\n## {name}\n", flush=True)
        measure(url, asked)


def measure(url: str, asked: argparse.Namespace) -> None:
    """One database: every page timed on the server as it is, then its queries counted on a second one."""
    sample = Sample(create_engine(config.database_url(url, config.ROOT)))
    wanted = [page for page in every(sample) if matches(page, asked.only) and page.paths]
    counts = counted(url, asked.port + 1, wanted)
    server = Server(url, asked.port)
    try:
        print(
            "| page | aim | p50 | p95 | CPU | p50 at 8 | p95 at 8 | /s at 8 | queries | in SQL | KB |\n"
            + "|---" * 11
            + "|"
        )
        for page in wanted:
            report(
                page.name,
                page.aim,
                server,
                reading(server, page),
                asked.rounds,
                counts.get(page.name, ("", "", "")),
            )
        if asked.only in "stage change":
            stage_changes(server, sample, asked.rounds)
        print(f"\nWeb processes: {server.memory():.0f} MiB (PSS)", flush=True)
    finally:
        server.stop()


def counted(url: str, port: int, wanted: list[Page]) -> dict[str, tuple[str, str, str]]:
    """Queries, milliseconds in SQL, and compressed size of each page."""
    server, found = Server(url, port, "bench.served:create_app()"), {}
    try:
        for page in wanted:
            (reader,) = server.readers(page.user, 1)
            asks = asking(reader, page)
            answers = [asks() for _ in range(min(len(page.paths), 8) * 2)]
            most = max(int(answer.headers["X-Queries"]) for answer in answers)
            sql = statistics.median(float(answer.headers["X-Query-Time"]) for answer in answers)
            size = statistics.median(len(answer.body) for answer in answers) / 1024
            found[page.name] = (str(most), f"{sql:.1f}", f"{size:.1f}")
    finally:
        server.stop()
    return found


def reading(server: Server, page: Page) -> Callable[[int], list[Callable[[], Answer]]]:
    """Makes clients that read the page's addresses in turn."""

    return lambda count: [asking(one, page, 5 * place) for place, one in enumerate(server.readers(page.user, count))]


def asking(reader: Reader, page: Page, start: int = 0) -> Callable[[], Answer]:
    """Asks for the page's addresses in turn; where it has forms, each is read once and then sent with something typed."""
    asks = [_ask(reader, page, (start + turn) % len(page.paths)) for turn in range(len(page.paths))]
    turn = itertools.cycle(asks)
    return lambda: next(turn)()


def _ask(reader: Reader, page: Page, place: int) -> Callable[[], Answer]:
    path = page.paths[place]
    if not page.forms:
        return lambda: reader.get(path)
    reader.read_token(page.forms[place])
    forms = typed(reader.get(page.forms[place], plain=True).body.decode(), *page.typing)
    return lambda: reader.post(path, next(forms), **{"HX-Request": "true"})


def report(name: str, aim: float | None, server: Server, clients: Callable, rounds: int, counts: tuple) -> None:
    before = server.cpu()
    one, _ = timed(clients(1), rounds)
    spent = (server.cpu() - before) / (rounds + WARMING) * 1000
    many, rate = timed(clients(CLIENTS), max(rounds // 3, 12))
    times = (f"{value:.1f}" for value in (*one, spent, *many))
    print("| " + " | ".join([name, f"{aim:g}" if aim else "", *times, f"{rate:.0f}", *counts]) + " |", flush=True)


def timed(clients: list[Callable[[], Answer]], rounds: int) -> tuple[tuple[float, float], float]:
    """Median and 95th percentile in milliseconds, and answers per second, of all clients together."""
    times, wrong = [], []

    def work(ask: Callable[[], Answer]) -> None:
        for _ in range(rounds):
            answer = ask()
            times.append(answer.seconds * 1000)
            if answer.status >= 400:
                wrong.append(answer.status)

    for ask in clients:
        for _ in range(WARMING):
            ask()
    threads = [threading.Thread(target=work, args=(ask,)) for ask in clients]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(times) / (time.perf_counter() - start)
    if wrong:
        print(f"!! {len(wrong)} of {len(times)} answers were refused: {sorted(set(wrong))}")
    return (statistics.median(times), statistics.quantiles(times, n=20)[-1]), rate


def stage_changes(server: Server, sample: Sample, rounds: int) -> None:
    """Each client moves opportunities of its own to and fro, with token and version, as the list does."""
    report("stage change", 6, server, lambda count: moves(server, sample, count), rounds * 3, ("", "", ""))


if __name__ == "__main__":
    main()
