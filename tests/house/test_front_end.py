"""The loader, package.json and the local copy mean the same htmx, byte for byte."""

import base64
import hashlib
import json
import re

from config import ROOT
from tests.support.browser import LOCAL_HTMX

LOADER = (ROOT / "static" / "js" / "assets.js").read_text(encoding="utf-8")


def test_the_loader_asks_for_the_version_that_package_json_pins():
    pinned = json.loads((ROOT / "package.json").read_text())["dependencies"]["htmx.org"]
    assert re.findall(r"htmx\.org@([\w.-]+)/", LOADER) == [pinned]
    assert f'"assets:{pinned}"' in LOADER


def test_the_local_copy_has_the_hash_that_the_loader_demands_of_the_cdn():
    demanded = re.search(r'"sha384-([\w+/=]+)"', LOADER).group(1)
    assert len(base64.b64decode(demanded)) == hashlib.sha384().digest_size
    if LOCAL_HTMX.exists():
        assert base64.b64encode(hashlib.sha384(LOCAL_HTMX.read_bytes()).digest()).decode() == demanded


def test_the_product_ships_without_the_scripts_of_bootstrap(application):
    assert "bootstrap" not in LOADER
    assert not list((ROOT / "static" / "js").glob("*bootstrap*"))
