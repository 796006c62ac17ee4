"""Streams of a PDF: drawings by operators, pictures by size, fonts and maps by their frame."""

import re
import zlib
from collections import Counter
from typing import Any

from sekisho.sanitize.verify import image
from sekisho.sanitize.verify.contract import Refused, require
from sekisho.sanitize.verify.pdffont import JUDGES
from sekisho.sanitize.verify.pdfgrammar import CATEGORIES, NUMBERS
from sekisho.sanitize.verify.pdfread import NAME, Reference, Stream

_MOST, _PIXELS, _COST = 300 << 20, 64_000_000, 50_000_000
_NUMBER = rb"-?(?:\d{1,10}(?:\.\d{0,10})?|\.\d{1,10})"
_HEX = rb"<[0-9a-f]*+>"  # whether the digits are even is asked of all together: much faster
_INTENTS = rb"AbsoluteColorimetric|RelativeColorimetric|Saturation|Perceptual"
_BYTES = {"AdobeProgram", "OutlineProgram", "CompactProgram", "ToUnicode", "CMap", "GlyphMap"}
_DRAWN = {"Content", "Form", "Tiling", "Glyph"}


def _after(count: int) -> bytes:
    """Return what may follow `count` numbers; a tree, so that no number is read twice."""
    here = [re.escape(name.encode()) for name in NUMBERS.get(count, ())]
    here += [rb"(?:%b )?(?:scn|SCN)" % NAME, *([rb"sc|SC"] if count else [])]
    if count < max(NUMBERS):
        return rb"|".join([*here, rb"%b (?:%b)" % (_NUMBER, _after(count + 1))])
    more = rb"(?:%b ){1,%d}(?:sc|SC|(?:%b )?(?:scn|SCN))" % (_NUMBER, 32 - count, NAME)
    return rb"|".join([*here, more])


_LINE = rb"|".join([
    rb"EMC",
    _after(0),
    rb"\[(?:(?:%b|%b) ?)*+\] TJ" % (_HEX, _NUMBER),
    rb"%b Tj" % _HEX,
    rb"%b (?:%b|%b Tf)" % (NAME, "|".join(CATEGORIES).encode(), _NUMBER),
    rb"\[(?:%b ?)*+\] %b d" % (_NUMBER, _NUMBER),
    rb"/(?:%b) ri" % _INTENTS,
    rb"/Span <</ActualText %b>> BDC" % _HEX,
])  # fmt: skip
_STREAM = re.compile(rb"(?:(?:%b)\n)*+" % _LINE)
_NESTING = re.compile(rb"^(?:q|Q|BT|ET|EMC|/Span [^\n]* BDC)$", re.MULTILINE)
_NAMED = re.compile(rb"(%b) (?:%b )?(gs|cs|CS|sh|Do|Tf|scn|SCN)\n" % (NAME, _NUMBER))
_CATEGORY = {
    **{k.encode(): v for k, v in CATEGORIES.items()},
    b"Tf": "Font",
    b"scn": "Pattern",
    b"SCN": "Pattern",
}
_DEVICES = {"DeviceGray", "DeviceRGB", "DeviceCMYK", "Pattern"}


def inflated(stream: Stream) -> bytes:
    """Return a stream's data; refuse another filter, a damaged stream, or too much."""
    require(stream.get("Filter") == "FlateDecode", "filter")
    engine = zlib.decompressobj()
    try:
        data = engine.decompress(stream.data, _MOST)
    except zlib.error as error:
        raise Refused("flate") from error
    require(engine.eof and not engine.unused_data, "flate end")
    return data


def judge_stream(found: dict[int, Any], number: int, type_name: str) -> None:
    """Refuse a stream whose data are not what its type says; drawings are judged together."""
    stream = found[number]
    require(stream.entries.get("Length") == len(stream.data), "length")
    if type_name == "Image":
        _picture(stream)
    elif type_name in _BYTES:
        JUDGES[type_name](stream.entries, inflated(stream))
    elif type_name == "Sampled":
        _samples(stream)
    elif type_name not in _DRAWN:
        require(len(inflated(stream)) <= 1 << 24, "mesh")


