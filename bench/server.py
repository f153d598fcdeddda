"""The real web server, started as ``bin/run`` starts it, on a database of choice; and a reader who has signed in."""

import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

import psutil

import config
from tests.support.servers import Valkey

ROOT = config.ROOT
PASSWORD = "xianlu-demo"
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


class Server:
    """Gunicorn with the product's own settings, beside a Valkey; the folder is thrown away at the end."""

    def __init__(self, database: str, port: int, target: str = "app:create_app()"):
        self.port, self.valkey = port, Valkey()
        self.folder = tempfile.TemporaryDirectory(prefix="xianlu-bench-")
        environment = {
            **os.environ,
            "DATABASE_URL": database,
            "INSTANCE_PATH": self.folder.name,
            "REDIS_URL": self.valkey.url,
            "PORT": str(port),
            "DEMO": "yes",
            "ASSETS": "local",
        }
        gunicorn = str(Path(sys.executable).parent / "gunicorn")
        self.process = subprocess.Popen([gunicorn, target], env=environment, cwd=ROOT, start_new_session=True)
        self.signed_in: dict[str, list[Reader]] = {}
        self._wait()

    def _wait(self) -> None:
        for _ in range(300):
            try:
                if Reader(self.port).get("/healthz").status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def memory(self) -> float:
        """Proportional set size of all web processes together, in MiB."""
        parent = psutil.Process(self.process.pid)
        return sum(one.memory_full_info().pss for one in [parent, *parent.children(recursive=True)]) / 2**20

    def cpu(self) -> float:
        """Seconds of processor time that the web processes have used so far."""
        parent = psutil.Process(self.process.pid)
        times = [one.cpu_times() for one in [parent, *parent.children(recursive=True)]]
        return sum(used.user + used.system for used in times)

    def readers(self, username: str, count: int) -> list["Reader"]:
        """So many browsers in which this person has signed in, kept for the next page."""
        known = self.signed_in.setdefault(username, [])
        known += [Reader(self.port).sign_in(username) for _ in range(count - len(known))]
        return known[:count]

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)
        self.valkey.close()
        self.folder.cleanup()


class Answer:
    """Status, headers and the bytes that came over the wire."""

    def __init__(self, response: http.client.HTTPResponse, seconds: float = 0.0):
        self.status, self.headers, self.body = response.status, response.headers, response.read()
        self.seconds = seconds


class Reader:
    """One browser: keeps its connection, its cookie and the last token that it saw."""

    def __init__(self, port: int):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str, plain: bool = False) -> Answer:
        return self._ask("GET", path, None, {} if plain else {"Accept-Encoding": "zstd, br, gzip"})

    def post(self, path: str, form: dict | list[tuple[str, str]], **headers: str) -> Answer:
        pairs = form if isinstance(form, list) else list(form.items())
        body = urlencode([*pairs, ("csrf_token", self.token)])
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Encoding": "zstd, br, gzip"}
        return self._ask("POST", path, body, {**kind, **headers})

    def _ask(self, method: str, path: str, body: str | None, headers: dict) -> Answer:
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        start = time.perf_counter()
        try:
            answer = self._carry(method, path, body, headers)
        except (http.client.RemoteDisconnected, BrokenPipeError):
            # An idle connection that the server closed meanwhile: a browser opens a new one.
            self.connection.close()
            start = time.perf_counter()
            answer = self._carry(method, path, body, headers)
        answer.seconds = time.perf_counter() - start
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def _carry(self, method: str, path: str, body: str | None, headers: dict) -> Answer:
        self.connection.request(method, path, body, headers)
        return Answer(self.connection.getresponse())

    def read_token(self, path: str) -> None:
        """Take the form token of a page."""
        if found := TOKEN.search(self.get(path, plain=True).body):
            self.token = found[1].decode()

    def sign_in(self, username: str) -> "Reader":
        """Sign in as a person does; raises when that fails."""
        self.read_token("/login")
        answer = self.post("/login", {"username": username, "password": PASSWORD})
        if answer.status != 303:
            raise RuntimeError(f"{username} could not sign in: {answer.status}")
        return self
