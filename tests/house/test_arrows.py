"""Imports point inward: app, jobs → blueprints → operations → queries, access → models, extensions → policy."""

import ast
import sys

import pytest

from tests.support import reading

LEAVES = reading.LEAVES
DATA = {"policy", "extensions", "models"} | LEAVES
READS = DATA | {"access", "queries"}
VERBS = READS | {"operations"}
DOORS = VERBS | {"blueprints", "assets"}
MAY_IMPORT = {
    **dict.fromkeys(LEAVES, LEAVES),
    "policy": {"policy"},
    "assets": LEAVES,
    "extensions": LEAVES | {"extensions"},
    "models": DATA,
    "access": DATA,
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


@pytest.mark.parametrize("path", reading.files("*.py"), ids=reading.name)
def test_every_import_points_inward(path):
    room = reading.room(path)
    if room not in FREE:
        ours = reading.imports(path) & reading.rooms()
        assert ours <= MAY_IMPORT[room], f"{room} may not know {sorted(ours - MAY_IMPORT[room])}"


@pytest.mark.parametrize("path", reading.files("policy/*.py"), ids=reading.name)
def test_a_rule_knows_the_standard_library_alone(path):
    assert reading.imports(path) <= sys.stdlib_module_names | {"policy"}


def test_demo_data_is_reached_by_its_own_commands_alone():
    knowing = {reading.name(p) for p in reading.files("blueprints/*.py") if "seeds" in reading.imports(p)}
    assert knowing <= {"blueprints/demo.py"}


def writes(path):
    return {
        node.lineno
        for node in ast.walk(reading.tree(path))
        if isinstance(node, ast.Call) and reading.dotted(node.func).endswith(".commit")
    }


@pytest.mark.parametrize("path", reading.files("*.py"), ids=reading.name)
def test_only_verbs_commit(path):
    name = reading.name(path)
    if name != "operations/__init__.py" and reading.room(path) not in FREE | {"seeds", "migrations"}:
        assert not writes(path)


@pytest.mark.parametrize("path", reading.files("*.py"), ids=reading.name)
def test_the_clock_alone_asks_what_time_it_is(path):
    if reading.room(path) in FREE | {"clock", "migrations"}:
        return
    asked = {
        f"{reading.dotted(node.func)} in line {node.lineno}"
        for node in ast.walk(reading.tree(path))
        if isinstance(node, ast.Call)
        and reading.dotted(node.func)
        in {"dt.datetime.now", "datetime.now", "datetime.datetime.now", "dt.date.today"}
        | {"date.today", "datetime.date.today", "datetime.utcnow", "dt.datetime.utcnow", "time.time"}
    }
    assert not asked
