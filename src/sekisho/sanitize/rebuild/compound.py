"""Opens OLE2 compound files for reading: bounded, and only their streams' names and bytes."""

import io

import olefile

from sekisho.sanitize.options import Limits
from sekisho.sanitize.rebuild.contract import Hold, broken

_STREAMS = 20_000


class Compound:
    """A compound file's streams by path, joined with `/`; loops and broken chains are held."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        try:
            self._file = olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT)
            self.paths = [
                "/".join(path) for path in self._file.listdir(streams=True, storages=False)
            ]
            self.storages = [
                "/".join(path) for path in self._file.listdir(streams=False, storages=True)
            ]
            root = self._file.root
            self.root_class = str(root.clsid) if root is not None else ""
            circular = self._circular()
        except Exception as error:  # olefile raises what its structures run into
            raise Hold("broken", "ole.structure") from error
        if circular:
            raise Hold("broken", "ole.structure")
        if len(self.paths) > _STREAMS:
            raise Hold("limit")

    def _circular(self) -> bool:
        """Whether following the sectors of all streams takes more steps than there are sectors."""
        fat, steps = self._file.fat, 0
        for entry in self._file.direntries:
            if entry is None or entry.size < self._file.minisectorcutoff:
                continue
            at = entry.isectStart
            while at < len(fat):
                at, steps = fat[at], steps + 1
                if steps > len(fat):
                    return True
        return False

    def has(self, path: str) -> bool:
        """Whether there is a stream or storage of this path."""
        return bool(self._file.exists(path))

    def read(self, path: str) -> bytes:
        """Return a stream's bytes, within the limit of a part."""
        try:
            if self._file.get_size(path) > self._limits.part_bytes:
                raise Hold("limit")
            return bytes(self._file.openstream(path).read())
        except (OSError, ValueError, IndexError, KeyError, TypeError):
            broken(path)
