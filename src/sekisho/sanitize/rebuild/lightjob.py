"""The same function for mail, text and containers, without the libraries of the other formats.

A job is a fork of what was imported before it: the less there is, the sooner it has begun. Most of
what crosses is mail.
"""

from sekisho.sanitize.rebuild import (
    archive,
    csv,
    html,
    lines,
    otherarchive,
    rehearsal,
    serving,
    text,
)
from sekisho.sanitize.rebuild.mail import outlook
from sekisho.sanitize.rebuild.mail import rebuilding as mail

REBUILDERS = (text, csv, html, lines, archive, otherarchive, mail, outlook)
BY_FORMAT = serving.by_format(REBUILDERS)


def rebuild(payload: bytes) -> bytes:
    """Rebuild the document of `payload`; every decision to hold is an answer, not an error."""
    return serving.served(payload, BY_FORMAT)


def rehearse() -> None:
    """Rebuild a few documents of ours, before there are any of others."""
    rehearsal.rehearse(BY_FORMAT)
