"""The function a strictly confined job runs: a rebuilt document in, the verdict on it out."""

from sekisho.sanitize.verify import docx, image, judging, lightjob, odf, pdf, pptx, xlsx

VERIFIERS = (*lightjob.VERIFIERS, image, odf, docx, xlsx, pdf, pptx)
BY_FORMAT = judging.by_format(VERIFIERS)


def verify(payload: bytes) -> bytes:
    """Judge the document of `payload`; any error of a verifier is a refusal."""
    return judging.judged(payload, BY_FORMAT)


def rehearse() -> None:
    """Judge a mail of ours, before there is any of others."""
    judging.rehearse(BY_FORMAT)
