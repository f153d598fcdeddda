"""What companies and people are compared by: name key, pinyin, credit code, phone. Pure, no database."""

import functools
import re
import unicodedata

import opencc
import phonenumbers
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from heteronyms import pypinyin

_INVISIBLE = re.compile(r"[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff]")


@functools.cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def clean(text: str) -> str:
    """Typed text as it is kept: NFC, one kind of line end, no control or direction-changing characters, trimmed."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(c for c in text if c in "\n\t" or not _INVISIBLE.match(c)).strip()


def name_key(name: str) -> str:
    """What two spellings of one registered name share (A8.1): NFKC, simplified, case folded, letters and digits only.

    Empty when nothing of the name remains.
    """
    folded = _simplifier().convert(unicodedata.normalize("NFKC", name)).casefold()
    return "".join(c for c in folded if c.isalnum())[:200]


def syllables(name: str) -> list[str]:
    """The name's pinyin without tones, syllable by syllable, in small letters; foreign letters and digits one by one."""
    read = pypinyin.lazy_pinyin(
        _simplifier().convert(unicodedata.normalize("NFKC", name)), errors=lambda rest: list(rest)
    )
    kept = ("".join(c for c in syllable.casefold() if c.isalnum()) for syllable in read)
    return [syllable for syllable in kept if syllable]


def pinyin(name: str) -> tuple[str, str]:
    """The name's pinyin without tones and its initials, both in small letters and joined: ``("beijing…", "bj…")``."""
    kept = syllables(name)
    return "".join(kept)[:800], "".join(syllable[0] for syllable in kept)[:200]


def credit_code(text: str) -> str | None:
    """The unified social credit code in its compact form; None when empty, ``ValueError`` when it is not valid."""
    compact = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    if not compact:
        return None
    try:
        return uscc.validate(compact)
    except ValidationError as error:
        raise ValueError(text) from error


def phone(text: str) -> str:
    """A phone number as it is kept: national numbers as written in China, foreign ones with their country code.

    Empty stays empty; ``ValueError`` when it cannot be a number.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException as error:
        raise ValueError(text) from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError(text)
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if number.country_code == 86 else form.INTERNATIONAL)
