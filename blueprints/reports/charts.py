"""How a block is drawn: plain geometry for inline SVG. Places along a line are percent, so that type keeps its size on
every screen; heights are pixels. What is drawn stands in the table below as well."""

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import get_locale

from blueprints.looks import money
from blueprints.reports import blueprint
from queries.reports.blocks import COUNT, MONEY, PERCENT, Block, Cell, Series

HEIGHT, TOP, FOOT = 180, 20, 22
"""A chart of columns: its height, and the room for the largest number above and the names below."""
LABEL, BAR, GAP = 18, 10, 8
"""A line of a chart of bars: its words, one bar, and what separates it from the next."""
MOST_BARS = 12
LONGEST = 22


@dataclass(frozen=True)
class Mark:
    """A rectangle: ``x`` and ``width`` in percent, ``y`` and ``height`` in pixels."""

    x: float
    y: float
    width: float
    height: float
    look: str


@dataclass(frozen=True)
class Word:
    """A text at ``x`` percent and ``y`` pixels; ``anchor`` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class Drawing:
    """What is drawn, and what it is made of: the legend says (look, name)."""

    height: int
    marks: list[Mark]
    words: list[Word]
    legend: list[tuple[str, str]]
    left_out: int = 0


def drawing(block: Block) -> Drawing | None:
    """The chart of a block; None when there is nothing to draw."""
    if not block.drawn:
        return None
    legend = [(one.look, block.heads[one.column]) for one in block.series]
    return _columns(block, legend) if block.chart == "columns" else _bars(block, legend)


def _value(cell: Cell) -> float:
    return max(float(cell.value or 0), 0.0)


def _peak(block: Block, lines, series: tuple[Series, ...]) -> tuple[float, str]:
    """The largest value, against which all are drawn, and how it is said."""
    cells = [line.cells[one.column] for line in lines for one in series]
    highest = max(cells, key=_value)
    return _value(highest) or 1.0, brief(highest)


def _columns(block: Block, legend: list) -> Drawing:
    lines, bars = block.lines, [one for one in block.series if one.look != "target"]
    (peak, said), slot, room = _peak(block, lines, block.series), 100 / len(lines), HEIGHT - TOP - FOOT
    marks, words = [], [Word(0, 12, said)]
    wide = slot * 0.8 / len(bars)
    for place, line in enumerate(lines):
        start = place * slot + slot * 0.1
        for column, one in enumerate(bars):
            tall = _value(line.cells[one.column]) / peak * room
            marks.append(_mark(start + column * wide, HEIGHT - FOOT - tall, wide * 0.92, tall, one.look))
        for one in block.series:
            if one.look == "target" and line.cells[one.column].value:
                tall = _value(line.cells[one.column]) / peak * room
                marks.append(_mark(start, HEIGHT - FOOT - tall - 1, slot * 0.8, 2.5, "target"))
        if len(lines) <= 14 or place % 3 == 0:
            words.append(Word(round(place * slot + slot / 2, 2), HEIGHT - 6, line.short or line.name, "middle"))
    marks.append(_mark(0, HEIGHT - FOOT, 100, 1, "axis"))
    return Drawing(HEIGHT, marks, words, legend)


def _bars(block: Block, legend: list) -> Drawing:
    """Bars lie under their names; those of a funnel lie in the middle, each against the largest of its own kind."""
    lines, marks, words, y = block.lines[:MOST_BARS], [], [], 0
    drawn = [one for one in block.series if one.look != "target"]
    same = len({block.lines[0].cells[one.column].kind for one in block.series}) == 1
    whole = _peak(block, lines, block.series)[0]
    peaks = {one.column: whole if same else _peak(block, lines, (one,))[0] for one in block.series}
    for line in lines:
        words.append(Word(0, y + 13, _cut(line.name)))
        words.append(Word(100, y + 13, brief(line.cells[drawn[0].column]), "end"))
        y += LABEL
        for one in drawn:
            wide = _value(line.cells[one.column]) / peaks[one.column] * 100
            marks.append(_mark(50 - wide / 2 if block.chart == "funnel" else 0, y, wide, BAR - 1, one.look))
            y += BAR
        for one in block.series:
            if one.look == "target" and line.cells[one.column].value:
                at = _value(line.cells[one.column]) / peaks[one.column] * 99.4
                marks.append(_mark(at, y - BAR * len(drawn) - 3, 0.6, BAR * len(drawn) + 5, "target"))
        y += GAP
    return Drawing(y, marks, words, legend if len(legend) > 1 else [], max(len(block.lines) - MOST_BARS, 0))


def _mark(x: float, y: float, width: float, height: float, look: str) -> Mark:
    return Mark(round(x, 2), round(y, 1), round(width, 2), round(height, 1), look)


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


@blueprint.app_template_global()
def figure(cell: Cell) -> str:
    """A number that is there, as tables write its kind."""
    if cell.kind == MONEY:
        return money(cell.value)
    return f"{cell.value} %" if cell.kind == PERCENT else f"{cell.value:,}"


def brief(cell: Cell) -> str:
    """A number in few characters: ``120万`` in Chinese, ``1.2M`` in English."""
    if cell.value is None:
        return ""
    if cell.kind == PERCENT:
        return f"{cell.value} %"
    value = Decimal(cell.value)
    sign = "¥" if cell.kind == MONEY else ""
    if cell.kind == COUNT and abs(value) < 10_000:
        return f"{value:,}"
    steps = (
        ((10**8, "亿"), (10**4, "万"))
        if str(get_locale()).startswith("zh")
        else ((10**9, "B"), (10**6, "M"), (10**3, "k"))
    )
    for size, name in steps:
        if abs(value) >= size:
            return (
                f"{sign}{(value / size):.3g}{name}" if abs(value) < 1000 * size else f"{sign}{value / size:,.0f}{name}"
            )
    return f"{sign}{value.quantize(Decimal('0.1')).normalize():f}"
