"""A12.4, A12.5: the monthly ranking and what follows from it."""

from policy.words import N_, Word


class Board(Word):
    """Who is ranked: the salespeople of one company, or the agent partners of headquarters."""

    SALESPEOPLE = "salespeople", N_("Salespeople")
    AGENTS = "agents", N_("Agent partners")


class Honour(Word):
    """What a place at the top brings."""

    COMMENDATION = "commendation", N_("Commendation")
    REWARD = "reward", N_("Reward")


class RequestState(Word):
    """Where a request for presales support stands."""

    WAITING = "waiting", N_("Waiting to be taken on")
    TAKEN = "taken", N_("Taken on")
    DONE = "done", N_("Done")
    DECLINED = "declined", N_("Declined")
    WITHDRAWN = "withdrawn", N_("Withdrawn")


class SupportKind(Word):
    """What a salesperson asks presales or an expert for."""

    VISIT = "visit", N_("Join a visit")
    DEMO = "demo", N_("Give a demonstration")
    SOLUTION = "solution", N_("Write a solution")
    TENDER = "tender", N_("Help with a tender")
    EXPERT = "expert", N_("Expert's advice")


class Dimension(Word):
    """What the ranking looks at: three of quantity, three of quality."""

    NEW_CUSTOMERS = "new_customers", N_("New customers")
    NEW_OPPORTUNITIES = "new_opportunities", N_("New opportunities")
    VISITS = "visits", N_("Customer visits")
    CUSTOMER_VALUE = "customer_value", N_("Value of the new customers")
    OPPORTUNITY_VALUE = "opportunity_value", N_("Value of the new opportunities")
    MOVEMENT = "movement", N_("Steps forward in the funnel")


YUAN = frozenset({Dimension.CUSTOMER_VALUE, Dimension.OPPORTUNITY_VALUE})
"""Dimensions that are counted in yuan."""
WEIGHTS = {dimension: f"weight_{dimension.value}" for dimension in Dimension}
"""The parameter with the weight of each dimension."""


class LeftOut(Word):
    """Why a record does not count in the ranking."""

    IMPORTED = "imported", N_("imported")
    RETURNED = "returned", N_("returned in the review, not approved since")
    UNAPPROVED = "unapproved", N_("the customer is not approved")
    INVALID = "invalid", N_("closed as invalid")
    TWIN = "twin", N_("twin of an earlier record by the same person")
    BULK = "bulk", N_("entered in bulk")
