"""A3.4: a share of green lines is looked at anyway, drawn so that anybody can draw it again and nobody knows it before.

The seed of a day is made the day before, and its SHA-256 shown; the seed itself is shown when the day is over. A line is
drawn when the SHA-256 of ``seed:claim:round:line``, read as a fraction of the greatest one, lies below the share.
"""

import hashlib
from decimal import Decimal

GREATEST = 1 << 256


def commitment_of(seed: str) -> str:
    """What is shown of a seed before its day is over."""
    return hashlib.sha256(seed.encode()).hexdigest()


def drawn(seed: str, claim_id: int, round_: int, line_id: int, share: Decimal) -> bool:
    """Whether a line is drawn; the same answer for the same numbers, whoever asks."""
    digest = hashlib.sha256(f"{seed}:{claim_id}:{round_}:{line_id}".encode()).hexdigest()
    return int(digest, 16) < share * GREATEST
