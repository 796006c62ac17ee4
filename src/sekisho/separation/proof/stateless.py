"""Rules that take replies on trust: `established` of a device without memory."""

from collections.abc import Iterator

from sekisho.separation.device import Device, Notice
from sekisho.separation.rules import Action


def stateless_notices(device: Device) -> Iterator[Notice]:
    """Yield a warning for each permit that recognises replies by TCP flags alone."""
    for chain in device.chains.values():
        for rule in chain.rules:
            if rule.stateless and rule.action is Action.PERMIT:
                yield Notice(
                    "stateless-established",
                    "「established」は ACK か RST の付いたパケットを、先に通信がなくても通します。"
                    "状態を覚える規則に替えることを検討してください。",
                    rule.origin,
                )
