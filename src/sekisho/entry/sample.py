"""`sekisho sample`: fills an empty instance with the fictional body and tells what was done."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sekisho.entry import instance as instances
from sekisho.entry.status import counted

if TYPE_CHECKING:
    from sekisho.web.controls.queries import Board
    from sekisho.web.site.sample import Loaded

ACCOUNTS_FILE = "sample-accounts.json"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `sample` and `sample-code`."""
    command = commands.add_parser("sample", help="見本の団体（架空）を入れる")
    instances.add_option(command)
    command.set_defaults(run=run)
    code = commands.add_parser("sample-code", help="見本の利用者の、いまの確認コードを示す")
    code.add_argument("username", help="利用者ID")
    instances.add_option(code)
    code.set_defaults(run=run_code)


def run(args: argparse.Namespace) -> int:
    """Load the sample; when it is there already, only tell the accounts again."""
    instance = instances.start(args)
    from django.utils import timezone  # noqa: PLC0415  # needs Django started

    from sekisho.web.controls import queries  # noqa: PLC0415  # needs Django started
    from sekisho.web.site.instance import SETTINGS_FILE  # noqa: PLC0415
    from sekisho.web.site.sample import SampleRefusedError, load_sample  # noqa: PLC0415

    file = instance.path / ACCOUNTS_FILE
    at = timezone.now()
    try:
        loaded = load_sample(at=at)
    except SampleRefusedError as refused:
        if not file.exists():
            print(refused, file=sys.stderr)
            return 2
        print("見本は既に入っています。")
    else:
        _keep_accounts(file, loaded)
        _name_the_body(instance.path / SETTINGS_FILE, loaded.body)
        _tell(loaded, queries.board(loaded.edition, at, queries.states(at)))
    _tell_accounts(file)
    return 0


def run_code(args: argparse.Namespace) -> int:
    """Print the six digits that the person's authenticator would show now."""
    instance = instances.start(args)
    from allauth.mfa.totp.internal.auth import (  # noqa: PLC0415  # needs Django started
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    file = instance.path / ACCOUNTS_FILE
    rows = json.loads(file.read_text("utf-8")) if file.exists() else []
    secret = next((row["secret"] for row in rows if row["username"] == args.username), "")
    if not secret:
        print("この利用者に確認コードはありません。", file=sys.stderr)
        return 2
    print(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))
    return 0


def _name_the_body(file: Path, name: str) -> None:
    """Have pages name the body, unless the instance's settings already say something."""
    if not file.exists():
        file.write_text(f"SEKISHO_BODY_NAME={name}\n", "utf-8")


def _keep_accounts(file: Path, loaded: "Loaded") -> None:
    """Keep the demonstration's passwords beside its data, for the owner only."""
    rows = [
        {
            "username": a.username,
            "name": a.name,
            "post": a.post,
            "password": a.password,
            "secret": a.secret,
        }
        for a in loaded.accounts
    ]
    file.touch(mode=0o600)
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")


def _tell(loaded: "Loaded", board: "Board") -> None:
    print(f"団体: {loaded.body}（架空）、{loaded.people} 人")
    print(f"基本方針を読み取り、決裁を経て施行しました: {loaded.clauses} 条文")
    print(f"遵守の確認: {loaded.pledges} 人")
    print(f"人の確認: {loaded.attested} 件  自動の確認: {loaded.checked} 件")
    print(f"条文の状態: {counted(board)}")
    found = loaded.verified
    state = "封印した時のまま" if found.intact else f"改変の跡 {len(found.problems)} か所"
    print(f"台帳: {found.size} 件、{state}（{found.sealed} 件はチェックポイントが証明）")


def _tell_accounts(file: Path) -> None:
    from django.conf import settings  # noqa: PLC0415  # needs Django started

    print("\n利用者ID      パスワード              氏名（職）")
    for row in json.loads(file.read_text("utf-8")):
        factor = " ＋確認コード" if row["secret"] else ""
        print(f"{row['username']:<13} {row['password']:<23} {row['name']}（{row['post']}）{factor}")
    print("確認コードは認証アプリの代わりに .venv/bin/sekisho sample-code 利用者ID で示せます。")
    print(f"アドレス: {settings.BASE_URL}（sekisho serve で動きます）")
