"""The paper of a contract, typeset by Typst. People's text travels as data only."""

import functools
import json
from pathlib import Path

from cvttf_NotoSansCJK_Regular import get_TTF_path
from flask import current_app
from flask_babel import gettext as _

from models import Contract
from policy.contracting import ContractStatus

TEMPLATE = "contracts/documents/contract.typ"
FINAL = frozenset({ContractStatus.APPROVED, ContractStatus.SIGNED, ContractStatus.ENDED})


def contract_pdf(contract: Contract, text: str) -> bytes:
    """The PDF of a contract, A4; ``text`` is what its hash was made of."""
    first, _newline, rest = text.partition("\n")
    data = {
        "title": first,
        "lines": rest.strip("\n").split("\n"),
        "number": contract.number,
        "company": contract.signing_unit.name,
        "sha256": contract.document_sha256,
        "revision": f"{contract.template.code} · {contract.template.revision}",
        "draft": "" if contract.status in FINAL else _("Draft"),
    }
    template = _source(str(Path(current_app.root_path) / "templates" / TEMPLATE))
    fonts = [str(Path(get_TTF_path()).parent)]
    import typst  # 7 MB that only a process that prints needs

    inputs = {"contract": json.dumps(data, ensure_ascii=False)}
    return typst.compile(template, sys_inputs=inputs, font_paths=fonts, ignore_system_fonts=True)


@functools.cache
def _source(path: str) -> bytes:
    return Path(path).read_bytes()
