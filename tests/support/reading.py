"""Reads the project's own code, for the tests of the house."""

import ast
import subprocess
from functools import cache
from pathlib import Path

from config import ROOT

LEAVES = {
    "config",
    "clock",
    "columns",
    "filetypes",
    "heteronyms",
    "identifiers",
    "logos",
    "passwords",
    "sheets",
    "typesetting",
}
"""Files of the top level that import nothing of ours but each other."""


@cache
def files(pattern: str) -> tuple[Path, ...]:
    """The project's own files of that pattern, whether committed or about to be; nothing that git ignores."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", pattern]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(path for name in sorted(set(names)) if (path := ROOT / name).is_file())


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    """The top-level folder of a file, or its own name at the top level."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def rooms() -> set[str]:
    return {room(path) for path in files("*.py")}


def imports(path: Path) -> set[str]:
    """The top-level names that a file imports, also inside functions."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(room(path) if node.level else (node.module or "").partition(".")[0])
    return found


def dotted(node: ast.AST) -> str:
    """``db.session.commit`` for such an expression, whatever it hangs on: ``….commit`` at least."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "…"
