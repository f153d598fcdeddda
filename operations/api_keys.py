"""Keys with which a company's own website hands in inquiries (A5): shown once, kept as a hash."""

import hashlib
import secrets

from sqlalchemy import update

import clock
from extensions import db
from models import ApiKey, User
from operations import locked, once, record, refuse_if, transaction
from policy.inquiries import REVOKED

PREFIX = "xl_"
SHOWN = 6


def hashed(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def create_key(label: str, by: User, form_key: str = "") -> tuple[ApiKey, str]:
    """A new key: its row, and the key itself, which nobody can read afterwards."""
    with transaction():
        once(form_key, by.id, "/admin/api-keys")
        key = PREFIX + secrets.token_urlsafe(32)
        row = ApiKey(label=label, key_hash=hashed(key), hint=f"…{key[-SHOWN:]}", created_at=clock.now())
        row.created_by_id = by.id
        db.session.add(row)
        record("created_api_key", row, by, after={"label": label, "hint": row.hint})
        return row, key


def revoke_key(key_id: int, by: User) -> ApiKey:
    """From now on the key opens nothing. Raises ``Refused`` when it was revoked before."""
    with transaction():
        row = locked(ApiKey, key_id)
        refuse_if([REVOKED] if row.revoked_at else [])
        row.revoked_at = clock.now()
        record("revoked_api_key", row, by, before={"label": row.label, "hint": row.hint})
        return row


def used(key_id: int) -> None:
    """Note that a key was used today; once a day, so that inquiries do not wait for one another."""
    today = clock.today()
    with transaction():
        note = update(ApiKey).where(ApiKey.id == key_id, ApiKey.last_used_on.is_distinct_from(today))
        db.session.execute(note.values(last_used_on=today))
