"""One-time keys of public forms, signed and dated; and the secret address of a thread, made from such a key."""

import base64
import datetime as dt
import hashlib
import hmac
import secrets

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

import clock
from policy.inquiries import Opened

LONGEST = 200


def new_key(at: dt.datetime | None = None) -> str:
    """A key for a form that is opened now; nobody else can make one."""
    moment = (at or clock.now()).timestamp()
    return _signer().dumps([secrets.token_urlsafe(18), moment])


def opened(key: str) -> Opened:
    """When the form of this key was opened."""
    read = _read(key)
    return Opened(clock.now().timestamp() - read[1] if read else None)


def name_of(key: str, door: str) -> str:
    """What the key is stored as when it comes in by this door; empty for a key that is not one of ours."""
    read = _read(key)
    return f"{door}:{read[0]}" if read else ""


def thread_token(key: str) -> str:
    """The secret part of the address of the thread that a form begins: the same for the same form sent twice."""
    secret = current_app.secret_key.encode()
    made = hmac.new(secret, f"thread {name_of(key, 'talk')}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def hashed(token: str) -> str:
    """What is kept of a thread's address."""
    return hashlib.sha256(token.encode()).hexdigest()


def _read(key: str) -> tuple[str, float] | None:
    try:
        name, moment = _signer().loads(key[:LONGEST])
    except BadSignature:
        return None
    return name, moment


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="public form")
