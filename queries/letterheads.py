"""What stands on the paper of a unit: its own letterhead, completed by those above it within its company."""

from dataclasses import dataclass, replace

from sqlalchemy import select

from extensions import db
from models import Letterhead, Unit
from queries.organisation import company_of_path


@dataclass(frozen=True)
class Head:
    """A letterhead with nothing missing that some unit above could fill. ``name`` is what the company is called here."""

    name: str
    company_zh: str = ""
    company_en: str = ""
    address_zh: str = ""
    address_en: str = ""
    phone: str = ""
    email: str = ""
    bank: str = ""
    tax_number: str = ""
    city: str = ""
    terms_zh: str = ""
    terms_en: str = ""
    logo_key: str = ""
    logo_type: str = ""

    def said(self, what: str, chinese: bool) -> str:
        """``company``, ``address`` or ``terms`` in one of the two languages; a name or address also in the other."""
        one, other = (f"{what}_zh", f"{what}_en") if chinese else (f"{what}_en", f"{what}_zh")
        return getattr(self, one) or (getattr(self, other) if what != "terms" else "")


COLUMNS = tuple(name for name in Head.__dataclass_fields__ if name not in {"name", "logo_key", "logo_type"})


def letterhead_of(unit: Unit) -> Head:
    """The letterhead of a unit: each part is its own, or that of the nearest unit above it in the same company."""
    company = company_of_path(unit.path)
    ids = [int(part) for part in unit.path.split("/") if part]
    ids = ids[ids.index(company) :] if company in ids else ids
    rows = select(Unit.id, Unit.name, Letterhead).outerjoin(Letterhead).where(Unit.id.in_(ids))
    found = {row.id: row for row in db.session.execute(rows)}
    head = Head(name=found[company].name if company in found else unit.name)
    for unit_id in reversed(ids):
        own = found[unit_id].Letterhead if unit_id in found else None
        if own is not None:
            head = _completed(head, own)
    return head


def _completed(head: Head, own: Letterhead) -> Head:
    given = {name: getattr(own, name) for name in COLUMNS if getattr(own, name) and not getattr(head, name)}
    if own.logo_key and not head.logo_key:
        given |= {"logo_key": own.logo_key, "logo_type": own.logo_type}
    return replace(head, **given)


def own_letterhead(unit_id: int) -> Letterhead | None:
    """What the unit itself has said, if anything."""
    return db.session.scalar(select(Letterhead).where(Letterhead.unit_id == unit_id))
