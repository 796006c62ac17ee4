"""`sekisho status`: every clause in force, its status, its controls and its newest evidence."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from sekisho.entry import instance
from sekisho.entry.output import put

if TYPE_CHECKING:
    from sekisho.web.controls.queries import Board


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `status`."""
    command = commands.add_parser("status", help="条文ごとの実施状況を示す")
    command.add_argument("--json", action="store_true", help="結果を JSON で出力する")
    command.add_argument(
        "--kind",
        choices=["basic", "standard"],
        default="basic",
        help="基本方針（既定）又は対策基準",
    )
    instance.add_option(command)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the status of every clause. Exit 2 when no such document is in force."""
    instance.start(args)
    from django.utils import timezone  # noqa: PLC0415  # needs Django started

    from sekisho.web.controls import queries  # noqa: PLC0415  # needs Django started

    at = timezone.now()
    editions = [e for e in queries.editions_in_force(frozenset()) if e.document.kind == args.kind]
    if not editions:
        print(
            "施行中の文書がありません。先に文書を取り込み、決裁を経て施行してください。",
            file=sys.stderr,
        )
        return 2
    board = queries.board(editions[0], at, queries.states(at))
    if args.json:
        put(json.dumps(queries.board_as_json(board), ensure_ascii=False))
    else:
        put(_as_text(board))
    return 0


def _as_text(board: "Board") -> str:
    """Return one line per clause with its status, and how many demands stand how."""
    effective = board.edition.effective_on or "施行日未記載"
    lines = [f"{board.edition.title}（{effective} 施行）"]
    for row in board.rows:
        indent = "  " * row.clause.depth
        name = row.clause.heading or row.clause.text[:24]
        lines.append(f"{row.state.status.value:<12} {indent}{row.clause.clause_id} {name}")
    counted = (f"{status.value} {count}" for status, count in board.counts.items() if count)
    return "\n".join([*lines, "", f"条文そのものの求め: {', '.join(counted)}"])
