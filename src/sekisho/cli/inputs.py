"""What the separation commands read (zones, days, files), and how they say what is unreadable."""

import argparse
import json
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

from sekisho.cli import nft
from sekisho.separation import (
    Config,
    ConfigError,
    Device,
    Limits,
    Policy,
    PolicyError,
    Reading,
    read_config,
    read_policy,
)

UNREADABLE_INPUT = 2


def add_at(parser: argparse.ArgumentParser) -> None:
    """Add `--at DATE`: the day flows must be in force on, today in Japan by default."""
    parser.add_argument(
        "--at", type=date.fromisoformat, metavar="DATE", help="調べる日（例: 2027-03-31）"
    )


def now() -> datetime:
    """Return the time by this machine's clock."""
    return datetime.fromtimestamp(time.time(), UTC)


def policy_of(path: Path) -> Policy:
    """Read a zone policy from a file."""
    return read_policy(text_of(path, Limits().policy_bytes), name=path.name)


def config_of(path: Path) -> Device:
    """Read a device's configuration from a file. Raises `ConfigError` with the file's name."""
    text = text_of(path, Limits().config_bytes)
    try:
        return read_config(Config(str(path), text), Reading(run_nft=nft.runner()))
    except ConfigError as error:
        message = str(error)
        shown = message if str(path) in message else f"{path}: {message}"
        raise ConfigError(shown, error.code) from error


def text_of(path: Path, most: int) -> str:
    """Return a file's text, never more than one byte beyond what will be refused."""
    with path.open("rb") as file:
        untrusted_data = file.read(most + 1)
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return untrusted_data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return untrusted_data.decode("utf-8", "replace")


def fail(args: argparse.Namespace, error: Exception) -> int:
    """Say why input could not be used; return 2."""
    code, message = _problem(error)
    print(message, file=sys.stderr)
    if getattr(args, "json", False):
        print(json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False))
    return UNREADABLE_INPUT


def _problem(error: Exception) -> tuple[str, str]:
    if isinstance(error, PolicyError):
        return "policy", str(error)
    if isinstance(error, ConfigError):
        return "configuration", str(error)
    if isinstance(error, FileNotFoundError):
        return (
            "unreadable-file",
            f"{error.filename}: ファイルがありません。名前を確かめてください。",
        )
    if isinstance(error, OSError):
        return (
            "unreadable-file",
            f"{error.filename}: ファイルを開けません。権限を確かめてください。",
        )
    return "unreadable-file", str(error)
