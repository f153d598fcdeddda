"""Templates: each compiles and is used; none carries scripts, styles or handlers of its own."""

import re

from config import ROOT
from tests.support import reading

TEMPLATES = reading.files("templates/*.html")
NAMES = {path.relative_to(ROOT / "templates").as_posix(): path for path in TEMPLATES}
COMMENTS = re.compile(r"\{#.*?#\}", re.DOTALL)
FORBIDDEN = {
    "a handler in an attribute": r"\s(on[a-z]+|hx-on[:\w-]*)\s*=",
    "a style attribute": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "a script of its own": r"<script\b(?![^>]*\bsrc=)",
    "JavaScript in an htmx attribute": r"""=\s*['"]\s*(js|javascript):""",
    "a trigger with a condition, which needs eval": r"hx-trigger\s*=\s*\"(?:[^\"]*,)?\s*[\w:.-]+\[",
    "an address outside": r"""(src|href|action)=["'](https?:)?//""",
    "a form that posts without a token": r"<form\b(?=[^>]*method=.post)(?:(?!</form>|csrf_token|hidden_keys|hidden_tag)[\s\S])*</form>",
    "text that is not escaped": r"\|\s*safe\b|autoescape\s+false",
}


def test_they_compile(application):
    for name in NAMES:
        application.jinja_env.get_template(name)


def test_nothing_of_their_own_runs_in_them():
    texts = {name: COMMENTS.sub("", path.read_text(encoding="utf-8")) for name, path in NAMES.items()}
    found = {
        f"{name} has {what}"
        for name, text in texts.items()
        for what, pattern in FORBIDDEN.items()
        if re.search(pattern, text, re.IGNORECASE)
    }
    assert not found


def test_every_template_is_used():
    readers = [*reading.files("*.py"), *TEMPLATES]
    said = {path: path.read_text(encoding="utf-8") for path in readers if reading.room(path) != "tests"}
    unused = [
        name
        for name, own in NAMES.items()
        if not any(f'"{name}"' in text or f"'{name}'" in text for path, text in said.items() if path != own)
    ]
    assert not unused


def test_every_template_that_is_named_exists():
    quoted = re.compile(r"""["']([\w/-]+\.html)["']""")
    named = {
        (found, reading.name(path))
        for path in [*reading.files("*.py"), *TEMPLATES]
        if reading.room(path) in {"blueprints", "templates", "operations", "jobs"}
        for found in quoted.findall(COMMENTS.sub("", path.read_text(encoding="utf-8")))
    }
    assert not sorted(pair for pair in named if pair[0] not in NAMES)
