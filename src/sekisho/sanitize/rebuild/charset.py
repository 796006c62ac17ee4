"""Decodes Japanese text as it is really sent: mislabelled, with ①㈱髙 in ISO-2022-JP, with 外字.

The standard library's ISO-2022-JP codecs know JIS X 0208 only and answer U+FFFD for the vendors'
rows 13 and 89-92 (①㈱髙﨑) that every Japanese mail program sends. Here each two-byte segment is
carried over to Shift_JIS and read as CP932, which has them.
"""

import codecs
import re
from dataclasses import dataclass

_ESCAPE = re.compile(rb"\x1b(\$[@B]|\$\([@BDO-Q]|\([BIJH]|&@\x1b\$B)|([\x0e\x0f])|(\r\n|\r|\n)")
_TWO_BYTE = frozenset({b"$@", b"$B", b"$(@", b"$(B", b"&@\x1b$B", b"$(O", b"$(Q"})
_WINDOWS = {"shift_jis", "shift_jisx0213", "ms_kanji", "sjis", "x-sjis", "cp932", "windows-31j"}
_ISO_2022 = {"iso-2022-jp", "iso2022_jp", "csiso2022jp", "cp50220", "cp50221", "cp50222", "jis"}
_EUC = {"euc-jp", "euc_jp", "x-euc-jp", "ujis", "eucjp-ms", "cp51932"}
_NEVER = {"utf-7", "utf7", "unicode-1-1-utf-7", "hz", "hz-gb-2312", "punycode", "idna"}
# The vendors' rows 83 and 84 of the third plane of EUC, from cell 82 of row 83 on; JIS has none.
_VENDOR_FROM = (0xF3, 0xF3)
_VENDOR = (
    "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ＇＂㈱№℡炻仼"
    "僴凬匇匤﨎咊坙﨏\ufa10增寬峵嵓﨑德悅愠敎昻晥\ufa12\uf929栁﨓﨔橫櫢"
    "淸淲瀨\ufa15\ufa16甁皂皞\ufa17礰\ufa18\ufa19\ufa1a\ufa1b竧\ufa1c\ufa1d綠緖\ufa1e荢﨟薰\ufa20﨡蠇\ufa22"
    "譿賴赶﨣﨤\ufa25郞\ufa26鄕﨧﨨閒\uf9dc﨩霻靍靑\ufa2a\ufa2b\ufa2c馞髙魲\ufa2d黑"
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_RARE = re.compile("[\ufffd\ue000-\uf8ff\u0080-\u009f]")
_HALF = re.compile("[\uff61-\uff9f]")  # words of it are ordinary, one among other letters is not
_ALONE = re.compile("(?<![\uff61-\uff9f])[\uff61-\uff9f](?![\uff61-\uff9f])")
_DOTTED = re.compile("[\uff61-\uff65][\uff61-\uff9f]")  # hiragana of EUC read as Shift_JIS: ､ﾋ､ﾄ
_OTHER = {"cp932": "euc-jp", "euc-jp": "cp932"}
_CLEARLY = 2.0
_KANA_KANJI = re.compile("[ぁ-んァ-ヶ一-龠々〆ー、。]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the charset it was read as, and how many characters could not be read."""

    text: str
    charset: str
    unreadable: int

    @property
    def honest(self) -> bool:
        """Every byte had a meaning."""
        return not self.unreadable


def decode(untrusted: bytes, declared: str | None = None) -> Decoded:
    """Return `untrusted` as text, whatever it is; never raises.

    By its byte-order mark, by `declared` when that reads it without loss, and otherwise by the
    Japanese charset that reads it best.
    """
    for mark, charset in _MARKS:
        if untrusted.startswith(mark):
            return _judged(untrusted[len(mark) :].decode(charset, "replace"), charset)
    if b"\x1b" in untrusted and _ESCAPE.search(untrusted) and _is_seven_bit(untrusted):
        return _judged(_iso_2022_jp(untrusted), "iso-2022-jp")
    name = (declared or "").strip().strip("\"'").lower()
    candidates = [name] if name and name not in _NEVER else []
    if candidates:
        read = _read(untrusted, name)
        if read and read.honest and _plausible(read.text):
            return _unless_another(read, untrusted)
    return _best(untrusted)


def _unless_another(read: Decoded, untrusted: bytes) -> Decoded:
    """Return the reading a label asks for, unless the bytes are clearly of another charset.

    Nothing but UTF-8 reads as Japanese in UTF-8; of Shift_JIS and EUC each reads much of the other.
    """
    if untrusted.isascii() or read.charset == "utf-8":
        return read
    utf = _read(untrusted, "utf-8")
    if utf is not None and utf.honest and _KANA_KANJI.search(utf.text):
        return utf
    other = _OTHER.get(read.charset)
    twin = _read(untrusted, other) if other else None
    if twin is not None and twin.honest and _strangeness(twin) + _CLEARLY < _strangeness(read):
        return twin
    return read


def _best(untrusted: bytes) -> Decoded:
    if untrusted.isascii():
        return Decoded(untrusted.decode("ascii"), "us-ascii", 0)
    readings = [
        read
        for name in ("utf-8", "cp932", "euc-jp")
        if (read := _read(untrusted, name)) is not None
    ]
    honest = [read for read in readings if read.honest]
    if honest and honest[0].charset == "utf-8":
        return honest[0]  # other charsets do not read as UTF-8 by chance
    return min(honest or readings, key=_strangeness)


def _strangeness(read: Decoded) -> float:
    """Return how unlike Japanese a reading looks: unread, private and half-width against kana."""
    text = read.text
    alone, joined = len(_ALONE.findall(text)), len(_HALF.findall(text))
    rare = 3 * len(_RARE.findall(text)) + 4 * read.unreadable + 2 * alone + 0.1 * (joined - alone)
    rare += len(_DOTTED.findall(text)) / 2
    return rare - len(_KANA_KANJI.findall(text)) / 8


def _plausible(text: str) -> bool:
    """Latin labels read every byte without loss; what they give must not be controls."""
    return not re.search("[\x80-\x9f]", text)


def _read(untrusted: bytes, name: str) -> Decoded | None:
    """Return the reading by charset `name`, None when there is no such charset."""
    if name in _ISO_2022:
        if not _is_seven_bit(untrusted):
            return None
        return _judged(_iso_2022_jp(untrusted), "iso-2022-jp")
    if name in _EUC:
        return _judged(_euc_jp(untrusted), "euc-jp")
    try:
        codec = codecs.lookup("cp932" if name in _WINDOWS else name)
        if not codec._is_text_encoding:  # noqa: SLF001  # base64 and zlib are codecs, too
            return None
        return _judged(untrusted.decode(codec.name, "replace"), codec.name)
    except (LookupError, ValueError):
        return None


def _judged(text: str, charset: str) -> Decoded:
    return Decoded(text, charset, text.count("\ufffd"))


def _is_seven_bit(untrusted: bytes) -> bool:
    return untrusted.isascii()


def _iso_2022_jp(untrusted: bytes) -> str:
    """Return text of ISO-2022-JP with the extensions mail carries; the state ends with a line."""
    pieces: list[str] = []
    state, position = b"(B", 0
    for mark in _ESCAPE.finditer(untrusted):
        pieces.append(_segment(untrusted[position : mark.start()], state))
        position = mark.end()
        escape, shift, line_end = mark.groups()
        if escape:
            state = escape
        elif shift:
            state = b"(I" if shift == b"\x0e" else b"(B"
        else:
            pieces.append(line_end.decode("ascii"))
            state = b"(B"
    pieces.append(_segment(untrusted[position:], state))
    return "".join(pieces)


def _segment(body: bytes, state: bytes) -> str:
    if not body:
        return ""
    if state in _TWO_BYTE:
        return _from_jis(body)
    if state == b"$(D":
        return "".join(_third_plane(_high(body[i : i + 2])) for i in range(0, len(body) - 1, 2))
    if state == b"(I":
        return bytes(b | 0x80 for b in body if 0x21 <= b <= 0x5F).decode("cp932", "replace")
    return body.replace(b"\x1b", b"").decode("ascii", "replace")


def _high(pair: bytes) -> bytes:
    return bytes(b | 0x80 for b in pair)


def _from_jis(body: bytes) -> str:
    """Return two-byte JIS as text; a blank or a stray byte between pairs stands for itself."""
    pieces: list[bytes] = []
    at = 0
    while at < len(body):
        first = body[at]
        if 0x21 <= first <= 0x7E and at + 1 < len(body) and 0x21 <= body[at + 1] <= 0x7E:
            pieces.append(_shifted(first, body[at + 1]))
            at += 2
        else:
            pieces.append(b"\x85\x40" if first > 0x20 else bytes([first]))  # no character of CP932
            at += 1
    return b"".join(pieces).decode("cp932", "replace")


def _shifted(row: int, cell: int) -> bytes:
    """Return the Shift_JIS bytes of a JIS row and cell (0x21..0x7E each)."""
    lead = (row + 1) // 2 + (0x70 if row <= 0x5E else 0xB0)
    low_half = 0x1F if cell <= 0x5F else 0x20
    trail = cell + (low_half if row % 2 else 0x7E)
    return bytes([lead, trail])


def _third_plane(pair: bytes) -> str:
    """Return a character of JIS X 0212, or of the vendors beyond it."""
    at = 94 * (pair[0] - _VENDOR_FROM[0]) + pair[1] - _VENDOR_FROM[1]
    if 0 <= at < len(_VENDOR):
        return _VENDOR[at]
    return (b"\x8f" + pair).decode("euc_jp", "replace")


def _euc_jp(untrusted: bytes) -> str:
    """Return EUC-JP with the vendors' characters: two-byte codes by way of CP932."""
    pieces: list[str] = []
    for match in re.finditer(
        rb"([\xa1-\xfe]{2})|\x8e([\xa1-\xdf])|(\x8f[\xa1-\xfe]{2})|([\x00-\x7f]+)|(.)",
        untrusted,
        re.DOTALL,
    ):
        pair, kana, triple, plain, stray = match.groups()
        if pair:
            pieces.append(_shifted(pair[0] & 0x7F, pair[1] & 0x7F).decode("cp932", "replace"))
        elif kana:
            pieces.append(kana.decode("cp932"))
        elif triple:
            pieces.append(_third_plane(triple[1:]))
        else:
            pieces.append(plain.decode("ascii") if plain else "\ufffd" * len(stray))
    return "".join(pieces)
