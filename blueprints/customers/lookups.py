"""Small answers while one types: customers for a picker, cities of a province, who recorded a company first."""

from flask import render_template, request
from flask_login import current_user

import identifiers
from access import requires, visible, visible_or_404
from blueprints.arguments import number
from blueprints.customers import blueprint
from extensions import db
from models import Customer
from operations import Refused
from operations.lookups import ask, question
from policy.permissions import Permission
from policy.regions import REGIONS
from policy.registration import registration_problems
from queries.customers import same_company, similar_companies
from queries.registration import reservation_problems
from queries.search_all import agents_like, customers_like, recent_customers

MOST = 30
ENOUGH = 3


@blueprint.get("/customers/options")
@requires(Permission.USE)
def options():
    """The options of a customer picker: what the term finds, or the person's latest customers."""
    term = request.args.get("q", "").strip()[:80]
    return render_template("customers/_options.html", rows=_found(term), term=term)


def _found(term: str) -> list[tuple[int, str]]:
    if request.args.get("kind") == "agent":
        return agents_like(current_user, term, MOST)
    if not term:
        return recent_customers(current_user)
    return [(row.id, row.name) for row in customers_like(current_user, term, MOST) if row.status == "approved"]


@blueprint.get("/customers/cities")
@requires(Permission.USE)
def cities():
    """The options of the city, for a province."""
    return render_template("customers/_cities.html", cities=REGIONS.get(request.args.get("province", ""), ()))


@blueprint.post("/customers/similar")
@requires(Permission.LOOK_UP)
def similar():
    """Beside the form: whether the company is recorded already, or one of a similar name (A8.1).

    A question as any other, so it comes by POST, is counted and written down; beyond the limit it tells why not.
    """
    name = identifiers.clean(request.form.get("name", "")[:400])[:200]
    but = number("customer_id")
    known = visible_or_404(Customer, but) if but else None
    key, code = identifiers.name_key(name), _code(request.form.get("credit_code", ""))
    unchanged = known is not None and (key, code) == (known.name_key, known.credit_code)
    if unchanged or (len(key) < ENOUGH and not code):
        return render_template("customers/_similar.html", found=[], typed=False)
    me = current_user._get_current_object()
    try:
        term = question(name if len(key) >= ENOUGH else "", code)
        found = ask(term, me, lambda: _recorded(me, name, key, code, but), len)
    except Refused as refusal:
        found = refusal.problems
    return render_template("customers/_similar.html", found=found, typed=True)


def _recorded(user, name: str, key: str, code: str | None, but: int | None) -> list:
    same = same_company(user, key, code, but)
    alike = similar_companies(user, name, but) if len(key) >= ENOUGH and not same else []
    return list(registration_problems(same, alike)) or reservation_problems(key, code, user.id)


def _code(typed: str) -> str | None:
    try:
        return identifiers.credit_code(typed[:60])
    except ValueError:
        return None


@blueprint.app_template_global()
def picked_customers(chosen: int | None = None, kind: str = "") -> list[tuple[int, str]]:
    """What a customer picker offers before anything is typed: the latest customers and the chosen one."""
    rows = agents_like(current_user, "", MOST) if kind == "agent" else recent_customers(current_user)
    if chosen and chosen not in {id_ for id_, _name in rows}:
        customer = db.session.scalar(visible(Customer).where(Customer.id == chosen))
        rows = [(customer.id, customer.name), *rows] if customer else rows
    return rows
