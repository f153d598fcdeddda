"""Support by presales and experts (A12.5): asked for, taken on, done, declined, given back, withdrawn."""

import datetime as dt

import clock
from extensions import db
from models import Opportunity, PresalesRequest, User
from operations import locked, notify, once, record, refuse_if, transaction
from operations.house import keep_still
from policy.presales import MOVES, ask_problems, deed_problems
from policy.ranking import RequestState, SupportKind
from queries.presales import ask_facts, deed_facts, supporters

SAID = {
    "take": "presales_take",
    "done": "presales_done",
    "decline": "presales_decline",
    "give_back": "presales_give_back",
    "withdraw": "presales_withdraw",
}
"""How each deed is written down, and told."""


def ask(
    opportunity_id: int, kind: SupportKind, need: str, wanted_on: dt.date, by: User, form_key: str = ""
) -> PresalesRequest:
    """Ask for support with an opportunity; presales is told."""
    with transaction():
        form = once(form_key, by.id, "/presales")
        # Two who ask for the same wait for each other, so that it is asked once.
        keep_still(Opportunity, opportunity_id)
        opportunity = db.session.get_one(Opportunity, opportunity_id)
        refuse_if(ask_problems(ask_facts(opportunity, kind, need, wanted_on, by)))
        row = PresalesRequest(
            opportunity_id=opportunity.id,
            customer_id=opportunity.customer_id,
            asked_by_id=by.id,
            unit_id=opportunity.unit_id,
            kind=kind,
            need=need,
            wanted_on=wanted_on,
            asked_at=clock.now(),
        )
        db.session.add(row)
        db.session.flush()
        if form:
            form.location = _page(row)
        record("presales_asked", row, by, after={"kind": kind, "wanted_on": wanted_on}, note=need)
        for person in supporters(row.unit_id):
            _tell(row, person.id, "presales_asked", by, wanted_on=wanted_on)
        return row


def take(request_id: int, version: int, by: User) -> PresalesRequest:
    """Take a request on; of two who do so at once the slower one is told that it has moved on."""
    return _move(request_id, version, "take", by)


def move(
    request_id: int, version: int, deed: str, by: User, words: str = "", activity_id: int | None = None
) -> PresalesRequest:
    """``done``, ``decline``, ``give_back`` or ``withdraw``, with the words that the others read."""
    return _move(request_id, version, deed, by, words, activity_id)


def _move(
    request_id: int, version: int, deed: str, by: User, words: str = "", activity_id: int | None = None
) -> PresalesRequest:
    with transaction():
        row = locked(PresalesRequest, request_id, version)
        refuse_if(deed_problems(deed_facts(row, deed, by, words, activity_id)))
        _go_on(row, deed, by, words, activity_id)
        return row


def _go_on(row: PresalesRequest, deed: str, by: User, words: str, activity_id: int | None = None) -> None:
    before, taken_by_id = {"status": row.state}, row.taken_by_id
    row.state, row.result, row.activity_id = MOVES[deed, row.state], words, activity_id
    if row.state is RequestState.TAKEN:
        row.taken_by_id, row.taken_at = by.id, clock.now()
    elif row.state is RequestState.WAITING:
        row.taken_by_id = row.taken_at = None
    else:
        row.ended_at = clock.now()
    record(SAID[deed], row, by, before=before, after={"status": row.state}, note=words)
    told = {taken_by_id} if deed == "withdraw" else {row.asked_by_id, row.opportunity.owner_id}
    for person_id in sorted(told - {None, by.id}):
        _tell(row, person_id, SAID[deed], by, reason=words)


def put_back(request_id: int, taker: User, by: User, words: str) -> bool:
    """What somebody took on who leaves goes back to the queue; False when it is not in their hands any more."""
    with transaction():
        row = locked(PresalesRequest, request_id)
        if row.state is not RequestState.TAKEN or row.taken_by_id != taker.id:
            return False
        _go_on(row, "give_back", by, words)
        return True


def _tell(row: PresalesRequest, person_id: int, event: str, by: User, **about) -> None:
    named = {"customer": row.customer.name, "opportunity": row.opportunity.name, "by": by.name}
    key = f"{event}:{row.id}:{row.version}"
    if person_id != by.id:
        notify(person_id, event, _page(row), key=key, **named, **about)


def _page(row: PresalesRequest) -> str:
    return f"/presales/{row.id}"
