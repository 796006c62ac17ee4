"""The gateway's settings, read from `settings.env` and the environment."""

import os

from sekisho.entry.setting_words import address, existing_file, one_of
from sekisho.mailgate import GateOptions, Tls
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
        listen=address(settings, "SEKISHO_MAILGATE_LISTEN", "127.0.0.1:10025"),
        next_hop=address(settings, "SEKISHO_MAILGATE_NEXT", "127.0.0.1:10026"),
        trusted=tuple(settings.words("SEKISHO_MAILGATE_TRUSTED_DOMAINS")),
        front=settings.text("SEKISHO_MAILGATE_FRONT"),
        dkim=one_of(settings, "SEKISHO_MAILGATE_DKIM", ("off", "verify")),  # type: ignore[arg-type]
        name_servers=tuple(settings.words("SEKISHO_MAILGATE_NAME_SERVERS")),
        sender=settings.text("SEKISHO_MAILGATE_SENDER"),
        contact=settings.text("SEKISHO_MAILGATE_CONTACT", default.contact),
        pages=_pages(settings.text("SEKISHO_URL")),
        links=one_of(settings, "SEKISHO_MAILGATE_LINKS", ("defang", "keep", "text")),  # type: ignore[arg-type]
        message_bytes=settings.number("SEKISHO_MAILGATE_MEGABYTES", 25) * _MIB,
        per_minute=settings.number("SEKISHO_MAILGATE_PER_MINUTE", default.per_minute),
        connections=settings.number("SEKISHO_MAILGATE_CONNECTIONS", default.connections),
        in_doubt=one_of(settings, "SEKISHO_MAILGATE_IN_DOUBT", ("hold", "resend")),  # type: ignore[arg-type]
        pair_minutes=settings.number("SEKISHO_MAILGATE_PAIR_MINUTES", default.pair_minutes),
        tls=Tls(one_of(settings, "SEKISHO_MAILGATE_TLS", ("off", "may", "must"))),
        certificate=existing_file(settings, "SEKISHO_MAILGATE_CERTIFICATE"),
        key=existing_file(settings, "SEKISHO_MAILGATE_KEY"),
        next_hop_tls=Tls(one_of(settings, "SEKISHO_MAILGATE_NEXT_TLS", ("off", "may", "must"))),
        next_hop_ca=existing_file(settings, "SEKISHO_MAILGATE_NEXT_CA"),
        crossers=settings.number("SEKISHO_MAILGATE_CROSSERS", 2 * (os.cpu_count() or 1)) or 1,
        carriers=settings.number("SEKISHO_MAILGATE_CARRIERS", default.carriers) or 1,
    )


def _pages(url: str) -> str:
    """Return the address of the list of crossings; "" where the body has not said its own."""
    return f"{url.rstrip('/')}/transfers/" if url else ""
