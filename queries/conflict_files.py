"""What the file of a conflict shows to one reader (A8, A13): a claimant reads the own statement alone, and of people and
customers outside the own company no more than the refused registration told; who rules reads everything."""

import datetime as dt
from dataclasses import dataclass, field

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from access import visible
from extensions import db
from models import Conflict, ConflictParty, ConflictRuling, Customer, Registration, User
from policy.conflicts import Claiming, ConflictStatus, Outcome
from queries.attachments import Shelf, shelves
from queries.conflicts import stands
from queries.registration import proof_of
from scopes import Scope, scope_of
from sights.records import parties as parties_known


@dataclass(frozen=True)
class PartyView:
    """A party as the reader may know it; ``name``, ``unit`` and ``recorded_at`` are empty outside the own company."""

    row: ConflictParty
    claiming: Claiming
    name: str
    unit: str
    recorded_at: dt.datetime | None
    active: bool
    here: bool
    mine: bool
    readable: bool
    shelf: Shelf | None = None


@dataclass(frozen=True)
class File:
    """A conflict as the reader may know it; ``near`` is whether its customer lies in the own company. ``title`` is
    empty when not even the customer's name may be told. ``concerned`` is who is a party still, or leads one: whoever
    left it before reads of the ruling only what it was."""

    conflict: Conflict
    status: ConflictStatus
    title: str
    sees_customer: bool
    near: bool
    parties: list[PartyView]
    concerned: bool
    proof: Registration | None = None
    entered: dict = field(default_factory=dict)

    @property
    def mine(self) -> PartyView | None:
        return next((party for party in self.parties if party.mine and party.here), None)

    @property
    def present(self) -> list[PartyView]:
        return [party for party in self.parties if party.here]

    @property
    def reads_appeal(self) -> bool:
        """Whether the reader may read why there was an appeal: who appealed, and who rules."""
        return any(party.readable and party.row.user_id == self.conflict.appealed_by_id for party in self.parties)

    def name_of(self, user_id: int) -> str:
        """The name of somebody whom a ruling names, as far as the reader may know it."""
        return next((party.name for party in self.parties if party.row.user_id == user_id), "")


def file_or_404(conflict_id: int, by: User) -> File:
    """The file as this person may know it; 404 when they may not know of it at all."""
    whole = (
        joinedload(Conflict.customer).joinedload(Customer.owner),
        joinedload(Conflict.opportunity),
        joinedload(Conflict.appealed_by),
        selectinload(Conflict.rulings).joinedload(ConflictRuling.by),
    )
    sees = visible(Customer, by).where(Customer.id == Conflict.customer_id).correlate(Conflict).exists()
    seen = visible(Conflict, by).where(Conflict.id == conflict_id).add_columns(sees).options(*whole)
    found = db.session.execute(seen).first()
    return _file(*found, by) if found is not None else abort(404)


def _file(conflict: Conflict, sees: bool, by: User) -> File:
    me = scope_of(by)
    rows = select(ConflictParty, parties_known(me)).where(ConflictParty.conflict_id == conflict.id)
    people = joinedload(ConflictParty.user), joinedload(ConflictParty.unit)
    found = db.session.execute(rows.options(*people).order_by(ConflictParty.claiming, ConflictParty.id)).all()
    set_committed_value(conflict, "parties", sorted((row for row, _ in found), key=lambda row: row.id))
    read = shelves(by, [row for row, readable in found if readable])
    concerned = is_concerned([row for row, _ in found], me)
    open_ = concerned and in_the_open(conflict)
    parties = [party_view(row, me, open_, readable, read.get(row.id)) for row, readable in found]
    near = conflict.customer.unit_id in me.near
    proof = proof_of(conflict.customer_id, conflict.opportunity_id) if sees or near else None
    return File(
        conflict=conflict,
        status=stands(conflict),
        title=title_for(conflict, me, [row for row, _ in found], sees or open_),
        sees_customer=sees,
        near=near or sees,
        parties=parties,
        concerned=concerned,
        proof=proof,
        entered=proof.entered if proof and sees else {},
    )


def in_the_open(conflict: Conflict) -> bool:
    """Whether the claimants know one another: the last ruling said that they follow the customer together."""
    return bool(conflict.rulings) and conflict.rulings[-1].outcome is Outcome.TOGETHER


def is_concerned(parties: list[ConflictParty], me: Scope) -> bool:
    """Whether the reader is a party still, or leads one: who left the conflict learns nobody's name by its end."""
    here = [party for party in parties if party.left_at is None]
    return any(party.user_id == me.user_id or party.unit_id in me.managed for party in here)


def title_for(conflict: Conflict, me: Scope, parties: list[ConflictParty], told: bool = False) -> str:
    """The customer's name as far as the reader may know it: outside the own company the one they claimed it by."""
    if told or conflict.customer.unit_id in me.near:
        return conflict.customer.name
    near = [party for party in parties if party.unit_id in me.near]
    own = sorted(near, key=lambda party: (party.user_id != me.user_id, party.id))
    return own[0].known_as if own else ""


def party_view(
    row: ConflictParty, me: Scope, open_: bool = False, readable: bool = False, shelf: Shelf | None = None
) -> PartyView:
    """One party as the reader may know it."""
    known = row.user_id == me.user_id or row.unit_id in me.near or (open_ and row.left_at is None)
    return PartyView(
        row=row,
        claiming=row.claiming,
        name=row.user.name if known else "",
        unit=row.unit.name if known else "",
        recorded_at=row.recorded_at if known else None,
        active=row.user.active or not known,
        here=row.left_at is None,
        mine=row.user_id == me.user_id,
        readable=readable,
        shelf=shelf,
    )
