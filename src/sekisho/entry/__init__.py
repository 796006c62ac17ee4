"""The `sekisho` program: joins the terminal commands, the web product and its workers.

Exit codes (command contract): 0 success · 2 usage, or input missing or unreadable · 70 internal
error, never 1; what 1, 3 and 4 mean stands with each command.
"""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence

from sekisho.cli import detect, policy, policy_compare, sanitize, separation
from sekisho.entry import (
    collect,
    destinations,
    icap,
    ledger,
    mailgate,
    quarantine,
    running,
    sample,
    screen,
    setup,
    status,
    zones,
)
from sekisho.entry.instance import UnusableInputError
from sekisho.web.site.environment import SettingError
from sekisho.web.site.instance import NoInstanceError

USAGE = 2
INTERNAL = 70


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    args = parser().parse_args(arguments)
    try:
        return int(args.run(args))
    except (NoInstanceError, SettingError, UnusableInputError) as error:
        print(error, file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:  # noqa: BLE001  # the last line of defence: said plainly, never exit code 1
        traceback.print_exc()
        print(
            "関所の内部で誤りが起きました。上の表示を添えて開発元に知らせてください。",
            file=sys.stderr,
        )
        return INTERNAL


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(
        prog="sekisho", description="情報セキュリティ基本方針を実施し、証明する。"
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    policy_commands = commands.add_parser("policy", help="方針の文書を読む・比べる").add_subparsers(
        metavar="COMMAND", required=True
    )
    policy.add_outline(policy_commands)
    policy_compare.add_compare(policy_commands)
    for room in (
        sanitize,
        separation,
        detect,
        ledger,
        status,
        setup,
        sample,
        running,
        mailgate,
        icap,
        collect,
        screen,
        quarantine,
        destinations,
        zones,
    ):
        room.add(commands)
    return top
