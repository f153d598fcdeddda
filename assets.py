"""Our own assets under names that change with their content: compressed once, kept by the browser for ever."""

import fnmatch
import gzip
import hashlib
import os
from pathlib import Path

import brotli
import flask_bootstrap
from flask import Flask, current_app, url_for
from whitenoise import WhiteNoise

PREFIX = "/static/"
COMPRESSED = {".css", ".js", ".svg", ".json", ".txt", ".map"}
BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5"
BUNDLES = {
    "app.css": ("bootstrap/css/bootstrap.min.css", "css/*.css"),
    "app.js": ("js/assets.js", "js/ui.js", "js/keep.js", "js/drop.js", "js/offline.js"),
}
"""What every page needs, laid together so that a first visit asks for one style sheet and one script."""


def init_app(app: Flask) -> None:
    """Lay out fingerprinted copies and serve them before Flask is asked; ``asset()`` names them in templates."""
    app.jinja_env.globals["asset"] = asset
    app.extensions["assets"] = names = {}
    app.view_functions["static"].permission = None
    if app.config.get("ASSETS_AS_THEY_ARE"):
        return
    shelf = Path(app.instance_path) / "assets"
    sources = dict(_sources(Path(app.static_folder)))
    for name, content in {**sources, **_bundles(sources)}.items():
        names[name] = _shelve(name, content, shelf)
    app.wsgi_app = noise = WhiteNoise(app.wsgi_app, allow_all_origins=False, add_headers_function=_headers)
    noise.immutable_file_test = lambda path, url: path.startswith(str(shelf))
    noise.add_files(app.static_folder, PREFIX)
    noise.add_files(str(shelf), PREFIX)


def asset(name: str) -> str:
    """The URL of ``static/<name>``, or of a file that Bootstrap-Flask ships as ``bootstrap/<name>``."""
    return PREFIX + current_app.extensions["assets"][name] if _known(name) else url_for("static", filename=name)


def _known(name: str) -> bool:
    return name in current_app.extensions["assets"]


def _sources(static: Path):
    for path in sorted(static.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path.relative_to(static).as_posix(), path.read_bytes()
    yield "bootstrap/css/bootstrap.min.css", (BOOTSTRAP / "css" / "bootstrap.min.css").read_bytes()


def _bundles(sources: dict[str, bytes]) -> dict[str, bytes]:
    return {
        bundle: b"\n".join(sources[name] for part in parts for name in fnmatch.filter(sources, part))
        for bundle, parts in BUNDLES.items()
    }


def _shelve(name: str, content: bytes, shelf: Path) -> str:
    digest = hashlib.sha256(content).hexdigest()[:12]
    source = Path(name)
    path = shelf / source.with_name(f"{source.stem}.{digest}{source.suffix}")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix in COMPRESSED:
            _put(path.with_name(path.name + ".br"), brotli.compress(content))
            _put(path.with_name(path.name + ".gz"), gzip.compress(content, 9, mtime=0))
        _put(path, content)
    return path.relative_to(shelf).as_posix()


def _put(path: Path, content: bytes) -> None:
    """Written whole or not at all: several processes may start at once."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


def _headers(headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
