"""Every few minutes, and whenever somebody rings: leads that nobody could receive are tried again (A5)."""

from operations.jobs import tally
from operations.waiting_leads import retry_waiting


def run() -> None:
    """Try all of them; what changed meanwhile (absences, rights, rules, leads done) is looked at anew."""
    tally("dispatch_waiting", retry_waiting())
