"""The same function for mail, text and containers, without the tables of the other formats.

A job is a fork of what was imported before it: the less there is, the less a fork and its end cost.
"""

from sekisho.sanitize.verify import archive, csv, judging, lines, mail, text

VERIFIERS = (text, csv, lines, archive, mail)
BY_FORMAT = judging.by_format(VERIFIERS)


def verify(payload: bytes) -> bytes:
    """Judge the document of `payload`; any error of a verifier is a refusal."""
    return judging.judged(payload, BY_FORMAT)


def rehearse() -> None:
    """Judge a mail of ours, before there is any of others."""
    judging.rehearse(BY_FORMAT)
