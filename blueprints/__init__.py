"""How people reach it: one package per area, each with a ``blueprint``; found by name, registered in one place."""

import importlib
import pkgutil

from flask import Blueprint, Flask


def register_all(app: Flask) -> None:
    """Register the ``blueprint`` of every module and package in this room that has one."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        blueprint = getattr(importlib.import_module(f"{__name__}.{module.name}"), "blueprint", None)
        if isinstance(blueprint, Blueprint):
            app.register_blueprint(blueprint)
