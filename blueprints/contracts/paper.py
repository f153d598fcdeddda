"""The paper of a contract, typeset by Typst. People's text travels as data only."""

from flask_babel import force_locale
from flask_babel import gettext as _

from blueprints.papers import typeset
from models import Contract
from policy.contract_text import in_chinese
from policy.contracting import ContractStatus

TEMPLATE = "contracts/documents/contract.typ"
FINAL = frozenset({ContractStatus.APPROVED, ContractStatus.SIGNED, ContractStatus.ENDED})


def contract_pdf(contract: Contract, text: str) -> bytes:
    """The PDF of a contract, A4; ``text`` is what its hash was made of, and its language is that of the sheet."""
    with force_locale("zh_Hans_CN" if in_chinese(contract.template.body) else "en"):
        first, _newline, rest = text.partition("\n")
        data = {
            "title": first,
            "lines": rest.strip("\n").split("\n"),
            "number": contract.number,
            "sha256": contract.document_sha256,
            "revision": f"{contract.template.code} · {contract.template.revision}",
            "stamp": "" if contract.status in FINAL else _("Draft"),
        }
        return typeset(TEMPLATE, data, contract.signing_unit)
