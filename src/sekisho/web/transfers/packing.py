"""All rebuilt files of a parcel as one ZIP with the tree they came in, made while it is read.

Memory is one file. What could not be handed over is named in a list beside the files: a tree with
gaps says so itself.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sekisho.quarantine import QuarantineError
from sekisho.web.transfers import originals, words
from sekisho.web.transfers.models import ParcelFile
from sekisho.web.transfers.paths import packed as free_paths

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer


class _Sink(io.RawIOBase):
    """Takes what the archive writes and gives it on; it cannot go back, so the ZIP streams."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[bytes] = []

    def writable(self) -> bool:
        """Say that it takes."""
        return True

    def write(self, data: "Buffer", /) -> int:
        """Hold what is written."""
        self._held.append(bytes(data))
        return len(self._held[-1])

    def taken(self) -> bytes:
        """Return what was written since."""
        data, self._held = b"".join(self._held), []
        return data


def packed(files: Sequence[ParcelFile]) -> Iterator[bytes]:
    """Give the archive piece by piece."""
    sink, store = _Sink(), originals.store()
    outputs = [(each, name, number) for each in files for name, number, _size in each.outputs]
    paths = free_paths((each.folder, name) for each, name, _number in outputs)
    missing = [_why_not(each) for each in files if not each.outputs]
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for (_each, _name, number), path in zip(outputs, paths, strict=True):
            try:
                archive.writestr(path, store.get(number))
            except QuarantineError:
                missing.append(f"{path}: " + _("受取りの期限を過ぎたため、残っていません。"))
            yield sink.taken()
        if missing:
            archive.writestr(_("渡せなかったファイル.txt"), _listed(missing))
    yield sink.taken()


def _why_not(file: ParcelFile) -> str:
    if file.crossing is None:
        return f"{file.path}: " + _("処理中です。")
    return f"{file.path}: " + " ".join(words.reasons(file.crossing.report))


def _listed(lines: Sequence[str]) -> bytes:
    """Return the list for Windows' own editor: UTF-8 with its mark, CR LF."""
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")
