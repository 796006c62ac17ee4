"""The gateway's settings, read from `settings.env` and the environment."""

import os
from pathlib import Path

from sekisho.mailgate import GateOptions, OptionsError, Tls
from sekisho.web.site.environment import Settings
from sekisho.web.site.instance import Instance

_MIB = 1 << 20


def gate_options(instance: Instance) -> GateOptions:
    """Return the gateway's options; raises OptionsError or SettingError naming what is wrong."""
    settings = instance.settings(os.environ)
    default = GateOptions(name="x", domains=("*",))
    return GateOptions(
        name=settings.text("SEKISHO_MAILGATE_NAME", "sekisho.localdomain"),
        domains=tuple(settings.words("SEKISHO_MAILGATE_DOMAINS")),
        networks=tuple(settings.words("SEKISHO_MAILGATE_NETWORKS", ",".join(default.networks))),
        listen=_address(settings, "SEKISHO_MAILGATE_LISTEN", "127.0.0.1:10025"),
        next_hop=_address(settings, "SEKISHO_MAILGATE_NEXT", "127.0.0.1:10026"),
        trusted=tuple(settings.words("SEKISHO_MAILGATE_TRUSTED_DOMAINS")),
        front=settings.text("SEKISHO_MAILGATE_FRONT"),
        sender=settings.text("SEKISHO_MAILGATE_SENDER"),
        contact=settings.text("SEKISHO_MAILGATE_CONTACT", default.contact),
        links=_one_of(settings, "SEKISHO_MAILGATE_LINKS", ("defang", "keep", "text")),  # type: ignore[arg-type]
        message_bytes=settings.number("SEKISHO_MAILGATE_MEGABYTES", 25) * _MIB,
        per_minute=settings.number("SEKISHO_MAILGATE_PER_MINUTE", default.per_minute),
        connections=settings.number("SEKISHO_MAILGATE_CONNECTIONS", default.connections),
        in_doubt=_one_of(settings, "SEKISHO_MAILGATE_IN_DOUBT", ("hold", "resend")),  # type: ignore[arg-type]
        tls=Tls(_one_of(settings, "SEKISHO_MAILGATE_TLS", ("off", "may", "must"))),
        certificate=_file(settings, "SEKISHO_MAILGATE_CERTIFICATE"),
        key=_file(settings, "SEKISHO_MAILGATE_KEY"),
        next_hop_tls=Tls(_one_of(settings, "SEKISHO_MAILGATE_NEXT_TLS", ("off", "may", "must"))),
        next_hop_ca=_file(settings, "SEKISHO_MAILGATE_NEXT_CA"),
        crossers=settings.number("SEKISHO_MAILGATE_CROSSERS", 2 * (os.cpu_count() or 1)) or 1,
        carriers=settings.number("SEKISHO_MAILGATE_CARRIERS", default.carriers) or 1,
    )


def _address(settings: Settings, name: str, default: str) -> tuple[str, int]:
    text = settings.text(name, default)
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdecimal() or int(port) > 65535:  # noqa: PLR2004  # the last port
        raise OptionsError(f"{name}={text!r}: 「アドレス:ポート」の形で指定してください。")
    return host.strip("[]"), int(port)


def _one_of(settings: Settings, name: str, words: tuple[str, ...]) -> str:
    text = settings.text(name, words[0])
    if text not in words:
        raise OptionsError(f"{name}={text!r}: {'、'.join(words)} のどれかを指定してください。")
    return text


def _file(settings: Settings, name: str) -> Path | None:
    text = settings.text(name)
    if text and not Path(text).is_file():
        raise OptionsError(f"{name}: {text} がありません。")
    return Path(text) if text else None
