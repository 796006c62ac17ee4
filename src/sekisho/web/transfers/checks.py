"""What this room can prove: nothing crossed unsanitised or lies about, and work is confined."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import original_days
from sekisho.sanitize import PRELOAD
from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.transfers import gateway, originals
from sekisho.web.transfers.actions.processing import REBUILT
from sekisho.web.transfers.models import Crossing, DestroyedOriginal, Standing

ROWS = 200  # crossings named in a result
LOOKED_BACK = timedelta(days=31)  # in which the files inside are looked at as well
ANSWER_WITHIN, TOO_LATE = timedelta(days=3), timedelta(days=14)
QUEUE_SLOW, QUEUE_STUCK = timedelta(hours=1), timedelta(hours=4)
_CROSSED = frozenset({"delivered", "text-only"})
_ATTESTED = 500  # of the newest and of the oldest originals
_EXPIRY_RUNS = timedelta(days=2)  # by when the daily task has surely run
Row = dict[str, Value]


def crossings_sanitised(at: datetime) -> Result:
    """Fails when something crossed of which no verified output is known."""
    rows = Crossing.objects.all()
    crossed = rows.crossed().count()
    bare = list(rows.crossed().filter(sha256_out="")[:ROWS])
    inside = _bare_inside(at)
    figures = {
        "crossed": crossed,
        "stayed": rows.count() - crossed,
        "bare": len(bare) + len(inside),
    }
    if bare or inside:
        message = gettext_noop(
            "無害化の検査に合格した記録のないものが{bare}件、渡されています。"
            "受取人に開かないよう伝え、情報システム管理者に知らせてください。"
        )
        named = tuple({"crossing": pk} for pk in [*(row.pk for row in bare), *inside][:ROWS])
        return Result(Verdict.FAILS, message, figures, named)
    if not crossed:
        message = gettext_noop("まだ何も渡していません。渡したものがあるときに確かめられます。")
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop(
        "渡した{crossed}件の全てに、無害化の検査に合格したものの指紋があります"
        "（渡さなかったもの{stayed}件）。"
    )
    return Result(Verdict.HOLDS, message, figures)


def _bare_inside(at: datetime) -> list[int]:
    """Return the crossings with a file inside that crossed without a verified output."""
    rows = Crossing.objects.crossed().filter(at__gte=at - LOOKED_BACK, at__lte=at)
    found = rows.values_list("pk", "report").iterator(chunk_size=500)
    return [pk for pk, report in found if _has_bare(report.get("children", ()))][:ROWS]


def _has_bare(children: Iterable[Mapping[str, Any]]) -> bool:
    return any(
        (each["outcome"] in _CROSSED and not each["sha256_out"]) or _has_bare(each["children"])
        for each in children
    )


def crossings_answered(at: datetime) -> Result:
    """Weak when something held waits longer than the days in which it should be answered."""
    waiting = Crossing.objects.waiting().filter(held_at__lte=at)
    late = waiting.filter(held_at__lt=at - ANSWER_WITHIN).order_by("held_at", "pk")
    oldest = waiting.order_by("held_at").values_list("held_at", flat=True).first()
    figures = {
        "waiting": waiting.count(),
        "late": late.count(),
        "oldest_days": (at - oldest).days if oldest else 0,
        "days": ANSWER_WITHIN.days,
    }
    rows: tuple[Row, ...] = tuple({"crossing": row.pk} for row in late[:ROWS])
    if rows:
        worse = waiting.filter(held_at__lt=at - TOO_LATE).exists()
        message = gettext_noop(
            "保留したまま{days}日を超えて答えていないものが{late}件あります"
            "（最も長いもの{oldest_days}日）。送り直すか、理由を書いて終了してください。"
        )
        return Result(Verdict.FAILS if worse else Verdict.WEAK, message, figures, rows)
    message = gettext_noop("保留したもの（いま{waiting}件）に、{days}日のうちに答えています。")
    return Result(Verdict.HOLDS, message, figures)


def gateway_queue(at: datetime) -> Result:
    """Weak or worse when mail, or what was written down, lies about in a gateway of any machine."""
    rows = list(Standing.objects.all())
    mail = [row for row in rows if row.service == Standing.Service.MAIL]
    used = [row for row in mail if row.said_at or row.waiting]
    stopped = [row for row in used if not row.runs(at)]
    oldest = _age([row.oldest_at for row in rows], at)
    figures = {
        "machines": len(used),
        "stopped": len(stopped),
        "waiting": sum(row.waiting for row in rows),
        "oldest_minutes": int(oldest.total_seconds()) // 60,
        "records": sum(row.records for row in rows),
        "unreadable": sum(row.unreadable for row in rows),
    }
    late = _age([row.oldest_record_at for row in rows], at)
    stuck = any(row.waiting for row in stopped)
    named: tuple[Row, ...] = tuple({"machine": row.machine} for row in stopped[:ROWS])
    return Result(*_queue_verdict(figures, oldest, late, stuck=stuck), figures, named)


def _queue_verdict(
    figures: Mapping[str, int], oldest: timedelta, late: timedelta, *, stuck: bool
) -> tuple[Verdict, str]:
    if oldest >= QUEUE_STUCK or stuck:
        return Verdict.FAILS, gettext_noop(
            "メールが{waiting}通、渡されずに止まっています（最も長いもの{oldest_minutes}分）。"
            "メールゲートウェイと次のメールサーバが動いているか確かめてください。"
        )
    if figures["unreadable"]:
        return Verdict.FAILS, gettext_noop(
            "メールゲートウェイ又はダウンロードの、読み取れない記録が{unreadable}件あります。"
            "情報システム管理者に知らせてください。"
        )
    if not figures["machines"]:
        return Verdict.WEAK, gettext_noop("メールゲートウェイは、まだ動いたことがありません。")
    if figures["stopped"]:
        return Verdict.WEAK, gettext_noop(
            "メールゲートウェイが、{machines}台のうち{stopped}台で止まっています。"
        )
    if oldest >= QUEUE_SLOW or late >= QUEUE_SLOW:
        return Verdict.WEAK, gettext_noop(
            "メールが遅れています（待っているもの{waiting}通、最も長いもの{oldest_minutes}分、"
            "取り込んでいない記録{records}件）。"
        )
    return Verdict.HOLDS, gettext_noop("メールは滞っていません（待っているもの{waiting}通）。")


def _age(moments: Iterable[datetime | None], at: datetime) -> timedelta:
    return max((at - moment for moment in moments if moment), default=timedelta(0))


def gateway_confined(at: datetime) -> Result:
    """Fails when a running gateway, of mail or of ICAP, lacks a required layer of the sandbox."""
    running = [row for row in Standing.objects.all() if row.runs(at)]
    if not running:
        message = gettext_noop("関所が動いていないため、隔離の仕組みを確かめられません。")
        return Result(Verdict.WEAK, message, {"gateways": 0, "layers": 0, "lacking": 0})
    rows = tuple(each for row in running for each in _lacking(row))
    figures = {
        "gateways": len(running),
        "layers": min((len(each) for row in running for each in row.layers.values()), default=0),
        "lacking": len({(each["machine"], each["service"], each["profile"]) for each in rows}),
    }
    if rows:
        message = gettext_noop(
            "隔離の仕組みが足りない処理が{lacking}種類あります。"
            "足りないまま動かさず、機器の設定を直してください。"
        )
        return Result(Verdict.FAILS, message, figures, rows[:ROWS])
    message = gettext_noop(
        "無害化の処理は全て、必要な隔離の仕組み（少ないものでも{layers}重）の中で動いています。"
    )
    return Result(Verdict.HOLDS, message, figures)


def _lacking(row: Standing) -> Iterator[Row]:
    """Give each layer a gateway runs without; of a profile that never started every one."""
    none: dict[str, list[str]] = {name: [] for name in PRELOAD}
    for name, layers in sorted(gateway.missing(none | row.layers).items()):
        for layer in sorted(layers):
            yield {
                "machine": row.machine,
                "service": row.service,
                "profile": name,
                "layer": layer,
            }


def originals_kept(at: datetime) -> Result:
    """Fails when an original was altered, is missing, or outlived its time."""
    kept = originals.numbers()
    looked = list(dict.fromkeys([*kept[:_ATTESTED], *kept[-_ATTESTED:]]))
    found = originals.originals(looked, at)
    today = timezone.localdate(at)
    altered = [each.number for each in found if each.kept is None]
    overdue = [
        each.number
        for each in found
        if each.until and each.until + _EXPIRY_RUNS < today and not each.held_back
    ]
    missing = _missing(frozenset(kept), at)
    figures = {
        "originals": len(kept),
        "altered": len(altered),
        "overdue": len(overdue),
        "missing": len(missing),
    }
    if altered or overdue or missing:
        message = gettext_noop(
            "元のファイルに、改変の跡のあるもの{altered}件、期限を過ぎて残るもの{overdue}件、"
            "足りないもの{missing}件があります。情報システム管理者に知らせてください。"
        )
        rows = tuple({"number": each} for each in [*altered, *overdue, *missing][:ROWS])
        return Result(Verdict.FAILS, message, figures, rows)
    if not kept:
        message = gettext_noop("保管している元のファイルはまだありません。")
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop(
        "元のファイル{originals}件を暗号化して保管しています。期限を過ぎたものはありません。"
    )
    return Result(Verdict.HOLDS, message, figures)


def _missing(kept: frozenset[str], at: datetime) -> list[str]:
    """Return the recent crossings whose original is neither kept nor recorded as destroyed."""
    days = min(days for name, days in original_days().items() if name != REBUILT)
    since = at - timedelta(days=days) + _EXPIRY_RUNS
    rows = Crossing.objects.filter(at__gte=since, at__lte=at)
    gone = set(rows.values_list("number", flat=True)) - kept
    known = DestroyedOriginal.objects.filter(number__in=gone).values_list("number", flat=True)
    return sorted(gone - set(known))


CHECKS = (
    Check("crossings-sanitised", crossings_sanitised),
    Check("crossings-answered", crossings_answered),
    Check("gateway-queue", gateway_queue),
    Check("gateway-confined", gateway_confined),
    Check("originals-kept", originals_kept),
)
