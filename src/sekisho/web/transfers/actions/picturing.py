"""Pictures of a file's first pages as it came and as it was rebuilt, made confined by the worker.

The law: the original is opened only in confined processes (LibreOffice, pdfium), and what leaves
them is pixels. Pictures lie encrypted with the rebuilt file, and go when it goes.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Protocol

from django.db import transaction

from sekisho.quarantine import QuarantineError
from sekisho.sandbox import Answer, JobLimits, Profile, Sandbox, SandboxError
from sekisho.web.transfers import consequences, originals
from sekisho.web.transfers.actions.processing import REBUILT
from sekisho.web.transfers.models import ParcelFile
from sekisho.web.transfers.pictures import MOST, NoPicturesError, Picture, pictures_of

_log = logging.getLogger(__name__)
BEFORE, AFTER = "before", "after"
SIDES = (BEFORE, AFTER)
_MIB = 1 << 20
_DRAWN = JobLimits(768 * _MIB, 30, 60, MOST)
_CONVERTED = JobLimits(1536 * _MIB, 60, 120, 64 * _MIB)
# The job is named, not imported: it brings libraries no page needs.
_MODULE = "sekisho.web.transfers.apart.drawing"
_PROFILE = Profile("picture", (_MODULE,), rehearsal=(f"{_MODULE}:rehearse",))
_OFFICE = frozenset({
    "doc", "docx", "docm", "dotx", "odt", "rtf", "txt", "xls", "xlsx", "xlsm", "ods", "csv",
    "ppt", "pptx", "pptm", "odp",
})  # fmt: skip
_DIRECT = frozenset({"pdf", "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp"})
_WORDS = (
    "-env:UserInstallation=file:///work/profile", "--headless", "--norestore", "--nolockcheck",
    "--nodefault", "--nofirststartwizard", "--convert-to", "pdf", "--outdir", "/work",
)  # fmt: skip
_AT_ONCE = 20


class _Drawer(Protocol):
    def call(
        self, profile: str, function: str, payload: bytes, *, limits: JobLimits = ...
    ) -> Answer: ...

    def run(  # what an outside program is given
        self,
        program: str,
        arguments: tuple[str, ...],
        *,
        files: Mapping[str, bytes],
        collect: tuple[str, ...],
        limits: JobLimits = ...,
    ) -> Answer: ...


Door = Callable[[], AbstractContextManager[_Drawer]]


@dataclass(frozen=True, slots=True)
class _Side:
    """What one side shows: its bytes, and under which ending they are read."""

    data: bytes
    ending: str


def may_be_pictured(row: ParcelFile) -> bool:
    """Whether there are pages to compare: something was rebuilt, of a kind that has pages."""
    return bool(row.outputs) and _ending(row.name) in _OFFICE | _DIRECT


@transaction.atomic
def ask_pictures(*, file: ParcelFile, at: datetime) -> None:
    """Have the worker draw the pages, once."""
    rows = ParcelFile.objects.filter(pk=file.pk, pictures__isnull=True, pictures_asked_at=None)
    if rows.update(pictures_asked_at=at):
        transaction.on_commit(consequences.process_soon)


def draw_asked(*, at: datetime, door: Door = lambda: Sandbox([_PROFILE], parallel=1)) -> int:
    """Draw what was asked for; return how many files were done, well or not."""
    rows = list(ParcelFile.objects.to_picture()[:_AT_ONCE])
    if not rows:
        return 0
    try:
        with door() as sandbox:
            for row in rows:
                _draw(row, sandbox, at)
    except SandboxError:
        _log.exception("pages cannot be drawn: no confinement")
        return 0
    return len(rows)


def _draw(row: ParcelFile, sandbox: _Drawer, at: datetime) -> None:
    found: dict[str, list[list[object]]] = {}
    for side in SIDES:
        try:
            found[side] = _kept(row, side, _pictures(_bytes(row, side), sandbox), at)
        except (SandboxError, NoPicturesError, QuarantineError, OSError) as error:
            _log.warning("%s: no pictures %s: %s", row.number, side, type(error).__name__)
            found[side] = []
    ParcelFile.objects.filter(pk=row.pk).update(pictures=found)


def _bytes(row: ParcelFile, side: str) -> _Side:
    name, number, _size = row.outputs[0]
    if side == BEFORE:
        name, number = row.name, row.number
    return _Side(originals.store().get(number), _ending(name))


def _pictures(side: _Side, sandbox: _Drawer) -> list[Picture]:
    data = side.data
    if side.ending in _OFFICE:
        source = f"input.{side.ending}"
        files = {source: data}
        answer = sandbox.run(
            "soffice", (*_WORDS, source), files=files, collect=("input.pdf",), limits=_CONVERTED
        )
        data = answer.files.get("input.pdf", b"")
    drawn = sandbox.call(_PROFILE.name, f"{_MODULE}:draw", data, limits=_DRAWN)
    return pictures_of(drawn.data)


def _kept(row: ParcelFile, side: str, pages: list[Picture], at: datetime) -> list[list[object]]:
    """Keep pictures beside the rebuilt file; return [number, width, height] of each."""
    store, found = originals.store(), []
    for place, each in enumerate(pages):
        number = f"{row.number}-{'B' if side == BEFORE else 'A'}{place}"
        store.put(number, each.png, kind=REBUILT, at=at)
        found.append([number, each.width, each.height])
    return found


def _ending(name: str) -> str:
    return PurePath(name).suffix.lstrip(".").lower()
