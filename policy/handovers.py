"""A5, A8.1: who leaves hands everything over in one step. What there is to hand over, and who may receive it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.contracting import ContractStatus
from policy.orders import OrderStatus
from policy.problems import Problem, refusals
from policy.quoting import EDITABLE, QuoteStatus
from policy.words import N_, Word

_refused = refusals("A8.1")


class Thing(Word):
    """A kind of thing that a person holds; carried over in this order, so that what hangs on another goes with it."""

    LEADS = "leads", N_("Leads in hand")
    CUSTOMERS = "customers", N_("Customers")
    OPPORTUNITIES = "opportunities", N_("Open opportunities")
    QUOTES = "quotes", N_("Running quotes")
    CONTRACTS = "contracts", N_("Running contracts")
    ORDERS = "orders", N_("Orders not carried out yet")
    IMPLEMENTATIONS = "implementations", N_("Implementations led")
    TASKS = "tasks", N_("Tasks not done")
    REQUESTS = "requests", N_("Decisions asked for")
    SHARES = "shares", N_("Customers of others, followed together")
    CONFLICTS = "conflicts", N_("Claims in running conflicts")
    WISHES = "wishes", N_("Places in line for a name")
    PLANS = "plans", N_("Planned activities")
    STEPS = "steps", N_("Next steps not taken")
    PARTS = "parts", N_("Parts in plans of colleagues")
    RULES = "rules", N_("Dispatch rules that name the person")
    GROUPS = "groups", N_("Dispatch groups")
    SUPPORT = "support", N_("Requests for support taken on")
    CHECKS = "checks", N_("Claims in check")
    ASSISTANTS = "assistants", N_("Assistants of the person")
    ASSISTED = "assisted", N_("Managers whom the person assists")
    ABSENCES = "absences", N_("Absences to come")
    DEPUTIES = "deputies", N_("Deputies, and parts as deputy")


SETTLED = frozenset({Thing.SUPPORT, Thing.CHECKS, Thing.ASSISTANTS, Thing.ASSISTED, Thing.ABSENCES, Thing.DEPUTIES})
"""What needs no receiver: it goes back to its queue, to another manager of the unit, or ends."""

IMPLEMENTED = frozenset({Thing.IMPLEMENTATIONS, Thing.TASKS})
"""What only goes to somebody who implements; one by one it is looked whether they do so in the unit that has it."""

SOLD = frozenset(Thing) - SETTLED - IMPLEMENTED - {Thing.PLANS, Thing.STEPS, Thing.PARTS, Thing.REQUESTS}
"""What only goes to somebody who may own customers."""

RECEIVED = tuple(thing for thing in Thing if thing not in SETTLED)
"""What goes to a person who is chosen."""

RUNNING_QUOTES = EDITABLE | {QuoteStatus.PENDING, QuoteStatus.SENT}
"""Quotes of which something is still to come; whose answer is known stay with who got it."""
RUNNING_CONTRACTS = frozenset(ContractStatus) - {ContractStatus.ENDED, ContractStatus.CANCELLED}
RUNNING_ORDERS = frozenset(OrderStatus) - {OrderStatus.DONE, OrderStatus.CANCELLED}


@dataclass(frozen=True)
class ReceiverFacts:
    """Somebody who is to receive things of a leaver."""

    name: str
    leaver: bool
    active: bool
    same_company: bool
    sells: bool
    implements: bool = False


@dataclass(frozen=True)
class HandoverFacts:
    """``held`` counts what the leaver holds, ``receivers`` who is to get each kind of it; ``running`` whether a
    handover of the same person is still on its way."""

    held: Mapping[Thing, int]
    receivers: Mapping[Thing, ReceiverFacts | None]
    running: bool
    reason: str


def handover_problems(facts: HandoverFacts) -> Iterator[Problem]:
    """Why the handover does not begin. Limits of leads and of claims do not stop it: nothing may stay behind."""
    if facts.running:
        yield RUNNING
    if not facts.reason.strip():
        yield _refused("no_reason", N_("A handover needs its reason."), N_("Say why the person leaves."), "reason")
    if not any(facts.held.values()):
        yield _refused("nothing", N_("This person holds nothing any more."))
    wanted = [thing for thing in RECEIVED if facts.held.get(thing)]
    if wanted and not any(facts.receivers.get(thing) for thing in wanted):
        message, remedy = (
            N_("Nobody is chosen to receive it."),
            N_("Choose one person for everything, or one for each kind."),
        )
        yield _refused("no_receiver", message, remedy, "to")
        return
    for thing in wanted:
        yield from receiver_problems(thing, facts.receivers.get(thing))


def receiver_problems(thing: Thing, receiver: ReceiverFacts | None) -> Iterator[Problem]:
    """Why this kind of thing does not go to that person."""
    on, what = f"to_{thing.value}", {"what": thing}
    if receiver is None:
        message = N_("“%(what)s”: nobody is chosen to receive it.")
        yield _refused("no_receiver", message, N_("Choose somebody for it, or one person for everything."), on, **what)
        return
    what["name"] = receiver.name
    if receiver.leaver:
        yield _refused("leaver", N_("“%(what)s”: %(name)s is the one who leaves."), "", on, **what)
    elif not receiver.active:
        yield _refused("inactive", N_("“%(what)s”: %(name)s is not active any more."), "", on, **what)
    elif not receiver.same_company:
        yield _refused("other_company", N_("“%(what)s”: %(name)s belongs to another company."), "", on, **what)
    elif thing in SOLD and not receiver.sells:
        message = N_("“%(what)s”: %(name)s does not own customers.")
        yield _refused("not_selling", message, N_("Choose somebody who sells, or leads those who sell."), on, **what)
    elif thing in IMPLEMENTED and not receiver.implements:
        message = N_("“%(what)s”: %(name)s does not implement.")
        yield _refused("not_implementing", message, N_("Choose somebody of the unit that implements."), on, **what)


RUNNING = _refused("running", N_("A handover of this person is on its way already."), N_("Wait until it has finished."))
