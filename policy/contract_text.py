"""A9.2: the standard text. A template's named places are filled once with plain values; nothing else in it means anything.

``{{customer}}`` is a place; ``{{7*7}}`` or a value that looks like a place stays as it is written. "Standard" is proven:
the hash of the document equals the hash of what the template makes of the same values.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from policy.problems import Problem, refusals
from policy.words import N_

_refused = refusals("A9.2")

PLACE = re.compile(r"\{\{\s*([a-z][a-z0-9_]{0,39})\s*\}\}")

COMPUTED: dict[str, str] = {
    "number": N_("Contract number"),
    "title": N_("Title of the contract"),
    "company": N_("Company that signs"),
    "customer": N_("Customer"),
    "amount": N_("Amount with tax"),
    "amount_in_words": N_("Amount in capital characters"),
    "payments": N_("Payments"),
    "starts_on": N_("First day"),
    "ends_on": N_("Last day"),
    "owner": N_("Account manager"),
}
"""What the contract itself says; filled by the product."""

TYPED: dict[str, str] = {
    "customer_address": N_("Customer's address"),
    "customer_signatory": N_("Who signs for the customer"),
    "company_address": N_("Our address"),
    "company_signatory": N_("Who signs for us"),
    "subject": N_("What is delivered"),
    "delivery_place": N_("Place of delivery"),
    "delivery_days": N_("Days until delivery"),
    "warranty_months": N_("Months of warranty"),
    "bank_account": N_("Our bank account"),
}
"""What is typed for one contract; short, one line each, so that no terms are written into them."""

FIELDS = COMPUTED | TYPED
HAN = re.compile(r"[\u4e00-\u9fff]")
PAYMENTS_ZH = ("{name}：¥{amount}，验收合格后支付", "{name}：¥{amount}，{day} 前支付")
PAYMENTS_EN = ("{name}: CNY {amount}, payable on acceptance", "{name}: CNY {amount}, payable by {day}")
"""How a payment is worded in a contract: when it hangs on the acceptance, and by a day. Part of the text, whoever reads."""

LONGEST_VALUE = 120
LONGEST_BODY = 60_000


def places(body: str) -> list[str]:
    """The names of the places of a text, each once, in their order."""
    return list(dict.fromkeys(PLACE.findall(body)))


def fill(body: str, values: Mapping[str, str]) -> str:
    """The text with its places filled, in one pass: values are never read for places again.

    Raises ``KeyError`` for a place without a value; ask ``missing`` before.
    """
    return PLACE.sub(lambda match: values[match[1]], body)


def in_chinese(body: str) -> bool:
    """Whether a standard text is a Chinese one; what the product writes into it is worded alike."""
    return HAN.search(body) is not None


def payment_lines(payments: Iterable[tuple[str, str, str]], chinese: bool) -> str:
    """The payments as a text words them, each as (name, amount, day or nothing where it hangs on the acceptance)."""
    words = PAYMENTS_ZH if chinese else PAYMENTS_EN
    return "\n".join(
        f"{place}. " + words[bool(day)].format(name=name, amount=amount, day=day)
        for place, (name, amount, day) in enumerate(payments, 1)
    )


def missing(body: str, values: Mapping[str, str]) -> list[str]:
    """The places of a text that have no value."""
    return [name for name in places(body) if not values.get(name, "").strip()]


def sha256(text: str) -> str:
    """The hash of a text, in UTF-8 with plain line ends."""
    return hashlib.sha256(normal(text).encode()).hexdigest()


def normal(text: str) -> str:
    """A text with plain line ends and without blanks at their end, as it is kept and hashed."""
    return (
        "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip() + "\n"
    )


def body_problems(body: str) -> Iterator[Problem]:
    """Why a text is no template: empty, too long, or with a place that nothing fills."""
    if not body.strip():
        yield _refused("empty", N_("The text is empty."), N_("Write the standard text."), "body")
    if len(body) > LONGEST_BODY:
        yield _refused("long", N_("The text is longer than %(most)s characters."), "", "body", most=LONGEST_BODY)
    unknown = [name for name in places(body) if name not in FIELDS]
    if unknown:
        message = N_("Nothing fills these places of the text: %(names)s.")
        remedy = N_("Use the names that are listed beside the text.")
        yield _refused("unknown_place", message, remedy, "body", names=", ".join(unknown))


@dataclass(frozen=True)
class TextFacts:
    """The text of a contract. Without ``body`` it is an upload, or (``document`` empty) there is none yet.

    ``values`` are those that the kept document was made of, ``now`` those that would be taken today; ``current``: its
    revision is the newest one that is in use, ``untouched``: the template's own hash is that of its body.
    """

    body: str | None
    values: Mapping[str, str]
    now: Mapping[str, str]
    document: str
    current: bool = True
    untouched: bool = True


def is_standard(body: str | None, values: Mapping[str, str], document: str, untouched: bool = True) -> bool:
    """Whether the document is what the template makes of the values; an upload has no template and never is."""
    if body is None or not document or not untouched or missing(body, values):
        return False
    return sha256(fill(body, values)) == document


def text_problems(facts: TextFacts) -> Iterator[Problem]:
    """Why a contract is not submitted with this text."""
    if facts.body is None:
        if not facts.document:
            message = N_("The contract has no text.")
            yield _refused("no_text", message, N_("Choose a standard text, or upload another one."), "template_id")
        return
    empty = missing(facts.body, facts.now)
    if empty:
        yield missing_problem(empty)
        return
    if not facts.current:
        message = N_("There is a newer revision of this standard text, or it is not in use any more.")
        yield _refused("old_revision", message, N_("Choose the standard text again."), "template_id")
    standard = is_standard(facts.body, facts.values, facts.document, facts.untouched)
    if not standard or any(facts.values.get(name) != facts.now.get(name) for name in places(facts.body)):
        message = N_("The text does not say what the contract says now.")
        yield _refused("outdated", message, N_("Save the contract again: the text is made anew."), "template_id")


def missing_problem(names: Iterable[str]) -> Problem:
    """The text cannot be made: these fields of the template have no value."""
    message = N_("The text cannot be made: %(names)s has no value.")
    named = ", ".join(f"{{{{{name}}}}}" for name in names)
    return _refused("missing_field", message, N_("Fill it in on the contract."), "fields", names=named)


def value_problems(values: Mapping[str, str]) -> Iterator[Problem]:
    """Why typed values are refused: unknown, more than a line, or long enough to hide terms in."""
    for name, value in values.items():
        if name not in TYPED:
            yield _refused("unknown_field", N_("There is no field %(names)s."), "", name, names=name)
        elif len(value) > LONGEST_VALUE or "\n" in value:
            message = N_("%(names)s takes one line of at most %(most)s characters: terms belong into the text.")
            yield _refused("long_value", message, "", name, names=f"{{{{{name}}}}}", most=LONGEST_VALUE)
