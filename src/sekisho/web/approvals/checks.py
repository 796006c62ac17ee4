"""What this room can prove: nobody decides for themselves, nothing waits or runs on for ever."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.ledger import JsonValue
from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.approvals import giving
from sekisho.web.approvals.actions.permits import sealed_of
from sekisho.web.approvals.models import Application, Permit, Step
from sekisho.web.approvals.queries import nobodys_turn
from sekisho.web.approvals.things import OWN_DEVICE, lapsed_devices
from sekisho.web.evidence import queries as evidence

STANDING_DAYS = 14  # longer than this is weak
OVERDUE_DAYS = 30  # longer than this fails
ROWS = 200  # rows named in a result


def decisions_by_others(_at: datetime) -> Result:
    """Compare those behind an application with everybody who took a step on it, stand-ins too.

    Fails where they are one person, as the rows stand. Weak where, by the ledger, the applicant or
    who prepared the draft gave the decider the role, the account or a way to sign in, 90 days
    before the decision or less: one hand may have held both pens. Weak, too, without any decision.
    """
    decided = Application.objects.filter(state__in=["approved", "returned"])
    wrong = decided.filter(Q(decider=F("applicant")) | Q(decider=None)).order_by("pk")
    steps = Step.objects.filter(what__in=["agreed", "approved", "returned"])
    stepped = steps.filter(person__in=F("application__behind")).values_list(
        "application", flat=True
    )
    own = [{"application": pk} for pk in sorted({*wrong.values_list("pk", flat=True), *stepped})]
    given = [
        {"application": each.application, "index": each.index} for each in giving.decisions_given()
    ]
    figures = {"decided": decided.count(), "own": len(own), "given": len(given)}
    verdict, message = _judged(figures)
    return Result(verdict, message, figures, tuple([*own, *given][:ROWS]))


def _judged(figures: Mapping[str, int]) -> tuple[Verdict, str]:
    if figures["own"]:
        message = gettext_noop(
            "決裁{decided}件のうち{own}件は、起案した本人以外が決裁したことを確かめられません。"
        )
        return Verdict.FAILS, message
    if figures["given"]:
        message = gettext_noop(
            "決裁{decided}件のうち{given}件は、起案した側の人から90日以内に役割・アカウント等を"
            "受けた人が決裁しています。ほかの人が経緯を確かめてください。"
        )
        return Verdict.WEAK, message
    if not figures["decided"]:
        message = gettext_noop("決裁がまだ一件もないため、確かめられません。")
        return Verdict.WEAK, message
    message = gettext_noop("決裁{decided}件は、すべて起案した本人以外が決裁しています。")
    return Verdict.HOLDS, message


def applications_standing(at: datetime) -> Result:
    """Look for applications that wait longer than 14 days (weak) or 30 days (fails).

    Weak also where nobody can act: no holder of the role, or only who stands behind it.
    """
    today = timezone.localdate(at)
    found = list(Application.objects.waiting())
    waiting = [(row.pk, row.days_waited(today)) for row in found]
    late = [(pk, days) for pk, days in waiting if days > STANDING_DAYS]
    oldest = max((days for _pk, days in waiting), default=0)
    nobody = nobodys_turn(at)
    figures = {
        "waiting": len(waiting),
        "late": len(late),
        "oldest_days": oldest,
        "nobody": len(nobody),
    }
    rows = [{"application": pk, "days": days} for pk, days in late]
    rows += [
        {"application": pk, "days": dict(waiting)[pk]} for pk in nobody if pk not in dict(late)
    ]
    verdict, message = _stands(figures)
    return Result(verdict, message, figures, tuple(rows[:ROWS]))


def _stands(figures: Mapping[str, int]) -> tuple[Verdict, str]:
    if figures["late"]:
        verdict = Verdict.FAILS if figures["oldest_days"] > OVERDUE_DAYS else Verdict.WEAK
        message = gettext_noop(
            "14日を超えて決裁を待つものが{late}件あります。最も長いものは{oldest_days}日です。"
        )
        return verdict, message
    if figures["nobody"]:
        message = gettext_noop("決裁待ち{waiting}件のうち{nobody}件は、判断できる人がいません。")
        return Verdict.WEAK, message
    message = gettext_noop("決裁待ちは{waiting}件で、最も長いものは{oldest_days}日です。")
    return Verdict.HOLDS, message


def permits_bounded(_at: datetime) -> Result:
    """Every permit has an end, was decided by another, and is what was sealed at its decision.

    Compares each permit's row with the ledger: kind, holder, days and what it is limited to.
    """
    sealed = {each.subject: each.facts for each in evidence.sealed(["permit.granted"])}
    permits = list(Permit.objects.select_related("holder").prefetch_related("subjects"))
    altered = [each.pk for each in permits if not _as_sealed(each, sealed)]
    own = [each.pk for each in permits if each.decided_by_id == each.holder_id]
    figures = {"permits": len(permits), "altered": len(altered), "own": len(own)}
    rows = tuple({"permit": pk} for pk in sorted({*altered, *own})[:ROWS])
    if rows:
        message = gettext_noop(
            "許可{permits}件のうち{altered}件は、決裁の時に封印した内容（期限など）と違います。"
            "自分で決裁したものは{own}件です。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    message = gettext_noop("許可{permits}件のすべてに期限があり、別の人が決裁しています。")
    return Result(Verdict.HOLDS, message, figures)


def _as_sealed(permit: Permit, sealed: Mapping[str, Mapping[str, JsonValue]]) -> bool:
    facts = sealed.get(f"permit:{permit.pk}")
    about = [each.subject for each in permit.subjects.all()]
    return facts is not None and dict(facts) == sealed_of(permit, about)


def permits_closed(at: datetime) -> Result:
    """Whatever a permit that is over owed is done: the thing is back, the data is wiped."""
    over = Permit.objects.over(at)
    owing = over.owing().order_by("ends", "pk").select_related("holder")
    rows: list[dict[str, Value]] = [
        {
            "permit": row.pk,
            "person": str(row.holder.opaque_id),
            "until": row.ends.isoformat(),
            "owed": "return" if row.owes_return else "wipe",
        }
        for row in owing
    ]
    figures = {
        "over": over.count(),
        "out": sum(row["owed"] == "return" for row in rows),
        "unwiped": sum(row["owed"] == "wipe" for row in rows),
    }
    if rows:
        message = gettext_noop(
            "終わった許可{over}件のうち、返却されていないものが{out}件、"
            "消去を確かめていないものが{unwiped}件あります。"
        )
        return Result(Verdict.FAILS, message, figures, tuple(rows[:ROWS]))
    message = gettext_noop("終わった許可{over}件は、返却と消去の確認が済んでいます。")
    return Result(Verdict.HOLDS, message, figures)


def own_devices_removed(at: datetime) -> Result:
    """Fails for an own device whose permit is over and whose removal nobody else confirmed."""
    devices = Permit.objects.filter(kind=OWN_DEVICE)
    late = lapsed_devices(at).select_related("holder")
    rows: tuple[dict[str, Value], ...] = tuple(
        {"permit": row.pk, "person": str(row.holder.opaque_id), "until": row.ends.isoformat()}
        for row in late[:ROWS]
    )
    figures = {"permits": devices.count(), "late": late.count()}
    if rows:
        message = gettext_noop(
            "許可の終わった私物の端末のうち、業務から外したことを確かめていないものが{late}台あります。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    message = gettext_noop(
        "私物の端末の許可{permits}件に、終わった後に残っている端末はありません。"
    )
    return Result(Verdict.HOLDS, message, figures)


def stand_ins_seen(at: datetime) -> Result:
    """What was decided in somebody's stead was looked at by them within 14 days."""
    steps = Step.objects.filter(instead_of__isnull=False)
    late = steps.filter(seen_at=None, at__lt=at - timedelta(days=STANDING_DAYS))
    rows: tuple[dict[str, Value], ...] = tuple(
        {"application": pk, "person": str(person)}
        for pk, person in late.values_list("application", "instead_of__opaque_id")[:ROWS]
    )
    figures = {"stand_ins": steps.count(), "unseen": late.count()}
    if rows:
        message = gettext_noop(
            "代決{stand_ins}件のうち{unseen}件は、14日を過ぎても後閲されていません。"
        )
        return Result(Verdict.WEAK, message, figures, rows)
    message = gettext_noop("代決{stand_ins}件に、後閲の滞っているものはありません。")
    return Result(Verdict.HOLDS, message, figures)


CHECKS = (
    Check("decisions-by-others", decisions_by_others),
    Check("applications-standing", applications_standing),
    Check("permits-bounded", permits_bounded),
    Check("permits-closed", permits_closed),
    Check("own-devices-removed", own_devices_removed),
    Check("stand-ins-seen", stand_ins_seen),
)
