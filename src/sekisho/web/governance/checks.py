"""What this room can prove: the committee meets, everybody can be called, no role is twice."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.governance.models import Contact, Decision, Meeting
from sekisho.web.governance.queries import doubles, to_reach, units_without_manager

Row = Mapping[str, Value]
YEAR = timedelta(days=365)


def committee_met(at: datetime) -> Result:
    """The committee met with quorum within a year, and what it decided is carried out in time."""
    met = Meeting.objects.held().filter(at__gt=at - YEAR, at__lte=at).count()
    late = list(Decision.objects.overdue(timezone.localdate(at)).order_by("pk"))
    rows: tuple[Row, ...] = tuple({"decision": each.pk} for each in late)
    figures = {"meetings": met, "overdue": len(late)}
    if not met:
        message = gettext_noop("この1年に、定足数を満たして開いた委員会がありません。")
        return Result(Verdict.FAILS, message, figures, rows)
    if late:
        message = gettext_noop(
            "委員会の決定のうち、{overdue}件が期限を過ぎても実施されていません。"
        )
        return Result(Verdict.WEAK, message, figures, rows)
    message = gettext_noop("この1年に委員会を{meetings}回開き、期限を過ぎた決定はありません。")
    return Result(Verdict.HOLDS, message, figures)


def contacts_reach(at: datetime) -> Result:
    """Every holder of a mandatory role can be called by the tree; numbers confirmed in a year."""
    today = timezone.localdate(at)
    wanted = to_reach(today)
    there = {each.person_id: each for each in Contact.objects.select_related("person")}
    reached = {
        person for person, row in there.items() if row.number and row.person.is_present(today)
    }
    missing = sorted(wanted - reached)
    old = [each for each in there.values() if each.confirmed_at <= at - YEAR]
    gone = [each for each in there.values() if not each.person.is_present(today)]
    figures = {"contacts": len(there), "unreached": len(missing), "old": len(old) + len(gone)}
    rows: tuple[Row, ...] = tuple({"contact": each.pk} for each in [*gone, *old])
    if missing or gone:
        message = gettext_noop(
            "緊急連絡網で、必須の役割の{unreached}人に電話が届かないか、離任した人が残っています。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    if old:
        message = gettext_noop("緊急連絡網の{contacts}人のうち、{old}人を1年以上確かめていません。")
        return Result(Verdict.WEAK, message, figures, rows)
    if not there:
        message = gettext_noop("緊急連絡網がありません。")
        return Result(Verdict.WEAK, message, figures)
    message = gettext_noop("緊急連絡網の{contacts}人で、必須の役割の全員に電話が届きます。")
    return Result(Verdict.HOLDS, message, figures)


def roles_single(at: datetime) -> Result:
    """A role one person holds is held by one; every unit with people has a manager over it."""
    today = timezone.localdate(at)
    twice, without = doubles(today), units_without_manager(today)
    rows: tuple[Row, ...] = (
        *({"role": role, "unit": unit.pk if unit else None} for role, unit, _who in twice),
        *({"unit": unit.pk} for unit in without),
    )
    figures = {"doubles": len(twice), "units": len(without)}
    if twice:
        message = gettext_noop(
            "一人が就くべき役割に、二人以上が就いているものが{doubles}件あります。"
        )
        return Result(Verdict.FAILS, message, figures, rows)
    if without:
        message = gettext_noop("情報セキュリティ管理者のいない所属が{units}あります。")
        return Result(Verdict.WEAK, message, figures, rows)
    message = gettext_noop("役割の重複はなく、人のいる所属の全てに管理者がいます。")
    return Result(Verdict.HOLDS, message, figures)


CHECKS: tuple[Check, ...] = (
    Check("committee-met", committee_met),
    Check("contacts-reach", contacts_reach),
    Check("roles-single", roles_single),
)
