"""The letterhead of a unit: names, address, bank, terms of quotes and the logo (A9.1)."""

from typing import Any

import logos
import typesetting
from extensions import db
from models import Letterhead, Unit, User
from operations import Refused, Stale, changes, locked, record, transaction
from operations.attachments import keep
from policy.problems import Kind, Problem
from policy.words import N_
from queries.letterheads import own_letterhead

KINDS = N_("Choose a PNG, a JPEG or a plain SVG drawing, at most %(most)s KB and 4000 pixels wide or high.")


def change(
    unit_id: int, version: int, values: dict[str, Any], by: User, logo: bytes | None = None, without_logo: bool = False
) -> Letterhead:
    """Say what stands on the paper of a unit; ``version`` is 0 where nothing was said yet.

    ``logo`` replaces the picture, ``without_logo`` takes it off. Raises ``Refused`` for what cannot be put on paper,
    ``Stale``.
    """
    with transaction():
        unit = locked(Unit, unit_id)
        head = own_letterhead(unit_id) or Letterhead(unit_id=unit.id, version=0)
        if head.version != version:
            raise Stale(head)
        if head.id is None:
            head.version = None
            db.session.add(head)
            db.session.flush()
        pictured = _stored(logo) if logo else {"logo_key": "", "logo_type": "", "logo_sha256": ""}
        before, after = changes(head, values | (pictured if logo or without_logo else {}))
        for told in (before, after):
            for name in ("logo_key", "logo_type"):
                told.pop(name, None)
        if after:
            record("letterhead_changed", unit, by, before=before, after=after)
    return head


def _stored(content: bytes) -> dict[str, str]:
    """The columns of a picture that may stand on paper, kept under a random name."""
    kind = logos.kind_of(content) if len(content) <= logos.MOST_BYTES else None
    if kind is None or not typesetting.can_be_set(content, kind.content_type):
        message, params = N_("This picture cannot stand on paper."), {"most": logos.MOST_BYTES // 1000}
        raise Refused([Problem("", Kind.BLOCKS, message, KINDS, "logo", "logo", params)])
    key, digest = keep(content)
    return {"logo_key": key, "logo_type": kind.content_type, "logo_sha256": digest}
