"""What the engine says of policies and configurations, worded by code in the reader's language.

The engine's own sentence is plain Japanese; it is shown only where a code is not known here, so
that nothing is ever left unsaid.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sekisho.separation import PolicyError, Sentence

_PLACE = re.compile(r"^zones\.yaml:(\d+行目:)?\s*")
Words = str | Promise

PROBLEMS: Mapping[str, Words] = {
    "gateway-zone-unknown": _("ゲートウェイ「%(a)s」を置いている領域「%(b)s」がありません。"),
    "prefix-in-two-zones": _("%(a)s が、%(b)s と %(c)s の両方の範囲にあります。"),
    "interface-in-zones": _("インターフェース %(a)s が、%(b)s と %(c)s の両方にあります。"),
    "link-to-nowhere": _(
        "機器「%(a)s」の %(b)s がつながる「%(c)s」は、"
        "領域でも、ほかの機器とのつなぎでもありません。"
    ),
    "zone-unknown": _("「%(a)s」という領域はありません。"),
    "same-zone": _("通信元と通信先が同じ領域です。領域の中の通信は書く必要がありません。"),
    "source-outside": _("送信元の %(a)s は、%(b)s の範囲の外にはみ出しています。"),
    "destination-outside": _("宛先の %(a)s は、%(b)s の範囲の外にはみ出しています。"),
    "gateway-unknown": _("経由するゲートウェイ（%(a)s）がありません。"),
    "beside-the-gateway": _("ゲートウェイ「%(a)s」のほかのアドレスが、相手先に含まれています。"),
}
NOTICES: Mapping[str, Words] = {
    "zones-overlap": _(
        "%(a)s と %(b)s の IPv%(c)s の範囲が重なっています。細かい方の範囲の領域として扱います。"
    ),
    "flow-ended": _("%(b)s に終わった通信があります。許可として扱いません。"),
    "flow-covered": _(
        "許可する通信（%(a)s）は、別の許可（%(b)s）に全て含まれています。どちらか一方にしてください。"
    ),
    "list-not-written": _(
        "インターフェース %(a)s に付けたアクセスリスト %(b)s がどこにもありません。"
        "すべて通すものとして調べました。"
    ),
    "fragments-follow": _("分割されたパケットの後続は、先頭の判定に従うものとして調べました。"),
    "outer-address-at-run-time": _(
        "インターフェース %(a)s の外側アドレスは回線から受け取るため、"
        "ここに届く通信はすべてそのアドレス宛てとして調べました。"
    ),
    "interface-without-filter": _(
        "インターフェース %(a)s には IPv%(b)s のフィルターがありません。"
        "ここを通る通信はすべて通します。"
    ),
    "no-forward-chain": _("転送する通信を調べる規則の組がありません。"),
    "table-without-end": _(
        "最後の行に、それまでの行に当たらない通信をどうするか（送信元も宛先も「すべて」）が"
        "ありません。通すかもしれないものとして調べました。"
    ),
    "policy-logs-nothing": _("ポリシー %(a)s は、通した通信を記録しません。"),
    "device-without-configuration": _(
        "機器「%(a)s」の設定がありません。取り込むまで、何でも通すものとして扱います。"
    ),
    "device-not-declared": _(
        "機器「%(a)s」のつながりが登録されていないため、"
        "単独で全ての領域の間にあるものとして調べました。"
    ),
    "interface-in-two-zones": _(
        "%(a)s のインターフェース %(b)s がどの領域か、一つに決まりません（%(c)s）。"
        "領域のページでインターフェースの名前を登録してください。"
    ),
    "stateless-established": _(
        "「established」は、ACKかRSTの付いたパケットを、先に通信がなくても通します。"
        "状態を覚える規則に替えることを検討してください。"
    ),
    "hints-left-out": _(
        "規則が多いため、許可したのに通らない通信と、何も決めない規則の全ては調べていません。"
    ),
}

IDLE: Mapping[str, Words] = {  # why a rule decides nothing: told with the line, on its own
    "rule-shadowed": _("前の規則に隠れています"),
    "rule-unreached": _("どこからも使われていません"),
}


def plain(error: PolicyError) -> tuple[str, ...]:
    """Return what is wrong, each once, without the places in a file nobody sees."""
    return tuple(dict.fromkeys(_problem(each) for each in error.problems))


def _problem(each: str) -> str:
    if isinstance(each, Sentence) and each.code in PROBLEMS:
        return worded(PROBLEMS[each.code], each.figures)
    return _PLACE.sub("", each)


def notice(told: Mapping[str, object], figures: Iterable[str]) -> str:
    """Return a notice of a proof; proofs of before this was told by figures as they were."""
    given = tuple(figures)
    words = NOTICES.get(str(told["code"]))
    if words is None or (not given and "%(" in str(words)):
        return str(told["message"])
    return worded(words, given)


def worded(words: Words, figures: Sequence[str]) -> str:
    """Return words with their figures put in."""
    return str(words) % dict(zip("abc", (*figures, "", "", ""), strict=False))
