"""Where one can go, and how the page looks: the menu of this person's areas, the theme, the way back here."""

import functools
from dataclasses import dataclass

from flask import Blueprint, current_app, make_response, redirect, request
from flask_babel import get_locale
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from access import can, permissions, public
from policy.permissions import Permission
from policy.words import N_

blueprint = Blueprint("navigation", __name__)
THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Item:
    """One area: what it is called, where it is, its picture, and whose it is (anyone who holds one of the permissions)."""

    label: str
    path: str
    icon: str
    permissions: tuple[Permission, ...]


@dataclass(frozen=True)
class Group:
    """Areas that belong together in the menu."""

    label: str
    items: tuple[Item, ...]


P = Permission
MENU = (
    Group(
        N_("Work"),
        (
            Item(N_("Home"), "/", "home", (P.USE,)),
            Item(N_("Leads"), "/leads", "call", (P.VIEW_LEADS,)),
            Item(N_("Customers"), "/customers", "customers", (P.VIEW_CUSTOMERS,)),
            Item(N_("Is it taken?"), "/lookup", "search", (P.LOOK_UP,)),
            Item(N_("Contacts"), "/contacts", "contacts", (P.VIEW_CUSTOMERS,)),
            Item(N_("Activities"), "/activities", "activities", (P.VIEW_CUSTOMERS, P.RECORD_ACTIVITIES)),
            Item(N_("Opportunities"), "/opportunities", "opportunities", (P.VIEW_OPPORTUNITIES,)),
            Item(N_("Quotes"), "/quotes", "policy", (P.VIEW_QUOTES,)),
            Item(N_("Products and prices"), "/products", "coins", (P.VIEW_PRODUCTS,)),
            Item(N_("Sales orders"), "/orders", "list", (P.VIEW_ORDERS,)),
            Item(N_("Implementations"), "/implementations", "board", (P.VIEW_IMPLEMENTATIONS,)),
            Item(N_("Tasks"), "/tasks", "flag", (P.WORK_TASKS,)),
            Item(N_("Presales support"), "/presales", "people", (P.ASK_PRESALES, P.SUPPORT_SALES)),
            Item(N_("Public pool"), "/pool", "pool", (P.VIEW_POOL,)),
            Item(N_("Summaries"), "/summaries", "edit", (P.USE,)),
            Item(N_("Trips"), "/trips", "external", (P.CLAIM_EXPENSES,)),
        ),
    ),
    Group(
        N_("Money"),
        (
            Item(N_("Contracts"), "/contracts", "policy", (P.VIEW_CONTRACTS,)),
            Item(N_("Expenses"), "/expenses", "expenses", (P.CLAIM_EXPENSES,)),
            Item(N_("Expense on the way"), "/expenses/quick", "upload", (P.CLAIM_EXPENSES,)),
            Item(N_("Finance desk"), "/expenses/desk", "desk", (P.CHECK_EXPENSES,)),
            Item(N_("Expense payments"), "/payments", "send", (P.PAY_EXPENSES,)),
            Item(N_("Receivables"), "/receivables", "coins", (P.VIEW_RECEIVABLES,)),
            Item(N_("Dunning"), "/receivables/dunning", "bell", (P.PRESS_FOR_PAYMENT,)),
            Item(N_("Invoices"), "/invoices", "list", (P.KEEP_RECEIVABLES,)),
            Item(N_("Collections"), "/collections", "download", (P.KEEP_RECEIVABLES,)),
        ),
    ),
    Group(
        N_("Control"),
        (
            Item(N_("Approvals"), "/approvals", "approvals", (P.USE,)),
            Item(N_("Conflicts"), "/conflicts", "conflicts", (P.VIEW_CONFLICTS,)),
            Item(N_("Daily use"), "/usage", "activities", (P.USE,)),
            Item(N_("Digests"), "/digests", "eye", (P.READ_TEAM,)),
            Item(N_("Ranking"), "/ranking", "star", (P.USE,)),
            Item(N_("Supervision"), "/supervision", "eye", (P.VIEW_SUPERVISION,)),
            Item(N_("Assessment"), "/assessment", "flag", (P.VIEW_SUPERVISION,)),
            Item(N_("Publications"), "/publications", "list", (P.USE,)),
            Item(N_("People and handovers"), "/people", "people", (P.HAND_OVER,)),
            Item(N_("Dispatch rules"), "/leads/rules", "flag", (P.SET_DISPATCH,)),
            Item(N_("Reports"), "/reports", "reports", (P.VIEW_REPORTS,)),
            Item(N_("Absences"), "/absences", "clock", (P.USE,)),
            Item(N_("Policy"), "/policy", "policy", (P.USE,)),
            Item(N_("Audit log"), "/admin/audit", "history", (P.VIEW_AUDIT,)),
            Item(N_("Administration"), "/admin", "gear", (P.ADMINISTER,)),
        ),
    ),
)
PATHS = tuple(item.path for group in MENU for item in group.items)


