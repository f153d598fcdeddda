"""How much of a file is looked at before it is left unread, and why it is (``Unreadable``).

``AT_ONCE`` files are read by a web process; a further one waits ``PATIENCE`` seconds for its turn, so that slow files never
hold all of its threads.
"""

MOST_BYTES = 20 * 1024**2
MOST_ENTRIES = 400
MOST_UNPACKED = 30 * 1024**2
MOST_PAGES = 3
MOST_PIXELS = 50_000_000
MOST_TEXT = 200_000
SECONDS = 7
CPU_SECONDS = 5
AT_ONCE = 2
PATIENCE = 1.0
MEMORY = 1536 * 1024**2


class Unreadable(Exception):
    """The file is not read; ``code`` is a value of ``policy.vouchers.ReadProblem``."""

    def __init__(self, code: str):
        self.code = code
        super().__init__(code)
