"""The extensions: created here, bound to the application in app.py."""

import ipaddress
import logging
import sqlite3
from collections.abc import Callable

import redis
from flask import Flask
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from rq import Queue, Retry
from rq.exceptions import DuplicateJobError
from sqlalchemy import event
from sqlalchemy.engine import Engine

from columns import Base

QUEUE = "xianlu"
DAY = 86_400
log = logging.getLogger(__name__)


class Doorbell:
    """The one queue. The database holds what is due, so a ring that nobody hears is logged and made good by the sweep."""

    def __init__(self):
        self._queue: Queue | None = None

    def init_app(self, app: Flask) -> None:
        self.connect(app.config["REDIS_URL"])

    def connect(self, url: str) -> None:
        """Point the bell at a Redis or Valkey server; nothing is sent until the first ring."""
        connection = redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1, health_check_interval=30)
        self._queue = Queue(QUEUE, connection=connection)

    @property
    def rq(self) -> Queue:
        """The RQ queue itself, for the pages that show it."""
        return self._queue

    def enqueue(self, path: str, *args: int | str | None, job_id: str | None = None, timeout: int = 300) -> bool:
        """Ask a worker to run ``path`` (e.g. ``"jobs.send_outbox.run"``) with ids as arguments.

        With ``job_id`` (kind:entity:version) the same ring waits in the queue only once. Returns whether it was heard:
        False when the server is out of reach, which the caller need not mind.
        """
        if not all(arg is None or isinstance(arg, int | str) for arg in args):
            raise TypeError("a job takes ids and words, never objects")
        once = (
            {"job_id": job_id.replace(":", "-"), "unique": True, "result_ttl": 0, "failure_ttl": 60} if job_id else {}
        )
        options = {"result_ttl": DAY, "failure_ttl": 30 * DAY, **once}
        try:
            self.rq.enqueue(path, args=args, job_timeout=timeout, retry=Retry(max=2), **options)
        except DuplicateJobError:
            return True
        except (redis.ConnectionError, redis.TimeoutError) as error:
            log.warning("nobody heard %s%r: %s", path, args, error)
            return False
        return True

    def heard(self) -> bool:
        """Whether the server answers."""
        try:
            return bool(self.rq.connection.ping())
        except redis.RedisError:
            return False


db = SQLAlchemy(model_class=Base)
login = LoginManager()
csrf = CSRFProtect()
babel = Babel()
compress = Compress()


def visitor() -> str:
    """Whom a throttle counts. Of IPv6 it is the network of 64 bits, all of which one household or server has to itself:
    counted one by one, its addresses would never end."""
    address = get_remote_address()
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    mapped = getattr(found, "ipv4_mapped", None)
    if found.version == 4 or mapped:
        return str(mapped or found)
    return str(ipaddress.ip_network((found, 64), strict=False))


limiter = Limiter(visitor, headers_enabled=True)
queue = Doorbell()

enqueue: Callable[..., bool] = queue.enqueue


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection, record):
    """Foreign keys on, readers beside one writer, and no transaction that the driver begins behind our back."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=NORMAL",
        "busy_timeout=10000",
        "cache_size=-4000",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection):
    """Readers begin DEFERRED and never wait; a verb asks for IMMEDIATE, because a late upgrade fails at once."""
    if connection.dialect.name == "sqlite":
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")
