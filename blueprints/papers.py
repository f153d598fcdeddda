"""Paper as the doors give it: typeset in one language with the unit's letterhead, and served so that nothing runs in it."""

import re
from typing import Any
from urllib.parse import quote

from flask import Response, make_response
from flask_babel import get_locale
from flask_babel import gettext as _

import typesetting
from models import Unit
from operations.attachments import kept
from queries.letterheads import Head, letterhead_of

HEADERS = {
    "Content-Type": "application/pdf",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
}
ODD = re.compile(r"[^A-Za-z0-9._-]+")


def typeset(template: str, data: dict[str, Any], unit: Unit | None = None) -> bytes:
    """The PDF of a template under ``templates/`` in the language in force; with the letterhead of ``unit``, if given."""
    chinese = get_locale().language == "zh"
    common = {
        "lang": "zh" if chinese else "en",
        "region": "cn" if chinese else "gb",
        "pages": re.split(r"\{pages?\}", _("Page {page} of {pages}")),
    }
    head = {"head": head_data(letterhead_of(unit), chinese)} if unit is not None else {}
    return typesetting.pdf(template, {**common, **head, **data})


def head_data(head: Head, chinese: bool) -> dict[str, Any]:
    """What stands at the head of a paper, line by line, and the logo if there is one."""
    company, other = head.said("company", chinese) or head.name, head.company_en if chinese else head.company_zh
    reach = "  ·  ".join(part for part in (head.phone, head.email) if part)
    lines = [other if other != company else "", head.said("address", chinese), reach]
    content = kept(head.logo_key) if head.logo_key else None
    logo = typesetting.picture(content, head.logo_type) if content else None
    return {"company": company, "lines": [line for line in lines if line], "logo": logo, "bank": head.bank}


def served(pdf: bytes, name: str) -> Response:
    """The PDF as a download called ``name`` (without ending), which may be Chinese."""
    plain = ODD.sub("-", name).strip("-.") or "document"
    disposition = f"attachment; filename=\"{plain}.pdf\"; filename*=UTF-8''{quote(name)}.pdf"
    return make_response(pdf, 200, {**HEADERS, "Content-Disposition": disposition})
