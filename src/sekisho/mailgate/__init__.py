"""The mail gateway: takes mail in durably, makes it safe, hands it on, and loses nothing."""

from sekisho.mailgate.crossing import Crossing
from sekisho.mailgate.gateway import Gateway
from sekisho.mailgate.options import GateOptions, OptionsError, Tls
from sekisho.mailgate.pairing import Pairing
from sekisho.mailgate.postfix import postfix_config
from sekisho.mailgate.relay import Relay, SmtpRelay
from sekisho.mailgate.rows import Fate, Row, Stage
from sekisho.mailgate.signatures import Records
from sekisho.mailgate.spool import Spool, SpoolBusyError

__all__ = [
    "Crossing",
    "Fate",
    "GateOptions",
    "Gateway",
    "OptionsError",
    "Pairing",
    "Records",
    "Relay",
    "Row",
    "SmtpRelay",
    "Spool",
    "SpoolBusyError",
    "Stage",
    "Tls",
    "postfix_config",
]
