"""What the checks said of a claim's lines is kept on them: the desk is sorted and folded by it (A3.4)."""

from collections.abc import Mapping, Sequence

import clock
from models import ExpenseClaim, ExpenseLine
from policy.examination import Examination, Light
from policy.problems import doubts

RED_RISK = 200
"""What a red line adds to the risk of its claim; an amber one adds what it lacks of a full score."""


def keep(claim: ExpenseClaim, lines: Sequence[ExpenseLine], found: Mapping[int, Examination]) -> bool:
    """Write light and score of each line, and what they sum to for the claim; whether anything is different now.

    Joins the running transaction, under the claim's lock.
    """
    now, different = clock.now(), False
    for line in lines:
        said = found[line.id]
        if (line.light, line.score) != (said.light, said.score):
            line.light, line.score, different = said.light, said.score, True
        line.examined_at = now
    lights = [found[line.id].light for line in lines]
    claim.reds, claim.ambers = lights.count(Light.RED), lights.count(Light.AMBER)
    claim.doubts = sum(doubts(found[line.id].problems) for line in lines)
    claim.risk = sum(_risk(found[line.id]) for line in lines)
    return different


def _risk(said: Examination) -> int:
    if said.light is Light.RED:
        return RED_RISK
    return 100 - said.score if said.light is Light.AMBER else 0
