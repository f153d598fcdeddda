"""A11: supervision. What the weekly check finds, how the checker judges it, spot checks.

Stated answers: a judgement holds from the signature under the sheet (or the closing of the spot check) on, and can be
changed until then. Nobody judges what they answer for themselves. What was to be mended and is not, comes back: within
its time as it was judged, after it to be judged anew. What was judged in order rests while the record says the same, at
most ``in_order_rest_days``. A state that the record itself shows cannot be called mended while it stands.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from policy.assessment import ViolationKind
from policy.problems import Problem, refusals
from policy.words import N_, Word

_refused = refusals("A11")
LONGEST_MENDING = 90


class FindingKind(Word):
    """What was found, or, in a spot check, what sort of record was drawn."""

    ENTRY_INCOMPLETE = "entry_incomplete", N_("Entry incomplete or late")
    REVIEW_OVERDUE = "review_overdue", N_("Review overdue")
    CLOSING_LATE = "closing_late", N_("Closed or confirmed late")
    STAGE_STALE = "stage_stale", N_("Stage unchanged for long")
    DATE_PASSED = "date_passed", N_("Expected signing date passed")
    LEAD_UNFOLLOWED = "lead_unfollowed", N_("Lead without follow-up")
    QUOTA_MISSED = "quota_missed", N_("Weekly activities missed")
    TRAVEL_UNSIGNED = "travel_unsigned", N_("No sign-in on a business trip")
    DIGEST_UNREAD = "digest_unread", N_("Digest not read")
    PARTNER_NEGLECTED = "partner_neglected", N_("Partner's customers not kept up to date")
    SAMPLED = "sampled", N_("Drawn at random")


class Judgement(Word):
    """What the checker says of a finding."""

    OPEN = "open", N_("Not judged yet")
    IN_ORDER = "in_order", N_("In order")
    TO_MEND = "to_mend", N_("To be mended")
    VIOLATION = "violation", N_("Violation")


K = FindingKind
CLAUSES = {
    K.ENTRY_INCOMPLETE: "A4.3",
    K.REVIEW_OVERDUE: "A4.2",
    K.CLOSING_LATE: "A6.7",
    K.STAGE_STALE: "A6.1",
    K.DATE_PASSED: "A6.2",
    K.LEAD_UNFOLLOWED: "A12.3",
    K.QUOTA_MISSED: "A3.5",
    K.TRAVEL_UNSIGNED: "A3.2",
    K.DIGEST_UNREAD: "A3.3",
    K.PARTNER_NEGLECTED: "A3.7",
    K.SAMPLED: "A11",
}
"""The clause that each kind of finding rests on; a review names that of its own step."""

WORDS = {
    "entry": N_("Begun on %(created_on)s, to be finished by %(due_on)s."),
    "entry_late": N_("To be finished by %(due_on)s, submitted on %(submitted_on)s."),
    "review": N_("To be decided by %(due_on)s; waits since %(since_on)s."),
    "closed_late": N_("The result was known on %(result_on)s; closed on %(closed_on)s instead of by %(due_on)s."),
    "unconfirmed": N_("Closed on %(since_on)s, and not confirmed by %(due_on)s."),
    "stage": N_("In the same stage since %(since_on)s, %(days)s days; the limit is %(limit)s."),
    "date": N_("Expected to be signed by %(expected_on)s, %(days)s days ago; first %(first_on)s."),
    "lead": N_("Dispatched on %(since_on)s, to be followed up by %(due_on)s."),
    "usage": N_("From %(since_on)s to %(until_on)s."),
    "quota": N_("%(done)s of %(quota)s activities from %(since_on)s to %(until_on)s."),
    "partner": N_("%(count)s customers without contact for more than %(limit)s days, the oldest since %(since_on)s."),
    "sampled": N_("Of %(done_on)s."),
}
"""What was found, in words, by the ``words`` among the facts of a finding; filled with these facts. ``past`` among them
marks what no record can undo; ``state`` is what of the record makes it the same as before."""

REMEDIES = {
    K.ENTRY_INCOMPLETE: N_("Complete the entry and submit it."),
    K.REVIEW_OVERDUE: N_("Decide, or return it with a reason."),
    K.CLOSING_LATE: N_("Complete and confirm the record of the closing, and say what held it up."),
    K.STAGE_STALE: N_("Move the opportunity to the stage it is in, or close it."),
    K.DATE_PASSED: N_("Move the date with a reason, or close the opportunity."),
    K.LEAD_UNFOLLOWED: N_("Get in contact, and record it on the lead."),
    K.QUOTA_MISSED: N_("Record what is missing as it was, and plan the coming week."),
    K.TRAVEL_UNSIGNED: N_("Bring the progress of your customers up to date."),
    K.DIGEST_UNREAD: N_("Read the digests of these days."),
    K.PARTNER_NEGLECTED: N_("Get in contact with these customers, and record it."),
    K.SAMPLED: N_("Mend the record as the checker's note says."),
}
"""What mends a finding."""

VIOLATIONS = {K.LEAD_UNFOLLOWED: ViolationKind.LEAD_LATE}
"""As what a finding that is judged a violation enters the ledger, where not as use against the rules (A12.2)."""


def violation_kind(kind: FindingKind) -> ViolationKind:
    """As what a finding enters the ledger."""
    return VIOLATIONS.get(kind, ViolationKind.MISUSE)


@dataclass(frozen=True)
class JudgingFacts:
    """A finding to be judged. ``own``: the checker answers for it; ``answered``: somebody does. ``settled``: the sheet is
    signed, the spot check closed. ``followed_up``: drawn at random, judged to be mended, and the check is closed."""

    judgement: Judgement
    today: dt.date
    mend_by: dt.date | None = None
    note: str = ""
    own: bool = False
    answered: bool = True
    settled: bool = False
    followed_up: bool = False
    carried: bool = False
    harmed: bool = False
    """It is a missed duty that is part of harm in the ledger."""


def judging_problems(facts: JudgingFacts) -> Iterator[Problem]:
    """Why the finding cannot be judged like this."""
    if facts.own:
        message = N_("Nobody judges what they answer for themselves.")
        yield _refused("own", message, N_("Whoever checks the units above judges it."))
    if facts.settled and not facts.followed_up:
        message = N_("The sheet is signed: what was judged holds.")
        yield _refused("settled", message, N_("What is not mended comes back on a later sheet."))
    elif facts.carried:
        message = N_("This finding has come back on a later sheet.")
        yield _refused("carried", message, N_("Judge it there."))
    if facts.judgement is Judgement.OPEN:
        yield _refused("no_judgement", N_("Choose what you say of it."), field="judgement")
    if facts.judgement is Judgement.TO_MEND:
        yield from _term_problems(facts)
    if facts.judgement is Judgement.VIOLATION:
        yield from _violation_problems(facts)


def _term_problems(facts: JudgingFacts) -> Iterator[Problem]:
    if facts.mend_by is None:
        yield _refused("no_day", N_("Say by when it is to be mended."), field="mend_by")
    elif facts.mend_by < facts.today:
        yield _refused("day_passed", N_("That day has passed."), N_("Choose today or a later day."), "mend_by")
    elif (facts.mend_by - facts.today).days > LONGEST_MENDING:
        message = N_("A finding is mended within %(most)s days.")
        yield _refused("day_far", message, N_("Choose an earlier day."), "mend_by", most=LONGEST_MENDING)


def _violation_problems(facts: JudgingFacts) -> Iterator[Problem]:
    if not facts.note.strip():
        message = N_("A violation says why in words: the person reads it.")
        yield _refused("no_words", message, N_("Write what makes it a violation."), "note")
    if not facts.answered:
        message = N_("Several people answer for this together: a violation is one person's.")
        yield _refused("nobodys", message, N_("Have it mended."), "judgement")
    if facts.harmed:
        message = N_("It is part of harm that stands in the ledger already (A12.1): one fact counts once.")
        yield _refused("harmed", message, N_("Have it mended."), "judgement")


@dataclass(frozen=True)
class SigningFacts:
    """A sheet to be signed, or a spot check to be closed. ``open`` counts what is neither judged nor mended; ``own``:
    everything on it is about who signs."""

    signed: bool
    open: int
    own: bool = False


def signing_problems(facts: SigningFacts) -> Iterator[Problem]:
    """Why it cannot be signed yet."""
    if facts.signed:
        yield _refused("signed", N_("It is signed already."))
    elif facts.open:
        message = N_("%(count)s findings are not judged yet.")
        yield _refused("open", message, N_("Judge them, then sign."), count=facts.open)
    if facts.own:
        message = N_("Everything here is about yourself.")
        yield _refused("own", message, N_("Whoever checks the units above signs it."))


@dataclass(frozen=True)
class MendingFacts:
    """A finding that is called mended. ``answers``: by who answers for it; ``asked``: a checker has asked for it;
    ``standing``: the record still shows it; ``by_words``: no record shows it, so the person says what was done."""

    answers: bool
    asked: bool
    mended: bool
    standing: bool
    by_words: bool
    note: str = ""


def mending_problems(facts: MendingFacts) -> Iterator[Problem]:
    """Why the finding is not mended by saying so."""
    if not facts.answers:
        yield _refused("not_yours", N_("Only who answers for it says that it is mended."))
    if facts.mended:
        yield _refused("mended", N_("It is mended already."))
    elif not facts.asked:
        message = N_("Nothing is to be mended here.")
        yield _refused("nothing_to_mend", message, N_("Wait for what the checker says."))
    elif facts.standing:
        message = N_("The record still shows it.")
        remedy = N_("Mend the record itself: the finding then counts as mended by itself.")
        yield _refused("standing", message, remedy)
    elif facts.by_words and not facts.note.strip():
        yield _refused("no_words", N_("Say what you did."), field="note")


@dataclass(frozen=True)
class Earlier:
    """The last finding of the same thing. ``settled``: its sheet is signed; ``same``: the record says the same as then."""

    judgement: Judgement
    judged_on: dt.date | None = None
    mend_by: dt.date | None = None
    mended: bool = False
    settled: bool = True
    same: bool = True


class Return(Word):
    """What becomes of something that was found before, on the next sheet."""

    NEW = "new", N_("Found anew")
    KEEPS = "keeps", N_("Comes back as it was judged")
    RESTS = "rests", N_("Rests")


def comes_back(earlier: Earlier | None, today: dt.date, rest_days: int) -> Return:
    """Whether what is found again comes back, and as what. A judgement that nobody signed is no judgement yet."""
    if earlier is None or not earlier.settled or earlier.judgement is Judgement.OPEN:
        return Return.NEW
    if earlier.judgement is Judgement.IN_ORDER:
        until = earlier.judged_on + dt.timedelta(days=rest_days) if earlier.judged_on else today
        return Return.RESTS if earlier.same and today < until else Return.NEW
    if earlier.mended or earlier.mend_by is None or earlier.mend_by < today:
        return Return.NEW
    return Return.KEEPS if earlier.judgement is Judgement.TO_MEND else Return.RESTS
