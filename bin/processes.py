"""The parts of the running product under one manager (honcho): all start together, and all stop together."""

import os
import shlex
import sys
from pathlib import Path

import honcho.manager
from honcho.manager import Manager

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
import config  # noqa: E402

honcho.manager.KILL_WAIT = 20
THRIFT = ["MALLOC_ARENA_MAX=2", "MALLOC_MMAP_THRESHOLD_=262144", "MALLOC_TRIM_THRESHOLD_=262144"]
"""What a page or a password hash needed for a moment goes back to the system."""
SERVE = ["env", *THRIFT, "gunicorn", "app:create_app()"]
WORK = ["bin/keep", "python", "-m", "jobs.worker"]


def commands(settings: dict, own_valkey: bool) -> dict[str, list[str]]:
    """What runs, by name. The timetable is in company time; Valkey is ours unless REDIS_URL names another."""
    url = settings["REDIS_URL"]
    parts = {
        "web": SERVE,
        "worker": WORK,
        "timetable": [
            "bin/keep",
            "env",
            "TZ=Asia/Shanghai",
            "rq",
            "cron",
            "jobs.schedule",
            "--url",
            url,
            "-l",
            "WARNING",
        ],
    }
    if own_valkey:
        parts["valkey"] = ["bin/valkey", settings["INSTANCE_PATH"], url.removeprefix("unix://")]
    return parts


def main() -> None:
    env = config.environment()
    settings = config.settings(env)
    everyone = {**os.environ, **env, "REDIS_URL": settings["REDIS_URL"]}
    manager = Manager()
    for name, command in commands(settings, "REDIS_URL" not in env).items():
        manager.add_process(name, f"exec {shlex.join(command)}", env=everyone, cwd=str(ROOT))
    manager.loop()
    sys.exit(0 if manager.returncode in {130, 143} else manager.returncode)


if __name__ == "__main__":
    main()
