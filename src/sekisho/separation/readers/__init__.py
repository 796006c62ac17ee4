"""Readers of device configurations: one file per vendor, in an explicit tuple."""

from sekisho.separation.device import Device
from sekisho.separation.errors import ConfigError
from sekisho.separation.readers import (
    asa,
    fortigate,
    ios,
    iptables,
    juniper,
    nftables,
    table,
    yamaha,
)
from sekisho.separation.readers.interface import Config, Reader, Reading, RunNft

READERS: tuple[Reader, ...] = (
    nftables.READER,
    iptables.READER,
    ios.READER,
    asa.READER,
    fortigate.READER,
    juniper.READER,
    yamaha.READER,
    table.READER,
)

__all__ = ["READERS", "Config", "Reader", "Reading", "RunNft", "read_config"]


def read_config(config: Config, reading: Reading | None = None) -> Device:
    """Read one configuration with the reader that knows it best.

    Raises `ConfigError` when it is too large or no reader knows it.
    """
    reading = reading or Reading()
    if len(config.text) > reading.limits.config_bytes:
        words = f"{config.name}: 設定が大きすぎます。分けて指定してください。"
        raise ConfigError(words, "too-large")
    sure, reader = max(
        ((each.recognises(config), each) for each in READERS),
        key=lambda pair: pair[0],
        default=(0.0, None),
    )
    if reader is None or not sure:
        raise ConfigError(
            f"{config.name}: どの機器の設定か分かりません。"
            "機器から取り出した設定をそのまま渡してください。",
            "unknown",
        )
    return reader.read(config, reading)
