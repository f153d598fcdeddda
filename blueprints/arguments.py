"""What stands in a list's URL, read without trust: an odd value counts as absent."""

import datetime as dt
import enum
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar
from urllib.parse import urlencode

from flask import request

from blueprints.fields import AMOUNT

Words = TypeVar("Words", bound=enum.StrEnum)
Args = Mapping[str, str] | None
LARGEST_ID = 2**31 - 1


def word(name: str, words: type[Words], args: Args = None) -> Words | None:
    """A member of an enumeration by its code."""
    return next((member for member in words if member.value == _value(name, args)), None)


def choice(name: str, allowed: tuple[str, ...], default: str = "", args: Args = None) -> str:
    """One of the words allowed."""
    value = _value(name, args)
    return value if value in allowed else default


def number(name: str, args: Args = None) -> int | None:
    """An id."""
    value = _value(name, args)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 11 and int(value) <= LARGEST_ID else None


def day(name: str, args: Args = None) -> dt.date | None:
    """A day of 1990 to 2100; a month (``2026-11``) is its first day."""
    value = _value(name, args)
    try:
        found = dt.date.fromisoformat(f"{value}-01" if len(value) == 7 else value)
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2100 else None


def amount(name: str, args: Args = None) -> Decimal | None:
    """An amount in yuan."""
    typed = unicodedata.normalize("NFKC", _value(name, args)).replace(" ", "")[:20]
    match = AMOUNT.fullmatch(typed)
    return Decimal(f"{match[2].replace(',', '')}.{(match[3] or '0')[:2]}") if match and not match[1] else None


def text(name: str, most: int = 80, args: Args = None) -> str:
    """A search term, cut to a sensible length."""
    return _value(name, args).replace("\x00", "").strip()[:most]


def here_with(**changed: str | None) -> str:
    """This address with some arguments changed, or left out where None; page cursors never survive a change."""
    kept = {k: v for k, v in request.args.items() if k not in {"after", "before"} and v}
    kept = {k: v for k, v in {**kept, **changed}.items() if v is not None}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


def _value(name: str, args: Args) -> str:
    return (request.args if args is None else args).get(name, "")
