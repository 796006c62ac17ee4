"""The function a confined job runs: one document in, the answer out."""

from sekisho.sanitize.rebuild import (
    image,
    legacy,
    lightjob,
    locked,
    odf,
    pdf,
    rehearsal,
    serving,
    svg,
)
from sekisho.sanitize.rebuild.ooxml import excel, powerpoint, word

REBUILDERS = (*lightjob.REBUILDERS, image, svg, locked, legacy, odf, word, excel, pdf, powerpoint)
BY_FORMAT = serving.by_format(REBUILDERS)


def rebuild(payload: bytes) -> bytes:
    """Rebuild the document of `payload`; every decision to hold is an answer, not an error."""
    return serving.served(payload, BY_FORMAT)


def rehearse() -> None:
    """Rebuild a few documents of ours, before there are any of others."""
    rehearsal.rehearse(BY_FORMAT)
