"""What the stages of the pipeline may look like (A6.1)."""

from collections.abc import Iterator
from dataclasses import dataclass

from policy.problems import Kind, Problem
from policy.words import N_


@dataclass(frozen=True)
class StageFacts:
    """A stage that is to be deactivated. ``heir_active`` is None while nobody said where its opportunities go."""

    open_opportunities: int
    other_active: int
    heir_active: bool | None = None


def deactivation_problems(facts: StageFacts) -> Iterator[Problem]:
    """Why a stage cannot be deactivated."""
    if not facts.other_active:
        yield Problem(
            "A6.1",
            Kind.BLOCKS,
            N_("This is the last stage of the pipeline."),
            N_("Create another first."),
            code="last_stage",
        )
    elif facts.open_opportunities and facts.heir_active is None:
        yield Problem(
            "A6.1",
            Kind.BLOCKS,
            N_("%(count)s open opportunities stand in this stage."),
            N_("Choose the stage to which they move."),
            "heir_id",
            "opportunities_left",
            {"count": facts.open_opportunities},
        )
    elif facts.heir_active is False:
        yield Problem(
            "A6.1", Kind.BLOCKS, N_("Choose another stage that is active."), field="heir_id", code="heir_inactive"
        )


DEFAULT_STAGES = (
    # code, Chinese, English, probability in percent, whether quotes are allowed
    ("contact", "初步接触", "First contact", 10, False),
    ("needs", "需求确认", "Needs confirmed", 25, False),
    ("proposal", "方案论证", "Proposal", 45, True),
    ("negotiation", "商务谈判", "Negotiation", 70, True),
    ("signing", "合同签订", "Signing", 90, True),
)
"""The pipeline that an installation begins with; an administrator changes it in the product (A6.1)."""
