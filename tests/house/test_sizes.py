"""Small enough to read: files and functions within their limits."""

import ast

from tests.support import reading

PYTHON, TEST, TEMPLATE, FUNCTION = 300, 400, 150, 40


def length(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def ours(pattern):
    return [path for path in reading.files(pattern) if "migrations/versions" not in reading.name(path)]


def limit(path) -> int:
    return TEST if reading.room(path) == "tests" else PYTHON


def test_python_files_are_short():
    assert not {reading.name(path): length(path) for path in ours("*.py") if length(path) > limit(path)}


def test_templates_are_short():
    assert not {reading.name(path): length(path) for path in ours("templates/*.html") if length(path) > TEMPLATE}


def test_functions_are_short():
    long = {
        f"{reading.name(path)}: {node.name}": node.end_lineno - node.lineno + 1
        for path in ours("*.py")
        if reading.room(path) not in {"tests", "bench"}
        for node in ast.walk(reading.tree(path))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > FUNCTION
    }
    assert not long
