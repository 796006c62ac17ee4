"""The words of an RTF body, all Outlook keeps at times (MS-OXRTFCP, MS-OXRTFEX)."""

import re

from sekisho.sanitize.rebuild.contract import Hold

_PRELOAD = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    b"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    b"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])"
    rb"|([^\\{}\r\n]+)|[\r\n]+"
)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object themedata datastore listtable".split()
)
_BREAKS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"cell": "\t", b"row": "\n"}
_LITERAL = frozenset({b"\\", b"{", b"}"})
_DEPTH = 500


def decompressed(data: bytes, most: int) -> bytes:
    """Return the RTF of a PR_RTF_COMPRESSED value; hold it when it is damaged or too large."""
    size = int.from_bytes(data[4:8], "little")
    kind = data[8:12]
    if len(data) < 16 or size > most:  # its header
        raise Hold("limit" if size > most else "broken")
    if kind == b"MELA":
        return data[16 : 16 + size]
    if kind != b"LZFu":
        raise Hold("broken")
    window = bytearray(_PRELOAD.ljust(_WINDOW, b"\x00"))
    write, at, out = len(_PRELOAD), 16, bytearray()
    while at < len(data):
        control = data[at]
        at += 1
        for bit in range(8):
            if at >= len(data) or len(out) >= size:
                return bytes(out[:size])
            if control & (1 << bit):
                reference = int.from_bytes(data[at : at + 2], "big")
                at += 2
                offset, length = reference >> 4, (reference & 15) + 2
                if offset == write:
                    return bytes(out[:size])
                copied = [(offset + n) % _WINDOW for n in range(length)]
            else:
                window[write] = data[at]
                out.append(data[at])
                write = (write + 1) % _WINDOW
                at += 1
                continue
            for place in copied:
                out.append(window[place])
                window[write] = window[place]
                write = (write + 1) % _WINDOW
    return bytes(out[:size])


def words(rtf: bytes) -> str:
    """Return the words of RTF without hidden HTML tags and destinations that hold no words."""
    reader = _Reader()
    for token in _TOKEN.finditer(rtf):
        reader.take(token)
    return reader.text()


class _Reader:
    """Gathers what shows; bytes wait together until a whole character can be read from them."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._raw = bytearray()
        self._skipping = [False]  # by open group
        self._star = False  # the next word names a destination that may be passed over

    def take(self, token: "re.Match[bytes]") -> None:
        word, number, code, sign, brace, text = token.groups()
        if sign == b"*":
            self._star = True
            return
        if brace:
            self._group(brace)
        elif not self._skipping[-1]:
            self._shown(word, number, code, sign if sign in _LITERAL else text)
        self._star = False

    def _group(self, brace: bytes) -> None:
        if brace == b"{":
            self._skipping.append(self._skipping[-1])
        elif len(self._skipping) > 1:
            self._skipping.pop()
        if len(self._skipping) > _DEPTH:
            raise Hold("limit", "rtf.depth")

    def _shown(
        self, word: bytes | None, number: bytes | None, code: bytes | None, text: bytes | None
    ) -> None:
        if code is not None:
            self._raw.append(int(code, 16))
        elif text is not None:
            self._raw += text
        elif word is not None and (word in _SKIPPED or self._star):
            self._skipping[-1] = True
        elif word == b"u" and number:
            self._piece(chr(int(number) % 0x10000))
        elif word in _BREAKS:
            self._piece(_BREAKS[word])

    def _piece(self, text: str) -> None:
        self._pieces.append(bytes(self._raw).decode("cp932", "replace") + text)
        self._raw.clear()

    def text(self) -> str:
        self._piece("")
        whole = "".join(self._pieces)
        return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
