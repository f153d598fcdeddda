"""Files: stored outside the static folder under random names, told by their content, never deleted (A6.6)."""

import hashlib
import io
import os
import secrets
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import event, update
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

import clock
import filetypes
import identifiers
from extensions import db
from models import ATTACHABLE, Attachment, ExpenseInvoice, User
from operations import Refused, after_commit, locked, record, refuse_if, transaction
from operations.approvals import frozen
from policy.approvals import ApprovalKind
from policy.problems import Kind, Problem
from policy.words import N_
from queries.attachments import acceptance_resting, contract_resting, lines_resting, ruling_resting

DECIDED = {
    "customer_id": ApprovalKind.CUSTOMER,
    "opportunity_id": ApprovalKind.CLOSING,
    "contract_id": ApprovalKind.CONTRACT,
}
"""What is frozen with its files while a decision about it is awaited, by the column of who owns the file."""
CHUNK = 256 * 1024
LONGEST_NAME = 120
KINDS = N_("PDF, OFD, XML of invoices, PNG, JPEG, WebP, HEIC, Word, Excel, PowerPoint and plain text are accepted.")


def store(file: FileStorage, by: User, *, note: str = "", stage_id: int | None = None, **owner: int) -> Attachment:
    """Keep an uploaded file for one owner: one of ``ATTACHABLE``.

    Joins a running transaction; when that fails, the file goes with it. Raises ``Refused`` for a file that is empty,
    too large, or nothing that is accepted by its content.
    """
    if len(owner) != 1 or not set(owner) <= set(ATTACHABLE):
        raise TypeError(f"one of {ATTACHABLE} is the owner")
    with transaction():
        refuse_if(_frozen(owner))
        key, size, digest = _put_away(file)
        kind = filetypes.of(_path(key))
        if kind is None:
            message = N_("This kind of file is not accepted, whatever its name says.")
            raise Refused([_problem(message, KINDS, "unknown_type")])
        attachment = Attachment(
            storage_key=key,
            filename=clean_name(file.filename or "", kind.endings),
            content_type=kind.content_type,
            size=size,
            sha256=digest,
            note=note,
            stage_id=stage_id,
            uploaded_by_id=by.id,
            uploaded_at=clock.now(),
            **owner,
        )
        db.session.add(attachment)
        record("attached", attachment, by, after={"filename": attachment.filename, "sha256": digest, **owner})
    return attachment


def keep(content: bytes) -> tuple[str, str]:
    """Keep what the product made or checked itself under a new random name: the name, and the SHA-256 of the content.

    Joins the running transaction; when that fails, the file goes with it.
    """
    with transaction():
        key, _size, digest = _put_away(FileStorage(io.BytesIO(content)))
    return key, digest


def kept(key: str) -> bytes | None:
    """What was kept under a random name; None when it is not in its place any more."""
    path = _path(key)
    return path.read_bytes() if path.is_file() else None


def remove(attachment_id: int, by: User) -> Attachment:
    """Take a file off its owner; it stays on the disk as proof. Refused while an expense or a ruling rests on it."""
    with transaction():
        attachment = locked(Attachment, attachment_id)
        refuse_if(_removal_problems(attachment))
        if attachment.removed_at is None:
            attachment.removed_at = clock.now()
            _forget_what_it_said(attachment)
            record("removed", attachment, by, before={"filename": attachment.filename})
    return attachment


def _forget_what_it_said(attachment: Attachment) -> None:
    """What was read from a file goes with it: nothing is believed for which there is no file."""
    standing = ExpenseInvoice.attachment_id == attachment.id, ExpenseInvoice.released_at.is_(None)
    gone = {"released_at": clock.now(), "version": ExpenseInvoice.version + 1}
    db.session.execute(update(ExpenseInvoice).where(*standing).values(gone))


def path_of(attachment: Attachment) -> Path:
    """Where the file lies on the disk."""
    return _path(attachment.storage_key)


def clean_name(name: str, endings: tuple[str, ...]) -> str:
    """A file's name as text to show: no folders, no control characters, with an ending that suits its content."""
    bare = " ".join(identifiers.clean(name.replace("\\", "/").rpartition("/")[2]).split()).lstrip(".")
    stem, ending = os.path.splitext(bare)
    if ending.lower() not in endings:
        stem, ending = bare, endings[0]
    return f"{stem[:LONGEST_NAME].strip() or 'file'}{ending}"


def _frozen(owner: dict[str, int | None]) -> list[Problem]:
    """Why files are neither added to nor taken off something: a decision about it is awaited."""
    kinds = [(kind, owner[name]) for name, kind in DECIDED.items() if owner.get(name)]
    return [problem for kind, row_id in kinds for problem in frozen(kind, row_id)]


def _removal_problems(attachment: Attachment):
    yield from _frozen({name: getattr(attachment, name) for name in DECIDED})
    if lines_resting(attachment):
        message = N_("A submitted expense rests on this file: it stays.")
        yield Problem("A3.4", Kind.BLOCKS, message, N_("Withdraw the expense claim first."), code="expense_rests")
    if ruling_resting(attachment):
        message = N_("A ruling rests on this file: it stays.")
        yield Problem("A8.1", Kind.BLOCKS, message, N_("Attach another one beside it."), code="ruling_rests")
    if acceptance_resting(attachment):
        message = N_("The customer has accepted the implementation with its files: they stay.")
        yield Problem("A9.5", Kind.BLOCKS, message, N_("Attach another one beside it."), code="acceptance_rests")
    if contract_resting(attachment):
        message = N_("A contract was submitted, approved or signed with this file: it stays.")
        yield Problem("A9.2", Kind.BLOCKS, message, N_("Attach another one beside it."), code="contract_rests")


def _path(key: str) -> Path:
    return Path(current_app.config["ATTACHMENTS_PATH"]) / key[:2] / key


def _put_away(file: FileStorage) -> tuple[str, int, str]:
    """Write a file under a new random name, for as long as the transaction lasts, or for good when it does: the name, and
    what was written."""
    path = _path(key := secrets.token_hex(32))
    db.session.info.setdefault("unkept_files", []).append(path)
    after_commit(db.session.info.pop, "unkept_files", None)
    return key, *_write(file, path)


def _write(file: FileStorage, path: Path) -> tuple[int, str]:
    """Size and SHA-256 of what was written."""
    most = current_app.config["MAX_ATTACHMENT_BYTES"]
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        while chunk := file.stream.read(CHUNK):
            size += len(chunk)
            if size > most:
                message, remedy = N_("The file is too large."), N_("Send one of at most %(most)s megabytes.")
                raise Refused([_problem(message, remedy, "too_large", most=most // 1024**2)])
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    if not size:
        raise Refused([_problem(N_("The file is empty."), N_("Choose the file again."), "empty_file")])
    return size, digest.hexdigest()


def _problem(message: str, remedy: str, code: str, **params: Any) -> Problem:
    return Problem("", Kind.BLOCKS, message, remedy, field="file", code=code, params=params)


@event.listens_for(Session, "after_soft_rollback")
def _forget_files(session: Session, transaction_: Any) -> None:
    """A transaction that failed takes the files with it that it had written."""
    if transaction_.parent is None:
        for path in session.info.pop("unkept_files", ()):
            path.unlink(missing_ok=True)
