"""What all commands over an instance share: `--instance DIR`, and Django started for it."""

import argparse
import os

import django

from sekisho.web.site.instance import VARIABLE, Instance, locate, open_instance


class UnusableInputError(Exception):
    """What the command was given cannot be used; the message says what to do. Exit code 2."""


def add_option(command: argparse.ArgumentParser) -> None:
    """Give the command its `--instance` option."""
    command.add_argument(
        "--instance",
        metavar="DIR",
        help="データの場所（省略時は $SEKISHO_INSTANCE、なければ ./var）",
    )


def start(args: argparse.Namespace, *, migrated: bool = True) -> Instance:
    """Open the instance and start Django for it.

    Raises NoInstanceError when there is none; UnusableInputError when its database is not ready
    (`migrated=False`: the command itself makes it ready).
    """
    instance = open_instance(locate(args.instance))
    os.environ[VARIABLE] = str(instance.path)
    os.environ["DJANGO_SETTINGS_MODULE"] = "sekisho.web.site.settings"
    django.setup()
    if migrated:
        _refuse_unprepared()
    return instance


def _refuse_unprepared() -> None:
    """Refuse a database that cannot be opened, or that `sekisho init` has to bring up to date."""
    from django.db import DatabaseError, connection  # noqa: PLC0415  # needs Django started
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise UnusableInputError(f"データベースを開けません: {error}") from error
    if waiting:
        raise UnusableInputError("データベースが古いか空です。sekisho init を実行してください。")
