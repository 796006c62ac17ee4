"""What the records of proxies prove of the list of permitted services."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from sekisho.verdicts import Result, Verdict
from sekisho.web.suppliers.checks.judging import ROWS, Figures
from sekisho.web.suppliers.usage import LOOKED_BACK, Standing, Use, usage

_NAMED = 5  # hosts in the sentence; every one stands in the rows


def services_used_by_leave(at: datetime) -> Result:
    """No proxy let through what is an external service and was not permitted on that day."""
    today = timezone.localdate(at)
    found = usage(today - LOOKED_BACK, today)
    wrong = found.wrong
    figures: Figures = {
        "unpermitted_hosts": len(wrong),
        "requests": sum(each.events for each in wrong),
        "permitted_hosts": len(found.of(Standing.PERMITTED)),
        "stopped_hosts": len(found.stopped),
        "named_hosts": " ".join(f"{each.host}({each.events})" for each in wrong[:_NAMED]),
    }
    if not found.heard:
        message = gettext_noop(
            "プロキシの記録が届いていないため、許可のない外部サービスの利用は分かりません。"
        )
        return Result(Verdict.WEAK, message, figures)
    if wrong:
        message = gettext_noop(
            "許可のない外部サービスのアドレス{unpermitted_hosts}件が、"
            "31日以内に{requests}回使われました: {named_hosts}"
        )
        return Result(Verdict.FAILS, message, figures, tuple(map(_row, wrong[:ROWS])))
    message = gettext_noop(
        "31日以内に、許可のない外部サービスは使われていません"
        "（許可したアドレス{permitted_hosts}件、プロキシが止めたもの{stopped_hosts}件）。"
    )
    return Result(Verdict.HOLDS, message, figures)


def _row(use: Use) -> dict[str, str | int]:
    return {
        "asked_host": use.host,
        "use_standing": use.standing.name.lower(),
        "service": use.service.pk if use.service else 0,
        "requests": use.events,
        "users_of_host": use.people,
        "machines": use.terminals,
    }
