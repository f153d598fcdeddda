"""Next in line (A8.1): who wanted a name that was taken is told when it becomes free, and it is kept for them a while."""

import datetime as dt
from urllib.parse import quote

import clock
import identifiers
from extensions import db
from models import Customer, NextInLine, User
from operations import flush_or, locked, notify, record, refuse_if, transaction
from operations.house import keep_still
from operations.lookups import question, write_down
from policy.permissions import Permission
from policy.registration import wish_problems
from queries import parameters
from queries.customers import same_company
from queries.registration import holder_id, reserved, waiting
from scopes import permissions_of


def stand_in_line(by: User, name: str, credit_code: str | None = None) -> NextInLine:
    """Wait for a name that is taken, or kept for somebody else. Whoever waits for it already goes on waiting.

    Since the answer says whether it is taken, it counts as a question. Raises ``Refused``.
    """
    name, key = identifiers.clean(name)[:200], identifiers.name_key(name)
    write_down(question(name, credit_code), by, 1, int(parameters.value("lookups_per_day")))
    with transaction():
        # A name that lapses before the wish stands would become free for nobody.
        keep_still(Customer, holder_id(key, credit_code))
        held, kept = same_company(by, key, credit_code), reserved(key, credit_code, by.id)
        own, pooled = any(one.own for one in held), any(one.near and one.pooled for one in held)
        refuse_if(wish_problems(bool(held or kept), own, pooled))
        mine = [wish for wish in db.session.scalars(waiting(key, credit_code)) if wish.user_id == by.id]
        if mine:
            return mine[0]
        holder = holder_id(key, credit_code) or kept.customer_id
        row = NextInLine(name_key=key, credit_code=credit_code, name=name, customer_id=holder)
        row.user_id, row.at = by.id, clock.now()
        db.session.add(row)
        flush_or(list)
        record("stood_in_line", row, by, after={"name": name})
    return row


def leave_line(wish_id: int, by: User) -> NextInLine:
    """Give up a wish; what was kept for it goes to the next. Giving up what has ended does nothing."""
    with transaction():
        row = db.session.get_one(NextInLine, wish_id)
        # The whole line, from its beginning, as everybody locks it who passes a name on.
        db.session.scalars(waiting(row.name_key, row.credit_code).with_for_update(of=NextInLine)).all()
        row = locked(NextInLine, wish_id)
        if row.ended_at is None:
            row.ended_at = clock.now()
            record("left_line", row, by, before={"name": row.name})
            db.session.flush()
            tell_next(row.name_key, row.credit_code)
    return row


def tell_next(name_key: str, credit_code: str | None) -> NextInLine | None:
    """When the name is free and kept for nobody: tell the first who waits for it, and keep it for them.

    Joins the running transaction. A reservation that ran out unused ends, one that runs holds. Gives back whom it is
    kept for now.
    """
    with transaction():
        now = clock.now()
        if holder_id(name_key, credit_code) is not None:
            return None
        for wish in db.session.scalars(waiting(name_key, credit_code).with_for_update(of=NextInLine)).all():
            if wish.told_at is not None and wish.reserved_until > now:
                return wish
            if wish.told_at is not None or not _may_record(wish.user):
                wish.ended_at = now
                continue
            wish.told_at = now
            wish.reserved_until = now + dt.timedelta(days=int(parameters.value("reservation_days")))
            _tell(wish)
            return wish
    return None


def pass_on(name_key: str, credit_code: str | None) -> None:
    """A record had this name and credit code and gave up one of them or both: who waits for what is free now is told.

    Joins the running transaction.
    """
    with transaction():
        if holder_id(name_key, credit_code) is None:
            tell_next(name_key, credit_code)
            return
        for wish in db.session.scalars(waiting(name_key, credit_code)).all():
            tell_next(wish.name_key, wish.credit_code)


def _may_record(user: User) -> bool:
    return user.active and Permission.ENTER_CUSTOMERS in permissions_of(user)


def _tell(wish: NextInLine) -> None:
    url, key = f"/customers/new?name={quote(wish.name)}", f"name_free:{wish.id}"
    notify(wish.user_id, "name_free", url, key=key, name=wish.name, until_at=wish.reserved_until)


def recorded(customer: Customer, by: User) -> None:
    """A name was recorded: the wish of who did it is fulfilled, everybody else waits behind the new record.

    Joins the running transaction.
    """
    for wish in db.session.scalars(waiting(customer.name_key, customer.credit_code)).all():
        if wish.user_id == by.id or wish.told_at is not None:
            wish.ended_at = clock.now()
        else:
            wish.customer_id = customer.id
