"""Conflicts (A8): claimed, argued, ruled, appealed; what is ruled takes effect in the same transaction."""

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

import clock
from extensions import db
from models import Conflict, ConflictParty, Customer, Opportunity, User
from operations import Refused, changes, flush_or, locked, notify, once, record, refuse_if, transaction
from operations.lookups import ask
from policy.conflicts import (
    BEING_OPENED,
    NOT_KNOWN,
    AppealFacts,
    Claiming,
    ConflictStatus,
    Instance,
    StatementFacts,
    appeal_problems,
    open_problems,
    statement_problems,
    withdrawal_problems,
)
from policy.rulings import AWAITED
from queries.conflicts import (
    claim_of,
    known,
    named,
    open_facts,
    party_of,
    present,
    refused_at,
    rulers,
    stands,
    unclosed,
)
from queries.registration import proof_of


@dataclass(frozen=True)
class Words:
    """What a party puts forward (A8.2): the customer's preference, the relation, the account of what happened."""

    preference: str = ""
    relation: str = ""
    statement: str = ""

    @property
    def said(self) -> bool:
        return any(text.strip() for text in asdict(self).values())


def find_claimed(by: User, customer_id: int | None, name: str) -> tuple[Customer, str]:
    """The customer that a claim is about, and the name by which the person knows it.

    One that they neither see nor were refused must be named: asking counts like any look-up, and tells nothing that the
    look-up does not (A13). Raises ``Refused``.
    """
    found = known(by, customer_id)
    if found is not None:
        return found
    customer = ask(name, by, lambda: named(name), lambda row: int(row is not None))
    if customer is None:
        raise Refused([NOT_KNOWN])
    return customer, " ".join(name.split())


def claim(
    customer: Customer,
    claimant: User,
    by: User,
    *,
    known_as: str,
    words: Words | None = None,
    opportunity: Opportunity | None = None,
    form_key: str = "",
) -> Conflict:
    """Open the file of a conflict about a customer that somebody else recorded first, or join the one that runs.

    ``by`` claims for ``claimant``: oneself, or somebody whom one leads. Raises ``Refused``.
    """
    with transaction():
        form = once(form_key, by.id)
        customer = locked(Customer, customer.id)
        conflict = _running(customer)
        refuse_if(open_problems(open_facts(customer, claimant, conflict)))
        if conflict is None:
            conflict = _open(customer, opportunity, by)
        party = _enter(conflict, claimant, Claiming.LATER, known_as, refused_at(customer.id, claimant.id))
        _put_forward(party, words or Words())
        record("conflict_opened", party, by, after={"with": customer.owner.name, "on_behalf_of": _behalf(claimant, by)})
        if form is not None:
            form.location = f"/conflicts/{conflict.id}"
        tell(conflict, "conflict_opened", f"claim:{party.id}:{party.version}", by, but={claimant.id})
        if claimant.id != by.id:
            about = {"by": by.name, "customer": known_as}
            key = f"claimed:{party.id}:{party.version}"
            notify(claimant.id, "conflict_claimed_for_you", _page(conflict), key=key, **about)
        _ask_rulers(conflict, Instance.MANAGER)
    return conflict


def _behalf(claimant: User, by: User) -> str:
    return claimant.name if claimant.id != by.id else ""


def _running(customer: Customer) -> Conflict | None:
    """The file that runs about a locked customer; one whose term is over is written down as settled."""
    conflict = unclosed(customer.id)
    if conflict is None:
        return None
    conflict = locked(Conflict, conflict.id)
    return None if settle_if_over(conflict) else conflict


def settle_if_over(conflict: Conflict) -> bool:
    """Write down that a ruling stands because nobody appealed in its term; what is judged by the date needs no job."""
    if conflict.closed_at is not None or stands(conflict) is not ConflictStatus.SETTLED:
        return conflict.closed_at is not None
    conflict.status, conflict.closed_at = ConflictStatus.SETTLED, clock.now()
    db.session.flush()
    record("conflict_settled", conflict, None)
    return True


def _open(customer: Customer, opportunity: Opportunity | None, by: User) -> Conflict:
    conflict = Conflict(customer_id=customer.id, opened_at=clock.now(), opened_by_id=by.id)
    conflict.customer, conflict.opportunity = customer, opportunity
    conflict.opportunity_id = opportunity.id if opportunity else None
    db.session.add(conflict)
    flush_or(BEING_OPENED)
    proof = proof_of(customer.id, conflict.opportunity_id)
    _enter(conflict, customer.owner, Claiming.FIRST, customer.name, proof.at if proof else customer.created_at)
    return conflict


def _enter(conflict: Conflict, person: User, claiming: Claiming, known_as: str, recorded_at) -> ConflictParty:
    """Make the person a party, anew when they left it before."""
    party = party_of(conflict, person.id)
    if party is None:
        party = ConflictParty(user=person, unit=person.unit, user_id=person.id, unit_id=person.unit_id)
        conflict.parties.append(party)
    party.claiming, party.known_as, party.recorded_at, party.left_at = claiming, known_as, recorded_at, None
    db.session.flush()
    return party


def state(conflict_id: int, version: int, words: Words, by: User) -> ConflictParty:
    """Put forward what speaks for oneself, or change it while the parties are heard. Raises ``Refused``, ``Stale``."""
    with transaction():
        conflict = locked_file(conflict_id)
        party = party_of(conflict, by.id)
        here = party is not None and party.left_at is None
        refuse_if(statement_problems(StatementFacts(stands(conflict), here, **asdict(words))))
        party = locked(ConflictParty, party.id, version)
        before, after = _put_forward(party, words)
        # The party is the subject, not the customer: what is put forward is no part of the customer's history.
        record("conflict_stated", party, by, before=before, after=after)
    return party


