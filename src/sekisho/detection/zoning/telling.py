"""Wrong conversations as alerts."""

from collections.abc import Callable, Mapping

from sekisho.detection.alerts import Alert, Words
from sekisho.detection.values import TRANSPORTS
from sekisho.detection.zoning.values import PORTED, Conversation, FlowKind

WORDS: Mapping[FlowKind, Words] = {
    FlowKind.UNPERMITTED: Words(
        "{from}の {source} から{to}の {destination}（{service}）へ、許可していない通信が {count} 件ありました。",
        "領域の間の通信は、許可したものだけが通れます。機器の設定が方針と違うか、端末が操られているおそれがあります。",
        "送信元の端末を確かめ、業務の通信でなければネットワークから切り離してください。機器の設定も方針と照らしてください。",
        Words(
            "{source} in {from} sent {count} forbidden packets or connections to {destination} in {to} ({service}).",
            "Only what is permitted passes between zones. A device may not be set as the policy says, or somebody else may control the terminal.",
            "Look at the terminal it came from; if it is not for work, disconnect it. Compare the device's settings with the policy as well.",
        ),
    ),
    FlowKind.EXPIRED: Words(
        "{from}の {source} から{to}の {destination}（{service}）へ、許可の期間の外の通信が {count} 件ありました（{reference}）。",
        "許可が終わった後、又は始まる前の通信です。機器に古い規則が残っているおそれがあります。",
        "業務でまだ要るなら許可を申請し直し、要らないなら機器の規則を外してください。",
        Words(
            "{source} in {from} reached {destination} in {to} ({service}) {count} times outside the time of its permit ({reference}).",
            "The permit had ended, or had not begun. An old rule may still stand in a device.",
            "If it is still needed, apply for the permit again; if not, take the rule out of the device.",
        ),
    ),
    FlowKind.NOWHERE: Words(
        "{source} から {destination}（{service}）へ、どの領域にも属さない住所の通信が {count} 件ありました。",
        "領域を決めていない住所は、方針で守れません。届け出のない機器がつながっているおそれがあります。",
        "その住所の機器を探し、領域の定義に加えるか、ネットワークから外してください。",
        Words(
            "{source} reached {destination} ({service}) {count} times; one of the addresses lies in no zone.",
            "The policy cannot guard an address no zone has. A machine nobody registered may be connected.",
            "Find the machine with that address; add the address to a zone, or take the machine off the network.",
        ),
    ),
}  # fmt: skip
_RULES = {
    FlowKind.UNPERMITTED: "zone-unpermitted",
    FlowKind.EXPIRED: "zone-expired",
    FlowKind.NOWHERE: "zone-nowhere",
}
_LEVELS = {FlowKind.UNPERMITTED: "high", FlowKind.EXPIRED: "medium", FlowKind.NOWHERE: "medium"}


def alert_of(each: Conversation, label: Callable[[str], str]) -> Alert:
    """Return the alert of a wrong conversation; `label` names a zone for people."""
    return Alert(
        _RULES[each.kind],
        WORDS[each.kind],
        {
            "from": label(each.source_zone),
            "to": label(each.destination_zone),
            "source": each.source,
            "destination": each.destination,
            "service": _service(each),
            "count": each.count,
            "reference": each.reference,
        },
        each.first_us,
        each.last_us,
        each.count,
        each.rows,
        _LEVELS[each.kind],
        (each.source, each.destination, str(each.protocol), str(each.port)),
    )


def _service(each: Conversation) -> str:
    name = TRANSPORTS.get(each.protocol, f"IP {each.protocol}" if each.protocol >= 0 else "?")
    if each.protocol in PORTED and each.port >= 0:
        return f"{name.upper()} {each.port}"
    return name.upper()
