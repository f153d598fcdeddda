"""The two commands say clearly what is wrong."""

import os
import socket
import subprocess
import sys

import pytest

from config import ROOT, Misconfigured, settings

GOOD_KEY = "q7Hk2mVx9TzR4bNw8YpL3sDf"


def say(*command, **env):
    """What a command says and how it ends."""
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, timeout=30
    )
    return done.returncode, done.stdout + done.stderr


def test_too_old_a_python_is_named(tmp_path):
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14", "python"):
        old = tmp_path / name
        old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2\nexit 1\n')
        old.chmod(0o755)
    code, said = say("/bin/sh", ROOT / "bin" / "python", "bin/run", PATH=f"{tmp_path}:/nowhere", PYTHON="")
    assert code == 1
    assert "3.11 or newer" in said
    assert "python3 is Python 3.9.2" in said


def test_a_port_that_is_taken_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = say(sys.executable, ROOT / "bin" / "house.py", "run", PORT=port, HOST="127.0.0.1")
    assert code == 1
    assert f"127.0.0.1:{port}" in said
    assert "another port" in said


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_an_odd_port_is_refused(port):
    assert say(sys.executable, ROOT / "bin" / "house.py", "run", PORT=port) == (
        1,
        f"\nPORT is {port!r}, but must be a number from 1 to 65535.\n",
    )


@pytest.mark.parametrize("key", ["dev", "changeme", "short", "a" * 40, "secret-key"])
def test_a_key_that_anybody_could_guess_is_refused(tmp_path, key):
    with pytest.raises(Misconfigured):
        settings({"INSTANCE_PATH": str(tmp_path), "SECRET_KEY": key})


def test_without_a_key_one_is_made_and_kept(tmp_path):
    first = settings({"INSTANCE_PATH": str(tmp_path)})["SECRET_KEY"]
    assert settings({"INSTANCE_PATH": str(tmp_path)})["SECRET_KEY"] == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert settings({"INSTANCE_PATH": str(tmp_path), "SECRET_KEY": GOOD_KEY})["SECRET_KEY"] == GOOD_KEY


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////data/x.db", "sqlite:////data/x.db"),
    ],
)
def test_postgresql_is_always_reached_by_the_same_driver(tmp_path, given, used):
    assert settings({"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": given})["SQLALCHEMY_DATABASE_URI"] == used


def test_another_database_is_refused(tmp_path):
    with pytest.raises(Misconfigured, match="mysql"):
        settings({"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": "mysql://h/d"})


def test_every_setting_that_is_read_is_listed():
    listed = {line.partition("=")[0] for line in (ROOT / ".env.example").read_text().splitlines() if "=" in line}
    read = set()
    for name in ("config.py", "gunicorn.conf.py", "bin/house.py"):
        text = (ROOT / name).read_text()
        for mark in ('env.get("', 'number(env, "', 'environ.get("', 'env.setdefault("'):
            read |= {piece.partition('"')[0] for piece in text.split(mark)[1:]}
    assert read - {"PATH", "SERVING"} <= listed
