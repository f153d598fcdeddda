"""For whoever watches the machine: `/healthz` says that the process lives, `/readyz` that it can work."""

from flask import Blueprint, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from access import public
from extensions import db, limiter, queue

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
@limiter.exempt
def alive():
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
@limiter.exempt
def ready():
    """503 when the database does not answer; the queue may be away, because pages and writes work without it."""
    try:
        db.session.execute(text("select 1"))
    except SQLAlchemyError:
        return jsonify(status="down", database="down"), 503
    heard = queue.heard()
    return jsonify(status="ok" if heard else "degraded", database="ok", queue="ok" if heard else "down")
