"""Every verb that an operation writes into the audit log has words that a person reads."""

import ast

from config import ROOT
from operations.approval_kinds import handlers
from policy.claims import MOVES
from policy.dispatch import RightKind
from policy.leads import LeadDeed
from policy.tracking import OwnershipReason
from policy.verbs import VERBS

UNSPOKEN = {"closing_", "lead_", "lead_right_", "judge"}
"""The stems of verbs that are put together, and a deed that is recorded line by line as judged."""


def recorded():
    for path in sorted((ROOT / "operations").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
                yield from (part.value for part in ast.walk(node.args[0]) if _is_word(part))


def _is_word(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier()


def test_every_recorded_verb_has_words():
    computed = {deed for deed, _ in MOVES} | {reason.value for reason in OwnershipReason} - {"registered"}
    computed |= {verb for handler in handlers() for verb in handler.verbs.values()}
    computed |= {f"lead_{deed.value}" for deed in LeadDeed}
    computed |= {f"lead_right_{kind.value}" for kind in RightKind}
    assert sorted((set(recorded()) | computed) - set(VERBS) - UNSPOKEN) == []
