"""The untrusted document, opened with qpdf and read object by object as plain values.

qpdf finds and decrypts the objects; their syntax is read here, so that a value's type is certain.
"""

from dataclasses import dataclass
from typing import Any

import pikepdf

from sekisho.sanitize.options import Limits
from sekisho.sanitize.rebuild.contract import Hold
from sekisho.sanitize.rebuild.pdf import filters
from sekisho.sanitize.rebuild.pdf.lexing import LexError, Reader, Ref
from sekisho.sanitize.rebuild.pdf.model import Name

_HOPS = 10
_CHAIN = 2  # filters an ordinary stream has
pikepdf.settings.set_flate_compression_level(6)


@dataclass(slots=True, eq=False)
class SourceStream:
    """A stream of the source: its dictionary, its data untouched."""

    entries: dict[str, Any]
    handle: Any

    def raw(self) -> bytes:
        """Return the data as it is stored (decrypted)."""
        try:
            return bytes(self.handle.read_raw_bytes())
        except pikepdf.PdfError as error:
            raise Hold("broken") from error


class Source:
    """Resolves references; every object is parsed once."""

    def __init__(self, pdf: pikepdf.Pdf, limits: Limits) -> None:
        self.pdf, self.limits = pdf, limits
        self._known: dict[Ref, Any] = {}
        self.trailer: dict[str, Any] = self._parsed(pdf.trailer) or {}
        self.decoded_bytes = 0
        self.chained = False  # some stream is compressed needlessly often
        self.exempted = False  # some stream names an encryption of its own

    def resolve(self, value: Any) -> Any:
        """Return the value itself for a reference, however many stand between."""
        for _ in range(_HOPS):
            if not isinstance(value, Ref):
                return value
            if value not in self._known:
                self._known[value] = self._object(value)
            value = self._known[value]
        return None

    def _object(self, ref: Ref) -> Any:
        try:
            found = self.pdf.get_object(ref.number, ref.generation)
        except (pikepdf.PdfError, ValueError, TypeError, OverflowError):
            return None
        return self._parsed(found)

    def _parsed(self, found: Any) -> Any:
        if found is None or isinstance(found, int | float | bool):
            return found
        if not isinstance(found, pikepdf.Object):
            return float(found)  # a Decimal
        if isinstance(found, pikepdf.Stream):
            entries = self._read(found.stream_dict.unparse(resolved=True))
            return SourceStream(entries if isinstance(entries, dict) else {}, found)
        return self._read(found.unparse(resolved=True))

    def _read(self, text: bytes) -> Any:
        try:
            reader = Reader(text)
            return reader.value(reader.token())
        except LexError as error:
            if str(error) == "depth":
                raise Hold("limit", "pdf.depth") from error
            return None

    def entry(self, holder: Any, key: str) -> Any:
        """Return a dictionary's (or stream's) entry, resolved; None when there is none."""
        entries = holder.entries if isinstance(holder, SourceStream) else holder
        return self.resolve(entries.get(key)) if isinstance(entries, dict) else None

    def filters(self, stream: SourceStream) -> list[tuple[str, dict[str, Any]]]:
        """Return the stream's filters with their parameters, in the order they are undone."""
        named = self.resolve(stream.entries.get("Filter", stream.entries.get("F")))
        names = [self.resolve(each) for each in named] if isinstance(named, list) else [named]
        given = self.resolve(stream.entries.get("DecodeParms", stream.entries.get("DP")))
        parms = [self.resolve(each) for each in given] if isinstance(given, list) else [given]
        pairs = []
        for at, name in enumerate(names):
            if isinstance(name, Name):
                parm = parms[at] if at < len(parms) and isinstance(parms[at], dict) else {}
                full = filters.SHORT.get(str(name), str(name))
                pairs.append((full, {key: self.resolve(each) for key, each in parm.items()}))
        return pairs

    def decoded(self, stream: SourceStream, most: int) -> bytes:
        """Return the stream's data, all filters undone; hold when it is more than `most`."""
        chain = self.filters(stream)
        self.exempted |= any(name == "Crypt" for name, _ in chain)
        self.chained |= len(chain) > _CHAIN or len(chain) != len({name for name, _ in chain})
        data = filters.undone(stream.raw(), chain, most)
        self.spend(len(data))
        return data

    def spend(self, size: int) -> None:
        """Count decoded bytes against what one document may expand to."""
        self.decoded_bytes += size
        if self.decoded_bytes > 4 * self.limits.part_bytes:
            raise Hold("limit", "pdf.flate-bomb")
