"""Doors: each names a permission, and scoped tables are read through the person who asks."""

import ast

import sights
from tests.support import reading

SCOPED = {model.__name__ for model in sights.RULES}
NOBODY_ASKS = {"blueprints/sessions.py", "blueprints/demo.py", "blueprints/admin/commands.py"}
"""Sign-in finds out who is asking; commands are typed by the operator: nobody's visibility applies."""


def test_every_route_names_a_permission(application):
    unnamed = [
        f"{rule.endpoint} ({rule})"
        for rule in application.url_map.iter_rules()
        if not hasattr(application.view_functions[rule.endpoint], "permission") and not rule.rule.startswith("/-/")
    ]
    assert not unnamed


def test_what_needs_no_sign_in_is_little_and_known(application):
    public = {
        rule.rule
        for rule in application.url_map.iter_rules()
        if getattr(application.view_functions[rule.endpoint], "permission", 1) is None
        and not rule.rule.startswith("/-/")
    }
    known = {
        "/healthz",
        "/readyz",
        "/login",
        "/logout",
        "/language",
        "/theme",
        "/inquire",
        "/inquire/thanks",
        "/inquire/consultation",
        "/inquire/consultation/<token>",
        "/inquire/consultation/<token>/messages",
        "/inquire/consultation/<token>/contact",
        "/api/inquiries",
        "/policy",
        "/policy/<clause>",
    }
    assert {rule for rule in public if "<path:filename>" not in rule} <= known


def reads_past_the_person(path):
    """Places where a door takes rows of a scoped table other than by ``visible``."""
    for node in ast.walk(reading.tree(path)):
        if not isinstance(node, ast.Call):
            continue
        called = reading.dotted(node.func)
        named = {reading.dotted(argument).partition(".")[0] for argument in node.args} & SCOPED
        if named and called in {"select", "exists", "update", "delete", "sa.select", "db.select", "db.session.get"}:
            yield f"{called}({', '.join(sorted(named))}) in line {node.lineno}"
        if called.partition(".")[0] in SCOPED and ".query" in called:
            yield f"{called} in line {node.lineno}"


def test_doors_read_scoped_tables_only_through_the_person():
    past = {
        reading.name(path): found
        for path in reading.files("blueprints/*.py")
        if reading.name(path) not in NOBODY_ASKS and (found := list(reads_past_the_person(path)))
    }
    assert not past
