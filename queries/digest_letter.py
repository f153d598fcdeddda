"""The text of a digest in its mail: how many of what, and the urgent ones in full (A3.3)."""

from decimal import Decimal

from flask_babel import gettext

from extensions import db
from models import Digest, Notification
from policy.digests import Section

IN_FULL = (Section.URGENT, Section.LEAVING, Section.WON, Section.LOST, Section.CONTRACTS)


def letter(notice: Notification) -> str:
    """What the mail of a notification says beyond its sentence; nothing unless it is about a digest."""
    row = db.session.get(Digest, (notice.params or {}).get("digest") or 0) if notice.event == "digest_drawn" else None
    return "".join(f"{line}\n" for line in _lines(row.content)) + "\n" if row is not None else ""


def _lines(content: dict) -> list[str]:
    lines = []
    for section in Section:
        count = content["counts"].get(section.value, 0)
        amount = content["amounts"].get(section.value)
        sum_ = f" (¥{Decimal(amount):,.2f})" if amount is not None else ""
        lines.append(f"{gettext(section.label)}: {count}{sum_}")
        if section in IN_FULL:
            lines += [f"  - {one['title']} ({one['who']})" for one in content["lines"].get(section.value, ())]
    return lines
