"""What handing everything of a leaver over takes."""

import pytest

from operations import Refused
from policy.handovers import RECEIVED

REASON = "离职，由同事接手"


def everything_to(person) -> dict:
    return dict.fromkeys(RECEIVED, person)


def codes(deed, *args) -> list[str]:
    with pytest.raises(Refused) as refusal:
        deed(*args)
    return [problem.code for problem in refusal.value.problems]
