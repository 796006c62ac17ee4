"""What this room can prove: sessions are thrown away, limited, and the terminals' only way out."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_noop

from sekisho.verdicts import Check, Result, Verdict
from sekisho.web.browsing import enclosed, hosts
from sekisho.web.browsing.models import Happening
from sekisho.web.evidence import queries as evidence

ROWS = 200
LOOKED_BACK = timedelta(days=31)
LONGEST = timedelta(hours=24)  # no session lives longer, whatever a host's own limit


def sessions_destroyed(at: datetime) -> Result:
    """Fails when something of a session was left, or one never ended."""
    since = Happening.objects.filter(at__gte=at - LOOKED_BACK, at__lte=at)
    opened = since.filter(kind=Happening.Kind.OPENED)
    endless = list(opened.endless(at - LONGEST)[:ROWS])
    ended = since.filter(kind=Happening.Kind.ENDED)
    left = list(ended.filter(refused="left")[:ROWS])
    figures = {"ended": ended.count(), "endless": len(endless), "left": len(left)}
    if endless or left:
        message = gettext_noop(
            "終わりの記録のないものが{endless}件、消え残ったものが{left}件あります。"
            "画面転送のサーバーを確かめてください。"
        )
        rows = tuple({"happening": row.pk} for row in [*endless, *left][:ROWS])
        return Result(Verdict.FAILS, message, figures, rows)
    if not figures["ended"]:
        message = gettext_noop(
            "この1か月に画面転送は使われていません。使われたときに確かめられます。"
        )
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop(
        "この1か月に終わった{ended}件のセッションは、全て消えたことを確かめています。"
    )
    return Result(Verdict.HOLDS, message, figures)


def sessions_limited(at: datetime) -> Result:
    """Fails when a session host does not answer; only our door passes pixels and keys alone."""
    found = hosts.standings(at)
    since = Happening.objects.filter(at__gte=at - LOOKED_BACK, at__lte=at)
    figures = {
        "hosts": len(settings.SCREEN_DOORS),
        "away": sum(each.away for each in found),
        "unbounded": sum(not each.away and not each.bounded for each in found),
        "sessions": since.filter(kind=Happening.Kind.OPENED).count(),
        "refused_hosts": since.filter(kind=Happening.Kind.VISIT).exclude(refused="").count(),
        "refused_tickets": since.filter(kind=Happening.Kind.REFUSED).count(),
    }
    if not found:
        message = gettext_noop(
            "画面転送のサーバーが登録されていません。使うときは SEKISHO_SCREEN_DOORS に書きます。"
        )
        return Result(Verdict.WEAK, message, figures)
    if figures["away"]:
        message = gettext_noop("画面転送のサーバー{hosts}台のうち、{away}台が応答しません。")
        return Result(Verdict.FAILS, message, figures)
    if figures["unbounded"]:
        message = gettext_noop(
            "画面転送のサーバー{unbounded}台では、セッションのメモリとプロセスの数の上限を、"
            "カーネルが守っていません。コントロールグループを使えるようにしてください。"
        )
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop(
        "サーバー{hosts}台の入口が、画素と入力だけを通しています。この1か月に{sessions}回使われ、"
        "許していない宛先を{refused_hosts}回、正しくない券を{refused_tickets}回断りました。"
    )
    return Result(Verdict.HOLDS, message, figures)


def only_way_out(at: datetime) -> Result:
    """Holds while the zones' proof does: the terminals' way to the internet is a screen alone."""
    proof = evidence.newest([enclosed.PROOF]).get(enclosed.PROOF)
    since = Happening.objects.filter(at__gte=at - LOOKED_BACK, at__lte=at)
    found = enclosed.terminals()
    rows = tuple({"terminal": each.key} for each in found[:ROWS])
    figures = {
        "terminals": len(found),
        "sessions": since.filter(kind=Happening.Kind.OPENED).count(),
        "refused_hosts": since.filter(kind=Happening.Kind.VISIT).exclude(refused="").count(),
        "refused_tickets": since.filter(kind=Happening.Kind.REFUSED).count(),
    }
    if proof is None or proof.verdict is None or not proof.fresh(at):
        message = gettext_noop(
            "LGWAN接続系の端末{terminals}台に、インターネットへ直接つながる経路がないことを、"
            "まだ証明していません。領域の分離の確認を先に行ってください。"
        )
        return Result(Verdict.WEAK, message, figures, rows)
    if proof.verdict != Verdict.HOLDS:
        message = gettext_noop(
            "LGWAN接続系の端末{terminals}台に、画面転送のほかの経路があるおそれがあります。"
            "領域の分離の確認を見てください。"
        )
        verdict = Verdict.FAILS if proof.verdict == Verdict.FAILS else Verdict.WEAK
        return Result(verdict, message, figures, rows)
    message = gettext_noop(
        "LGWAN接続系の端末{terminals}台には、インターネットへ直接つながる経路がありません。この1か月に"
        "画面転送は{sessions}回使われ、断った宛先は{refused_hosts}件、断った券は{refused_tickets}件です。"
    )
    return Result(Verdict.HOLDS, message, figures, rows)


CHECKS = (
    Check("browsing-only-way", only_way_out),
    Check("browsing-sessions-destroyed", sessions_destroyed),
    Check("browsing-limited", sessions_limited),
)
