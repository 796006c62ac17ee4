"""What a link, a bookmark or an event would do: a move inside the document or a web address stays.

Everything else is named for the report and left behind.
"""

import re
from typing import Any

from sekisho.sanitize.rebuild.pdf.copying import Bad, Copier
from sekisho.sanitize.rebuild.pdf.lexing import Ref
from sekisho.sanitize.rebuild.pdf.model import Name, Value
from sekisho.sanitize.rebuild.pdf.schema import SCHEMA

_KINDS = {
    "JavaScript": "pdf.javascript", "Launch": "pdf.launch", "GoToR": "pdf.goto-remote",
    "GoToE": "pdf.goto-embedded", "SubmitForm": "pdf.submit-form", "ImportData": "pdf.import-data",
    "ResetForm": "pdf.reset-form", "Hide": "pdf.hide", "Named": "pdf.named-action",
    "Thread": "pdf.thread", "Sound": "pdf.sound", "Movie": "pdf.movie", "Rendition": "pdf.rendition",  # noqa: E501
    "SetOCGState": "pdf.set-ocg-state", "Trans": "pdf.transition-action",
    "GoTo3DView": "pdf.goto-3d", "RichMediaExecute": "pdf.richmedia-execute", "GoToDp": "pdf.goto-dp",  # noqa: E501
}  # fmt: skip
_ADDRESS = re.compile(rb"(?:https?://|mailto:)[!-~]{1,2000}", re.IGNORECASE)
_CHAIN = 50
_DEST = SCHEMA.types["Link"].keys["Dest"]
_COORDINATES = {"XYZ": 3, "FitH": 1, "FitV": 1, "FitBH": 1, "FitBV": 1}
_SAFE_NAMED = frozenset({"NextPage", "PrevPage", "FirstPage", "LastPage"})


def note_action(copier: Copier, action: Any, *, inside: bool = False) -> None:
    """Report what an action that stays behind would have done, with all that follows it.

    `inside` says that a move within the document is harmless here and needs no mention.
    """
    waiting, seen = [action], 0
    while waiting and seen < _CHAIN:
        found = copier.source.resolve(waiting.pop())
        seen += 1
        if isinstance(found, list):
            waiting += (
                found[:_CHAIN]
                if found and isinstance(copier.source.resolve(found[0]), dict)
                else []
            )
            continue
        if not isinstance(found, dict):
            continue
        _note_one(copier, found, inside=inside)
        if found.get("Next") is not None:
            copier.log.remove("pdf.next-action")
            waiting.append(found["Next"])


def _note_one(copier: Copier, action: dict[str, Any], *, inside: bool) -> None:
    kind = copier.source.resolve(action.get("S"))
    if kind == "URI":
        address = copier.source.resolve(action.get("URI"))
        if address_of(address) is None or not inside:
            note_address(copier, address)
        return
    vector = _KINDS.get(str(kind))
    if (
        vector == "pdf.named-action"
        and inside
        and copier.source.resolve(action.get("N")) in _SAFE_NAMED
    ):
        return
    if kind != "GoTo":
        copier.log.remove(vector or "pdf.unknown-action", "" if vector else str(kind)[:40])
    for key in ("F", "Win", "Mac", "Unix"):
        if key in action:
            note_file(copier, action[key])
    if kind == "Rendition" and action.get("JS") is not None:
        copier.log.remove("pdf.javascript")


def note_file(copier: Copier, value: Any) -> None:
    """Report a file specification that leads to another machine."""
    found = copier.source.resolve(value)
    texts = [found]
    if isinstance(found, dict):
        texts = [copier.source.resolve(found.get(key)) for key in ("F", "UF", "DOS", "Unix", "Mac")]
    for text in (each for each in texts if isinstance(each, bytes)):
        shown = text.replace(b"\0", b"").removeprefix(b"\xfe\xff")
        if shown.startswith((b"\\\\", b"//")):
            copier.log.remove("pdf.unc-path")