def locked_file(conflict_id: int, version: int | None = None) -> Conflict:
    """The conflict under lock, after its customer, in the order in which ``hand_over`` locks them. Raises as ``locked``."""
    locked(Customer, db.session.scalar(select(Conflict.customer_id).where(Conflict.id == conflict_id)))
    return locked(Conflict, conflict_id, version)


def _put_forward(party: ConflictParty, words: Words) -> tuple[dict, dict]:
    changed = changes(party, asdict(words))
    party.stated_at = clock.now() if words.said else None
    _moved(party.conflict)
    return changed


def _moved(conflict: Conflict) -> None:
    """Who rules on a page that does not show this yet finds it stale."""
    flag_modified(conflict, "status")


def withdraw(conflict_id: int, by: User) -> Conflict:
    """Take a claim back before it is ruled; with the last claim the file is closed. Raises ``Refused``."""
    with transaction():
        conflict = locked_file(conflict_id)
        party = claim_of(conflict, by)
        facts = (party.claiming, party.left_at is None) if party else (None, False)
        refuse_if(withdrawal_problems(stands(conflict), *facts))
        party.left_at = clock.now()
        _moved(conflict)
        record("conflict_withdrawn", party, by)
        tell(conflict, "conflict_withdrawn", f"withdrawal:{party.id}:{party.version}", by)
        close_if_nobody_claims(conflict)
    return conflict


def close_if_nobody_claims(conflict: Conflict) -> bool:
    """Close the file once nobody is left who claims the customer against its owner: there is nothing to rule on."""
    if any(party.claiming is Claiming.LATER for party in present(conflict)):
        return False
    conflict.status, conflict.closed_at = ConflictStatus.WITHDRAWN, clock.now()
    return True


def appeal(conflict_id: int, version: int, reason: str, by: User) -> Conflict:
    """A party appeals to sales management, once and within the term. Raises ``Refused``, ``Stale``."""
    with transaction():
        conflict = locked_file(conflict_id, version)
        party = party_of(conflict, by.id)
        here = party is not None and party.left_at is None
        again, judged = conflict.appealed_at is not None, bool(rulers(conflict, Instance.APPEAL))
        refuse_if(appeal_problems(AppealFacts(stands(conflict), here, again, reason, judged)))
        conflict.status, conflict.appeal_reason = ConflictStatus.APPEALED, reason
        conflict.appealed_by_id, conflict.appealed_at = by.id, clock.now()
        record("conflict_appealed", party, by, note=reason)
        tell(conflict, "conflict_appealed", f"appeal:{conflict.id}", by)
        _ask_rulers(conflict, Instance.APPEAL)
    return conflict


def follow_owner(customer: Customer) -> None:
    """The customer has another owner, or none any more: in a conflict that runs the owner takes the first one's place.

    Joins the running transaction; ``ownership.hand_over`` calls it, and who lets a record lapse. In the public pool,
    without its name, or once nobody is left who claims it against the owner, the file is closed: there is nothing to
    rule on.
    """
    conflict = _running(customer)
    if conflict is None:
        return
    first = next((party for party in present(conflict) if party.claiming is Claiming.FIRST), None)
    if customer.name_key is None:
        _end(conflict)
        return
    if first is not None and first.user_id == customer.owner_id:
        return
    if first is not None:
        first.left_at = clock.now()
    if customer.owner_id is None:
        _end(conflict)
        return
    since = first.recorded_at if first else customer.created_at
    heir = _enter(conflict, db.session.get_one(User, customer.owner_id), Claiming.FIRST, customer.name, since)
    record("conflict_inherited", heir, None, before={"owner_id": first.user_id if first else None})
    if close_if_nobody_claims(conflict):
        _end(conflict)
        return
    key, about = f"conflict_inherited:{heir.id}:{heir.version}", {"customer": customer.name}
    notify(heir.user_id, "conflict_inherited", _page(conflict), key=key, **about)
    ask_rulers_anew(conflict)


def _end(conflict: Conflict) -> None:
    conflict.status, conflict.closed_at = ConflictStatus.WITHDRAWN, clock.now()
    record("conflict_ended", conflict, None)
    tell(conflict, "conflict_ended", f"end:{conflict.id}", None)


def _page(conflict: Conflict) -> str:
    return f"/conflicts/{conflict.id}"


def tell(conflict: Conflict, event: str, key: str, by: User | None, but: set[int] = frozenset(), **more) -> None:
    """Tell every party, and who opened the file for one, except who did it; each by the name under which they know the
    customer (A13)."""
    told = {party.user: party.known_as for party in present(conflict)}
    claims = [party.known_as for party in present(conflict) if party.claiming is Claiming.LATER]
    told.setdefault(conflict.opened_by, claims[0] if claims else "")
    for person, known_as in told.items():
        if person.active and person.id not in {by.id if by else 0, *but}:
            notify(person.id, event, _page(conflict), key=key, customer=known_as or "–", **more)


def ask_rulers_anew(conflict: Conflict) -> None:
    """Other parties may have other rulers: who has not been asked yet is asked now. Joins the running transaction."""
    for instance in (one for one, status in AWAITED.items() if status is stands(conflict)):
        _ask_rulers(conflict, instance)


def _ask_rulers(conflict: Conflict, instance: Instance) -> None:
    event = "conflict_to_rule" if instance is Instance.MANAGER else "conflict_appeal_to_rule"
    for head in rulers(conflict, instance):
        notify(head.id, event, _page(conflict), key=f"{event}:{conflict.id}", customer=conflict.customer.name)
