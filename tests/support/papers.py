"""Reads what the product prints."""

import io

import pypdf
from sqlalchemy import select

from extensions import db
from models import ExpenseClaim


def text_of(pdf: bytes) -> str:
    """The text of all pages, without the line breaks."""
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


def number_of(site, claim_id: int) -> str:
    """The number under which a claim is filed."""
    with site.app.app_context():
        return db.session.scalar(select(ExpenseClaim.number).where(ExpenseClaim.id == claim_id))
