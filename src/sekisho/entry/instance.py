"""What all commands over an instance share: `--instance DIR`, and Django started for it."""

import argparse
import os

import django

from sekisho.web.site.instance import VARIABLE, Instance, locate, open_instance


def add_option(command: argparse.ArgumentParser) -> None:
    """Give the command its `--instance` option."""
    command.add_argument(
        "--instance",
        metavar="DIR",
        help="データの場所（省略時は $SEKISHO_INSTANCE、なければ ./var）",
    )


def start(args: argparse.Namespace) -> Instance:
    """Open the instance and start Django for it. Raises NoInstanceError when there is none."""
    instance = open_instance(locate(args.instance))
    os.environ[VARIABLE] = str(instance.path)
    os.environ["DJANGO_SETTINGS_MODULE"] = "sekisho.web.site.settings"
    django.setup()
    return instance
