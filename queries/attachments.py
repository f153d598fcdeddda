"""The files that belong to one thing: a customer, an expense line, a contract …, and who may add to them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select

from access import can, plans_implementation, visible, works_on, works_on_contract
from extensions import db
from models import (
    ATTACHABLE,
    Activity,
    Attachment,
    ConflictParty,
    ConflictRuling,
    Contract,
    Customer,
    ExpenseClaim,
    ExpenseLine,
    Implementation,
    Opportunity,
    Stage,
    Task,
    User,
)
from policy.conflicts import HEARING
from policy.contracting import ContractStatus
from policy.entry import CustomerStatus
from policy.expenses import ClaimStatus
from policy.following import CLOSED
from policy.permissions import Permission

OWNERS = {
    "customer_id": Customer,
    "opportunity_id": Opportunity,
    "activity_id": Activity,
    "expense_line_id": ExpenseLine,
    "conflict_party_id": ConflictParty,
    "contract_id": Contract,
    "implementation_id": Implementation,
}
MENDABLE = frozenset({ClaimStatus.DRAFT, ClaimStatus.RETURNED})
RESTING = frozenset(ContractStatus) - {ContractStatus.DRAFT, ContractStatus.RETURNED}


@dataclass
class Shelf:
    """The files of one owner as a page shows them (``templates/attachments/_list.html``)."""

    owner: str
    owner_id: int
    may_attach: bool
    rows: list[Row] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"attachments-{self.owner.removesuffix('_id')}-{self.owner_id}"


def shelf(by: User, owner_row: Any, may_attach: bool | None = None) -> Shelf:
    """The files of one thing that the person may see.

    Who knows already whether the person may add some says so with ``may_attach``.
    """
    return shelves(by, [owner_row], may_attach)[owner_row.id]


def shelves(by: User, owner_rows: Collection[Any], known: bool | None = None) -> dict[int, Shelf]:
    """The files of several owners of one kind by the owner's id, in two queries for them all at most."""
    if not owner_rows:
        return {}
    owner = owner_of(next(iter(owner_rows)))
    found = {row.id: Shelf(owner, row.id, _open_to(by, row, known)) for row in owner_rows}
    column = getattr(Attachment, owner)
    columns = (
        column.label("owner_id"),
        Attachment.id,
        Attachment.filename,
        Attachment.content_type,
        Attachment.size,
        Attachment.note,
        Attachment.uploaded_at,
        Attachment.uploaded_by_id,
        User.name.label("uploaded_by"),
        Stage.name_zh,
        Stage.name_en,
    )
    query = (
        select(*columns)
        .join(User, User.id == Attachment.uploaded_by_id)
        .outerjoin(Stage, Stage.id == Attachment.stage_id)
        .where(column.in_(sorted(found)), Attachment.removed_at.is_(None))
    )
    for row in db.session.execute(query.order_by(Attachment.id)):
        found[row.owner_id].rows.append(row)
    return found


def owner_of(row: Any) -> str:
    """The column by which an attachment belongs to this row: ``"opportunity_id"``."""
    return next(column for column, model in OWNERS.items() if isinstance(row, model))


def owner_row(by: User, given: dict[str, int | None]) -> Any:
    """The one thing that ``given`` names and the person may see; None when there is none, or more than one is named."""
    chosen = [(OWNERS[name], value) for name, value in given.items() if name in ATTACHABLE and value]
    if len(chosen) != 1:
        return None
    model, row_id = chosen[0]
    return db.session.scalar(visible(model, by).where(model.id == row_id))


def may_attach(by: User, row: Any) -> bool:
    """Whether the person may add files: who works on it or took part, the claimant while the claim is theirs, and
    a party of a conflict while the parties are heard; who draws up or keeps a contract, who implements."""
    if isinstance(row, ExpenseLine):
        return row.claim.claimant_id == by.id and row.claim.status in MENDABLE
    if isinstance(row, ConflictParty):
        return row.user_id == by.id and row.left_at is None and row.conflict.status in HEARING
    if isinstance(row, Contract):
        return works_on_contract(row, by)
    if isinstance(row, Implementation):
        return _implements(row, by)
    if not can(Permission.FOLLOW_OPPORTUNITIES if isinstance(row, Opportunity) else Permission.RECORD_ACTIVITIES, by):
        return False
    if isinstance(row, Activity) and by.id in {person.id for person in row.participants}:
        return True
    served = isinstance(row, Customer) and row.won_at is not None and can(Permission.COMPLETE_PROFILES, by)
    return served or works_on(row, by)


def _open_to(by: User, row: Any, known: bool | None) -> bool:
    return (may_attach(by, row) if known is None else known) and not awaits_decision(row)


def awaits_decision(row: Any) -> bool:
    """Whether its files stay as they are, because a decision about it is awaited."""
    if isinstance(row, Customer):
        return row.status is CustomerStatus.SUBMITTED
    if isinstance(row, Opportunity) and row.status in CLOSED:
        return row.closing is not None and row.closing.confirmed_at is None and row.closing.sent_back_at is None
    return isinstance(row, Contract) and row.status is ContractStatus.PENDING


def _implements(row: Implementation, by: User) -> bool:
    if plans_implementation(row, by):
        return True
    mine = select(Task.id).where(Task.implementation_id == row.id, Task.owner_id == by.id)
    return db.session.scalar(mine.limit(1)) is not None


def acceptance_resting(attachment: Attachment) -> bool:
    """Whether the file belongs to an implementation that the customer has accepted (A9.5)."""
    work = db.session.get(Implementation, attachment.implementation_id) if attachment.implementation_id else None
    return work is not None and work.accepted_on is not None


def contract_resting(attachment: Attachment) -> bool:
    """Whether a contract was approved or signed with the file, which is its text or its scan (A9.2)."""
    rests = select(Contract.id).where(Contract.id == attachment.contract_id, Contract.status.in_(sorted(RESTING)))
    return attachment.contract_id is not None and db.session.scalar(rests) is not None


def lines_resting(attachment: Attachment) -> bool:
    """Whether an expense line of a claim that was submitted rests on the file, or on the activity it belongs to."""
    rests = (
        select(ExpenseLine.id)
        .join(ExpenseClaim, ExpenseClaim.id == ExpenseLine.claim_id)
        .where(ExpenseClaim.status.not_in(sorted(MENDABLE)), ExpenseLine.removed_at.is_(None))
    )
    if attachment.expense_line_id:
        rests = rests.where(ExpenseLine.id == attachment.expense_line_id)
    elif attachment.activity_id:
        rests = rests.where(ExpenseLine.activity_id == attachment.activity_id)
    else:
        return False
    return db.session.scalar(rests.limit(1)) is not None


def ruling_resting(attachment: Attachment) -> bool:
    """Whether a conflict was ruled after the file had been put forward in it."""
    rests = (
        select(ConflictRuling.id)
        .join(ConflictParty, ConflictParty.conflict_id == ConflictRuling.conflict_id)
        .where(ConflictParty.id == attachment.conflict_party_id, ConflictRuling.at >= attachment.uploaded_at)
    )
    return attachment.conflict_party_id is not None and db.session.scalar(rests.limit(1)) is not None
