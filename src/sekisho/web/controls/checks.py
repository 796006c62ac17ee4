"""What this room can prove: every demand has a control, no exception outlives its end."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.catalogue import load
from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.controls import exceptions, queries
from sekisho.web.policies.content_digest import altered
from sekisho.web.policies.models import Clause, Edition

ROWS = 200  # rows named in a result
TO_LOOK = timedelta(days=14)  # after its end an exception is weak so long, then it fails


def clauses_covered(at: datetime) -> Result:
    """Count the clauses in force that demand something and have no control, as the board does.

    A control set aside answers nothing. Topics that are not what was sealed prove nothing.
    """
    editions = list(Edition.objects.in_force().light())
    changed = altered(editions)
    demanding = Clause.objects.filter(edition__in=editions, demands=True).only("edition")
    clauses = list(demanding.prefetch_related("topics").order_by("edition", "position"))
    answered = _answered(at)
    bare = [each for each in clauses if not _covered(each, answered)]
    figures = {
        "editions": len(editions),
        "altered": len(changed),
        "demanding": len(clauses),
        "uncovered": len(bare),
    }
    rows = [{"edition": each.pk} for each in changed]
    rows += [{"edition": each.edition_id, "clause": each.pk} for each in bare]
    return Result(*_judged(figures), figures, tuple(rows[:ROWS]))


def _judged(figures: dict[str, int]) -> tuple[Verdict, str]:
    if figures["altered"]:
        message = gettext_noop(
            "施行中の{editions}件のうち{altered}件で、条文又は主題が封印した時のものと違います。"
            "控えと照合し、元に戻してください。"
        )
        return Verdict.FAILS, message
    if not figures["demanding"]:
        return Verdict.FAILS, gettext_noop("施行中の文書に、求めのある条文がありません。")
    if figures["uncovered"]:
        message = gettext_noop("求めのある条文{demanding}件のうち{uncovered}件に対策がありません。")
        return Verdict.FAILS, message
    message = gettext_noop("求めのある条文{demanding}件のすべてに対策が結び付いています。")
    return Verdict.HOLDS, message


def _answered(at: datetime) -> frozenset[str]:
    """Return the topics that a control answers which is not set aside."""
    aside = queries.set_aside(at)
    counted = (each for each in load().controls.values() if each.id not in aside)
    return frozenset(topic for control in counted for topic in control.topics)


def _covered(clause: Clause, answered: frozenset[str]) -> bool:
    topics = {each.topic for each in clause.topics.all()}
    return bool(topics) and topics <= answered


def exceptions_closed(at: datetime) -> Result:
    """After an exception's end its control was looked at again: what was seen under it is old.

    Weak from the day after its end, fails 14 days later, until every check of the control has
    evidence of a later day. A later exception of the same unit carries on.
    """
    over = exceptions.ended(at)
    open_ = exceptions.not_seen_since(over)
    latest = timezone.localdate(at) - TO_LOOK
    late = [row for row, _control in open_ if row.counted_until < latest]
    rows: list[dict[str, Value]] = [
        {"permit": row.id, "control": control, "until": row.counted_until.isoformat()}
        for row, control in open_
    ]
    running = sum(len(each) for each in exceptions.in_force(at).values())
    figures = {"exceptions": running, "over": len(over), "unlooked": len(open_)}
    if not open_:
        message = gettext_noop(
            "効力のある例外措置は{exceptions}件です。終わった{over}件の対策は、終わった後に確かめています。"
        )
        return Result(Verdict.HOLDS, message, figures)
    message = gettext_noop(
        "終わった例外措置{over}件のうち{unlooked}件は、元の対策に戻ったことを終わった後に確かめていません。"
        "対策の確認を行ってください。"
    )
    return Result(Verdict.FAILS if late else Verdict.WEAK, message, figures, tuple(rows[:ROWS]))


CHECKS = (
    Check("clauses-covered", clauses_covered),
    Check("exceptions-closed", exceptions_closed),
)
