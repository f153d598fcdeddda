"""POST /api/inquiries: a website hands in what its own form took. JSON in, JSON out; see docs/inquiries.md."""

from flask import Response, jsonify, request
from flask_babel import gettext as _
from flask_limiter import RequestLimit
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

import clock
from access import public
from blueprints.inquiries import blueprint
from blueprints.inquiries.forms import InterfaceForm
from blueprints.inquiries.throttle import seconds_left, sentence, throttled
from extensions import csrf
from models import ApiKey
from operations import Refused, api_keys
from operations.inquiries import Source, take
from policy.inquiries import LONGEST_BODY, LONGEST_KEY, digest
from policy.leads import LeadChannel
from queries.inquiries import working_key


def _too_many(limit: RequestLimit) -> Response:
    seconds = seconds_left(limit)
    return _said(429, {"Retry-After": str(seconds)}, message=sentence(seconds))


@blueprint.post("/api/inquiries")
@csrf.exempt
@public
@throttled(_too_many)
def interface():
    """Take one inquiry: 201; the same one again under the same key: 201 as well, and nothing more is stored."""
    key = _key()
    if key is None:
        refusal = {"WWW-Authenticate": 'Bearer realm="inquiries"'}
        return _said(401, refusal, message=_("Send a valid key: Authorization: Bearer …"))
    name = request.headers.get("Idempotency-Key", "")
    if not (0 < len(name) <= LONGEST_KEY and name.isascii() and name.isprintable()):
        told = _(
            "Send a header Idempotency-Key of at most %(most)s characters, a new one for each inquiry.",
            most=LONGEST_KEY,
        )
        return _said(400, message=told)
    body, refused = _body()
    return refused or _take(key, name, body)


def _take(key: ApiKey, name: str, body: dict) -> Response:
    form = InterfaceForm(formdata=MultiDict(body))
    errors = {} if form.validate() else dict(form.errors)
    errors |= {field: [_("This field is not known.")] for field in body if field not in form.values()}
    if errors:
        return _said(422, message=_("Some fields cannot be taken."), errors=errors)
    said = {field: value or "" for field, value in form.values().items()}
    try:
        take(LeadChannel.WEBSITE, said, Source(f"api:{key.id}:{name}", digest(said)))
    except Refused as refusal:
        status = 409 if refusal.problems[0].code == "other_content" else 422
        errors = {problem.field: [_(problem.message)] for problem in refusal.problems if problem.field}
        return _said(status, message=_(refusal.problems[0].message), **({"errors": errors} if errors else {}))
    if key.last_used_on != clock.today():
        api_keys.used(key.id)
    return _said(201, status="received")


def _key() -> ApiKey | None:
    scheme, _blank, given = request.headers.get("Authorization", "").partition(" ")
    return working_key(api_keys.hashed(given.strip())) if scheme.lower() == "bearer" else None


def _body() -> tuple[dict, Response | None]:
    """The fields that were sent, or the answer that says why they could not be read."""
    request.max_content_length = LONGEST_BODY
    try:
        body = request.get_json(force=True)
    except RequestEntityTooLarge:
        return {}, _said(413, message=_("An inquiry has at most %(most)s bytes.", most=LONGEST_BODY))
    except (BadRequest, RecursionError):
        return {}, _said(400, message=_("The body must be a JSON object of texts."))
    if not isinstance(body, dict) or not all(isinstance(value, str) for value in body.values()):
        return {}, _said(422, message=_("The body must be a JSON object of texts."))
    return {name: value.encode(errors="replace").decode() for name, value in body.items()}, None


def _said(code: int, headers: dict | None = None, **content) -> Response:
    response = jsonify(content)
    response.status_code = code
    response.headers.extend(headers or {})
    return response
