"""The demo data, loaded once per test process and kept as a state of the database."""

import pytest

from extensions import db
from seeds import load

_kept = set()


@pytest.fixture
def demo(app, database):
    """A database with the demo data; what is said of it is in ``seeds``."""
    if database in _kept:
        database.restore("demo", db.engine)
    else:
        load.load()
        db.session.remove()
        database.keep("demo", db.engine)
        _kept.add(database)
    return app
