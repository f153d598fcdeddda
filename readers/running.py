"""A file handed to a reader in a process of its own."""

import json
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from readers.limits import AT_ONCE, MOST_BYTES, PATIENCE, SECONDS

HOME = Path(__file__).parent.parent
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Reading:
    """What each source says by field, all as text; ``problem`` says why nothing could be read (``ReadProblem``)."""

    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    problem: str = ""


def read(content: bytes) -> Reading:
    """What an invoice's file says. Never raises for what is in the file."""
    if len(content) > MOST_BYTES:
        return Reading(problem="large")
    done = _run(content)
    if done is None:
        return Reading(problem="slow")
    try:
        said = json.loads(done.stdout)
        return Reading(said.get("sources", {}), said.get("problem", ""))
    except (ValueError, AttributeError):  # the parser was stopped, or fell
        return Reading(problem="broken")


def picture(content: bytes) -> bytes | None:
    """What is shown of a photograph or a PDF: a JPEG; None where there is none."""
    done = _run(content, "picture") if len(content) <= MOST_BYTES else None
    return done.stdout if done is not None and done.returncode == 0 and done.stdout else None


def _run(content: bytes, *how: str) -> subprocess.CompletedProcess | None:
    command = [sys.executable, "-m", "readers", *how]
    if not _turns.acquire(timeout=PATIENCE):
        return None
    try:
        return subprocess.run(  # noqa: S603  our own module, nothing of the file in the command
            command, input=content, capture_output=True, timeout=SECONDS, cwd=HOME, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    finally:
        _turns.release()
