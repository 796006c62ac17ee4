"""The ICAP service (RFC 3507): a web proxy asks it, and downloads cross sanitized or not at all."""

from sekisho.icap.downloads import Downloads, Journal, LocalJournal
from sekisho.icap.options import IcapOptions, OptionsError
from sekisho.icap.record import STANDING, Download
from sekisho.icap.service import Service
from sekisho.icap.squid import squid_config

__all__ = [
    "STANDING",
    "Download",
    "Downloads",
    "IcapOptions",
    "Journal",
    "LocalJournal",
    "OptionsError",
    "Service",
    "squid_config",
]
