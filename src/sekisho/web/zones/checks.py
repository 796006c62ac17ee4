"""What this room can prove: the zones are apart, and what is known of it is whole and fresh."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop

from sekisho.catalogue import load_separation_rules
from sekisho.verdicts import Check, Result, Value, Verdict
from sekisho.web.assets.access import MYNUMBER_ZONE
from sekisho.web.zones.building import Built, Permitted
from sekisho.web.zones.models import Gateway
from sekisho.web.zones.queries import Standing, flow_logs_since, newest_probe, standings, survey

ROWS = 200  # devices or flows named in a result
LGWAN_ZONE, INTERNET_ZONE = "lgwan", "internet"
Row = dict[str, Value]
_NOTHING = gettext_noop(
    "領域の範囲か、領域の間の機器が登録されていません。領域のページで登録してください。"
)


def mynumber_apart(at: datetime) -> Result:
    """Fails when a packet crosses to or from the My Number zone but by a permit in force."""
    built, found = survey(at)
    own = [each for each in _permitted(built) if MYNUMBER_ZONE in each.pair]
    loose = [each for each in own if not each.special]
    open_ = [each for each in found if each.crosses(MYNUMBER_ZONE)]
    figures = {
        **_figures(found, open_),
        "specials": len(own) - len(loose),
        "direct": len(loose),
    }
    if open_ or loose:
        message = gettext_noop(
            "マイナンバー事務系と他の領域の間を、許可のない通信が通ります"
            "（機器{violated}、特定通信によらない許可{direct}件）。"
        )
        return Result(Verdict.FAILS, message, figures, _rows(open_) + _flows(loose))
    if weak := _unknown(built, found, figures):
        return weak
    message = gettext_noop(
        "機器{devices}の全てで、マイナンバー事務系との通信が期限内の特定通信（{specials}件）に"
        "限られることを証明しました。"
    )
    return Result(Verdict.HOLDS, message, figures)


def lgwan_through_gateways(at: datetime) -> Result:
    """Fails when the LGWAN zone and the internet meet but through a sanitising gateway.

    What the chosen model lets meet directly may, to named addresses.
    """
    built, found = survey(at)
    sanitising = _sanitising()
    between = [each for each in _permitted(built) if set(each.pair) == {LGWAN_ZONE, INTERNET_ZONE}]
    direct = [each for each in between if not _clean(each, sanitising, built)]
    open_ = [each for each in found if each.crosses(LGWAN_ZONE, INTERNET_ZONE)]
    figures = {**_figures(found, open_), "flows": len(between), "direct": len(direct)}
    if open_ or direct:
        message = gettext_noop(
            "LGWAN接続系とインターネット接続系の間に、無害化を通らない通信があります"
            "（機器{violated}、許可した通信{direct}件）。"
        )
        return Result(Verdict.FAILS, message, figures, _rows(open_) + _flows(direct))
    if weak := _unknown(built, found, figures):
        return weak
    message = gettext_noop(
        "機器{devices}の全てで、LGWAN接続系とインターネット接続系の間を通るのは、"
        "無害化などを通る許可した通信{flows}件だけであることを証明しました。"
    )
    return Result(Verdict.HOLDS, message, figures)


def running_as_meant(at: datetime) -> Result:
    """Fails when what runs is not what was compiled or confirmed; weak when nobody looks."""
    found = standings(at)
    drifted = [each for each in found if each.drifted]
    unseen = [each for each in found if each.proof is None or each.old or each.uncompared]
    figures = {"devices": len(found), "drifted": len(drifted), "missing": len(unseen)}
    if drifted:
        message = gettext_noop(
            "動いている設定が、確認した設定や作った規則と違う機器が{drifted}あります"
            "（機器{devices}のうち）。"
        )
        return Result(Verdict.FAILS, message, figures, _rows(drifted))
    if not found:
        return Result(Verdict.WEAK, _NOTHING, figures)
    if unseen:
        message = gettext_noop(
            "機器{devices}のうち、{missing}は動いている設定を長く見ていないか、比べられません。"
        )
        return Result(Verdict.WEAK, message, figures, _rows(unseen))
    message = gettext_noop("機器{devices}の全てで、動いている設定は確認したものと同じです。")
    return Result(Verdict.HOLDS, message, figures)


def configurations_fresh(at: datetime) -> Result:
    """Weak for a device whose configuration was not seen for long."""
    found = standings(at)
    late = [each for each in found if each.configuration is None or each.old]
    days = load_separation_rules().configuration_days
    figures = {"devices": len(found), "missing": len(late), "days": days}
    return _of(
        found,
        late,
        figures,
        gettext_noop("機器{devices}の全ての設定を、{days}日以内に取り込んでいます。"),
        gettext_noop("機器{devices}のうち、{missing}の設定を{days}日以内に取り込んでいません。"),
    )


def lines_understood(at: datetime) -> Result:
    """Weak for lines of a configuration whose meaning nobody knows."""
    found = [each for each in standings(at) if each.proof]
    unknown = [each for each in found if each.figures.get("unknown")]
    figures = {
        "devices": len(found),
        "lines": sum(each.figures.get("lines", 0) for each in found),
        "unknown_lines": sum(each.figures.get("unknown", 0) for each in found),
    }
    return _of(
        found,
        unknown,
        figures,
        gettext_noop("機器{devices}の設定{lines}行に、理解できない行はありません。"),
        gettext_noop("機器{devices}の設定{lines}行のうち、{unknown_lines}行を理解できません。"),
    )


_UNPROVEN = gettext_noop(
    "機器{devices}のうち、{unproven}は分離を証明できていません"
    "（設定がない、証明できない、又は証明が古い）。"
)


def probed(at: datetime) -> Result:
    """Fails when a probe reached what is forbidden; weak when none is young, or pairs are untried.

    A permitted connection that did not arrive makes it weak too: something stands in the way that
    nobody decided on, or the probe's receiver was not where it should be.
    """
    row, days = newest_probe(), load_separation_rules().probe_days
    if row is None:
        words = gettext_noop("領域の間の通信を、実際に試した結果がまだ取り込まれていません。")
        return Result(Verdict.WEAK, words, {"days": days})
    names = ("attempts", "reached", "blocked")
    figures = {
        "days": days,
        "untried": len(row.untried),
        **{name: row.figures[name] for name in names},
    }
    rows: tuple[Row, ...] = tuple(
        {"probe": row.pk, "from_zone": source, "to_zone": to} for source, to in row.reached
    )
    if row.reached:
        return Result(Verdict.FAILS, _REACHED, figures, rows)
    if at - row.tried_at > timedelta(days=days):
        words = gettext_noop("領域の間の通信を、{days}日より長く実際に試していません。")
        return Result(Verdict.WEAK, words, figures)
    if row.untried:
        words = gettext_noop("実際に試していない領域の組が、{untried}組あります。")
        return Result(Verdict.WEAK, words, figures)
    if row.figures["blocked"]:
        words = gettext_noop(
            "試した通信{attempts}件のうち、許可した{blocked}件が届きませんでした。"
        )
        return Result(Verdict.WEAK, words, figures)
    words = gettext_noop(
        "{days}日以内に、領域の全ての組で通信{attempts}件を試し、許可したものだけが届きました。"
    )
    return Result(Verdict.HOLDS, words, figures)


def flows_permitted(at: datetime) -> Result:
    """Fails when the newest flow log shows what nothing permitted; weak without a young log.

    Weak too while an older one of the period showed something, or a row could not be read: what
    was seen once may come back.
    """
    days = load_separation_rules().flow_days
    logs = flow_logs_since(at - timedelta(days=days))
    figures = {
        "days": days,
        "records": sum(each.figures["records"] for each in logs),
        "wrong": sum(each.figures["wrong"] for each in logs),
        "unread": sum(each.figures["unread"] for each in logs),
    }
    wrong = [each for each in logs if each.figures["wrong"]]
    rows: tuple[Row, ...] = tuple(
        {"flow_log": each.pk, "wrong": each.figures["wrong"]} for each in wrong[:ROWS]
    )
    if not logs:
        words = gettext_noop("{days}日以内の通信の記録を、許可と照らし合わせていません。")
        return Result(Verdict.WEAK, words, figures)
    if wrong and wrong[0].pk == logs[0].pk:
        words = gettext_noop("最も新しい通信の記録に、許可に合わない通信があります。")
        return Result(Verdict.FAILS, words, figures, rows)
    if wrong:
        words = gettext_noop(
            "最も新しい記録にはありませんが、{days}日以内に、許可に合わない通信の記録が{wrong}件あります。"
        )
        return Result(Verdict.WEAK, words, figures, rows)
    if figures["unread"]:
        words = gettext_noop("通信の記録のうち、読めない行が{unread}行あります。")
        return Result(Verdict.WEAK, words, figures)
    words = gettext_noop("{days}日以内の通信の記録{records}件は、全て許可に合っています。")
    return Result(Verdict.HOLDS, words, figures)


_REACHED = gettext_noop("実際に試した通信{attempts}件のうち、許可のない{reached}件が届きました。")


def _unknown(
    built: Built | None, found: Sequence[Standing], figures: Mapping[str, int]
) -> Result | None:
    """Return the weak result where too little is known to say that zones are apart, or None."""
    if built is None or not found:
        return Result(Verdict.WEAK, _NOTHING, figures)
    if figures["unproven"]:
        return Result(Verdict.WEAK, _UNPROVEN, figures, _rows(_unproven(found)))
    return None


def _of(
    found: Sequence[Standing],
    wrong: Sequence[Standing],
    figures: dict[str, int],
    holds: str,
    lacks: str,
) -> Result:
    if not found:
        return Result(Verdict.WEAK, _NOTHING, figures)
    if wrong:
        return Result(Verdict.WEAK, lacks, figures, _rows(wrong))
    return Result(Verdict.HOLDS, holds, figures)


def _permitted(built: Built | None) -> tuple[Permitted, ...]:
    return built.permitted if built else ()


def _sanitising() -> frozenset[str]:
    kinds = (Gateway.Kind.SANITISING, Gateway.Kind.SCREEN)
    return frozenset(row.name for row in Gateway.objects.in_use().filter(kind__in=kinds))


def _clean(each: Permitted, sanitising: frozenset[str], built: Built | None) -> bool:
    """Say whether a flow passes a sanitising gateway, or the model lets it meet named addresses."""
    if each.flow.through in sanitising:
        return True
    model = load_separation_rules().models.get(built.policy.model) if built else None
    return bool(model and each.flow.destinations and each.pair in model.direct)


def _unproven(found: Iterable[Standing]) -> list[Standing]:
    """Return the devices about which nothing is proven that counts today."""
    return [each for each in found if each.verdict not in {"proven", "violated"} or each.outdated]


def _figures(found: Sequence[Standing], open_: Sequence[Standing]) -> dict[str, int]:
    return {
        "devices": len(found),
        "violated": len(open_),
        "unproven": len(_unproven(found)),
    }


def _rows(found: Iterable[Standing]) -> tuple[Row, ...]:
    """Return the devices by number: their names stay out of the ledger."""
    return tuple(
        {
            "device": each.device.pk,
            "proof": each.proof.pk if each.proof else None,
            "verdict": each.verdict,
        }
        for each in list(found)[:ROWS]
    )


def _flows(found: Iterable[Permitted]) -> tuple[Row, ...]:
    return tuple(
        {"flow": each.reference, "from_zone": each.pair[0], "to_zone": each.pair[1]}
        for each in list(found)[:ROWS]
    )


CHECKS = (
    Check("zones-mynumber-apart", mynumber_apart),
    Check("zones-lgwan-through-gateways", lgwan_through_gateways),
    Check("zones-running-as-meant", running_as_meant),
    Check("zones-configurations-fresh", configurations_fresh),
    Check("zones-lines-understood", lines_understood),
    Check("zones-probed", probed),
    Check("zones-flows-permitted", flows_permitted),
)
