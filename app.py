"""create_app(): the only place where things are wired together."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter, ValidationError

import assets
import blueprints
import config as configuration
from blueprints import errors, looks, sessions, shield
from extensions import babel, compress, csrf, db, limiter, login, queue

LARGEST_ID = 2**31 - 1


class Number(BaseConverter):
    """An id in a URL: ASCII digits, small enough for the database. Everything else is simply not found."""

    regex = "[0-9]{1,10}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > LARGEST_ID:
            raise ValidationError
        return number


def create_app(config: Mapping | None = None) -> Flask:
    """The application. ``config`` is laid over the settings from the environment (tests use it).

    Raises ``config.Misconfigured`` when a setting is not safe to start with.
    """
    settings = {**configuration.settings(), **(config or {})}
    app = Flask(__name__, instance_path=settings["INSTANCE_PATH"])
    app.config.from_mapping(settings)
    app.url_map.converters["int"] = Number
    app.jinja_environment = looks.Templates
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    shield.init_app(app)
    _bind_extensions(app)
    looks.init_app(app)
    errors.init_app(app)
    blueprints.register_all(app)
    _wrap(app)
    return app


def _bind_extensions(app: Flask) -> None:
    import models  # noqa: F401  the tables must be known before the database is bound
    import operations.figure_dirt  # noqa: F401  every change of what is counted is noted from the first one on

    db.init_app(app)
    if not app.config["SERVING"]:
        from flask_migrate import Migrate  # 11 MB that a web process never uses

        Migrate(app, db, directory=str(Path(app.root_path) / "migrations"), render_as_batch=True)
    compress.init_app(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=looks.chosen_language)
    limiter.init_app(app)
    queue.init_app(app)
    sessions.init_app(app, login)


def _wrap(app: Flask) -> None:
    assets.init_app(app)
    hops = app.config["TRUSTED_PROXIES"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
