"""A5, A8.1, A4.1: a lead becomes a customer's opportunity. To which customer it may be attached, and what it needs."""

from collections.abc import Iterator
from dataclasses import dataclass

from policy.leads import LeadDeed, LeadStatus, move_problems
from policy.problems import Problem, refusal
from policy.words import N_, Word


class Match(Word):
    """Why a recorded customer may be the one that asked; the most telling first."""

    NAME = "name", N_("Same name")
    CODE = "code", N_("Same credit code")
    PHONE = "phone", N_("Same phone")
    CONTACT = "contact", N_("A contact there has this phone")
    SIMILAR = "similar", N_("Similar name")
    FOUND = "found", N_("You looked for it")


class Way(Word):
    """What attaching a lead to a customer means for this person (A8.1)."""

    OWN = "own", N_("Your customer")
    SHARED = "shared", N_("You follow it together with its owner")
    MANAGED = "managed", N_("A customer of your units")
    CLAIM = "claim", N_("In the public pool: you claim it with this")
    TAKEN = "taken", N_("Somebody else's")
    OUTSIDE = "outside", N_("Outside your own company")
    LAPSED = "lapsed", N_("Its record has lapsed")


OPEN_WAYS = frozenset({Way.OWN, Way.SHARED, Way.MANAGED, Way.CLAIM})
"""The customers that may be chosen; whether the pool lets go of one is for the rule of the pool to say."""


@dataclass(frozen=True)
class Standing:
    """A customer as seen by the person who converts. ``near``: within their own company or the units that they lead."""

    own: bool = False
    shared: bool = False
    managed: bool = False
    pooled: bool = False
    near: bool = True
    lapsed: bool = False


def way(standing: Standing) -> Way:
    """What attaching to this customer would mean."""
    if standing.lapsed:
        return Way.LAPSED if standing.near else Way.OUTSIDE
    if standing.own:
        return Way.OWN
    if standing.shared:
        return Way.SHARED
    if not standing.near:
        return Way.OUTSIDE
    if standing.pooled:
        return Way.CLAIM
    return Way.MANAGED if standing.managed else Way.TAKEN


def attach_problems(found: Way, name: str = "", owner: str = "", unit: str = "") -> Iterator[Problem]:
    """Why the lead cannot be attached to that customer: first recorded, first owned. Outside the own company nothing of
    it is told (A13)."""
    if found is Way.TAKEN:
        message = N_("“%(name)s” belongs to %(owner)s (%(unit)s): first recorded, first owned.")
        remedy = N_("Ask the owner to follow it together with you, or open a conflict.")
        yield refusal("A8.1", "taken", message, remedy, "customer_id", name=name, owner=owner, unit=unit)
    elif found is Way.OUTSIDE:
        message = N_("This company is recorded outside your own company: first recorded, first owned.")
        remedy = N_("Your manager can ask sales management.")
        yield refusal("A8.1", "outside", message, remedy, "customer_id")
    elif found is Way.LAPSED:
        message = N_("The record of “%(name)s” has lapsed.")
        yield refusal("A8.1", "lapsed", message, N_("Record the customer anew."), "customer_id", name=name)


def choice_problems(chosen: bool, enters: bool) -> Iterator[Problem]:
    """Who enters no customers chooses one that is recorded (A4.0)."""
    if not chosen and not enters:
        message = N_("No customer is chosen.")
        remedy = N_(
            "Choose a recorded one. New customers are entered by salespeople; who holds the lead can record it."
        )
        yield refusal("A4.0", "none_chosen", message, remedy, "customer_id")


@dataclass(frozen=True)
class ConversionFacts:
    """Who converts what. ``holds``, ``leads``: as for following up. ``contact`` is the name entered, ``reused`` whether
    somebody at that customer already has the phone or mail; ``result``, ``who`` and ``when`` tell of an earlier one."""

    status: LeadStatus
    holds: bool
    leads: bool = False
    contact: str = ""
    reused: bool = False
    result: str = ""
    who: str = ""
    when: str = ""


def conversion_problems(facts: ConversionFacts) -> Iterator[Problem]:
    """Why the lead cannot be converted by this person, with these entries."""
    if facts.status is LeadStatus.CONVERTED:
        message = N_("%(who)s converted this lead on %(when)s: “%(result)s” came of it.")
        told = {"who": facts.who, "when": facts.when, "result": facts.result}
        yield refusal("A5", "already_converted", message, N_("Go on with that opportunity."), **told)
        return
    if facts.status is not LeadStatus.DISPATCHED:
        yield from move_problems(LeadDeed.CONVERTED, facts.status)
    if not (facts.holds or facts.leads):
        message = N_("This lead was dispatched to somebody else.")
        yield refusal("A4.4", "not_yours", message, N_("Who received it converts it, or who leads that unit."))
    if not facts.contact.strip() and not facts.reused:
        message = N_("The name of the contact is missing.")
        yield refusal(
            "A4.1", "no_contact", message, N_("Write who asked: name and contact are never empty."), "contact_name"
        )
