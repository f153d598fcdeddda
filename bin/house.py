"""What bin/run and bin/test do: set up what is missing, step by step, then start or test. Standard library only."""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
ROOMS = ROOT / "tests"
TAIL, WIDE = 25, 400


class Stop(SystemExit):
    """An end with a clear word and exit code 1."""

    def __init__(self, message: str):
        print(f"\n{message}", file=sys.stderr)
        super().__init__(1)


class Steps:
    """Numbered steps, each with the seconds it took; a failed one shows the end of what it wrote."""

    def __init__(self, total: int):
        self.total, self.number = total, 0
        self.failed: list[str] = []

    def __call__(self, title: str, *commands: list, done: str = "", **options) -> None:
        self.number += 1
        print(f"[{self.number}/{self.total}] {title} ", end="", flush=True)
        began = time.monotonic()
        for command in commands:
            self._carry_out([str(part) for part in command], title, **options)
        seconds = time.monotonic() - began
        print(done or ("was there already" if not commands else f"done in {seconds:.0f} s"), flush=True)

    def check(self, title: str, *commands: list, **options) -> None:
        """A step whose failure is noted, and the next ones are carried out all the same."""
        try:
            self(title, *commands, **options)
        except Stop:
            self.failed.append(title)

    def _carry_out(self, command: list[str], title: str, show: bool = False, **options) -> None:
        if show:
            print(flush=True)
            if subprocess.run(command, cwd=ROOT, **options).returncode:
                raise Stop(f"{title}: failed.")
            return
        log = ROOT / "instance" / "setup.log"
        log.parent.mkdir(exist_ok=True)
        with log.open("w") as file:
            process = subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT, **options)
            while True:
                try:
                    process.wait(3)
                    break
                except subprocess.TimeoutExpired:
                    print(".", end="", flush=True)
                except BaseException:
                    process.terminate()
                    process.wait()
                    raise
        if process.returncode:
            print("FAILED", flush=True)
            said = log.read_text(errors="replace").splitlines()[-TAIL:]
            said = [line if len(line) <= WIDE else f"{line[:WIDE]}…" for line in said]
            raise Stop("\n".join(said) + f"\n\n{title}: failed (see above).")


def prepare(step: Steps, requirements: str, env: dict[str, str]) -> None:
    """The virtual environment, packages, front-end files and translations; each only when it is missing or out of date."""
    if not (PYTHON.exists() and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode == 0):
        step("Virtual environment .venv", [sys.executable, "-m", "venv", "--clear", VENV])
    else:
        step("Virtual environment .venv")
    install(step, requirements)
    fetch_front_end(step)
    texts = list(ROOT.glob("translations/*/LC_MESSAGES/*.po"))
    stale = any(not newer(po.with_suffix(".mo"), po) for po in texts)
    step("Translations", *([[PYTHON, "bin/translate", "--compile"]] if stale else []), env=env)


def install(step: Steps, requirements: str) -> None:
    wanted = fingerprint(ROOT / "requirements.txt", ROOT / requirements)
    mark = VENV / f"installed-{requirements}"
    if mark.exists() and mark.read_text() == wanted:
        step("Python packages")
        return
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-r", requirements]
    step("Python packages", pip)
    mark.write_text(wanted)
    if requirements != "requirements.txt":
        (VENV / "installed-requirements.txt").write_text(
            fingerprint(ROOT / "requirements.txt", ROOT / "requirements.txt")
        )


def fetch_front_end(step: Steps) -> None:
    """Third-party scripts from the packages that package.json pins, copied to static/vendor/."""
    package, vendor = ROOT / "package.json", ROOT / "static" / "vendor"
    copies = json.loads(package.read_text()).get("copies", {})
    mark, wanted = vendor / ".fetched", fingerprint(package)
    if mark.exists() and mark.read_text() == wanted and all((vendor / name).exists() for name in copies.values()):
        step("Front-end files")
        return
    npm = shutil.which("npm")
    if not npm:
        step("Front-end files", done="left out: npm is not here, so browsers take htmx from the CDN")
        return
    how = "ci" if (ROOT / "package-lock.json").exists() else "install"
    step("Front-end files", [npm, how, "--omit=dev", "--no-audit", "--no-fund", "--ignore-scripts"])
    for source, name in copies.items():
        (vendor / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "node_modules" / source, vendor / name)
    mark.write_text(wanted)


