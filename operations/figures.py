"""Keeping the summary tables (A10): what is dirty is counted anew from the records, and so is everything, at will.

Counting reads without a lock; only the difference is written, in one transaction that also takes the dirt away. Who finds
its dirt taken by somebody else gives up: the other saw everything that it saw.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from sqlalchemy import BigInteger, delete, insert, select, type_coerce, update

from extensions import db
from models import Customer, Figure, FigureDirt
from operations import Refused, transaction
from operations.figure_dirt import everything
from operations.figure_returns import count_returns
from policy.figures import KINDS_OF, RETURNS, STOCK_SOURCES, Rests, Source, above
from policy.problems import Kind, Problem
from policy.words import N_
from queries.figures import counted, paths
from queries.figures.months import is_month
from queries.figures.resting import unfolded

MOST = 2_000
CHUNK = 500
TAKEN = Problem("", Kind.BLOCKS, N_("Somebody else counts these figures just now."), code="counted")
FEN = type_coerce(Figure.amount, BigInteger)
KEY = (Figure.kind, Figure.period, Figure.unit_id, Figure.user_id, Figure.part)
Counted = dict[tuple, tuple[int, int]]


def refresh() -> dict[str, int]:
    """Count anew what is dirty. Gives back how many sources were counted and how many figures changed.

    Where nothing was ever counted (after an upgrade, or when the tables were emptied) it is everything.
    """
    if db.session.scalar(select(Figure.id).limit(1)) is None and db.session.scalar(select(Customer.id).limit(1)):
        with transaction():
            everything()
    unfold()
    outcome = {"counted": 0, "changed": 0}
    for source in [*Source, RETURNS]:
        for changed in _batches(source):
            outcome["counted"] += 1
            outcome["changed"] += changed
    return outcome


def rebuild() -> Iterator[dict[str, int]]:
    """Count everything anew. Yields what each step did: ``steps`` are all of them, told first, ``done`` those done."""
    with transaction():
        db.session.add_all(FigureDirt(source=source) for source in [*Source, Rests.ALL_RETURNS])
    unfold()
    windows = _number(RETURNS)
    yield {"steps": len(Source) + windows, "done": 0, "changed": 0}
    for source in [*Source, RETURNS]:
        for changed in _batches(source):
            yield {"done": 1, "changed": changed}


def unfold() -> None:
    """Dirt that names a record becomes dirt of the sources and months that rest on it."""
    while True:
        try:
            with transaction():
                rows = _dirt(FigureDirt.source.in_(sorted(Rests)), MOST)
                if rows:
                    _add(unfolded(rows))
                    _take(rows)
        except Refused:
            return
        if len(rows) < MOST:
            return


def _add(found: list[dict]) -> None:
    if found:
        db.session.execute(insert(FigureDirt.__table__), found)


def _number(source: str) -> int:
    return len(_dirt(FigureDirt.source == source, None))


def _dirt(which, most: int | None) -> list:
    columns = FigureDirt.id, FigureDirt.source, FigureDirt.period, FigureDirt.unit_id, FigureDirt.record_id
    return db.session.execute(select(*columns).where(which).order_by(FigureDirt.id).limit(most)).all()


def _take(rows: list) -> None:
    """Delete the dirt that was seen; ``Refused`` when some of it was taken meanwhile."""
    ids = [row.id for row in rows]
    gone = 0
    for start in range(0, len(ids), CHUNK):
        some = FigureDirt.id.in_(ids[start : start + CHUNK])
        gone += db.session.execute(delete(FigureDirt).where(some), execution_options=QUIET).rowcount
    if gone != len(ids):
        raise Refused([TAKEN])


QUIET = {"synchronize_session": False}


def _taking(rows: list, write: Callable[[], int]) -> int:
    """Write what was counted and take its dirt away, in one transaction; nothing when others were faster."""
    try:
        with transaction():
            _take(rows)
            return write()
    except Refused:
        return 0


def _batches(source: str) -> Iterator[int]:
    """Count one source until nothing of it is dirty that was so at the beginning; yields how much each step changed."""
    rows = _dirt(FigureDirt.source == source, None)
    if source == RETURNS:
        yield from count_returns(rows, _taking)
    elif rows:
        yield _count(Source(source), rows)


def _count(source: Source, rows: list) -> int:
    whole = any(not row.period and row.unit_id is None for row in rows)
    if source in STOCK_SOURCES:
        dirty = None if whole else sorted({row.unit_id for row in rows})
        found, where = _of_units(source, dirty)
    else:
        months = None if whole else sorted({row.period for row in rows if is_month(row.period)})
        found = counted(source, months).rolled_up(paths())
        where = () if whole else (Figure.period.in_(months),)
    db.session.rollback()
    return _taking(rows, lambda: _write(found, Figure.kind.in_(KINDS_OF[source]), *where))


def _of_units(source: Source, dirty: list[int] | None) -> tuple[Counted, tuple]:
    """The stocks of these units and of every unit above them: their own records counted, and what lies below them added."""
    tree = paths()
    if dirty is None:
        return counted(source).rolled_up(tree), ()
    counting = sorted({one for unit in dirty for one in above(tree[unit])})
    beside = [
        unit
        for unit, path in tree.items()
        if unit not in counting and len(above(path)) > 1 and above(path)[-2] in counting
    ]
    kinds = Figure.kind.in_(KINDS_OF[source])
    sums = db.session.execute(
        select(*KEY, Figure.count, FEN).where(kinds, Figure.unit_id.in_(beside), Figure.user_id.is_(None))
    )
    below = [(tuple(row[:5]), row[5], row[6]) for row in sums]
    found = counted(source, units=counting).rolled_up(tree, below)
    return {key: value for key, value in found.items() if key[2] in counting}, (Figure.unit_id.in_(counting),)


def _write(found: Counted, *where) -> int:
    """Make the figures what was counted: only what differs is touched. Gives back how many that were."""
    gone, moved = [], []
    for row in db.session.execute(select(Figure.id, *KEY, Figure.count, FEN).where(*where)):
        wanted = found.pop(tuple(row[1:6]), None)
        if wanted is None:
            gone.append(row.id)
        elif wanted != (row[6], row[7]):
            moved.append({"id": row.id, **_values(*wanted)})
    names = [column.key for column in KEY]
    new = [dict(zip(names, key, strict=True)) | _values(*value) for key, value in found.items()]
    for start in range(0, len(gone), CHUNK):
        db.session.execute(delete(Figure).where(Figure.id.in_(gone[start : start + CHUNK])), execution_options=QUIET)
    if moved:
        db.session.execute(update(Figure), moved)
    if new:
        db.session.execute(insert(Figure.__table__), new)
    return len(gone) + len(moved) + len(new)


def _values(count: int, fen: int) -> dict:
    return {"count": count, "amount": Decimal(fen) / 100}


def differences(most: int = 20) -> list[str]:
    """What the tables say otherwise than the records, in words; nothing when all is right. Nothing is changed."""
    said = []
    for source in Source:
        found = counted(source).rolled_up(paths())
        for row in db.session.execute(select(*KEY, Figure.count, FEN).where(Figure.kind.in_(KINDS_OF[source]))):
            right = found.pop(tuple(row[:5]), (0, 0))
            if right != tuple(row[5:]):
                said.append(f"{_named(row[:5])}: {tuple(row[5:])} kept, {right} counted")
        said += [f"{_named(key)}: nothing kept, {value} counted" for key, value in found.items()]
    db.session.rollback()
    return said[:most]


def _named(key) -> str:
    kind, period, unit, user, part = key
    return f"{kind.value} {period} unit {unit} person {user or '-'} {part}".rstrip()
