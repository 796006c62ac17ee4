"""Which database the instance uses: SQLite in its directory, or PostgreSQL by URL."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sekisho.web.site.environment import SettingError, Settings


def database(settings: Settings, sqlite_file: Path) -> dict[str, Any]:
    """Return Django's DATABASES entry; `SEKISHO_DATABASE=postgresql://user:pass@host:port/name`."""
    url = settings.text("SEKISHO_DATABASE")
    return _postgresql(url) if url else _sqlite(sqlite_file)


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            # A writer takes its lock at once: two appends to the ledger queue up, none deadlocks.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    try:
        port = str(parts.port or "")
    except ValueError as error:
        raise SettingError("SEKISHO_DATABASE のポートは 1〜65535 の数字にしてください。") from error
    if parts.scheme != "postgresql" or not parts.path.strip("/"):
        raise SettingError(
            "SEKISHO_DATABASE は postgresql://利用者:パスワード@ホスト:ポート/名前 "
            "の形で指定してください。"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
