"""Read settings from the environment and fail loudly on nonsense."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


POSTGRESQL_OPTIONS = frozenset(
    {"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "options"}
)
GATEWAY_CHANNELS = ("text", "wechat", "dingtalk")
SQLITE_NAME = "zhisheng.sqlite3"


class SettingError(Exception):
    """An environment variable holds something this program cannot use."""


def data_dir() -> Path:
    """Return the folder of the installation's own files."""
    return Path(env_text("ZHISHENG_DATA_DIR", str(Path.cwd() / "var")))


def env_text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_bool(name: str, *, default: bool) -> bool:
    text = os.environ.get(name)
    if text is None:
        return default
    if text.lower() in TRUE:
        return True
    if text.lower() in FALSE:
        return False
    raise SettingError(f"{name} must be true or false, not {text!r}")


def env_int(name: str, default: int) -> int:
    text = os.environ.get(name)
    if text is None:
        return default
    try:
        return int(text)
    except ValueError:
        raise SettingError(f"{name} must be a whole number, not {text!r}") from None


def env_list(name: str, default: list[str]) -> list[str]:
    text = os.environ.get(name)
    if text is None:
        return default
    return [part.strip() for part in text.split(",") if part.strip()]


def read_channels(
    *,
    gateway_url: str,
    gateway_channels: list[str],
    gateway_secret: str,
    mail_sender: str,
    is_local: bool,
) -> dict[str, dict[str, str]]:
    """Return, for each channel to the outside, its adapter and what that one needs."""
    if gateway_url and not gateway_secret:
        raise SettingError("ZHISHENG_GATEWAY_URL needs ZHISHENG_GATEWAY_SECRET")
    unknown = sorted(set(gateway_channels) - set(GATEWAY_CHANNELS))
    if unknown:
        raise SettingError(
            f"ZHISHENG_GATEWAY_CHANNELS does not take {', '.join(unknown)}"
        )
    channels: dict[str, dict[str, str]] = {}
    if is_local:
        local = (*GATEWAY_CHANNELS, "mail")
        channels |= {name: {"adapter": "local"} for name in local}
    if mail_sender:
        channels["mail"] = {"adapter": "mail", "sender": mail_sender}
    if gateway_url:
        gateway = {"address": gateway_url, "secret": gateway_secret}
        channels |= {
            name: {"adapter": "gateway", **gateway} for name in gateway_channels
        }
    return channels


def read_identity(
    *, url: str, client: str, secret: str, name: str, is_local: bool
) -> dict[str, str]:
    """Return the identity service of the officers, or nothing where there is none."""
    if not url:
        return {"name": name, "stand_in": "yes"} if is_local else {}
    if not url.startswith("https://"):
        raise SettingError("ZHISHENG_IDENTITY_URL must begin with https://")
    if not (client and secret):
        raise SettingError(
            "ZHISHENG_IDENTITY_URL needs ZHISHENG_IDENTITY_CLIENT"
            " and ZHISHENG_IDENTITY_SECRET"
        )
    return {"name": name, "url": url.rstrip("/"), "client": client, "secret": secret}


def read_licence(
    *, url: str, secret: str, stand_in: str, stand_in_secret: str, is_local: bool
) -> dict[str, str]:
    """Return the service that checks electronic licences, or nothing without one."""
    if not url:
        local = {"address": stand_in, "secret": stand_in_secret, "stand_in": "yes"}
        return local if is_local else {}
    if not (url.startswith("https://") and secret):
        raise SettingError(
            "ZHISHENG_LICENCE_URL must begin with https:// and needs"
            " ZHISHENG_LICENCE_SECRET"
        )
    return {"address": url, "secret": secret}


def env_secret(name: str) -> str:
    """Return the secret from NAME, or from the file that NAME_FILE names."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, "")


def load_or_make_secret(path: Path, make: Callable[[], str]) -> str:
    """Return the secret kept in a local file, made on first use, readable by its owner."""
    if not path.exists():
        # The database and the uploaded files stand in the same folder.
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(make())
        # Appears whole or not at all: a process starting beside reads no empty secret.
        with suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_text(encoding="utf-8").strip()


def parse_database_url(url: str, *, sqlite_path: Path) -> dict[str, object]:
    """Return Django's DATABASES entry for a URL; an empty URL is the local SQLite file."""
    parts = urlsplit(url or f"sqlite:///{sqlite_path}")
    if parts.scheme == "sqlite":
        return _sqlite_entry(
            url.removeprefix("sqlite:///") if url else str(sqlite_path)
        )
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SettingError(
            f"DATABASE_URL must begin with sqlite or postgresql, not {parts.scheme!r}"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": _read_options(parts.query),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _read_options(query: str) -> dict[str, str]:
    """Return what a URL asks of the connection, TLS above all; nothing is dropped."""
    options = dict(parse_qsl(query))
    unknown = sorted(set(options) - POSTGRESQL_OPTIONS)
    if unknown:
        raise SettingError(f"DATABASE_URL does not take {', '.join(unknown)}")
    return options


def _sqlite_entry(path: str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
                "PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;"
            ),
        },
    }
