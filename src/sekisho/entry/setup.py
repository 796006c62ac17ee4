"""`sekisho init`: makes an instance, or brings one up to date; and the first and last resorts."""

import argparse
import sys

from sekisho.entry import instance as instances
from sekisho.web.site.instance import create_instance, locate


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register `init`, `first-account` and `restore-assigner`."""
    init = commands.add_parser("init", help="データの置き場を作る・更新する")
    instances.add_option(init)
    init.set_defaults(run=run_init)
    first = commands.add_parser("first-account", help="最初の担当者のアカウントを作る")
    first.add_argument("username", help="利用者ID")
    first.add_argument("name", help="氏名")
    first.add_argument("furigana", help="フリガナ")
    first.add_argument("unit", help="所属")
    instances.add_option(first)
    first.set_defaults(run=run_first_account)
    restore = commands.add_parser(
        "restore-assigner", help="役割を割り当てられる人がいないとき、その役割を一人に戻す"
    )
    restore.add_argument("username", help="戻す人の利用者ID")
    instances.add_option(restore)
    restore.set_defaults(run=run_restore_assigner)


def run_init(args: argparse.Namespace) -> int:
    """Make keys, database and static files; safe to run again."""
    create_instance(locate(args.instance))
    instance = instances.start(args, migrated=False)
    from sekisho.web.site.setup import prepare  # noqa: PLC0415  # needs Django started

    prepare()
    print(f"準備ができました: {instance.path}")
    return 0


def run_first_account(args: argparse.Namespace) -> int:
    """Make the first person who may manage people and roles. Exit 2 when people exist already."""
    instances.start(args)
    from django.utils import timezone  # noqa: PLC0415  # needs Django started

    from sekisho.web.site.setup import Newcomer, first_account  # noqa: PLC0415
    from sekisho.web.ui.errors import Refused  # noqa: PLC0415  # needs Django started

    who = Newcomer(args.username, args.name, args.furigana, args.unit)
    try:
        password = first_account(who, at=timezone.now())
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 2
    print(
        f"利用者ID: {args.username}\n初回のパスワード: {password}\n（最初のログインで変更します）"
    )
    return 0


def run_restore_assigner(args: argparse.Namespace) -> int:
    """Give somebody with an account the role that assigns roles; sealed, and told to who watches.

    Exit 2 for an unknown name, somebody who has left, or who holds the role already.
    """
    instances.start(args)
    from django.utils import timezone  # noqa: PLC0415  # needs Django started

    from sekisho.web.organization.actions import restore_assigner  # noqa: PLC0415
    from sekisho.web.organization.models import Person  # noqa: PLC0415  # needs Django started
    from sekisho.web.ui.errors import Refused  # noqa: PLC0415  # needs Django started

    person = Person.objects.select_related("account").filter(account__username=args.username)
    try:
        given = restore_assigner(person=person.get(), at=timezone.now())
    except Person.DoesNotExist:
        print("その利用者IDの人はいません。利用者IDを確かめてください。", file=sys.stderr)
        return 2
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 2
    print(f"{args.username} が役割を割り当てられるようにしました。台帳に記録しました。")
    if given:
        print(f"再開したアカウントのパスワード: {given.password}")
        print("（72時間以内にログインして変更します）")
    return 0