def current_area() -> str:
    """The path of the area in which the page shown lies; of nested areas the innermost."""
    here = request.path
    return max((path for path in PATHS if here == path or here.startswith(f"{path}/")), key=len, default="")


def nav_items(held: frozenset[Permission]) -> list[Group]:
    """The groups of the menu with the areas that who holds these permissions may enter; empty groups are left out."""
    groups = [
        Group(group.label, tuple(item for item in group.items if not held.isdisjoint(item.permissions)))
        for group in MENU
    ]
    return [group for group in groups if group.items]


@blueprint.app_template_global()
def menu() -> Markup:
    """The reader's menu. It says nothing of the reader but the permissions, so it is drawn once for all who hold them."""
    return _drawn(permissions(), get_locale().language, current_area())


@functools.lru_cache(maxsize=512)
def _drawn(held: frozenset[Permission], tongue: str, area: str) -> Markup:
    """``tongue`` is the language of the page, in which the template speaks."""
    template = current_app.jinja_env.get_template("_parts/menu.html")
    return Markup(template.render(groups=nav_items(held), area=area))  # noqa: S704  drawn by a template of ours


def page_at(path: str):
    """The view that answers a GET at this address of ours, or None."""
    try:
        endpoint, _arguments = current_app.url_map.bind("").match(path.partition("#")[0].partition("?")[0])
    except HTTPException:
        return None
    return current_app.view_functions[endpoint]


@blueprint.app_template_global()
def may_open(path: str) -> bool:
    """Whether there is a page at this address, and the reader may open it."""
    page = page_at(path)
    permission = getattr(page, "permission", None)
    return page is not None and (permission is None or can(permission))


@blueprint.app_template_global()
def may_record() -> bool:
    """Whether the reader may record activities (the quick button)."""
    return can(Permission.RECORD_ACTIVITIES)


@blueprint.app_template_global()
def chosen_theme() -> str:
    """``auto`` (follow the system), ``light`` or ``dark``, from the cookie."""
    theme = request.cookies.get("theme", "auto")
    return theme if theme in THEMES else "auto"


@blueprint.app_template_global()
def here() -> str:
    """The address of this page, for forms that come back to it."""
    if request.method not in {"GET", "HEAD"}:
        return "/"
    return request.full_path.rstrip("?")


def way_back(target: str | None) -> str:
    """``target`` when it is a path of this site, else home: nobody is sent elsewhere by a forged form."""
    plain = target and target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if plain else "/"


@blueprint.post("/theme")
@public
def theme():
    """Remember light, dark or the system's choice for a year."""
    response = make_response(redirect(way_back(request.form.get("next")), 303))
    choice = request.form.get("theme", "auto")
    response.set_cookie(
        "theme", choice if choice in THEMES else "auto", max_age=YEAR, samesite="Lax", secure=request.is_secure
    )
    return response