def run() -> None:
    """Set up and start everything; ends when it is told to, or when one part ends for good."""
    env = environment()
    host, port = env.setdefault("HOST", "127.0.0.1"), env.setdefault("PORT", "8000")
    refuse_taken(host, port)
    step = Steps(6)
    prepare(step, "requirements.txt", env)
    step("Database", [PYTHON, "-m", "flask", "db", "upgrade"], env=env)
    if not wants_demo(env):
        step("Demo data")
    else:
        step("Demo data", [PYTHON, "-m", "flask", "demo", "load"], env=env)
    refuse_taken(host, port)
    introduce(env)
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), str(ROOT / "bin" / "processes.py")], env)


def wants_demo(env: dict[str, str]) -> bool:
    """Whether this is a first start: nobody in the database, and demo data not declined by DEMO=no."""
    if env.get("DEMO", "yes").lower() in {"no", "0", "false", "off"}:
        return False
    question = "import sys; from seeds import welcome; from app import create_app; sys.exit(0 if welcome.wanted(create_app()) else 9)"
    asked = subprocess.run([PYTHON, "-c", question], cwd=ROOT, env=env, capture_output=True, text=True)
    if asked.returncode not in {0, 9}:
        raise Stop(asked.stderr.strip()[-2000:] + "\n\nThe application does not start (see above).")
    return asked.returncode == 0


def introduce(env: dict[str, str]) -> None:
    """Where it will be, and whom to sign in as."""
    listing = "from seeds import welcome; from app import create_app; print(welcome.introduction(create_app()))"
    told = subprocess.run([PYTHON, "-c", listing], cwd=ROOT, env=env, capture_output=True, text=True)
    print(f"\n{told.stdout.rstrip()}\n" if told.returncode == 0 else told.stderr, flush=True)


def refuse_taken(host: str, port: str) -> None:
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Stop(f"PORT is {port!r}, but must be a number from 1 to 65535.")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise Stop(
                f"Cannot listen on {host}:{port}: {error.strerror}.\n"
                f"Something else is there, perhaps Xianlu itself. Stop it, or choose another port: PORT=8080 bin/run"
            ) from error


def test(arguments: list[str]) -> None:
    """Every check, or the tests of the rooms that are named; pytest's own options are passed on."""
    env = {**environment(), "PYTHONWARNINGS": "ignore::DeprecationWarning"}
    rooms = [str(ROOMS / a) if (ROOMS / a).exists() else a for a in arguments if not a.startswith("-")]
    options = [a for a in arguments if a.startswith("-")]
    whole = not rooms
    step = Steps(7 if whole else 5)
    prepare(step, "requirements-dev.txt", env)
    if whole:
        step.check("Lint", [PYTHON, "-m", "ruff", "check", "."], env=env)
        step.check("Format", [PYTHON, "-m", "ruff", "format", "--check", "."], env=env)
    databases = [] if any(o.startswith("--db") for o in options) else ["--db", "sqlite", "--db", "postgresql"]
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    browser = []
    if chromium:
        env["CHROMIUM"] = chromium
    else:
        browser = ["-m", "not browser"]
        print("    No Chromium here: the browser tests are left out (.ci/run installs it).")
    # One more than there are processors: tests of workers and clocks mostly wait.
    processes = env.get("TEST_PROCESSES") or str((os.cpu_count() or 1) + 1)
    spread = ["-n", processes, "--dist", "worksteal"]
    command = [PYTHON, "-m", "pytest", *spread, *databases, *browser, *options, *rooms]
    step.check("Tests", command, show=True, env=env)
    if step.failed:
        raise Stop(f"Not in order: {', '.join(step.failed)}.")
    print("\nEverything is in order." if whole else "\nIn order.")


def environment() -> dict[str, str]:
    """The environment of everything that is started: what `.env` says, what is set comes before it."""
    env = {
        **kept_settings(),
        **os.environ,
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
        "VIRTUAL_ENV": str(VENV),
    }
    env.pop("PYTHONHOME", None)
    return {**env, "FLASK_APP": "app", "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}


def kept_settings() -> dict[str, str]:
    file = ROOT / ".env"
    lines = file.read_text().splitlines() if file.exists() else []
    pairs = (line.strip().removeprefix("export ").partition("=") for line in lines if not line.lstrip().startswith("#"))
    return {name.strip(): value.strip().strip("'\"") for name, equals, value in pairs if equals and value.strip()}


def fingerprint(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files) + sys.version.encode()).hexdigest()


def newer(result: Path, source: Path) -> bool:
    return result.exists() and result.stat().st_mtime >= source.stat().st_mtime


def interrupted(number, frame):
    print("\nStopped.", file=sys.stderr)
    sys.exit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupted)
    signal.signal(signal.SIGINT, interrupted)
    run() if sys.argv[1] == "run" else test(sys.argv[2:])
