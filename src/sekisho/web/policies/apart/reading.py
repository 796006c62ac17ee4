"""Has an untrusted file read by a child process, so that nothing of it stays or spreads.

A file of 50 MB may unpack to four times that, and PDFium serves one thread of a process only: the
process that serves pages reads no file itself.
"""

import json

from django.utils.translation import gettext as _

from sekisho.policytext import Document
from sekisho.web.policies.apart.reader import order_of
from sekisho.web.policies.errors import UnreadableFileError
from sekisho.web.policies.reading import whole_document_of
from sekisho.web.policies.wording import refusal
from sekisho.web.ui.apart import ApartError, ApartLateError, ApartLimits, run_apart

_PROGRAM = "sekisho.web.policies.apart.reader"
# The reader itself gives up after 2 × 120 s of a slow file; a person at a page waits less.
LIMITS = ApartLimits(seconds=150.0, cpu_seconds=150, address_bytes=3 * 1024**3)


def read_apart(untrusted_data: bytes, *, name: str, limits: ApartLimits = LIMITS) -> Document:
    """Return the policy in the file's bytes as another process read it: what `as_json` records.

    Raises UnreadableFileError: with the reader's own code and words where it refuses the file,
    `too-slow` past the limits, `unreadable` where the reading itself broke down.
    """
    try:
        found = json.loads(run_apart(_PROGRAM, order_of(untrusted_data, name), limits))
    except ApartLateError:
        raise UnreadableFileError(
            _(
                "ファイルの読取りに時間がかかりすぎたため、中止しました。"
                "本文だけのファイルにして、もう一度取り込んでください。"
            ),
            "too-slow",
        ) from None
    except (ApartError, ValueError):
        raise UnreadableFileError(
            _(
                "ファイルを読み取れませんでした。"
                "元の文書からファイルを作り直すか、別の形式のファイルを取り込んでください。"
            ),
            "unreadable",
        ) from None
    if "tree" not in found:
        code = str(found["code"])
        raise UnreadableFileError(refusal(code, str(found["message"])), code)
    return whole_document_of(found["tree"])