def _samples(stream: Stream) -> None:
    total = stream.entries["BitsPerSample"] * (len(stream.entries["Range"]) // 2)
    for size in stream.entries["Size"]:
        total *= size
    require(len(inflated(stream)) == (total + 7) // 8, "samples")


def _components(colour: Any) -> int:
    head = colour[0] if type(colour) is list else colour
    counts = dict.fromkeys(("DeviceGray", "CalGray", "Indexed", "Separation"), 1)
    counts |= {"DeviceRGB": 3, "CalRGB": 3, "Lab": 3, "DeviceCMYK": 4}
    return len(colour[1]) if head == "DeviceN" else counts[str(head)]


def _picture(stream: Stream) -> None:
    """Refuse a picture whose data and dictionary differ by a byte."""
    entries = stream.entries
    width, height, bits = entries["Width"], entries["Height"], entries["BitsPerComponent"]
    require(width * height <= _PIXELS and bits in {1, 2, 4, 8, 16}, "picture size")
    if entries.get("Filter") == "DCTDecode":
        require("DecodeParms" not in entries and bits == 8, "picture")
        image.jpeg(stream.data)
        at = stream.data.index(b"\xff\xc0")
        size = (
            int.from_bytes(stream.data[at + 5 : at + 7], "big"),
            int.from_bytes(stream.data[at + 7 : at + 9], "big"),
        )
        require(
            size == (height, width) and stream.data[at + 9] == _components(entries["ColorSpace"]),
            "jpeg size",
        )
        return
    mask = entries.get("ImageMask") is True
    count = 1 if mask else _components(entries["ColorSpace"])
    require(
        not mask or (bits == 1 and not {"ColorSpace", "SMask", "Mask"} & entries.keys()), "mask"
    )
    row = (width * count * bits + 7) // 8
    parms = entries.get("DecodeParms")
    if parms is not None:
        require(
            (parms["Colors"], parms["BitsPerComponent"], parms["Columns"]) == (count, bits, width),
            "predictor",
        )
    data = inflated(stream)
    require(len(data) == (row + (parms is not None)) * height, "picture length")
    require(parms is None or max(data[:: row + 1]) <= 4, "row filter")


class Drawings:
    """The content streams with their resources: judged one by one, then how they draw each other."""  # noqa: E501

    def __init__(self, found: dict[int, Any], types: dict[int, str]) -> None:
        self.found, self.types = found, types
        self.costs: dict[int, int] = {}
        self.open: set[int] = set()
        self.used: dict[int, Counter[tuple[str, str]]] = {}
        self.lines: dict[int, int] = {}

    def judge(self) -> None:
        """Refuse unknown operators, resources missing or unused, circles, and too much to draw."""
        total = 0
        for number, type_name in self.types.items():
            if type_name == "Page":
                page = self.found[number]
                total += self._cost(page["Contents"], page["Resources"])
                self._complete(page["Resources"], [page["Contents"]])
            elif type_name in {"Form", "Tiling"}:
                self._cost(number, self.found[number].get("Resources"))
                self._complete(self.found[number].get("Resources"), [Reference(number)])
            elif type_name == "DrawnFont":
                font = self.found[number]
                self._font(number)
                self._complete(font["Resources"], list(font["CharProcs"].values()))
        require(total <= _COST, "too much to draw")
        require(
            {n for n, t in self.types.items() if t in _DRAWN} == set(self.used),
            "drawing without resources",
        )

    def _complete(self, resources: Reference, streams: list[Reference]) -> None:
        """Refuse resources that are not named by the streams that have them."""
        named = {key for stream in streams for key in self.used[stream]}
        listed = {(c, key) for c, entries in self.found[resources].items() for key in entries}
        require(named == listed, "resources and their use")

    def _read(self, number: int) -> None:
        data = inflated(self.found[number])
        matched = _STREAM.match(data)
        require(matched is not None and matched.end() == len(data), "operator")
        require(
            not any(len(digits) % 2 for digits in re.findall(rb"<([0-9a-f]*)>", data)), "digits"
        )
        depth = Counter[bytes]()
        for line in _NESTING.findall(data):
            opens = {b"Q": b"q", b"ET": b"BT", b"EMC": b"/Span"}.get(line)
            depth[opens or line[:5]] += -1 if opens else 1
            require(depth[opens or line[:5]] >= 0 and depth[b"BT"] <= 1, "nesting")
        require(not any(depth.values()), "nesting")
        names: Counter[tuple[str, str]] = Counter()
        for (raw, operator), count in Counter(_NAMED.findall(data)).items():
            key = (_CATEGORY[operator], _plain(raw))
            if key[0] != "ColorSpace" or key[1] not in _DEVICES:
                names[key] += count
        self.used[number], self.lines[number] = names, data.count(b"\n")

    def _cost(self, number: int, resources: Any) -> int:
        """Return how many instructions a stream draws, with all it calls."""
        if number in self.costs:
            return self.costs[number]
        require(number not in self.open, "circle of drawings")
        self.open.add(number)
        self._read(number)
        cost = self.lines[number]
        for (category, key), count in self.used[number].items():
            entries = self.found[resources].get(category, {})
            require(key in entries, "missing resource")
            cost += count * self._called(category, entries[key])
            require(cost <= _COST, "too much to draw")
        self.open.discard(number)
        self.costs[number] = cost
        return cost

    def _called(self, category: str, value: Any) -> int:  # noqa: ARG002
        if not isinstance(value, Reference):
            return 0
        type_name = self.types[value]
        if type_name in {"Form", "Tiling"}:
            return self._cost(value, self.found[value].get("Resources"))
        if type_name == "DrawnFont":
            return self._font(value)
        mask = self.found[value].get("SMask") if type_name == "State" else None
        return self._called("XObject", mask["G"]) if type(mask) is dict else 0

    def _font(self, number: int) -> int:
        font = self.found[number]
        return max(
            [self._cost(glyph, font["Resources"]) for glyph in font["CharProcs"].values()] or [0]
        )


def _plain(raw: bytes) -> str:
    return re.sub(rb"#(..)", lambda match: bytes([int(match[1], 16)]), raw[1:]).decode("latin-1")
