"""The timetable: every job in it exists, and every job that a verb rings for."""

import ast
import importlib
import re
import sys

import pytest
from rq import cron

from extensions import QUEUE
from tests.support import reading

RUNG = re.compile(r"jobs\.\w+\.\w+")


def rung():
    """The job paths that the code names."""
    for path in reading.files("*.py"):
        if reading.room(path) in {"operations", "blueprints", "jobs", "extensions"}:
            for node in ast.walk(reading.tree(path)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and RUNG.fullmatch(node.value):
                    yield node.value


@pytest.mark.parametrize("path", sorted(set(rung())))
def test_a_job_that_is_rung_for_exists(path):
    module, _, function = path.rpartition(".")
    assert callable(getattr(importlib.import_module(module), function))


def test_the_timetable_is_read_by_the_scheduler_and_rings_our_one_queue(monkeypatch):
    monkeypatch.delitem(sys.modules, "jobs.schedule", raising=False)
    scheduler = cron.CronScheduler(connection=None)
    scheduler.load_config_from_file("jobs.schedule")
    entries = scheduler.get_jobs()
    assert entries
    assert {entry.queue_name for entry in entries} == {QUEUE}
    assert all(callable(entry.func) for entry in entries)
