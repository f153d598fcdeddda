"""The product, with every answer saying how many queries it took and how long they ran. For the bench alone."""

import threading
import time

from sqlalchemy import event
from sqlalchemy.engine import Engine

import app as product

_here = threading.local()


@event.listens_for(Engine, "before_cursor_execute")
def _begin(connection, cursor, statement, parameters, context, executemany):
    _here.since = time.perf_counter()


@event.listens_for(Engine, "after_cursor_execute")
def _end(connection, cursor, statement, parameters, context, executemany):
    if statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")):
        return
    _here.queries = getattr(_here, "queries", 0) + 1
    _here.seconds = getattr(_here, "seconds", 0.0) + time.perf_counter() - _here.since


def create_app():
    """The product's own application with two more headers."""
    app = product.create_app()
    inner = app.wsgi_app

    def counted(environ, start_response):
        _here.queries, _here.seconds = 0, 0.0

        def start(status, headers, exc_info=None):
            told = [("X-Queries", str(_here.queries)), ("X-Query-Time", f"{_here.seconds * 1000:.2f}")]
            return start_response(status, [*headers, *told], exc_info)

        return inner(environ, start)

    app.wsgi_app = counted
    return app
