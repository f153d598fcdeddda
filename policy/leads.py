"""A5: leads. Channels, the chain of hand-overs, and what each step allows."""

from collections.abc import Iterator

from policy.problems import Kind, Problem
from policy.words import N_, Word


class LeadChannel(Word):
    """How an inquiry came in (A5)."""

    PHONE = "phone", N_("Phone")
    WEBSITE = "website", N_("Website registration")
    CONSULTATION = "consultation", N_("Online consultation")


class LeadStatus(Word):
    """Whose turn it is in A5: marketing screens, business filters, the system dispatches, the receiver follows up."""

    NEW = "new", N_("To be screened")
    SCREENED = "screened", N_("To be filtered")
    FILTERED = "filtered", N_("To be dispatched")
    DISPATCHED = "dispatched", N_("To be accepted")
    ACCEPTED = "accepted", N_("In follow-up")
    CONVERTED = "converted", N_("Converted")
    INVALID = "invalid", N_("Invalid")
    DUPLICATE = "duplicate", N_("Duplicate")


ENDED = frozenset({LeadStatus.CONVERTED, LeadStatus.INVALID, LeadStatus.DUPLICATE})
HELD = frozenset({LeadStatus.DISPATCHED, LeadStatus.ACCEPTED})
"""In somebody's hands: what counts as an open lead of that person."""


class LeadDeed(Word):
    """One dated step in the chain of a lead."""

    ARRIVED = "arrived", N_("Came in")
    SCREENED = "screened", N_("Screened as valid")
    DISCARDED = "discarded", N_("Marked as invalid")
    DUPLICATED = "duplicated", N_("Marked as duplicate")
    REOPENED = "reopened", N_("Taken up again")
    RETURNED = "returned", N_("Returned to screening")
    FILTERED = "filtered", N_("Filtered and entered")
    DISPATCHED = "dispatched", N_("Dispatched")
    WAITING = "waiting", N_("Nobody could receive it")
    ACCEPTED = "accepted", N_("Accepted")
    GIVEN_BACK = "given_back", N_("Given back")
    REDISPATCHED = "redispatched", N_("Dispatched anew")
    HANDED_OVER = "handed_over", N_("Handed over")
    FOLLOWED_UP = "followed_up", N_("Followed up")
    CONVERTED = "converted", N_("Converted")


MOVES = {
    (LeadDeed.SCREENED, LeadStatus.NEW): LeadStatus.SCREENED,
    (LeadDeed.DISCARDED, LeadStatus.NEW): LeadStatus.INVALID,
    (LeadDeed.DISCARDED, LeadStatus.SCREENED): LeadStatus.INVALID,
    (LeadDeed.DISCARDED, LeadStatus.FILTERED): LeadStatus.INVALID,
    (LeadDeed.DUPLICATED, LeadStatus.NEW): LeadStatus.DUPLICATE,
    (LeadDeed.DUPLICATED, LeadStatus.SCREENED): LeadStatus.DUPLICATE,
    (LeadDeed.DUPLICATED, LeadStatus.FILTERED): LeadStatus.DUPLICATE,
    (LeadDeed.REOPENED, LeadStatus.INVALID): LeadStatus.NEW,
    (LeadDeed.REOPENED, LeadStatus.DUPLICATE): LeadStatus.NEW,
    (LeadDeed.RETURNED, LeadStatus.SCREENED): LeadStatus.NEW,
    (LeadDeed.RETURNED, LeadStatus.FILTERED): LeadStatus.NEW,
    (LeadDeed.FILTERED, LeadStatus.SCREENED): LeadStatus.FILTERED,
    (LeadDeed.DISPATCHED, LeadStatus.FILTERED): LeadStatus.DISPATCHED,
    (LeadDeed.WAITING, LeadStatus.FILTERED): LeadStatus.FILTERED,
    (LeadDeed.ACCEPTED, LeadStatus.DISPATCHED): LeadStatus.ACCEPTED,
    (LeadDeed.GIVEN_BACK, LeadStatus.DISPATCHED): LeadStatus.FILTERED,
    (LeadDeed.GIVEN_BACK, LeadStatus.ACCEPTED): LeadStatus.FILTERED,
    (LeadDeed.REDISPATCHED, LeadStatus.DISPATCHED): LeadStatus.DISPATCHED,
    (LeadDeed.REDISPATCHED, LeadStatus.ACCEPTED): LeadStatus.DISPATCHED,
    (LeadDeed.HANDED_OVER, LeadStatus.DISPATCHED): LeadStatus.DISPATCHED,
    (LeadDeed.HANDED_OVER, LeadStatus.ACCEPTED): LeadStatus.DISPATCHED,
    (LeadDeed.FOLLOWED_UP, LeadStatus.ACCEPTED): LeadStatus.ACCEPTED,
    (LeadDeed.CONVERTED, LeadStatus.ACCEPTED): LeadStatus.CONVERTED,
}
"""Where each deed leads from where; what stands not here cannot be done."""


class InvalidReason(Word):
    """Why a lead is no lead."""

    NO_NEED = "no_need", N_("No need for what we sell")
    UNREACHABLE = "unreachable", N_("Cannot be reached")
    WRONG_NUMBER = "wrong_number", N_("Wrong number or false data")
    ADVERTISING = "advertising", N_("Advertising or spam")
    APPLICANT = "applicant", N_("Looking for a job")
    COMPETITOR = "competitor", N_("A competitor asking")
    OUT_OF_SCOPE = "out_of_scope", N_("Outside our business")
    OTHER = "other", N_("Another reason")


class LapseKind(Word):
    """What was found of a lead in somebody's hands (A12.3)."""

    LATE = "late", N_("Not followed up in time")
    UNRECORDED = "unrecorded", N_("Valid, but without a record")


def move_problems(deed: LeadDeed, status: LeadStatus) -> Iterator[Problem]:
    """Why a lead cannot be carried on like this from where it stands (A5)."""
    if (deed, status) not in MOVES:
        message = N_("This lead is past that step: it is “%(status)s” now.")
        yield Problem(
            "A5",
            Kind.BLOCKS,
            message,
            N_("Look at what was done with it."),
            code="moved_on",
            params={"status": status.label},
        )
