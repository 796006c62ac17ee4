"""PDF (.pdf): the text layer by position; page numbers and running heads told by their place."""

import pypdfium2

from sekisho.policytext.errors import (
    NoTextError,
    PasswordNeededError,
    TooLargeError,
    UnknownFormatError,
)
from sekisho.policytext.formats.pdf_layout import laid_out
from sekisho.policytext.formats.pdf_printed import Printed, printed_lines
from sekisho.policytext.limits import Limits
from sekisho.policytext.line import Line
from sekisho.policytext.tally import Tally

NAME = "pdf"

_LOOK = 1_024  # bytes in which the header must stand (ISO 32000-1, 7.5.2 note)
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD


def recognises(untrusted_data: bytes, name: str) -> bool:
    """Say whether the PDF header stands near the start of the file."""
    del name
    return b"%PDF-" in untrusted_data[:_LOOK]


def lines(untrusted_data: bytes, limits: Limits) -> list[Line]:
    """Return the printed lines in reading order; raises a `ReadError`."""
    try:
        document = pypdfium2.PdfDocument(untrusted_data)
    except pypdfium2.PdfiumError as error:
        raise _refusal(error) from error
    try:
        return laid_out(_pages(document, limits))
    except pypdfium2.PdfiumError as error:
        raise UnknownFormatError(_BROKEN) from error
    finally:
        document.close()


_BROKEN = (
    "PDF が壊れているか、途中で切れています。"
    "元のファイルからもう一度 PDF を作るか、Word ファイルを読み込んでください。"
)


def _refusal(error: pypdfium2.PdfiumError) -> Exception:
    if getattr(error, "err_code", None) == _PASSWORD_ERROR:
        return PasswordNeededError(
            "パスワードで保護された PDF です。"
            "パスワードを外した PDF か、元の Word ファイルを読み込んでください。"
        )
    return UnknownFormatError(_BROKEN)


def _pages(document: pypdfium2.PdfDocument, limits: Limits) -> list[list[Printed]]:
    if len(document) > limits.pages:
        raise TooLargeError(
            f"ページが多すぎます（上限 {limits.pages:,} ページ）。"
            "方針の本文だけの PDF にして読み込んでください。"
        )
    pages: list[list[Printed]] = []
    characters, tally = 0, Tally(limits)
    for index in range(len(document)):
        tally.deadline.check()
        page = document[index]
        textpage = page.get_textpage()
        characters += textpage.count_chars()
        if characters > limits.characters:
            raise TooLargeError("文書が長すぎます。方針の本文だけの PDF にして読み込んでください。")
        pages.append(printed_lines(textpage))
        for item in pages[-1]:
            tally.line(item.text)
        textpage.close()
        page.close()
    if not any(pages):
        raise NoTextError(
            "文字の入っていない PDF（紙を読み取った画像）です。"
            "元の Word ファイルか、文字を選択できる PDF を担当課から受け取って読み込んでください。"
        )
    return pages
