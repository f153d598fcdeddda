"""Passwords: one hash, Argon2id, with the cost that the settings name. A leaf: it knows neither tables nor requests."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app


def _hasher() -> PasswordHasher:
    config = current_app.config
    return PasswordHasher(config["ARGON2_TIME_COST"], config["ARGON2_MEMORY_KIB"], parallelism=1)


def hashed(password: str) -> str:
    """What is stored instead of the password."""
    return _hasher().hash(password)


def matches(stored: str, password: str) -> bool:
    """Whether the password is the one that was stored; an empty or odd stored value matches nothing."""
    try:
        return _hasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the cost has been raised since, so that the next sign-in should store the hash anew."""
    return _hasher().check_needs_rehash(stored)


def burn(password: str) -> None:
    """Spend the time of one check, so that an unknown user name answers no faster than a known one."""
    _hasher().hash(password)