def note_address(copier: Copier, address: Any) -> None:
    """Report an address that does not cross."""
    copier.log.remove("pdf.uri")
    if isinstance(address, bytes):
        low = address.lower()
        if low.startswith((b"\\\\", b"file:")):
            copier.log.remove("pdf.unc-path")
        if low.startswith(b"vnd.sun.star.expand"):
            copier.log.remove("pdf.expand-uri")
        if low.startswith(b"javascript:"):
            copier.log.remove("pdf.javascript")


def address_of(address: Any) -> bytes | None:
    """Return a web or mail address in plain characters, None for any other."""
    if not isinstance(address, bytes):
        return None
    text = address
    if text.startswith(b"\xfe\xff"):
        text = text[2:].decode("utf-16-be", "replace").encode("utf-8")
    text = b"".join([bytes([c]) if 0x21 <= c <= 0x7E else b"%%%02X" % c for c in text.strip()])
    if not _ADDRESS.fullmatch(text):
        return None
    scheme, colon, rest = text.partition(b":")
    return scheme.lower() + colon + rest


class Destinations:
    """Places in the document, also those that have a name."""

    def __init__(self, copier: Copier, catalog: dict[str, Any]) -> None:
        self.copier = copier
        source = copier.source
        self.named: dict[bytes, Any] = {}
        old = source.entry(catalog, "Dests")
        if isinstance(old, dict):
            self.named |= {key.encode("latin-1", "replace"): value for key, value in old.items()}
        names = source.entry(catalog, "Names")
        tree = source.entry(names, "Dests") if isinstance(names, dict) else None
        self._read(tree)

    def _read(self, tree: Any) -> None:
        """Read the name tree, each node once."""
        source, seen, waiting = self.copier.source, set[Ref](), [tree]
        while waiting and len(seen) < 20_000:
            node = waiting.pop()
            if isinstance(node, Ref):
                if node in seen:
                    self.copier.log.remove("pdf.cycle")
                    continue
                seen.add(node)
            found = source.resolve(node)
            if not isinstance(found, dict):
                continue
            kids, pairs = source.entry(found, "Kids"), source.entry(found, "Names")
            if isinstance(kids, list):
                waiting += kids
            if isinstance(pairs, list):
                for key, value in zip(pairs[::2], pairs[1::2], strict=False):
                    text = source.resolve(key)
                    if isinstance(text, bytes):
                        self.named.setdefault(text, value)

    def place(self, value: Any) -> Value:
        """Return a destination as a page and a view, None when it leads nowhere."""
        source = self.copier.source
        found = source.resolve(value)
        for _ in range(3):
            if isinstance(found, Name):
                found = source.resolve(self.named.get(found.encode("latin-1", "replace")))
            elif isinstance(found, bytes):
                found = source.resolve(self.named.get(found))
            elif isinstance(found, dict):
                found = source.resolve(found.get("D"))
        if not isinstance(found, list) or not found:
            return None
        view = str(source.resolve(found[1])) if len(found) > 1 else "Fit"
        count = _COORDINATES.get(view, 0)
        wanted = [found[0], Name(view), *found[2:]]
        wanted += [None] * (2 + count - len(wanted))
        try:
            return self.copier.value(wanted, _DEST)
        except Bad:
            return None

    def target(self, holder: dict[str, Any]) -> tuple[Value, bytes | None]:
        """Return where a link or bookmark leads: a place here, or an address, or neither."""
        source = self.copier.source
        action = source.resolve(holder.get("A"))
        if not isinstance(action, dict):
            return (self.place(holder["Dest"]) if "Dest" in holder else None), None
        kind = source.resolve(action.get("S"))
        if action.get("Next") is not None:
            self.copier.log.remove("pdf.next-action")
            note_action(self.copier, action["Next"])
        if kind == "GoTo":
            return self.place(action.get("D")), None
        address = address_of(source.resolve(action.get("URI"))) if kind == "URI" else None
        if address is None:
            note_action(self.copier, {**action, "Next": None})
        return None, address
