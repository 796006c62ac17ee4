"""`sekisho zones`: the policy in force, as zones.yaml or as the rules to load."""

import argparse
import sys

from sekisho.entry import instance
from sekisho.entry.output import put


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `zones [--target zones.yaml|nftables]`."""
    command = commands.add_parser("zones", help="今効力のある領域の方針を書き出す")
    command.add_argument(
        "--target",
        choices=["zones.yaml", "nftables"],
        default="zones.yaml",
        help="方針そのもの（既定）又は機器に読み込む規則",
    )
    instance.add_option(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the policy or its rules; exit 2 while the zones are not declared."""
    instance.start(args)
    from sekisho.web.zones.errors import ZonesRefusedError  # noqa: PLC0415  # needs Django started
    from sekisho.web.zones.views.rules import compiled  # noqa: PLC0415  # needs Django started

    try:
        policy, rules = compiled()
    except ZonesRefusedError as refusal:
        print(refusal, file=sys.stderr)
        return 2
    put(policy if args.target == "zones.yaml" else rules)
    return 0
