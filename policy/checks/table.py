"""A3.4: entertainment: who sat at the table; and whether the customer has moved at all."""

from collections.abc import Iterator
from decimal import Decimal

from policy.checks.findings import CannotCheck, doubt
from policy.line_facts import LineFacts
from policy.problems import Problem
from policy.words import N_


def table(facts: LineFacts) -> Iterator[Problem]:
    """How many sat there fits who was met, and not more of ours than the guests call for."""
    if not facts.headcount:
        remedy = N_("Say how many sat at the table, our own people included.")
        raise CannotCheck(N_("How many sat at the table is not said."), remedy, "headcount", "headcount_missing")
    ours = facts.activity.colleagues if facts.activity else 1
    guests = facts.headcount - ours
    if guests < 1:
        message = N_("%(heads)s at the table, and %(ours)s of ours took part: no guest is left.")
        remedy = N_("Correct the number, or say who the guests were.")
        yield doubt(message, remedy, "headcount", "no_guests", heads=facts.headcount, ours=ours)
        return
    if Decimal(ours) > facts.own_heads_per_guest * guests:
        message = N_("%(ours)s of ours for %(guests)s guest(s).")
        remedy = N_("Say in the description why so many of us were needed.")
        yield doubt(message, remedy, "headcount", "many_of_ours", ours=ours, guests=guests)
    if facts.activity and facts.activity.contacts and guests > 3 * facts.activity.contacts:
        message = N_("%(guests)s guests, but the activity names %(contacts)s contact(s).")
        remedy = N_("Enter in the activity who was met.")
        yield doubt(message, remedy, "headcount", "guests_unnamed", guests=guests, contacts=facts.activity.contacts)


def movement(facts: LineFacts) -> Iterator[Problem]:
    """Beside the linked activity something has moved at the customer: a stage, a step, a quote, a contact."""
    if facts.moved is None:
        remedy = N_("Choose the customer first.")
        raise CannotCheck(
            N_("Whether the customer moved could not be checked."), remedy, "customer_id", "movement_unknown"
        )
    if not facts.moved:
        yield doubt(
            N_("Within %(days)s days of the expense nothing has moved at the customer but this activity."),
            N_("Record what followed: a next step done, a stage, a quote, another contact."),
            "progress",
            "nothing_moved",
            days=facts.movement_days,
        )
