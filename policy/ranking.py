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

    WAITING = "waiting", N_("Waiting")
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
