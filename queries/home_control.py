"""What needs a person now of daily use, supervision and assessment (A3, A11, A12): counted on the home page."""

from sqlalchemy import Select, exists, select

import clock
from models import (
    AssistantLink,
    Digest,
    DigestReader,
    Finding,
    Measure,
    PresalesRequest,
    User,
    WorkSummary,
)
from policy.assessment import MeasureState
from policy.checking import Judgement
from policy.permissions import Permission
from policy.ranking import RequestState
from policy.words import N_
from queries.summaries import to_read
from queries.urgent_events import unanswered
from scopes import Scope

P = Permission
Counted = tuple[str, str, str, Select, str]
"""Name, message id, where it opens, the rows, the tone."""


def control(user: User, me: Scope) -> list[Counted]:
    """The numbers of this person's part in daily use, supervision and assessment."""
    return [*_own(me), *_following(user, me), *_relaying(me), *_checking(me), *_assessing(me), *_supporting(me)]


def _own(me: Scope) -> list[Counted]:
    """What one has to mend, may appeal against, and has begun to write."""
    mend = select(Finding.id).where(Finding.user_id == me.user_id, *_unmended())
    open_ = Measure.state == MeasureState.CONFIRMED, Measure.appeal_until >= clock.today()
    appeal = select(Measure.id).where(Measure.user_id == me.user_id, *open_)
    drafts = select(WorkSummary.id).where(WorkSummary.user_id == me.user_id, WorkSummary.submitted_at.is_(None))
    return [
        ("findings_mine", N_("Findings to mend"), "/supervision/findings", mend, "warn"),
        ("measures_mine", N_("Measures you may appeal against"), "/assessment/mine", appeal, "bad"),
        ("summaries_drafts", N_("Summaries not submitted"), "/summaries?state=draft", drafts, ""),
    ]


def _following(user: User, me: Scope) -> list[Counted]:
    """What those whom one leads did and said (A3.2, A3.3)."""
    if P.READ_TEAM not in me.permissions:
        return []
    found: list[Counted] = [
        ("urgent", N_("Urgent events unanswered"), "/urgent?state=open", unanswered(user), "bad"),
        ("summaries", N_("Summaries to read"), "/summaries?tab=read", to_read(user), "warn"),
    ]
    if P.FOLLOW_DAY in me.permissions:
        mine = DigestReader.user_id == me.user_id, DigestReader.read_at.is_(None)
        unread = select(DigestReader.id).where(*mine)
        found.append(("digests", N_("Digests to read"), "/digests?show=unread", unread, "warn"))
    return found


def _relaying(me: Scope) -> list[Counted]:
    """The digests that a manager did not read in time: the assistant passes them on (A3.3)."""
    if P.RELAY_DAY not in me.permissions:
        return []
    assists = exists().where(AssistantLink.manager_id == DigestReader.user_id, AssistantLink.assistant_id == me.user_id)
    asked = DigestReader.relay_asked_at.is_not(None), DigestReader.relayed_at.is_(None), DigestReader.read_at.is_(None)
    relays = select(DigestReader.id).join(Digest, Digest.id == DigestReader.digest_id)
    relays = relays.where(*asked, assists.correlate(DigestReader))
    return [("relays", N_("Digests to pass on"), "/digests/relays", relays, "warn")]


def _checking(me: Scope) -> list[Counted]:
    """Findings of the units led that nobody has judged, but never those about oneself (A11)."""
    if P.CHECK_WEEKLY not in me.permissions or not me.managed:
        return []
    theirs = Finding.unit_id.in_(sorted(me.managed)), Finding.user_id.is_distinct_from(me.user_id)
    open_ = select(Finding.id).where(*theirs, Finding.judgement == Judgement.OPEN)
    return [("findings", N_("Findings to judge"), "/supervision/findings?show=judge", open_, "warn")]


def _assessing(me: Scope) -> list[Counted]:
    """Measures that somebody has to decide, and appeals to be ruled; never one's own (A12)."""
    found: list[Counted] = []
    theirs = select(Measure.id).where(Measure.unit_id.in_(sorted(me.managed)), Measure.user_id != me.user_id)
    if P.ASSESS in me.permissions:
        proposed = theirs.where(Measure.state == MeasureState.PROPOSED)
        found.append(("measures", N_("Measures to decide"), "/assessment/measures?tab=proposed", proposed, "warn"))
    if P.RULE_MEASURES in me.permissions:
        appealed = theirs.where(Measure.state == MeasureState.APPEALED, Measure.decided_by_id != me.user_id)
        found.append(("appeals", N_("Appeals to rule"), "/assessment/measures?tab=appealed", appealed, "warn"))
    return found


def _supporting(me: Scope) -> list[Counted]:
    """What sales asks of presales, and what one has taken (A12.5)."""
    if P.SUPPORT_SALES not in me.permissions:
        return []
    waiting = select(PresalesRequest.id).where(PresalesRequest.state == RequestState.WAITING)
    waiting = waiting.where(PresalesRequest.unit_id.in_(sorted(me.company)))
    taken = select(PresalesRequest.id).where(PresalesRequest.taken_by_id == me.user_id)
    taken = taken.where(PresalesRequest.state == RequestState.TAKEN)
    return [
        ("support", N_("Presales requests"), "/presales", waiting, "warn"),
        ("support_taken", N_("Presales requests you took"), "/presales?tab=mine", taken, ""),
    ]


def _unmended() -> tuple:
    return Finding.judgement == Judgement.TO_MEND, Finding.mended_at.is_(None)
