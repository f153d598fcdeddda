"""A13, A3.4: the chain of hashes that proves what was decided about a claim, and on what it rested.

Every link names the hash of what it records and of the link before it, so that none can be changed, left out or put in
without all that follow. The end of each chain stands on its claim too. Once a day an anchor binds all links so far into
one number: whoever noted it elsewhere can tell that the whole was not written anew.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from policy.words import N_, Word


class ProofKind(Word):
    """What a link of the chain records."""

    SUBMISSION = "submission", N_("Lines as submitted")
    DECISION = "decision", N_("Decision")
    VERDICT = "verdict", N_("Verdict on a line")
    UNDONE = "undone", N_("Verdict undone")
    QUESTION = "question", N_("Question and answer")
    PAYMENT = "payment", N_("Payment")


class Fault(Word):
    """What does not hold when a chain is verified."""

    CONTENT = "content", N_("What it records was altered.")
    LINK = "link", N_("It does not follow from the link before it.")
    GAP = "gap", N_("A link is missing before it.")
    END = "end", N_("The end of the chain is missing.")
    LINES = "lines", N_("The lines are not those that were submitted.")
    DECISIONS = "decisions", N_("The decisions are not those of the chain.")
    VERDICT = "verdict", N_("A verdict is not that of the chain.")
    EVIDENCE = "evidence", N_("The evidence kept is not that of the chain.")
    PAYMENT = "payment", N_("The payment is not that of the chain.")
    FILE = "file", N_("A file was altered or is missing.")
    ANCHOR = "anchor", N_("The day's number does not fit the links.")


def sha256(text: str) -> str:
    """The hash of a text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def content_hash(content: Any) -> str:
    """The hash of what JSON holds, however it is laid out."""
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def link_hash(position: int, at: str, kind: str, content: str, previous: str) -> str:
    """The hash of a link: ``at`` in ISO form and UTC, ``content`` and ``previous`` as hashes."""
    return sha256(f"{position}:{at}:{kind}:{content}:{previous}")


def anchor_hash(day: str, previous: str, hashes: Sequence[str]) -> str:
    """The number of a day over the hashes of its links, in their order, bound to the number of the day before."""
    return sha256(f"{day}:{previous}:{sha256(':'.join(hashes))}")


@dataclass(frozen=True)
class Link:
    """A link as it is stored."""

    position: int
    at: str
    kind: str
    content: Any
    content_sha256: str
    previous: str
    sha256: str


def broken(links: Sequence[Link], head: str) -> Iterator[tuple[int, Fault]]:
    """What does not hold in a chain: (position, fault). ``head`` is the end of it that the claim names."""
    previous = ""
    for expected, link in enumerate(links, 1):
        if link.position != expected:
            yield link.position, Fault.GAP
            return
        if content_hash(link.content) != link.content_sha256:
            yield link.position, Fault.CONTENT
        own = link_hash(link.position, link.at, link.kind, link.content_sha256, link.previous)
        if link.previous != previous or own != link.sha256:
            yield link.position, Fault.LINK
        previous = link.sha256
    if previous != head:
        yield len(links), Fault.END
