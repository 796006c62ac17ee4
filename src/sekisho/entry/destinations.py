"""`sekisho destinations`: where a web proxy may go for external services, by permits in force."""

import argparse

from sekisho.entry import instance
from sekisho.entry.output import put

# In the order of the files of `suppliers.destinations`.
TARGETS = ("permitted", "exempt", "stopped", "squid.conf")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `destinations [--target permitted|exempt|stopped|squid.conf]`."""
    command = commands.add_parser("destinations", help="外部サービスの送信先をプロキシ用に書き出す")
    command.add_argument(
        "--target",
        choices=TARGETS,
        default=TARGETS[0],
        help="許可のある送信先（既定）、その内の常に通すもの、止めるもの、又は squid.conf の行",
    )
    instance.add_option(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the list as it is at this moment: what has lapsed is no longer in it."""
    instance.start(args)
    from django.utils import timezone  # noqa: PLC0415  # needs Django started

    from sekisho.web.suppliers.destinations import FORMS  # noqa: PLC0415  # needs Django started
    from sekisho.web.suppliers.external import destinations_at  # noqa: PLC0415  # needs Django started

    write = dict(zip(TARGETS, FORMS.values(), strict=True))[args.target]
    put(write(destinations_at(timezone.now())))
    return 0
