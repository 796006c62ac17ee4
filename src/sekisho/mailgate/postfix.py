"""Configuration for a stock Postfix before and after the gateway."""

from sekisho.mailgate.options import ANY, GateOptions

_AFTER_OPTIONS = (
    "content_filter=",
    "myhostname=after.{name}",
    "smtpd_client_restrictions=permit_mynetworks,reject",
    "smtpd_recipient_restrictions=permit_mynetworks,reject",
    "smtpd_relay_restrictions=permit_mynetworks,reject",
    "smtpd_data_restrictions=reject_unauth_pipelining",
    "mynetworks=127.0.0.0/8,[::1]/128",
    "receive_override_options=no_unknown_recipient_checks,no_header_body_checks,no_milters",
    "smtpd_authorized_xforward_hosts=127.0.0.0/8,[::1]/128",
)


def postfix_config(options: GateOptions) -> str:
    """Return what to put into main.cf and master.cf, as comments and lines to copy."""
    gate, back = _address(options.listen), _address(options.next_hop)
    after = "\n".join(f"    -o {line.format(name=options.name)}" for line in _AFTER_OPTIONS)
    domains = "" if options.domains == (ANY,) else ", ".join(options.domains)
    return f"""\
# --- main.cf: すべてのメールを、配る前に関所に通します -------------------------------
content_filter = sekisho:{gate}
# 関所が 250 と答えるまで、Postfix がメールを持ち続けます。
sekisho_destination_recipient_limit = {options.recipients}
sekisho_destination_concurrency_limit = {min(options.connections, 20)}
message_size_limit = {options.message_bytes}
smtputf8_enable = yes
# 改行の偽り（SMTP smuggling）を入口で断ります。古い版にこの設定がなくても、関所が断ります。
smtpd_forbid_bare_newline = normalize
# 内部の機器（mynetworks）も例外にしません。
smtpd_forbid_bare_newline_exclusions =
# 受け付ける宛先のドメイン（関所の設定と同じ）: {domains or "すべて"}

# --- master.cf: 関所への道と、関所からの戻り口 ---------------------------------------
sekisho   unix  -       -       n       -       20      smtp
    -o smtp_send_xforward_command=no
    -o disable_mime_output_conversion=yes
    -o smtp_generic_maps=
    -o smtp_tls_security_level={_level(options)}
{back}  inet  n  -       n       -       20      smtpd
{after}
"""


def _address(pair: tuple[str, int]) -> str:
    host = f"[{pair[0]}]" if ":" in pair[0] else pair[0]
    return f"{host}:{pair[1]}"


def _level(options: GateOptions) -> str:
    return {"off": "none", "may": "may", "must": "encrypt"}[options.tls.value]
