"""Rung for when somebody wants a statement as a file, and by the sweep for what was left half-way (A9.4)."""

from blueprints.receivables.files import draw
from operations.statement_files import unfinished


def run(file_id: int | None = None) -> None:
    """Draw one file, or all that wait; one that is drawn, or that a living worker draws, is left alone."""
    for one in [file_id] if file_id else unfinished():
        draw(one)
