"""A11: spot checks that anybody can draw again.

The seed is fixed, and its SHA-256 shown, before the drawer says what is drawn from: nobody chooses a sample. Of every
record in the frame the SHA-256 of ``seed:frame hash:type:id`` is taken; the records with the smallest ones are drawn.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policy.problems import Problem, refusals
from policy.words import N_, Word

_refused = refusals("A11")
LARGEST_FRAME = 20_000
LARGEST_SAMPLE = 200
LONGEST_DAYS = 366


class Subject(Word):
    """What may be drawn; the value is the kind of record as findings and histories name it."""

    ACTIVITIES = "activities", N_("Activities done in the period")
    CUSTOMERS = "customers", N_("Customers entered in the period")
    OPPORTUNITIES = "opportunities", N_("Opportunities registered in the period")
    EXPENSES = "expense_lines", N_("Expenses of the period")


Record = tuple[str, int]


def sha256(text: str) -> str:
    """The hash of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def commitment_of(seed: str) -> str:
    """What is shown of a seed before it is used: it gives nothing away, and fits no other seed."""
    return sha256(seed)


def canonical(frame: Sequence[Record]) -> str:
    """The frame as one text, so that everybody hashes the same: ``[["activities",1],…]`` without spaces."""
    return json.dumps([list(record) for record in frame], separators=(",", ":"))


def frame_hash(frame: Sequence[Record]) -> str:
    """The SHA-256 of the canonical frame."""
    return sha256(canonical(frame))


def draw(seed: str, frame: Sequence[Record], size: int) -> list[Record]:
    """The sample, in the order in which it is drawn: the same for the same seed, frame and size."""
    of = frame_hash(frame)
    ranked = sorted((sha256(f"{seed}:{of}:{kind}:{ident}"), kind, ident) for kind, ident in frame)
    return [(kind, ident) for _, kind, ident in ranked[:size]]


@dataclass(frozen=True)
class Proof:
    """Whether each part of a draw holds when it is looked at again."""

    commitment: bool
    frame: bool
    sample: bool

    @property
    def holds(self) -> bool:
        return self.commitment and self.frame and self.sample


def proof(
    seed: str, commitment: str, frame: Sequence[Record], frame_sha256: str, size: int, drawn: set[Record]
) -> Proof:
    """Draw again, and compare with what was kept."""
    return Proof(
        commitment=commitment_of(seed) == commitment,
        frame=frame_hash(frame) == frame_sha256,
        sample=set(draw(seed, frame, size)) == drawn,
    )


@dataclass(frozen=True)
class DrawFacts:
    """A spot check that is asked for. ``framed`` counts what could be drawn, up to one more than the largest frame."""

    allowed: bool
    from_on: dt.date
    until_on: dt.date
    today: dt.date
    size: int
    person_fits: bool = True
    committed: bool = True
    framed: int = 1


def draw_problems(facts: DrawFacts) -> Iterator[Problem]:
    """Why nothing is drawn."""
    if not facts.allowed:
        yield _refused("not_yours", N_("Spot checks are made in the units that you lead."), field="unit_id")
        return
    if not facts.person_fits:
        message = N_("This person does not belong to the unit.")
        yield _refused("elsewhere", message, N_("Choose the unit of the person, or one above it."), "user_id")
    if facts.until_on < facts.from_on:
        yield _refused("not_in_order", N_("The last day lies before the first one."), field="until_on")
    elif facts.until_on > facts.today:
        message = N_("What is to come cannot be checked.")
        yield _refused("future", message, N_("Choose days that are over."), "until_on")
    elif (facts.until_on - facts.from_on).days >= LONGEST_DAYS:
        yield _refused("long", N_("A spot check reaches over at most a year."), field="from_on")
    elif facts.framed > LARGEST_FRAME:
        message = N_("More than %(most)s records could be drawn.")
        remedy = N_("Choose a smaller unit, one person, or fewer days.")
        yield _refused("large", message, remedy, "from_on", most=LARGEST_FRAME)
    elif not facts.framed:
        yield _refused(
            "empty", N_("There is nothing to draw from."), N_("Choose other days or another unit."), "from_on"
        )
    if not 1 <= facts.size <= LARGEST_SAMPLE:
        yield _refused("size", N_("Draw between 1 and %(most)s records."), field="size", most=LARGEST_SAMPLE)
    if not facts.committed:
        message = N_("The seed is not the one that was shown.")
        yield _refused("seed", message, N_("Open the page anew and draw again."))
