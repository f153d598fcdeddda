"""Signing in and out, and what people change about their own account."""

import hmac
import logging
import secrets

from flask import current_app, has_request_context, request
from sqlalchemy import select, update

import clock
import config
from extensions import db
from models import SignIn, User
from operations import Refused, changes, locked, record, refuse_if, transaction
from passwords import burn, hashed, matches, outdated
from policy.accounts import LONGEST_PASSWORD, PasswordFacts, password_problems
from policy.problems import Kind, Problem
from policy.words import N_

log = logging.getLogger(__name__)
UNKNOWN = Problem(
    "",
    Kind.BLOCKS,
    N_("User name and password do not go together."),
    N_("Check both. Forgotten? An administrator gives you a new password."),
    code="unknown",
)
WRONG = Problem("A13", Kind.BLOCKS, N_("That is not your present password."), field="present", code="wrong_password")


def sign_in(username: str, password: str) -> tuple[User, str]:
    """Begin a session; the person and the session's token.

    Raises ``Refused``, after the same time and with the same words, for an unknown person, a wrong password, a
    deactivated account, and for the demo password where no demo data was loaded.
    """
    person = db.session.scalar(select(User).where(User.username == username))
    stored = person.password_hash if person else ""
    if not _opens(stored, password) or _is_forbidden_demo(password) or not person.active:
        log.warning("sign-in refused for %r from %s", username[:60], _address())
        raise Refused([UNKNOWN])
    with transaction():
        person = locked(User, person.id)
        if person.password_hash != stored or not person.active:
            raise Refused([UNKNOWN])
        if outdated(stored):
            _store(person, password_hash=hashed(password))
        _store(person, last_sign_in_at=clock.now())
        token = _begin(person)
        record("signed_in", person, person)
    return person, token


def sign_out(token: str, by: User) -> None:
    """End one session on the server, so that its cookie opens nothing any more."""
    with transaction():
        _end(SignIn.token == token, by)
        record("signed_out", by, by)


def sign_out_everywhere(by: User) -> None:
    """End every session of the person, this one too."""
    with transaction():
        person = locked(User, by.id)
        end_sessions(person)
        record("signed_out_everywhere", person, by)


def change_password(by: User, present: str, password: str) -> str:
    """The person takes a new password; every session ends and a new one begins: its token."""
    with transaction():
        person = locked(User, by.id)
        if not matches(person.password_hash, present[:LONGEST_PASSWORD]):
            raise Refused([WRONG])
        set_password(person, password, must_change=False)
        record("changed_password", person, by)
        return _begin(person)


def choose_language(by: User, language: str) -> None:
    """The person reads the product in another language from now on."""
    with transaction():
        person = locked(User, by.id)
        record("chose_language", person, by, before={"language": person.language}, after={"language": language})
        _store(person, language=language)


def edit_profile(by: User, version: int, values: dict) -> User:
    """The person's own phone and mail address."""
    with transaction():
        person = locked(User, by.id, version)
        before, after = changes(person, values)
        record("edited_profile", person, by, before=before, after=after)
        return person


def set_password(person: User, password: str, *, must_change: bool) -> None:
    """Store a new password within the running transaction and end every session; ``Refused`` when it is too weak."""
    same = matches(person.password_hash, password[:LONGEST_PASSWORD])
    refuse_if(password_problems(PasswordFacts(password, person.username, known_passwords(), same)))
    person.password_hash = hashed(password)
    person.must_change_password = must_change
    end_sessions(person)


def known_passwords() -> tuple[str, ...]:
    """Passwords that nobody may take, because everybody knows them."""
    return (config.DEMO_PASSWORD, current_app.config["DEMO_PASSWORD"])


def end_sessions(person: User) -> None:
    """End every session of a person within the running transaction."""
    person.session_epoch += 1
    _end(SignIn.user_id == person.id, person)


def _opens(stored: str, password: str) -> bool:
    """Whether the password fits; costs the same time whether or not there is something to compare with."""
    short = password[:LONGEST_PASSWORD]
    if not stored:
        burn(short)
        return False
    return matches(stored, short) and len(password) <= LONGEST_PASSWORD


def _is_forbidden_demo(password: str) -> bool:
    known = any(hmac.compare_digest(password.encode(), word.encode()) for word in known_passwords())
    return known and not current_app.config["DEMO"]


def _begin(person: User) -> str:
    token = secrets.token_urlsafe(24)
    agent = request.user_agent.string[:200] if has_request_context() else ""
    db.session.add(SignIn(user_id=person.id, token=token, at=clock.now(), address=_address(), agent=agent))
    return token


def _end(which, person: User) -> None:
    running = (which, SignIn.user_id == person.id, SignIn.ended_at.is_(None))
    db.session.execute(update(SignIn).where(*running).values(ended_at=clock.now()))


def _store(person: User, **values) -> None:
    """Set what is not an edit of the account: the row's version stays, so that nobody's form grows stale by it."""
    db.session.execute(update(User).where(User.id == person.id).values(**values))


def _address() -> str:
    return (request.remote_addr or "") if has_request_context() else ""
