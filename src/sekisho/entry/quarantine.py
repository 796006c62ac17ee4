"""`sekisho quarantine`: a new key for the originals; the destruction of those out of time."""

import argparse
import json
from datetime import UTC, datetime

from sekisho.entry import instance as instances
from sekisho.entry.gate_places import Places
from sekisho.quarantine import QuarantineError, rotate
from sekisho.quarantine.durable import write_whole
from sekisho.web.site.instance import locate, open_instance


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `quarantine rotate-key` and `quarantine expire`."""
    room = commands.add_parser("quarantine", help="保管している元のファイルを扱う")
    instances.add_option(room)
    inner = room.add_subparsers(metavar="COMMAND", required=True)
    key = inner.add_parser("rotate-key", help="保管の鍵を新しくする")
    key.set_defaults(run=run_rotate)
    expire = inner.add_parser("expire", help="保存期間を過ぎた元のファイルを廃棄する")
    expire.set_defaults(run=run_expire)


def run_rotate(args: argparse.Namespace) -> int:
    """Make a new key and wrap everything with it. Exit 2 when the keys cannot be used."""
    places = Places(open_instance(locate(args.instance)))
    try:
        shared = places.shared is not None
        count = rotate(places.store(), shared=shared)
    except QuarantineError as error:
        raise instances.UnusableInputError(str(error)) from error
    at = datetime.now(UTC)  # noqa: TID251  # the program's own clock
    words = json.dumps({"rotated_at": at.isoformat(), "originals": count})
    places.destroyed.mkdir(mode=0o700, exist_ok=True)
    name = f"rotated-{at:%Y%m%d%H%M%S%f}.json"
    write_whole(places.destroyed / name, [words.encode("ascii")])
    print(f"保管の鍵を新しくしました（元のファイル {count} 件）。")
    print("quarantine.keys の控えを取り直してください。")
    if shared:
        print("ほかの機器の quarantine.keys を、この機器のものと同じにしてください。")
    return 0


def run_expire(args: argparse.Namespace) -> int:
    """Destroy what is out of time, as the worker does daily; what is still decided about stays.

    Exit 2 when the database or the keys cannot be used: then nothing is destroyed.
    """
    places = Places(instances.start(args))
    from django.utils import timezone  # noqa: PLC0415  # needs Django started

    from sekisho.web.transfers import actions  # noqa: PLC0415

    held = frozenset(row.number for row in places.held())
    try:
        count = actions.expire_originals(at=timezone.now(), held=held)
    except QuarantineError as error:
        raise instances.UnusableInputError(str(error)) from error
    print(f"保存期間を過ぎた元のファイルを {count} 件、廃棄しました。")
    return 0
