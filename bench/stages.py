"""Stage changes as the list makes them: POST by htmx with token and version, each on an opportunity of its own."""

from collections.abc import Callable

from sqlalchemy import text

from bench.pages import Sample
from bench.server import Answer, Reader, Server

USER = "sales1"


def moves(server: Server, sample: Sample, clients: int) -> list[Callable[[], Answer]]:
    """So many clients, no two with the same opportunity."""
    owner = sample.user(USER)
    query = "SELECT id FROM opportunities WHERE owner_id = :owner AND status = 'open' ORDER BY id"
    ids = sample.column(query, owner=owner)
    readers = server.readers(USER, clients)
    return [_client(reader, sample, ids[number::clients]) for number, reader in enumerate(readers)]


def _client(reader: Reader, sample: Sample, ids: list[int]) -> Callable[[], Answer]:
    reader.read_token(f"/opportunities/{ids[0]}")
    with sample.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT id, version, stage_id FROM opportunities WHERE owner_id = :o"), {"o": sample.user(USER)}
        )
        known = {row.id: [row.version, row.stage_id] for row in rows}
    turn = iter(range(10**9))

    def move() -> Answer:
        one = ids[next(turn) % len(ids)]
        version, stage = known[one]
        wanted = stage % 4 + 1
        form = {"version": version, "stage_id": wanted, "view": "row", "note": "客户重新安排了评审"}
        answer = reader.post(f"/opportunities/{one}/stage", form, **{"HX-Request": "true"})
        if answer.status < 400:
            known[one] = [version + 1, wanted]
        return answer

    return move
