"""A3.4: how a check says what it found, and that it could not be made."""

from policy.problems import Kind, Problem


class CannotCheck(Exception):
    """A check lacks what it needs: said aloud, as a doubt, and never taken for a pass. Carries the doubt."""

    def __init__(self, message: str, remedy: str, field: str, code: str, **params):
        super().__init__(code)
        self.problem = doubt(message, remedy, field, code, **params)


def blocker(message: str, remedy: str, field: str, code: str, **params) -> Problem:
    """What stands in the way of reimbursement."""
    return Problem("A3.4", Kind.BLOCKS, message, remedy, field, code, params)


def doubt(message: str, remedy: str, field: str, code: str, **params) -> Problem:
    """What somebody has to look at."""
    return Problem("A3.4", Kind.WARNS, message, remedy, field, code, params)
