"""What the register of external services and the social-media accounts prove."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_suppliers
from sekisho.verdicts import Result, Verdict
from sekisho.web.suppliers.checks.judging import Figures, named
from sekisho.web.suppliers.external import permits_by_service, too_grave, wanting
from sekisho.web.suppliers.models import (
    Lookalike,
    Posting,
    Service,
    SocialAccount,
    SocialOperator,
)

_LOOKED_BACK = timedelta(days=90)
_NO_SERVICE = gettext_noop(
    "外部サービスが登録されていません。使っているサービスを全て登録してください。"
)
_NO_ACCOUNT = gettext_noop(
    "SNSのアカウントが登録されていません。使っていないときは、対策の適用除外にしてください。"
)


def services_assessed(at: datetime) -> Result:
    """Every service in use has an administrator who is there and terms looked at within a year."""
    today = timezone.localdate(at)
    rows = list(Service.objects.in_use().select_related("administrator"))
    last = at - timedelta(days=load_suppliers().assessed_days)
    nobody = [row.pk for row in rows if not row.administrator.is_present(today)]
    old = [row.pk for row in rows if row.assessed_at is None or row.assessed_at < last]
    short = [row.pk for row in rows if row.pk not in old and wanting(row)]
    figures: Figures = {
        "services": len(rows),
        "nobody": len(nobody),
        "old": len(old),
        "short": len(short),
    }
    if not rows:
        return Result(Verdict.WEAK, _NO_SERVICE, figures)
    if nobody or old or short:
        message = gettext_noop(
            "外部サービス{services}件のうち、管理者が在任していないものが{nobody}件、"
            "条件を一年以内に確かめていないものが{old}件、必須の条件を満たさないものが{short}件あります。"
        )
        found = named("service", dict.fromkeys([*nobody, *old, *short]))
        return Result(Verdict.FAILS, message, figures, found)
    message = gettext_noop("外部サービス{services}件は、全て管理者がいて、条件を確かめてあります。")
    return Result(Verdict.HOLDS, message, figures)


def services_permitted(at: datetime) -> Result:
    """Every permit in force is about a service of the register, no graver than it may hold."""
    permits = permits_by_service(at)
    rows = {row.pk: row for row in Service.objects.in_use()}
    count = len({each.id for some in permits.values() for each in some})
    stray = [each.id for key, some in permits.items() if key not in rows for each in some]
    grave = [
        each.id
        for key, some in permits.items()
        if key in rows
        for each in some
        if too_grave(rows[key], each)
    ]
    without = [pk for pk in rows if pk not in permits]
    figures: Figures = {
        "permits": count,
        "stray": len(stray),
        "grave": len(grave),
        "unpermitted": len(without),
    }
    if not rows and not permits:
        return Result(Verdict.WEAK, _NO_SERVICE, figures)
    if stray or grave:
        message = gettext_noop(
            "外部サービスの許可{permits}件のうち、登録のないサービスのものが{stray}件、"
            "扱ってよい重さを超えるものが{grave}件あります。"
        )
        return Result(Verdict.FAILS, message, figures, named("permit", [*stray, *grave]))
    if without:
        message = gettext_noop(
            "登録した外部サービスのうち{unpermitted}件に、効力のある許可がありません。"
        )
        return Result(Verdict.WEAK, message, figures, named("service", without))
    message = gettext_noop("外部サービスの許可{permits}件は、全て登録したサービスの範囲の内です。")
    return Result(Verdict.HOLDS, message, figures)


def services_erased(at: datetime) -> Result:
    """What was at services no longer used is erased, and a second person saw the proof."""
    today = timezone.localdate(at)
    rows = Service.objects.filter(ended_on__isnull=False, erased_at=None)
    days = timedelta(days=load_suppliers().ending_days)
    late = [row.pk for row in rows if row.ended_on and row.ended_on + days < today]
    figures: Figures = {"waiting": len(rows), "late": len(late)}
    if late:
        message = gettext_noop(
            "終えた外部サービスのうち{late}件で、消去の確認が期限を過ぎています。"
        )
        return Result(Verdict.FAILS, message, figures, named("service", late))
    if not Service.objects.exists():
        return Result(Verdict.WEAK, _NO_SERVICE, figures)
    message = gettext_noop(
        "終えた外部サービスに、消去の確認の期限を過ぎたものはありません（確認待ち{waiting}件）。"
    )
    return Result(Verdict.HOLDS, message, figures)


def social_owned(at: datetime) -> Result:
    """Every account has somebody responsible who is there, and the official site names it."""
    today = timezone.localdate(at)
    rows = list(SocialAccount.objects.open().select_related("responsible"))
    nobody = [
        row.pk for row in rows if row.responsible is None or not row.responsible.is_present(today)
    ]
    unnamed = [row.pk for row in rows if not row.official_url]
    figures: Figures = {"accounts": len(rows), "nobody": len(nobody), "unnamed": len(unnamed)}
    if not rows:
        return Result(Verdict.WEAK, _NO_ACCOUNT, figures)
    if nobody or unnamed:
        message = gettext_noop(
            "SNSのアカウント{accounts}件のうち、責任者のいないものが{nobody}件、"
            "公式サイトに示していないものが{unnamed}件あります。"
        )
        found = named("social_account", dict.fromkeys([*nobody, *unnamed]))
        return Result(Verdict.FAILS, message, figures, found)
    message = gettext_noop(
        "SNSのアカウント{accounts}件は、全て責任者がいて、公式サイトに示されています。"
    )
    return Result(Verdict.HOLDS, message, figures)


def social_by_procedure(at: datetime) -> Result:
    """Every account has a procedure and says what may be published; posts were approved."""
    rows = SocialAccount.objects.open()
    bare = list(rows.filter(Q(procedure="") | Q(publishable="")).values_list("pk", flat=True))
    posts = Posting.objects.filter(at__gt=at - _LOOKED_BACK, at__lte=at, account__closed_on=None)
    loose = list(posts.filter(approver=None).order_by("pk").values_list("pk", flat=True))
    figures: Figures = {
        "accounts": rows.count(),
        "bare": len(bare),
        "postings": posts.count(),
        "unapproved": len(loose),
    }
    if not figures["accounts"]:
        return Result(Verdict.WEAK, _NO_ACCOUNT, figures)
    if bare:
        message = gettext_noop(
            "SNSのアカウント{accounts}件のうち{bare}件に、運用手順か発信してよい情報の定めがありません。"
        )
        return Result(Verdict.FAILS, message, figures, named("social_account", bare))
    if loose:
        message = gettext_noop(
            "90日以内の発信{postings}件のうち{unapproved}件に、承認の記録がありません。"
        )
        return Result(Verdict.FAILS, message, figures, named("posting", loose))
    message = gettext_noop(
        "SNSのアカウント{accounts}件に運用手順があり、90日以内の発信{postings}件は全て承認されています。"
    )
    return Result(Verdict.HOLDS, message, figures)


def social_guarded(at: datetime) -> Result:
    """Signing in is protected, operators are there, pretenders are looked for and dealt with."""
    today, rules = timezone.localdate(at), load_suppliers()
    rows = list(SocialAccount.objects.open())
    guard = at - timedelta(days=rules.guard_days)
    open_ = [row.pk for row in rows if not _is_guarded(row, guard)]
    seen = at - timedelta(days=rules.watch_days)
    unseen = [row.pk for row in rows if row.watched_at is None or row.watched_at < seen]
    operators = SocialOperator.objects.current().filter(account__closed_on=None)
    gone = [
        each.account_id
        for each in operators.select_related("person")
        if not each.person.is_present(today)
    ]
    late = [
        each.account_id
        for each in Lookalike.objects.open()
        if each.is_late(today, rules.ending_days)
    ]
    figures: Figures = {
        "accounts": len(rows),
        "unguarded": len(open_),
        "unwatched": len(unseen),
        "leavers": len(gone),
        "lookalikes": len(late),
    }
    if not rows:
        return Result(Verdict.WEAK, _NO_ACCOUNT, figures)
    if open_ or gone or late or unseen:
        message = gettext_noop(
            "SNSのアカウント{accounts}件のうち、認証の守りを確かめていないものが{unguarded}件、"
            "なりすましを見ていないものが{unwatched}件、離任した運用担当が{leavers}人、"
            "対応していないなりすましが{lookalikes}件あります。"
        )
        found = named("social_account", dict.fromkeys([*open_, *unseen, *gone, *late]))
        return Result(Verdict.FAILS, message, figures, found)
    message = gettext_noop(
        "SNSのアカウント{accounts}件は、全て守られ、なりすましを見張っています。"
    )
    return Result(Verdict.HOLDS, message, figures)


def _is_guarded(row: SocialAccount, since: datetime) -> bool:
    fresh = row.guarded_at is not None and row.guarded_at >= since
    return fresh and row.second_factor and not row.shared_password
