"""Small enough to read: files and functions within their limits."""

import ast

import pytest

from tests.support import reading

MOST_LINES = {"models.py": 1400}
PYTHON, TEST, TEMPLATE, FUNCTION = 300, 400, 150, 40


def length(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("path", reading.files("*.py"), ids=reading.name)
def test_a_python_file_is_short(path):
    most = TEST if reading.room(path) == "tests" else PYTHON
    if "migrations/versions" not in reading.name(path):
        assert length(path) <= MOST_LINES.get(reading.name(path), most)


@pytest.mark.parametrize("path", reading.files("templates/*.html"), ids=reading.name)
def test_a_template_is_short(path):
    assert length(path) <= TEMPLATE


@pytest.mark.parametrize("path", reading.files("*.py"), ids=reading.name)
def test_a_function_is_short(path):
    if reading.room(path) in {"tests", "bench"} or "migrations/versions" in reading.name(path):
        return
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(reading.tree(path))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > FUNCTION
    ]
    assert not long
