"""Proofs in words an official understands: what can reach what, by which service, and why not.

Sentences name the zones as the body calls them; a service is told by what it is used for.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sekisho.web.ui.words import Sign

VENDORS: Mapping[str, str | Promise] = {
    "rtx": gettext_lazy("ヤマハ RTX・NVR"),
    "ios": "Cisco IOS",
    "asa": "Cisco ASA",
    "fortigate": "FortiGate",
    "junos": "Juniper Junos",
    "nftables": "nftables",
    "iptables": "iptables",
    "csv": gettext_lazy("規則の一覧（CSV）"),
}
VERDICTS: Mapping[str, Sign] = {
    "proven": Sign("○", gettext_lazy("分離を証明"), "good"),
    "violated": Sign("×", gettext_lazy("許可のない通信が通る"), "bad"),
    "undecided": Sign("△", gettext_lazy("証明できない"), "doubtful"),
    "": Sign("□", gettext_lazy("設定がない"), "open"),
}
REASONS: Mapping[str, str | Promise] = {
    "possible": gettext_lazy(
        "理解できない行があり、その行が許可のない通信を通すかもしれません。"
        "下の一覧の行を、機器の説明書で確かめてください。"
    ),
    "budget": gettext_lazy(
        "規則が多く複雑なため、決められた計算の量では決まりませんでした。規則を整理してください。"
    ),
    "missing-family": gettext_lazy(
        "IPv4かIPv6の一方について、設定に何も書かれていません。"
        "その機器の両方の設定を含むファイルを取り込んでください。"
    ),
    "late": gettext_lazy(
        "決められた時間で読み終わりませんでした。規則の行を減らすか、機器を分けて登録してください。"
    ),
    "broken": gettext_lazy(
        "証明の途中で処理が止まりました。この設定については何も証明していません。"
        "関所の保守の担当に知らせてください。設定そのものは渡さないでください。"
    ),
}
ACTIONS: Mapping[str, str | Promise] = {
    "permit": pgettext_lazy("rule", "通す"),
    "deny": pgettext_lazy("rule", "止める"),
    "jump": gettext_lazy("別の規則の組へ進む"),
    "goto": gettext_lazy("別の規則の組へ移る"),
    "return": gettext_lazy("元の規則の組へ戻る"),
    "translate": gettext_lazy("アドレスを書き換えて通す"),
    "unknown": gettext_lazy("理解できない"),
}
PROBES: Mapping[str, Sign] = {
    "agrees": Sign("○", gettext_lazy("許可どおり"), "good"),
    "reached": Sign("×", gettext_lazy("許可のない通信が届いた"), "bad"),
    "blocked": Sign("△", gettext_lazy("許可した通信が届かない"), "doubtful"),
    "untried": Sign("△", gettext_lazy("試していない組がある"), "doubtful"),
}
OUTCOMES: Mapping[str, Sign] = {
    "reached": Sign("×", gettext_lazy("許可がないのに届いた"), "bad"),
    "blocked": Sign("△", gettext_lazy("許可したのに届かない"), "doubtful"),
    "passed": Sign("○", gettext_lazy("許可どおり届いた"), "good"),
    "stopped": Sign("○", gettext_lazy("許可がなく止まった"), "good"),
}
FLOW_LOGS: Mapping[str, Sign] = {
    "permitted": Sign("○", gettext_lazy("全て許可に合う"), "good"),
    "unread": Sign("△", gettext_lazy("読めない行がある"), "doubtful"),
    "unpermitted": Sign("×", gettext_lazy("許可に合わない通信がある"), "bad"),
}
FLOW_KINDS: Mapping[str, Sign] = {
    "unpermitted": Sign("×", gettext_lazy("許可がない"), "bad"),
    "expired": Sign("×", gettext_lazy("許可が終わっていた"), "bad"),
    "early": Sign("×", gettext_lazy("許可の前だった"), "bad"),
    "nowhere": Sign("×", gettext_lazy("どの領域のアドレスでもない"), "bad"),
    "permitted": Sign("○", gettext_lazy("許可した通信"), "good"),
    "reply": Sign("○", gettext_lazy("許可した通信への応答"), "good"),
    "inside": Sign("－", gettext_lazy("領域の中の通信"), "quiet"),
}
SEEN: Mapping[bool | None, Sign] = {
    True: Sign("●", gettext_lazy("確認済み"), "bad"),
    False: Sign("△", gettext_lazy("出ていくのは見えなかった"), "doubtful"),
    None: Sign("－", gettext_lazy("カーネルでは試していない"), "quiet"),
}
_NOT_REPLAYED: Mapping[str, str | Promise] = {
    "not-root": gettext_lazy("この機械では、隔離したネットワークの管理者になれませんでした。"),
    "missing": gettext_lazy(
        "この機械に %(names)s がありません。入れて、もう一度確かめてください。"
    ),
    "machine": gettext_lazy("この機械では、隔離したネットワークを作れませんでした。"),
    "late": gettext_lazy("決められた時間で終わりませんでした。"),
    "failed": gettext_lazy("カーネルがこの規則かネットワークを受け付けませんでした。"),
    "unreadable": gettext_lazy("設定を読めませんでした。"),
}
_SERVICES: Mapping[tuple[str, int], str | Promise] = {
    ("tcp", 20): gettext_lazy("ファイル転送（FTP）"),
    ("tcp", 21): gettext_lazy("ファイル転送（FTP）"),
    ("tcp", 22): gettext_lazy("遠隔操作（SSH）"),
    ("tcp", 23): gettext_lazy("遠隔操作（Telnet）"),
    ("tcp", 25): gettext_lazy("メールの送信（SMTP）"),
    ("udp", 53): gettext_lazy("名前の問合せ（DNS）"),
    ("tcp", 53): gettext_lazy("名前の問合せ（DNS）"),
    ("tcp", 80): gettext_lazy("ウェブ（HTTP）"),
    ("udp", 123): gettext_lazy("時刻合わせ（NTP）"),
    ("tcp", 135): gettext_lazy("Windowsの遠隔呼出し（RPC）"),
    ("tcp", 139): gettext_lazy("ファイル共有（NetBIOS）"),
    ("tcp", 443): gettext_lazy("ウェブ（HTTPS）"),
    ("udp", 443): gettext_lazy("ウェブ（HTTP/3）"),
    ("tcp", 445): gettext_lazy("ファイル共有（SMB）"),
    ("tcp", 587): gettext_lazy("メールの送信（SMTP）"),
    ("tcp", 1433): gettext_lazy("データベース（SQL Server）"),
    ("tcp", 1521): gettext_lazy("データベース（Oracle）"),
    ("tcp", 3306): gettext_lazy("データベース（MySQL）"),
    ("tcp", 3389): gettext_lazy("遠隔操作（リモートデスクトップ）"),
    ("tcp", 5432): gettext_lazy("データベース（PostgreSQL）"),
    ("tcp", 5985): gettext_lazy("遠隔操作（WinRM）"),
    ("tcp", 8080): gettext_lazy("ウェブ（プロキシ）"),
}
_CHANGES: Mapping[str, str | Promise] = {
    "first": gettext_lazy("この機器の最初の設定です。比べる設定がありません。"),
    "before-unreadable": gettext_lazy("前の設定を読めないため、違いを通信で示せません。"),
    "translations": gettext_lazy(
        "アドレスを書き換える設定（NAT）の行き先が一つに決まらないため、違いを通信で示せません。"
    ),
    "budget": gettext_lazy("規則が多く複雑なため、前の設定との違いを示せません。"),
    "late": gettext_lazy("時間内に読み終わらなかったため、前の設定との違いを示せません。"),
    "broken": gettext_lazy("処理が止まったため、前の設定との違いを示せません。"),
    "unknown-lines": gettext_lazy(
        "理解できない行があるため、ここにある違いのほかにも違いがあるかもしれません。"
    ),
    "": gettext_lazy("前の設定との違いは、ここにあるものが全てです。"),
}


def vendor_label(vendor: str) -> str:
    """Return what a kind of device is called; the word itself for one nobody knows."""
    return str(VENDORS.get(vendor, vendor))


def verdict_sign(verdict: str) -> Sign:
    """Return the sign of a verdict; the empty word is no proof yet."""
    return VERDICTS[verdict]


def reason_words(reason: str) -> str:
    """Return why nothing was decided."""
    return str(REASONS.get(reason, reason))


def not_replayed_words(why: str, lacking: Iterable[str]) -> str:
    """Return why nothing was sent through a kernel."""
    return str(_NOT_REPLAYED.get(why, why)) % {"names": _("、").join(lacking)}


def action_words(action: str) -> str:
    """Return what a rule did."""
    return str(ACTIONS.get(action, action))


def change_words(why: str) -> str:
    """Return how far the differences from the configuration before are told."""
    return str(_CHANGES.get(why, why))


def service(packet: Mapping[str, Any]) -> str:
    """Return what a packet is used for: TCP 443番（ウェブ（HTTPS））."""
    protocol, port = str(packet["protocol"]), packet["destination_port"]
    name = protocol.upper()
    if packet["fragment"]:
        return _("%(protocol)sの後続の断片") % {"protocol": name}
    if port is None:
        return name
    known = _SERVICES.get((protocol, port))
    words = {"protocol": name, "port": port, "use": str(known)}
    if known:
        return _("%(protocol)s %(port)s番・%(use)s") % words
    return _("%(protocol)s %(port)s番") % words


def service_of(protocol: str, port: int | None) -> str:
    """Return what a port of a protocol is used for."""
    return service({"protocol": protocol, "destination_port": port, "fragment": False})


def sentence(violation: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Say what a violation means: who reaches whom directly, by what."""
    packet = violation["packet"]
    return _(
        "この設定では、%(source_zone)sの %(source)s から、%(destination_zone)sの %(destination)s へ"
        "直接通信できます（%(service)s）。"
    ) % {
        "source_zone": labels.get(violation["from"], violation["from"]),
        "destination_zone": labels.get(violation["to"], violation["to"]),
        "source": packet["source"],
        "destination": packet["destination"],
        "service": service(packet),
    }


def crossing(packet: Mapping[str, Any]) -> str:
    """Say a packet's way in short: 10.20.0.5 → 203.0.113.7（TCP 443番・ウェブ（HTTPS））."""
    return _("%(source)s → %(destination)s（%(service)s）") % {
        "source": packet["source"],
        "destination": packet["destination"],
        "service": service(packet),
    }
