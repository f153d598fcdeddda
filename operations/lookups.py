"""Asking “is this one taken?”: answered, counted per day, and written down, so that nobody harvests by it (A8.1, A13)."""

from collections.abc import Callable
from typing import TypeVar

from flask import has_request_context, request

import clock
import identifiers
from extensions import db
from models import Customer, LookUp, User
from operations import Refused, locked, notify, record, refuse_if, transaction
from operations.house import keep_still
from policy.lookups import AskingFacts, asking_problems, same_question, sharing_problems
from policy.registration import taken_untold
from queries import parameters
from queries.lookups import Hits, asked_today, find, last_question

Answer = TypeVar("Answer")


def look_up(term: str, by: User) -> Hits:
    """What ``term`` finds: a name or part of it, pinyin, initials, credit code or phone.

    Raises ``Refused`` when it is too short or the day's limit is used up. Terms that go on from one another while they
    are being typed are one question.
    """
    return ask(term, by, lambda: find(identifiers.clean(term)[:80], by), lambda hits: hits.count)


def ask(term: str, by: User, answer: Callable[[], Answer], count: Callable[[Answer], int]) -> Answer:
    """Find an answer and hand it out if the question may be asked; the question is counted and kept with its hits."""
    key = identifiers.name_key(term)
    limit = int(parameters.value("lookups_per_day"))
    refuse_if(asking_problems(AskingFacts(len(key), 0, max(limit, 1))))
    found = answer()
    write_down(term, by, count(found), limit)
    return found


def question(name: str, code: str | None = None, phone: str | None = None) -> str:
    """What a question by several marks is written down as. The marks come first, so that another one is another
    question, also where the name stays as it was, or is so long that nothing behind it would count."""
    return " ".join(filter(None, (code, phone, name)))


def write_down(term: str, by: User, hits: int, limit: int | None = None) -> LookUp:
    """Count and keep a question; raises ``Refused`` beyond ``limit``, None keeps it whatever it comes to.

    The asker's own row is locked first, so that many questions of one person at once do not pass the limit together.
    """
    with transaction():
        keep_still(User, by.id)
        now, key = clock.now(), identifiers.name_key(term)
        last = last_question(by.id)
        if last is not None and same_question(identifiers.name_key(last.term), key, now - last.at):
            if len(key) > len(identifiers.name_key(last.term)):
                last.term = identifiers.clean(term)[:200]
            last.hits = max(last.hits, hits)
            return last
        if limit is not None:
            refuse_if(asking_problems(AskingFacts(len(key), asked_today(by.id), limit)))
        address = (request.remote_addr or "") if has_request_context() else ""
        row = LookUp(
            user_id=by.id, on=clock.today(), at=now, term=identifiers.clean(term)[:200], hits=hits, address=address
        )
        db.session.add(row)
        return row


def counted(term: str, by: User, deed: Callable[[], Answer]) -> Answer:
    """Carry out a deed whose refusal tells whose a name or code is: such a refusal is a question, too, and written down.

    Beyond the day's limit it is refused as well, but tells no more than that the name is taken.
    """
    try:
        return deed()
    except Refused as refusal:
        told = [problem for problem in refusal.problems if problem.code == "taken"]
        if not told:
            raise
        try:
            write_down(term, by, len(told), int(parameters.value("lookups_per_day")))
        except Refused:
            write_down(term, by, 0)
            untold = [taken_untold(problem.field) for problem in told]
            rest = [problem for problem in refusal.problems if problem not in told]
            raise Refused([*untold, *rest]) from refusal
        raise


def ask_to_share(customer_id: int, by: User) -> Customer:
    """Ask the owner of a customer to follow it together (A8.2); the owner is told once a day at most.

    Only the owner, or who leads the owner, shares it: nothing changes by asking. It counts like a look-up, so that
    nobody walks through the numbers and writes to every owner. Raises ``Refused``.
    """
    name = db.session.get_one(Customer, customer_id).name
    write_down(name, by, 1, int(parameters.value("lookups_per_day")))
    with transaction():
        customer = locked(Customer, customer_id)
        refuse_if(sharing_problems(customer.owner_id is not None, customer.owner_id == by.id))
        key = f"share_wished:{customer.id}:{by.id}:{clock.today()}"
        told = {"by": by.name, "unit": by.unit.name, "customer": customer.name}
        if notify(customer.owner_id, "share_wished", f"/customers/{customer.id}/team", key=key, **told):
            record("asked_to_share", customer, by)
    return customer
