"""The instance directory: one body's database, keys and settings."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sekisho.quarantine import Keyring
from sekisho.web.site.environment import SettingError, Settings, parse_env_file

VARIABLE = "SEKISHO_INSTANCE"
DEFAULT = "var"
SECRET_FILE = "secret.key"  # noqa: S105  # a file name, not a secret
LEDGER_KEY_FILE = "ledger.key"
QUARANTINE_KEY_FILE = "quarantine.keys"
SCREEN_KEY_FILE = "screen.key"
SETTINGS_FILE = "settings.env"


class NoInstanceError(Exception):
    """There is no instance in the directory; the message says how to make one."""


@dataclass(frozen=True)
class Instance:
    """One body's directory. Everything the body must back up is inside it."""

    path: Path

    @property
    def database_file(self) -> Path:
        """The SQLite database, used when no other database is configured."""
        return self.path / "sekisho.sqlite3"

    @property
    def ledger_key_file(self) -> Path:
        """The Ed25519 seed that signs checkpoints: 32 bytes, readable by the owner only."""
        return self.path / LEDGER_KEY_FILE

    def secret_key(self) -> str:
        """Return Django's secret key."""
        return (self.path / SECRET_FILE).read_text("ascii").strip()

    def screen_key(self) -> bytes:
        """Return the secret the product and its session hosts share; made when first asked for."""
        file = self.path / SCREEN_KEY_FILE
        _write_once(file, secrets.token_bytes(32))
        return file.read_bytes()

    def settings(self, environment: Mapping[str, str]) -> Settings:
        """Join the instance's settings file and the environment; the environment wins."""
        file = self.path / SETTINGS_FILE
        try:
            values = parse_env_file(file.read_text("utf-8")) if file.exists() else {}
        except UnicodeDecodeError as error:
            raise SettingError("settings.env を UTF-8 で保存し直してください。") from error
        given = {name: value for name, value in environment.items() if name.startswith("SEKISHO_")}
        return Settings(values | given)


def locate(directory: str | None = None) -> Path:
    """Return the directory asked for: `--instance`, else `$SEKISHO_INSTANCE`, else `./var`."""
    return Path(directory or os.environ.get(VARIABLE) or DEFAULT).absolute()


def open_instance(path: Path) -> Instance:
    """Return the instance at `path`; raises NoInstanceError when there is none."""
    if not (path / SECRET_FILE).is_file():
        raise NoInstanceError(
            f"{path} に関所のデータがありません。sekisho init で作成するか、"
            "--instance で場所を指定してください。"
        )
    return Instance(path)


def create_instance(path: Path) -> Instance:
    """Make the directory and its keys; what exists already is kept."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_once(path / SECRET_FILE, secrets.token_urlsafe(50).encode())
    _write_once(path / LEDGER_KEY_FILE, secrets.token_bytes(32))
    if not (path / QUARANTINE_KEY_FILE).exists():
        Keyring.new().save(path / QUARANTINE_KEY_FILE)
    return Instance(path)


def _write_once(file: Path, content: bytes) -> None:
    """Write a key file for the owner only, unless it is there."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
