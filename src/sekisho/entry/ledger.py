"""`sekisho ledger verify`: exit 0 intact · 1 altered, says where."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sekisho.entry import instance
from sekisho.entry.output import put
from sekisho.ledger import NoteError, parse_note

if TYPE_CHECKING:
    from sekisho.web.evidence.verification import Verification

_LARGEST_NOTE = 128 * 1024


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `ledger verify`."""
    group = commands.add_parser("ledger", help="台帳を確かめる").add_subparsers(
        metavar="COMMAND", required=True
    )
    verify = group.add_parser("verify", help="全件を読み直し、改変がないことを確かめる")
    verify.add_argument(
        "--checkpoint",
        metavar="FILE",
        action="append",
        default=[],
        help="手元に保管してきたチェックポイント（何度でも指定可）",
    )
    verify.add_argument("--json", action="store_true", help="結果を JSON で出力する")
    instance.add_option(verify)
    verify.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Verify the ledger, also against checkpoints kept outside."""
    try:
        notes = [_read(Path(name)) for name in args.checkpoint]
        for note in notes:
            parse_note(note)
    except (OSError, NoteError) as error:
        print(f"チェックポイントを読めません: {error}", file=sys.stderr)
        return 2
    instance.start(args)
    from sekisho.web.evidence.verification import verify  # noqa: PLC0415  # needs Django started

    found = verify(notes)
    put(json.dumps(_as_json(found), ensure_ascii=False) if args.json else _as_text(found))
    return 0 if found.intact else 1


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(_LARGEST_NOTE + 1)


def _as_json(found: "Verification") -> dict[str, object]:
    return {
        "intact": found.intact,
        "size": found.size,
        "root": found.root.hex(),
        "sealed": found.sealed,
        "problems": [
            {"code": p.code, "first": p.index, "last": p.last, "message": p.message}
            for p in found.problems
        ],
    }


def _as_text(found: "Verification") -> str:
    if found.intact:
        return (
            f"台帳の記録 {found.size} 件は封印した時のままです"
            f"（うち {found.sealed} 件は署名済みのチェックポイントが証明）。"
            f"\n根: {found.root.hex()}"
        )
    lines = [f"台帳、又は台帳と照合した記録に、改変の跡があります（{len(found.problems)} か所）。"]
    return "\n".join([*lines, *(f"- {problem.message}" for problem in found.problems)])
