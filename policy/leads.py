"""A5: leads. Channels, the chain of hand-overs, and what each step allows."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from policy.industries import LABELS
from policy.problems import Problem, refusals
from policy.regions import REGIONS, belongs
from policy.words import N_, Word

_refused = refusals("A5")


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
    ACCEPTED = "accepted", N_("Taken on")
    GIVEN_BACK = "given_back", N_("Given back")
    REDISPATCHED = "redispatched", N_("Dispatched anew")
    HANDED_OVER = "handed_over", N_("Handed over")
    FOLLOWED_UP = "followed_up", N_("Followed up")
    UNFOLLOWED = "unfollowed", N_("Follow-up taken back")
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
    (LeadDeed.UNFOLLOWED, LeadStatus.ACCEPTED): LeadStatus.ACCEPTED,
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
        yield _refused("moved_on", message, N_("Look at what was done with it."), status=status)


@dataclass(frozen=True)
class DeskFacts:
    """Somebody at the desk decides about a lead. ``filters`` is whether the person filters leads (business), and not
    only screens them (marketing)."""

    deed: LeadDeed
    status: LeadStatus
    filters: bool
    note: str = ""
    reason: InvalidReason | None = None


def desk_problems(facts: DeskFacts) -> Iterator[Problem]:
    """Why the decision cannot be taken like this: whose turn it is, and what has to be said with it (A5)."""
    if past := list(move_problems(facts.deed, facts.status)):
        yield from past
        return
    if facts.status in {LeadStatus.SCREENED, LeadStatus.FILTERED} and not facts.filters:
        message = N_("After screening the business manager or assistant decides about a lead.")
        yield _refused("not_yours", message, N_("Tell them what speaks against it."))
    if facts.deed is LeadDeed.DISCARDED:
        yield from _reason_problems(facts)
    if facts.deed in {LeadDeed.RETURNED, LeadDeed.REOPENED} and not facts.note.strip():
        message = N_("Say why it goes back to screening.")
        yield _refused("no_note", message, N_("Who screens it reads this first."), "note")


def edit_problems(status: LeadStatus, filters: bool) -> Iterator[Problem]:
    """Why somebody may not change what is known of a lead: marketing may until it has screened, business to the end."""
    if status in ENDED:
        message = N_("This lead is past that step: it is “%(status)s” now.")
        yield _refused("moved_on", message, N_("Take it up again first."), status=status)
    elif status is not LeadStatus.NEW and not filters:
        message = N_("After screening the business manager or assistant decides about a lead.")
        yield _refused("not_yours", message, N_("Tell them what speaks against it."))


def _reason_problems(facts: DeskFacts) -> Iterator[Problem]:
    if facts.reason is None:
        yield _refused("no_reason", N_("Say why this is no lead."), N_("Choose the reason."), "invalid_reason")
    elif facts.reason is InvalidReason.OTHER and not facts.note.strip():
        message = N_("“Another reason” says nothing by itself.")
        yield _refused("no_note", message, N_("Write the reason in a few words."), "note")


@dataclass(frozen=True)
class DuplicateFacts:
    """A lead is said to be the same inquiry as another. ``found`` is whether the other exists and the person may see it;
    ``other`` and ``other_of`` are where that one stands and which one it repeats itself; ``repeated_by`` is a lead that
    is marked as a duplicate of this one."""

    found: bool
    itself: bool = False
    other: LeadStatus = LeadStatus.NEW
    other_of: int | None = None
    repeated_by: int | None = None


def duplicate_problems(facts: DuplicateFacts) -> Iterator[Problem]:
    """Why a lead cannot be marked as a duplicate of that one: a duplicate points to a lead that lives or was converted."""
    field = "duplicate_of_id"
    if not facts.found:
        message = N_("There is no such lead.")
        yield _refused("no_such_lead", message, N_("Write the number of a lead that you can open."), field)
    elif facts.itself:
        message = N_("A lead is no duplicate of itself.")
        yield _refused("itself", message, N_("Write the number of the earlier one."), field)
    elif facts.other is LeadStatus.DUPLICATE:
        message = N_("That lead is a duplicate itself, of number %(of)s.")
        yield _refused("chain", message, N_("Name that one."), field, of=facts.other_of)
    elif facts.other is LeadStatus.INVALID:
        message = N_("That lead is marked as invalid; nobody would follow this inquiry up.")
        yield _refused("of_invalid", message, N_("Take that one up again, or screen this one by itself."), field)
    elif facts.repeated_by:
        message = N_("Number %(by)s is marked as a duplicate of this one.")
        remedy = N_("Mark the other one as the duplicate, or take number %(by)s up again first.")
        yield _refused("chain", message, remedy, field, by=facts.repeated_by)


@dataclass(frozen=True)
class LeadContent:
    """What is known of a lead when business has filtered it."""

    company: str = ""
    contact: str = ""
    phone: str = ""
    email: str = ""
    province: str = ""
    city: str = ""
    industry: str = ""
    need: str = ""
    budget: Decimal | None = None


def content_problems(lead: LeadContent) -> Iterator[Problem]:
    """What is not right with what was entered, complete or not: places and industries that do not exist."""
    if lead.province and lead.province not in REGIONS:
        message = N_("There is no province “%(region)s”.")
        yield _refused("no_such_region", message, N_("Choose one from the list."), "province", region=lead.province)
    elif lead.city and not belongs(lead.city, lead.province):
        message = N_("“%(city)s” is no city of “%(province)s”.")
        names = {"city": lead.city, "province": lead.province or "—"}
        yield _refused("no_such_region", message, N_("Choose the province first, then its city."), "city", **names)
    if lead.industry and lead.industry not in LABELS:
        message = N_("There is no industry “%(industry)s”.")
        remedy = N_("Choose one from the list.")
        yield _refused("no_such_industry", message, remedy, "industry", industry=lead.industry)


def completeness_problems(lead: LeadContent) -> Iterator[Problem]:
    """What a lead needs before it is dispatched (A5): a name, a way to reach, region, industry, need. No budget."""
    if not (lead.company or lead.contact):
        message = N_("Neither the company nor the contact has a name.")
        yield _refused("nameless", message, N_("Ask for one of them, or mark the lead as invalid."), "company")
    if not (lead.phone or lead.email):
        message = N_("There is no way to reach this customer.")
        yield _refused("unreachable", message, N_("Enter a phone number or a mail address."), "phone")
    if not lead.province:
        message = N_("The province is missing: leads are dispatched by region.")
        yield _refused("no_region", message, N_("Choose one from the list."), "province")
    if not lead.industry:
        message = N_("The industry is missing: leads are dispatched by industry.")
        yield _refused("no_industry", message, N_("Choose one from the list."), "industry")
    if not lead.need.strip():
        message = N_("What the customer needs is missing.")
        yield _refused("no_need", message, N_("Write in a few words what they want to buy or to solve."), "need")
    yield from content_problems(lead)
