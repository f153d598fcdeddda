"""The text of a contract (A9.2): made from a standard text and proven by its hash, or uploaded and never standard."""

from collections.abc import Mapping

from werkzeug.datastructures import FileStorage

from models import Contract, User
from operations import locked, record, refuse_if, transaction
from operations.attachments import store
from operations.contract_approvals import reopen
from policy.contract_text import TYPED, fill, missing, places, sha256
from policy.contracting import edit_problems
from queries.contract_facts import values_now


def make(contract: Contract, typed: Mapping[str, str]) -> None:
    """Make the text of a contract from its template; without a value for every place there is none yet.

    Joins the running transaction. What the text was made of is kept with it: that is the proof.
    """
    contract.fields = {name: typed.get(name, "") for name in TYPED}
    body, values = contract.template.body, values_now(contract)
    if missing(body, values):
        contract.document_sha256 = ""
        return
    contract.fields = contract.fields | {name: values[name] for name in places(body)}
    contract.document_sha256 = sha256(fill(body, contract.fields))


def forget(contract: Contract) -> None:
    """No text is chosen any more."""
    contract.template_id, contract.template, contract.document_sha256 = None, None, ""


def upload(contract_id: int, version: int | None, file: FileStorage, by: User) -> Contract:
    """Take another text: it is never standard, whatever it says. Raises ``Refused``, ``Stale``."""
    with transaction():
        contract = locked(Contract, contract_id, version)
        refuse_if(edit_problems(contract.status))
        kept = store(file, by, contract_id=contract.id)
        forget(contract)
        contract.document_sha256 = kept.sha256
        reopen(contract, by)
        record("text_uploaded", contract, by, after={"filename": kept.filename, "sha256": kept.sha256})
    return contract
