"""Imports point inward: app, jobs → blueprints → operations → queries, access → models, extensions → policy."""

import ast
import sys

from tests.support import reading

LEAVES = reading.LEAVES
DATA = {"policy", "extensions", "models"} | LEAVES
READS = DATA | {"access", "scopes", "sights", "queries"}
VERBS = READS | {"operations", "readers"}
DOORS = VERBS | {"blueprints", "assets"}
MAY_IMPORT = {
    **dict.fromkeys(LEAVES, LEAVES),
    "policy": {"policy"},
    "readers": {"readers"},
    "assets": LEAVES,
    "extensions": LEAVES | {"extensions"},
    "tables": LEAVES | {"extensions", "policy", "tables"},
    "models": DATA | {"tables"},
    "scopes": DATA,
    "sights": DATA | {"scopes", "sights"},
    "access": DATA | {"scopes", "sights"},
    "queries": READS,
    "operations": VERBS,
    "blueprints": DOORS | {"seeds"},
    "app": DOORS,
    "jobs": DOORS | {"jobs", "app"},
    "seeds": VERBS | {"seeds"},
    "migrations": LEAVES | {"queries"},
    "gunicorn.conf": set(),
}
FREE = {"tests", "bench", "bin"}
CLOCKS = {
    f"{prefix}{call}"
    for prefix in ("", "dt.", "datetime.")
    for call in ("datetime.now", "datetime.utcnow", "date.today")
} | {"time.time"}


def test_every_import_points_inward():
    outward = [
        f"{reading.name(path)} may not know {sorted(unknown)}"
        for path in reading.files("*.py")
        if reading.room(path) not in FREE
        and (unknown := reading.imports(path) & reading.rooms() - MAY_IMPORT[reading.room(path)])
    ]
    assert not outward


def test_a_rule_knows_the_standard_library_alone():
    known = sys.stdlib_module_names | {"policy"}
    worldly = {reading.name(path): reading.imports(path) - known for path in reading.files("policy/*.py")}
    assert not {name: more for name, more in worldly.items() if more}


def test_demo_data_is_reached_by_its_own_commands_alone():
    knowing = {reading.name(p) for p in reading.files("blueprints/*.py") if "seeds" in reading.imports(p)}
    assert knowing <= {"blueprints/demo.py"}


def calls(path):
    for node in ast.walk(reading.tree(path)):
        if isinstance(node, ast.Call):
            yield reading.dotted(node.func), node.lineno


def test_only_verbs_commit():
    free = FREE | {"seeds", "migrations"}
    committing = [
        f"{reading.name(path)}:{line}"
        for path in reading.files("*.py")
        if reading.room(path) not in free and reading.name(path) != "operations/__init__.py"
        for called, line in calls(path)
        if called.endswith(".commit")
    ]
    assert not committing


def test_the_clock_alone_asks_what_time_it_is():
    asking = [
        f"{reading.name(path)}:{line} {called}"
        for path in reading.files("*.py")
        if reading.room(path) not in FREE | {"clock", "migrations"}
        for called, line in calls(path)
        if called in CLOCKS
    ]
    assert not asking
