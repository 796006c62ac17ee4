"""`sekisho status`: every clause in force, its status, its controls and its newest evidence."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from sekisho.entry import instance
from sekisho.entry.output import put

if TYPE_CHECKING:
    from sekisho.web.controls.queries import Board
    from sekisho.web.controls.status import Status

_WIDEST = 4  # letters of the longest word for a status


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
    from sekisho.web.policies.agreement import unlike_the_ledger  # noqa: PLC0415

    at = timezone.now()
    editions = [e for e in queries.editions_in_force(frozenset()) if e.document.kind == args.kind]
    if not editions:
        print(
            "施行中の文書がありません。先に文書を取り込み、決裁を経て施行してください。",
            file=sys.stderr,
        )
        return 2
    if unlike_the_ledger(editions[:1]):
        print(
            "注意: この文書の条文、主題又は施行の記録が、台帳に封印した時のものと違います。"
            "sekisho ledger verify で確かめてください。",
            file=sys.stderr,
        )
    board = queries.board(editions[0], at, queries.states(at))
    if args.json:
        put(json.dumps(queries.board_as_json(board), ensure_ascii=False))
    else:
        put(_as_text(board))
    return 0


def _as_text(board: "Board") -> str:
    """Return one line per clause with its status, and how many demands stand how."""
    from sekisho.web.ui.dates import wareki  # noqa: PLC0415  # needs Django started

    on = board.edition.effective_on
    effective = wareki(on) if on else "施行日の記載なし"
    lines = [f"{board.edition.title}（{effective}施行）"]
    for row in board.rows:
        indent = "  " * row.clause.depth
        name = row.clause.heading or row.clause.text[:24]
        lines.append(f"{word(row.state.status, pad=True)} {indent}{row.clause.clause_id} {name}")
    return "\n".join([*lines, "", f"求めのある条文: {counted(board)}"])


def counted(board: "Board") -> str:
    """Say how many clauses with a demand of their own stand how."""
    return "、".join(f"{word(each)} {n}" for each, n in board.counts.items() if n)


def word(status: "Status", *, pad: bool = False) -> str:
    """Return the status as pages say it; padded to the width of the longest."""
    from sekisho.web.ui.words import clause_status  # noqa: PLC0415  # needs Django started

    sign = clause_status(status.value)
    return f"{sign.sign} {sign.word}" + ("\u3000" * (_WIDEST - len(str(sign.word))) if pad else "")
