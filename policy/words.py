"""The words of the policy as enumerations whose members carry an English label to be translated where it is shown."""

import enum


def N_(message: str) -> str:
    """Mark a message id for extraction; it is translated where it is shown, in the reader's language."""
    return message


class Word(enum.StrEnum):
    """A code that is stored and a label that is shown: ``DRAFT = "draft", N_("Draft")``."""

    label: str

    def __new__(cls, value: str, label: str):
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
