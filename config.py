"""Settings: all read from the environment (and `.env`), with defaults that are safe. `.env.example` lists them."""

import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent
KNOWN_KEYS = frozenset(
    {"", "dev", "development", "secret", "secret-key", "secret_key", "changeme", "change-me", "test"}
)
SHORTEST_KEY = 24
LONGEST_SOCKET_PATH = 100
MEBIBYTE = 1024 * 1024
DEMO_PASSWORD = "xianlu-demo"  # noqa: S105  everybody knows it: it opens nothing unless DEMO is on
LANGUAGES = {"zh_Hans_CN": "中文", "en": "English"}
DEMO_MARK = "demo"
"""The file in the instance folder that says that demo data was loaded here, so that the demo password opens doors."""


class Misconfigured(RuntimeError):
    """A setting that the product refuses to start with; the message says which and what to do."""


def environment() -> dict[str, str]:
    """The process environment over what `.env` says; blank values count as absent."""
    merged = {**dotenv_values(ROOT / ".env"), **os.environ}
    return {name: value for name, value in merged.items() if value and value.strip()}


def settings(env: Mapping[str, str] | None = None) -> dict:
    """The Flask configuration that an environment asks for.

    Raises ``Misconfigured`` for a secret key that is known or short, and for numbers that are none.
    """
    env = environment() if env is None else env
    instance = Path(env.get("INSTANCE_PATH", ROOT / "instance")).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    redis_url = env.get("REDIS_URL") or f"unix://{socket_path(instance)}"
    return {
        "INSTANCE_PATH": str(instance),
        "SECRET_KEY": checked_key(env["SECRET_KEY"]) if "SECRET_KEY" in env else kept_key(instance / "secret_key"),
        "SQLALCHEMY_DATABASE_URI": database_url(env.get("DATABASE_URL"), instance),
        "REDIS_URL": redis_url,
        "ATTACHMENTS_PATH": env.get("ATTACHMENTS_PATH", str(instance / "attachments")),
        "ASSETS": env.get("ASSETS", "cdn"),
        "SERVING": truth(env.get("SERVING")),
        "DEMO": truth(env["DEMO"]) if "DEMO" in env else (instance / DEMO_MARK).exists(),
        "DEMO_PASSWORD": env.get("DEMO_PASSWORD", DEMO_PASSWORD),
        "PUBLIC_URL": env.get("PUBLIC_URL", f"http://127.0.0.1:{env.get('PORT', '8000')}").rstrip("/"),
        "TRUSTED_PROXIES": number(env, "TRUSTED_PROXIES", 0),
        **_web(env),
        **_limits(env, redis_url),
        **_mail(env),
        **_languages(),
    }


def _web(env: Mapping[str, str]) -> dict:
    hosts = [host.strip() for host in env.get("TRUSTED_HOSTS", "").split(",") if host.strip()]
    secure = truth(env.get("COOKIES_SECURE"))
    return {
        "TRUSTED_HOSTS": hosts or None,
        "INQUIRY_EMBED_ORIGINS": origins(env.get("INQUIRY_EMBED_ORIGINS", "")),
        "SESSION_COOKIE_NAME": "__Host-xianlu" if secure else "xianlu",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": number(env, "SESSION_HOURS", 12) * 3600,
        "LONGEST_SESSION": number(env, "SESSION_DAYS", 7) * 86_400,
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": number(env, "UPLOAD_MEGABYTES", 20) * MEBIBYTE + MEBIBYTE,
        "MAX_ATTACHMENT_BYTES": number(env, "UPLOAD_MEGABYTES", 20) * MEBIBYTE,
        "MAX_FORM_MEMORY_SIZE": MEBIBYTE,
        "MAX_FORM_PARTS": 2000,
        "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],
        "COMPRESS_STREAMS": False,
    }


def _limits(env: Mapping[str, str], redis_url: str) -> dict:
    storage = redis_url.replace("unix://", "redis+unix://", 1)
    return {
        "RATELIMIT_STORAGE_URI": env.get("RATELIMIT_STORAGE_URI", storage),
        "RATELIMIT_STORAGE_OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "RATELIMIT_KEY_PREFIX": "xianlu",
        "ARGON2_TIME_COST": number(env, "ARGON2_TIME_COST", 2),
        "ARGON2_MEMORY_KIB": number(env, "ARGON2_MEMORY_KIB", 19456),
    }


def _mail(env: Mapping[str, str]) -> dict:
    return {
        "SMTP_HOST": env.get("SMTP_HOST", ""),
        "SMTP_PORT": number(env, "SMTP_PORT", 587),
        "SMTP_USER": env.get("SMTP_USER", ""),
        "SMTP_PASSWORD": env.get("SMTP_PASSWORD", ""),
        "SMTP_SECURITY": env.get("SMTP_SECURITY", "starttls"),
        "MAIL_FROM": env.get("MAIL_FROM", "xianlu@localhost"),
    }


def _languages() -> dict:
    return {
        "LANGUAGES": LANGUAGES,
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
    }


def origins(given: str) -> list[str]:
    """The sites of a list with commas, each like ``https://www.example.com``.

    Raises ``Misconfigured`` for anything else: what stands here is written into a header.
    """
    sites = [site.strip().rstrip("/").lower() for site in given.split(",") if site.strip()]
    for site in sites:
        if not re.fullmatch(r"https?://(\*\.)?[a-z0-9.-]+(:[0-9]{1,5})?", site):
            raise Misconfigured(f"INQUIRY_EMBED_ORIGINS must name sites like https://www.example.com, not {site!r}.")
    return sites


def database_url(url: str | None, instance: Path) -> str:
    """The URL for SQLAlchemy: SQLite in the instance folder unless told otherwise, PostgreSQL always by psycopg 3."""
    if not url:
        return f"sqlite:///{instance / 'xianlu.db'}"
    scheme, _, rest = url.partition("://")
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return f"postgresql+psycopg://{rest}"
    if scheme != "sqlite":
        raise Misconfigured(f"DATABASE_URL begins with {scheme}:// but only sqlite:// and postgresql:// are supported.")
    return url


def socket_path(instance: Path) -> Path:
    """Where the embedded Valkey listens: in the instance folder, or near the root when that path is too long for a socket."""
    path = instance / "valkey.sock"
    if len(str(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(str(instance).encode()).hexdigest()[:12]
    private = Path(tempfile.gettempdir()) / f"xianlu-{os.getuid()}-{digest}"
    private.mkdir(mode=0o700, exist_ok=True)
    return private / "valkey.sock"


def checked_key(key: str) -> str:
    """The secret key as given; raises ``Misconfigured`` when anybody could guess it."""
    if key.strip().lower() in KNOWN_KEYS or len(key) < SHORTEST_KEY or len(set(key)) < 8:
        raise Misconfigured(f"SECRET_KEY is known or too short: use at least {SHORTEST_KEY} random characters.")
    return key


def kept_key(path: Path) -> str:
    """The secret key of this installation: made on first use, kept in a file that only its owner can read."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        path.chmod(0o600)
    return checked_key(path.read_text().strip())


def number(env: Mapping[str, str], name: str, default: int) -> int:
    """A whole number from the environment, at least 0."""
    try:
        value = int(env.get(name, default))
    except ValueError:
        value = -1
    if value < 0:
        raise Misconfigured(f"{name} must be a whole number, not {env[name]!r}.")
    return value


def truth(value: str | None) -> bool:
    """Whether a setting says yes."""
    return (value or "").strip().lower() in {"1", "true", "yes", "on"}
