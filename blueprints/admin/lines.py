"""Audit lines as people read them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.navigation import may_open
from config import LANGUAGES
from extensions import db
from models import AuditEntry, Unit, User
from policy.fields import FIELDS
from policy.roles import Role, UnitKind
from policy.verbs import SUBJECTS, VERBS

LABELS = {"roles": {role.value: role.label for role in Role}, "kind": {kind.value: kind.label for kind in UnitKind}}
PAGES = {
    "users": "/admin/users/{}",
    "units": "/admin/units/{}/edit",
    "stages": "/admin/stages/{}/edit",
    "customers": "/customers/{}",
    "activities": "/activities/{}",
    "opportunities": "/opportunities/{}",
    "expense_claims": "/expenses/{}",
}
LONGEST = 300


@dataclass(frozen=True)
class Line:
    """One audit line, ready to show. ``fields`` are (label, before, after); ``withheld``: not for this reader (A13)."""

    at: dt.datetime
    who: str
    verb: str
    subject: str
    url: str
    fields: list[tuple[str, str, str]]
    note: str
    address: str
    withheld: bool


def readable(entries: Iterable[AuditEntry], may_read=lambda entry: True) -> list[Line]:
    """The lines of audit entries; what changed only where ``may_read`` says so."""
    entries = list(entries)
    names = _names(entry for entry in entries if may_read(entry))
    return [_line(entry, names, may_read(entry)) for entry in entries]


def label_of(verb: str) -> str:
    """A verb in the reader's language; one that nobody named as it is stored."""
    return _(VERBS[verb]) if verb in VERBS else verb.replace("_", " ")


def subject_of(subject_type: str) -> str:
    """A kind of subject in the reader's language."""
    return _(SUBJECTS[subject_type]) if subject_type in SUBJECTS else subject_type.replace("_", " ")


def _line(entry: AuditEntry, names: dict, whole: bool) -> Line:
    changed = [*entry.before, *(key for key in entry.after if key not in entry.before)] if whole else []
    number = f" {entry.subject_id}" if entry.subject_id else ""
    return Line(
        at=entry.at,
        who=entry.by.name if entry.by else _("The product"),
        verb=label_of(entry.verb),
        subject=f"{subject_of(entry.subject_type)}{number}",
        url=_page(entry) if whole else "",
        fields=[(_field(key), _value(key, entry.before, names), _value(key, entry.after, names)) for key in changed],
        note=entry.note[:LONGEST] if whole else "",
        address=entry.address,
        withheld=not whole and bool(entry.before or entry.after or entry.note),
    )


def _page(entry: AuditEntry) -> str:
    """Where the subject is read; nowhere when the reader may not open that page."""
    path = PAGES.get(entry.subject_type, "").format(entry.subject_id)
    return path if path and may_open(path) else ""


def _field(key: str) -> str:
    return _(FIELDS[key]) if key in FIELDS else key.replace("_", " ")


def _value(key: str, values: dict, names: dict) -> str:
    value = values.get(key)
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return ", ".join(_value(key, {key: one}, names) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return (names.get((key, value)) or _word(key, value))[:LONGEST]


def _word(key: str, value: Any) -> str:
    if key == "language":
        return LANGUAGES.get(value, str(value))
    label = LABELS.get(key, {}).get(value)
    return _(label) if label else str(value)


def _names(entries: Iterable[AuditEntry]) -> dict[tuple[str, int], str]:
    """The names behind ids of units and managers, looked up once for all lines."""
    wanted: dict[str, set] = {"unit_id": set(), "parent_id": set(), "manager_ids": set()}
    for entry in entries:
        for values in (entry.before, entry.after):
            for key in wanted.keys() & values.keys():
                value = values[key]
                wanted[key].update(value if isinstance(value, list) else {value} - {None})
    units = _looked_up(Unit, wanted["unit_id"] | wanted["parent_id"])
    people = _looked_up(User, wanted["manager_ids"])
    named = {(key, id_): name for key in ("unit_id", "parent_id") for id_, name in units.items()}
    return named | {("manager_ids", id_): name for id_, name in people.items()}


def _looked_up(model, ids: set) -> dict[int, str]:
    if not ids:
        return {}
    return dict(db.session.execute(select(model.id, model.name).where(model.id.in_(ids))).tuples().all())
