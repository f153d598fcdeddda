"""The fixtures: the application on each database, a client, the standing cast, a real Valkey and real workers."""

import os
import tempfile

_instance = tempfile.TemporaryDirectory(prefix="xianlu-instance-")
os.environ.update(
    INSTANCE_PATH=_instance.name,
    SECRET_KEY="a-key-that-only-the-tests-know-0123456789",
    ASSETS="local",
    ARGON2_TIME_COST="1",
    ARGON2_MEMORY_KIB="64",
    DATABASE_URL="",
    REDIS_URL=f"unix://{_instance.name}/nobody-listens-here.sock",
    RATELIMIT_STORAGE_URI="memory://",
    SMTP_HOST="",
    TRUSTED_HOSTS="",
    COOKIES_SECURE="",
    TRUSTED_PROXIES="",
    DEMO="yes",
)

import pytest  # noqa: E402
from sqlalchemy import select  # noqa: E402

from app import create_app  # noqa: E402
from extensions import db, limiter, queue  # noqa: E402
from models import Unit, User  # noqa: E402
from seeds.cast import UNITS, create_cast  # noqa: E402
from tests.support.client import Client  # noqa: E402
from tests.support.databases import KINDS, let_go  # noqa: E402
from tests.support.servers import Valkey, Workers  # noqa: E402

NOWHERE = os.environ["REDIS_URL"]


def pytest_addoption(parser):
    parser.addoption(
        "--db", action="append", choices=sorted(KINDS), help="databases to test on (default: sqlite); may be repeated"
    )


def pytest_generate_tests(metafunc):
    if "database" in metafunc.fixturenames:
        metafunc.parametrize(
            "database", metafunc.config.getoption("--db") or ["sqlite"], indirect=True, scope="session"
        )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish():
    let_go()


@pytest.fixture(scope="session")
def database(request):
    """A database with the schema of the models, kept under the state "bare"."""
    database = KINDS[request.param]()
    yield database
    database.close()


@pytest.fixture(scope="session")
def application(database):
    """The application on that database, once per test process; tests ask for ``app``."""
    app = create_app(
        {
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": database.url,
            "ASSETS_AS_THEY_ARE": True,
        }
    )
    app.test_client_class = Client
    with app.app_context():
        db.create_all()
        database.keep("bare", db.engine)
    return app


@pytest.fixture
def empty_database(database, tmp_path):
    """The address of a database without a table, beside the one of the tests."""
    if database.kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.db'}"
        return
    name = f"{database.name}_new"
    database.connection.execute(f"create database {name}")
    yield database.url.replace(f"/{database.name}?", f"/{name}?")
    database.connection.execute(f"drop database {name} with (force)")


_kept_casts = set()


@pytest.fixture
def app(application, database, request):
    """The application with an empty database, inside an application context; requests get contexts of their own.

    For a test that asks for the cast as well, the database holds the cast already once that was kept.
    """
    with application.app_context():
        filled = "cast" in request.fixturenames and database in _kept_casts
        database.restore("cast" if filled else "bare", db.engine)
        limiter.reset()
        yield application
        db.session.remove()


@pytest.fixture
def client(app):
    """Somebody's browser; ``client.get(url, hx=True)`` asks as htmx does."""
    return app.test_client()


class Cast:
    """The people of the demo data by user name: ``cast.sales1``; units by their key in the seeds: ``cast.unit("east")``."""

    def __getattr__(self, username: str) -> User:
        user = db.session.scalar(select(User).where(User.username == username))
        if user is None:
            raise AttributeError(f"nobody of the cast is called {username}")
        return user

    def unit(self, key: str) -> Unit:
        name = next(name for known, _, _, name in UNITS if known == key)
        return db.session.scalars(select(Unit).where(Unit.name == name)).one()


@pytest.fixture
def cast(app, database):
    """The standing cast of the design: units, people, roles and assistants; nothing else."""
    if database not in _kept_casts:
        create_cast(db.session)
        db.session.commit()
        db.session.remove()
        database.keep("cast", db.engine)
        _kept_casts.add(database)
    return Cast()


@pytest.fixture
def sign_in(cast):
    """``sign_in(client, "sales1")`` starts a session of that person."""
    return lambda client, username: client.sign_in(getattr(cast, username))


@pytest.fixture(scope="session")
def valkey_server():
    server = Valkey()
    yield server
    server.close()


@pytest.fixture
def valkey(app, valkey_server):
    """A real, empty Valkey that the application rings; without this fixture every ring goes unheard."""
    if not valkey_server.answers():
        valkey_server.start()
    valkey_server.client.flushall()
    queue.connect(valkey_server.url)
    yield valkey_server
    queue.connect(NOWHERE)


@pytest.fixture
def worker(database, valkey):
    """Real worker processes: ``worker.drain()`` works off the queue, ``worker.start()`` leaves one running."""
    db.session.commit()
    workers = Workers({"DATABASE_URL": database.url, "REDIS_URL": valkey.url})
    yield workers
    workers.close()
