"""Standard texts of contracts (A9.2): never edited; a change is a new revision, and only the newest is in use."""

from sqlalchemy import select

import clock
from extensions import db
from models import ContractTemplate, User
from operations import Refused, flush_or, locked, once, record, refuse_if, transaction
from policy.contract_text import body_problems, normal, sha256
from policy.contracting import refused
from policy.words import N_

TAKEN = refused(
    "taken", N_("This code is taken, or somebody made a revision just now."), N_("Look at the list again."), "code"
)
NOTHING = refused("nothing", N_("The text is the same as before."), N_("Change it, or leave it as it is."), "body")


def create(by: User, company_id: int, code: str, label: str, body: str, *, form_key: str = "") -> ContractTemplate:
    """Set a new standard text as its first revision. Raises ``Refused``."""
    with transaction():
        sent = once(form_key, by.id)
        refuse_if(body_problems(body))
        if _newest(company_id, code) is not None:
            raise Refused([TAKEN])
        made = _add(by, company_id, code, label, body, 1)
        record("template_created", made, by, after={"code": code, "revision": 1, "sha256": made.sha256})
        if sent:
            sent.location = f"/contracts/templates/{made.id}"
    return made


def revise(template_id: int, by: User, label: str, body: str) -> ContractTemplate:
    """Set the next revision of a standard text; from now on only that one is in use. Raises ``Refused``."""
    with transaction():
        old = locked(ContractTemplate, template_id)
        newest = locked(ContractTemplate, _newest(old.company_id, old.code).id)
        refuse_if(body_problems(body))
        if newest.id != old.id:
            raise Refused([TAKEN])
        if old.active and sha256(body) == old.sha256 and label == old.label:
            raise Refused([NOTHING])
        old.active = False
        made = _add(by, old.company_id, old.code, label, body, old.revision + 1)
        before = {"revision": old.revision, "sha256": old.sha256}
        record("template_revised", made, by, before=before, after={"revision": made.revision, "sha256": made.sha256})
    return made


def withdraw(template_id: int, by: User) -> ContractTemplate:
    """Take a standard text out of use; contracts that were made of it keep it."""
    with transaction():
        template = locked(ContractTemplate, template_id)
        if template.active:
            template.active = False
            record("template_withdrawn", template, by, before={"revision": template.revision})
    return template


def _newest(company_id: int, code: str) -> ContractTemplate | None:
    rows = select(ContractTemplate).where(ContractTemplate.company_id == company_id, ContractTemplate.code == code)
    return db.session.scalars(rows.order_by(ContractTemplate.revision.desc())).first()


def _add(by: User, company_id: int, code: str, label: str, body: str, revision: int) -> ContractTemplate:
    text = normal(body)
    made = ContractTemplate(company_id=company_id, code=code, label=label, revision=revision, body=text)
    made.sha256, made.created_at, made.created_by_id = sha256(text), clock.now(), by.id
    db.session.add(made)
    flush_or(TAKEN)
    return made
