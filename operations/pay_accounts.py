"""Accounts to be paid to, entered by the people themselves, and accounts from which a company pays (A3.4)."""

from typing import Any

from sqlalchemy import select

import clock
from extensions import db
from models import PayeeAccount, PayerAccount, User
from operations import Refused, flush_or, locked, notify, once, record, refuse_if, transaction
from operations.journal import GONE
from policy.paying import account_problems, masked, plain_account
from policy.problems import Kind, Problem
from policy.words import N_
from queries.organisation import companies
from scopes import scope_of

JUST = Problem("", Kind.BLOCKS, N_("You have just entered an account elsewhere."), N_("Look at it."), code="entered")


def set_own(by: User, values: dict[str, Any], *, form_key: str = "") -> PayeeAccount:
    """Enter where one is paid from now on: holder, bank, account_number. Batches that stand keep the account that they were
    made with. The person is told, so that nobody else does it unnoticed. Raises ``Refused``."""
    with transaction():
        once(form_key, by.id, "/account/bank")
        refuse_if(account_problems(values["account_number"]))
        values = values | {"account_number": plain_account(values["account_number"])}
        held = select(PayeeAccount).where(PayeeAccount.user_id == by.id, PayeeAccount.replaced_at.is_(None))
        before = db.session.scalar(held.with_for_update())
        if before is not None:
            before.replaced_at = clock.now()
            db.session.flush()
        row = PayeeAccount(user_id=by.id, at=clock.now(), **values)
        db.session.add(row)
        flush_or(JUST)
        was = {"account_number": masked(before.account_number), "bank": before.bank} if before else {}
        said = {"account_number": masked(row.account_number), "bank": row.bank, "holder": row.holder}
        record("payee_account_set", row, by, before=was, after=said)
        told = {"account": f"{row.bank} {said['account_number']}"}
        notify(by.id, "payee_account_set", "/account/bank", key=f"payee_account:{row.id}", **told)
    return row


def add_payer(company_id: int, by: User, values: dict[str, Any], *, form_key: str = "") -> PayerAccount:
    """Add an account from which a company pays. Raises ``Refused``."""
    with transaction():
        once(form_key, by.id, "/payments/accounts")
        if company_id not in companies(scope_of(by).checked):
            raise Refused([GONE])
        refuse_if(account_problems(values["account_number"]))
        values = values | {"account_number": plain_account(values["account_number"])}
        row = PayerAccount(company_id=company_id, by_id=by.id, at=clock.now(), **values)
        db.session.add(row)
        record("payer_account_added", row, by, after=values | {"account_number": masked(row.account_number)})
    return row


def retire_payer(payer_id: int, by: User) -> PayerAccount:
    """Pay from an account no more. Raises ``Refused``."""
    with transaction():
        row = locked(PayerAccount, payer_id)
        if row.retired_at is not None or row.company_id not in companies(scope_of(by).checked):
            raise Refused([GONE])
        row.retired_at = clock.now()
        record("payer_account_retired", row, by, before={"bank": row.bank, "holder": row.holder})
    return row
