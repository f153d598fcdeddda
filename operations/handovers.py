"""Everything of a person who leaves goes to others in one step (A5, A8.1): begun in a form, carried out thing by thing.

Each thing moves in a transaction of its own, under the lock of the handover, and is counted there: whoever is killed
half-way is carried on by the next, and two at once move each thing once.
"""

from collections.abc import Mapping

import clock
from extensions import db, queue
from models import Handover, User
from operations import Refused, flush_or, locked, notify, once, one_bell, plain, record, refuse_if, transaction
from operations.handover_business import BUSINESS_MOVES
from operations.handover_moves import RECORD_MOVES, Hands
from operations.jobs import TIMEOUT
from policy.handovers import RECEIVED, RUNNING, SETTLED, Thing, handover_problems, receiver_problems
from policy.problems import Problem
from queries.handovers import handover_facts, hanging, held_ids, holdings, holds, receiver_facts
from queries.organisation import company_of

SMALL = 100
"""Up to so many things are handed over within the request; of more a worker goes on."""
ALONG = "with_customers_"
"""What hung on a customer of the leaver and went where the customer went is counted under names that begin so."""
MOVES = RECORD_MOVES | BUSINESS_MOVES
JOB = "jobs.carry_out_handovers.run"


def begin(leaver_id: int, to: Mapping[Thing, User | None], reason: str, by: User, form_key: str = "") -> Handover:
    """Hand over everything that the person holds, each kind to its receiver; gives back the handover.

    ``to`` names the receiver of each kind; kinds that need none may be left out. Small ones are finished on return.
    Raises ``Refused`` when a receiver cannot have it, when nothing is held, or when a handover is on its way already.
    """
    with transaction():
        once(form_key, by.id, f"/people/{leaver_id}/handover")
        leaver = locked(User, leaver_id)
        facts = handover_facts(leaver, to, reason)
        refuse_if(handover_problems(facts))
        plan = {thing.value: person.id for thing in RECEIVED if (person := to.get(thing)) and facts.held[thing]}
        row = Handover(user_id=leaver.id, plan=plan, reason=reason, by_id=by.id, at=clock.now())
        db.session.add(row)
        flush_or(RUNNING)
        held = {thing.value: count for thing, count in facts.held.items() if count}
        record("handover_begun", row, by, after={"person": leaver.name, **held}, note=reason)
        handover_id, large = row.id, sum(held.values()) > SMALL
    if large:
        ring([handover_id])
    else:
        carry_out(handover_id)
    return db.session.get_one(Handover, handover_id)


def carry_out(handover_id: int) -> dict[str, int]:
    """Move whatever is left of a handover and finish it; what was moved now, kind by kind. May run twice and at once.

    What the policy refuses stays where it is and is named at the end. What comes to the leaver meanwhile goes along.
    """
    counted: dict[str, int] = {}
    stuck: dict[Thing, Problem] = {}
    with one_bell():
        while _pass(handover_id, counted, stuck):
            pass
        _finish(handover_id, stuck)
    return counted


def _pass(handover_id: int, counted: dict[str, int], stuck: dict[Thing, Problem]) -> bool:
    """Go once through everything that the leaver holds; whether anything moved."""
    user_id, moved = db.session.get_one(Handover, handover_id).user_id, False
    for thing in Thing:
        last = 0
        while ids := held_ids(thing, user_id, last):
            for item_id in ids:
                try:
                    done = _move(handover_id, thing, item_id)
                except Refused as refusal:
                    stuck[thing] = refusal.problems[0]
                else:
                    counted[thing.value] = counted.get(thing.value, 0) + done
                    moved = moved or done
            last = ids[-1]
    return moved


def _move(handover_id: int, thing: Thing, item_id: int) -> bool:
    with transaction():
        handover = locked(Handover, handover_id)
        if handover.finished_at is not None or not holds(thing, handover.user_id, item_id):
            return False
        hands = Hands(handover.user, _receiver(handover, thing), handover.by, handover.reason)
        along = hanging(item_id, handover.user_id) if thing is Thing.CUSTOMERS else {}
        if not MOVES[thing](item_id, hands):
            return False
        _count(handover, {thing.value: 1})
        if any(along.values()):
            left = hanging(item_id, handover.user_id)
            _count(handover, {f"{ALONG}{one.value}": along[one] - left[one] for one in along})
        return True


def _count(handover: Handover, moved: Mapping[str, int]) -> None:
    more = {name: handover.moved.get(name, 0) + number for name, number in moved.items() if number}
    handover.moved = {**handover.moved, **more}


def _receiver(handover: Handover, thing: Thing) -> User | None:
    """Who receives this kind, judged again: since the handover began the receiver may have left too.

    A kind of which nothing was there at the beginning goes to who receives the customers, else to the first receiver.
    """
    if thing in SETTLED:
        return None
    chosen = handover.plan.get(thing.value) or handover.plan.get(Thing.CUSTOMERS.value)
    to = db.session.get(User, chosen or next(iter(handover.plan.values()), 0))
    facts = receiver_facts(to, handover.user_id, company_of(handover.user.unit_id)) if to else None
    refuse_if(receiver_problems(thing, facts))
    return to


def _finish(handover_id: int, stuck: dict[Thing, Problem]) -> None:
    with transaction():
        handover = locked(Handover, handover_id)
        if handover.finished_at is not None:
            return
        handover.finished_at = clock.now()
        left = {thing: count for thing, count in holdings(handover.user_id).items() if count}
        handover.left_behind = {thing.value: _why(stuck.get(thing)) for thing in left}
        moved = {**handover.moved, "left": sum(left.values())}
        record("handover_finished", handover, None, after={"person": handover.user.name, **moved})
        _tell(handover, sum(left.values()))


def _why(problem: Problem | None) -> dict:
    return {"message": problem.message, "params": plain(problem.params)} if problem else {}


def _tell(handover: Handover, left: int) -> None:
    """One sentence for everybody who received something, however much it was, and one for who ordered it."""
    told = {"person": handover.user.name, "by": handover.by.name}
    received: dict[int, int] = {}
    for name, count in handover.moved.items():
        user_id = handover.plan.get(Thing.CUSTOMERS.value if name.startswith(ALONG) else name)
        if user_id:
            received[user_id] = received.get(user_id, 0) + count
    for user_id, count in received.items():
        if count and user_id != handover.by_id:
            notify(user_id, "handed_over_to_you", "/", key=f"handed_over:{handover.id}", count=count, **told)
    count = sum(handover.moved.values())
    key, url = f"handover_finished:{handover.id}", f"/people/{handover.user_id}/handover"
    notify(handover.by_id, "handover_finished", url, key=key, count=count, left=left, person=handover.user.name)


def ring(handover_ids: list[int]) -> None:
    """Have a worker go on with handovers that somebody began and nobody finished."""
    for handover_id in handover_ids:
        queue.enqueue(JOB, handover_id, job_id=f"handover:{handover_id}", timeout=TIMEOUT)
