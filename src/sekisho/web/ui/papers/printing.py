"""Has a paper set in type by a child process that is given little and ends soon."""

from sekisho.web.ui.apart import ApartError, ApartLateError, ApartLimits, run_apart
from sekisho.web.ui.errors import Refused

_PROGRAM = "sekisho.web.ui.papers.typesetting"
# 5,000 names to sign take about 3 seconds; most of the address space is typefaces only mapped.
LIMITS = ApartLimits(seconds=60.0, cpu_seconds=60, address_bytes=4 * 1024**3)


class PaperRefusedError(Refused):
    """The PDF could not be made; the message says what to do."""


def printed(order: bytes, limits: ApartLimits) -> bytes:
    """Return the PDF of an order (see `typesetting.typeset`), made in a process of its own.

    Raises PaperRefusedError when the child fails or takes longer than the limits.
    """
    try:
        pdf = run_apart(_PROGRAM, order, limits)
    except ApartLateError:
        raise _late() from None
    except ApartError:
        raise _failed() from None
    if not pdf.startswith(b"%PDF-"):
        raise _failed()
    return pdf


def _late() -> PaperRefusedError:
    from django.utils.translation import gettext as _  # noqa: PLC0415  # the child has no Django

    return PaperRefusedError(
        _(
            "PDFの作成に時間がかかりすぎたため、中止しました。"
            "しばらくしてから、もう一度お試しください。"
        )
    )


def _failed() -> PaperRefusedError:
    from django.utils.translation import gettext as _  # noqa: PLC0415  # the child has no Django

    return PaperRefusedError(
        _(
            "PDFを作成できませんでした。もう一度試しても作成できない場合は、管理者に連絡してください。"
        )
    )
