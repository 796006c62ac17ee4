"""Pictures in a PDF: decoded to samples, encoded anew as Flate or baseline JPEG, nothing else."""

import io
import math
import struct
import zlib
from typing import Any

from PIL import Image, ImageChops

from sekisho.sanitize.rebuild.contract import Hold, Log
from sekisho.sanitize.rebuild.pdf.copying import Bad, Copier
from sekisho.sanitize.rebuild.pdf.filters import PICTURES, undone
from sekisho.sanitize.rebuild.pdf.model import Name, Node, Value
from sekisho.sanitize.rebuild.pdf.source import SourceStream
from sekisho.sanitize.rebuild.pictures import JpegStyle, jpeg_style, settled
from sekisho.sanitize.rebuild.picturewatch import report_extras

_DEVICE = {1: "DeviceGray", 3: "DeviceRGB", 4: "DeviceCMYK"}
_MOST_SAMPLES = 256 << 20
_FILTERED = 16_384  # smaller pictures gain nothing from PNG's filters


def image(copier: Copier, stream: SourceStream) -> Node:
    """Return the picture encoded anew; hold the page's document when it cannot be decoded."""
    raw = stream.entries
    width, height = copier.source.entry(raw, "Width"), copier.source.entry(raw, "Height")
    _check_size(copier, width, height)
    mask = copier.source.entry(raw, "ImageMask") is True
    if mask or not isinstance(copier.source.entry(raw, "BitsPerComponent"), int):
        raw = {**raw, "BitsPerComponent": 1 if mask else 8}
    named = {**raw, "Type": Name("XObject"), "Subtype": Name("Image")}
    entries = copier.entries(SourceStream(named, None), "Image", "DecodeParms")
    if mask:
        entries = {
            k: v for k, v in entries.items() if k not in {"ColorSpace", "SMask", "Mask", "Matte"}
        }
    chain = copier.source.filters(stream)
    if chain and chain[-1][0] in PICTURES:
        node = _decoded_picture(copier, stream, entries, chain)
    else:
        node = _encoded(entries, _samples(copier, stream, entries))
    copier.log.count("images")
    return node


def _check_size(copier: Copier, width: Any, height: Any) -> None:
    if not isinstance(width, int) or not isinstance(height, int) or width < 1 or height < 1:
        raise Bad("picture size")
    if width * height > copier.options.limits.pixels or max(width, height) > 65_535:
        raise Hold("limit", "pdf.image-bomb")


def components(colour: Value) -> int:
    """Return how many samples a pixel has in this colour space."""
    head = colour[0] if isinstance(colour, list) else colour
    if head == "DeviceN" and isinstance(colour, list) and isinstance(colour[1], list):
        return len(colour[1])
    counts = {"DeviceGray": 1, "CalGray": 1, "Indexed": 1, "Separation": 1}
    counts |= {"DeviceRGB": 3, "CalRGB": 3, "Lab": 3, "DeviceCMYK": 4}
    if head not in counts:
        raise Bad("colour of a picture")
    return counts[str(head)]


def _layout(entries: dict[str, Any]) -> tuple[int, int, int, int]:
    """Return columns, rows, samples a pixel and bits a sample."""
    bits = entries["BitsPerComponent"]
    count = 1 if entries.get("ImageMask") else components(entries.get("ColorSpace"))
    if bits not in {1, 2, 4, 8, 16}:
        raise Bad("bits")
    return entries["Width"], entries["Height"], count, bits


def _samples(copier: Copier, stream: SourceStream, entries: dict[str, Any]) -> bytes:
    """Return exactly the samples the dictionary speaks of."""
    width, height, count, bits = _layout(entries)
    size = (width * count * bits + 7) // 8 * height
    if size > _MOST_SAMPLES:
        raise Hold("limit", "pdf.image-bomb")
    data = copier.source.decoded(stream, size + height + size // 8 + 65_536)
    if len(data) < size // 50 and size > 1 << 24:
        raise Hold("limit", "pdf.image-bomb")
    return data[:size] if len(data) >= size else data + bytes(size - len(data))


def _encoded(entries: dict[str, Any], samples: bytes) -> Node:
    width, height, count, bits = _layout(entries)
    node = Node(dict(entries))
    node.entries["Filter"] = Name("FlateDecode")
    if bits == 8 and count in {1, 3} and len(samples) >= _FILTERED:
        node.data = _png_filtered(samples, width, height, count)
        node.entries["DecodeParms"] = {
            "Predictor": 15,
            "Colors": count,
            "BitsPerComponent": 8,
            "Columns": width,
        }
    else:
        node.data = zlib.compress(samples, 6)
    return node


def _png_filtered(samples: bytes, width: int, height: int, count: int) -> bytes:
    """Return the samples compressed with PNG's filters: the data blocks of a PNG."""
    out = io.BytesIO()
    picture = Image.frombytes("L" if count == 1 else "RGB", (width, height), samples)
    picture.save(out, "PNG", compress_level=6)
    png, at, blocks = out.getvalue(), 8, []
    while at < len(png):
        size, kind = struct.unpack_from(">I4s", png, at)
        if kind == b"IDAT":
            blocks.append(png[at + 8 : at + 8 + size])
        at += size + 12
    return b"".join(blocks)


def _decoded_picture(
    copier: Copier,
    stream: SourceStream,
    entries: dict[str, Any],
    chain: list[tuple[str, dict[str, Any]]],
) -> Node:
    codec, parms = chain[-1]
    data = undone(stream.raw(), chain[:-1], copier.options.limits.part_bytes)
    if codec == "JBIG2Decode":
        raise Hold("broken", "pdf.jbig2")  # no decoder of ours: the page is redrawn instead
    try:
        if codec == "DCTDecode":
            return _jpeg(copier, data, entries)
        if codec == "JPXDecode":
            return _jpeg2000(copier, data, entries)
        return _fax(copier, data, entries, parms)
    except (Hold, Bad):
        raise
    except Exception as error:  # the libraries' many kinds
        raise Hold("broken", "pdf.bad-value") from error


def _opened(copier: Copier, data: bytes, format_: str) -> Image.Image:
    picture = Image.open(io.BytesIO(data), formats=(format_,))
    _check_size(copier, picture.width, picture.height)
    return picture


def _jpeg(copier: Copier, data: bytes, entries: dict[str, Any]) -> Node:
    data = data[data.find(b"\xff\xd8\xff") :]
    picture = _opened(copier, data, "JPEG")
    _report_jpeg(copier, picture, data)
    style = jpeg_style(picture)
    picture.load()
    if picture.mode == "CMYK":
        return _from_cmyk(copier, picture, entries, style)
    if picture.mode not in {"L", "RGB"}:
        picture = picture.convert("RGB")
    frame = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    return _jpeg_node(entries, frame, settled(data, frame, style))


def _report_jpeg(copier: Copier, picture: Image.Image, data: bytes) -> None:
    watched = Log()
    report_extras(data, "JPEG", watched)
    vectors = {vector for vector, _, _ in watched.removals}
    if picture.info.get("progression") or vectors & {"image.trailing-data", "image.polyglot"}:
        copier.converted("pdf.dct")


def _from_cmyk(
    copier: Copier, picture: Image.Image, entries: dict[str, Any], style: JpegStyle
) -> Node:
    """Return printing colours as screen colours: JPEG of four colours has no plain form."""
    inverted = entries.get("Decode") in ([1, 0] * 4, [1.0, 0.0] * 4)
    shown = picture if inverted else ImageChops.invert(picture)
    copier.log.change("印刷用の色（CMYK）の写真を画面用の色（RGB）にしました。")
    frame = shown.convert("RGB")
    rest = {k: v for k, v in entries.items() if k not in {"Decode", "ColorSpace", "Matte"}}
    return _jpeg_node(rest, frame, settled(b"", frame, style))


def _jpeg_node(entries: dict[str, Any], frame: Image.Image, data: bytes) -> Node:
    node = Node(_fitted(entries, frame), data)
    node.entries["Filter"] = Name("DCTDecode")
    return node


def _fitted(entries: dict[str, Any], frame: Image.Image) -> dict[str, Value]:
    """Return the entries with the size and colours the decoded picture really has."""
    count = len(frame.getbands())
    made = {**entries, "Width": frame.width, "Height": frame.height, "BitsPerComponent": 8}
    colour = entries.get("ColorSpace")
    if colour is None or components(colour) != count:
        made["ColorSpace"] = Name(_DEVICE[count])
        made.pop("Decode", None)
    if isinstance(made.get("Mask"), list) and len(made["Mask"]) != 2 * count:
        del made["Mask"]
    return made


def _jpeg2000(copier: Copier, data: bytes, entries: dict[str, Any]) -> Node:
    copier.converted("pdf.jpx")
    coded = _opened(copier, data, "JPEG2000")
    coded.load()
    wanted = coded.mode
    if wanted not in {"L", "RGB"}:
        wanted = "L" if coded.mode in {"LA", "I;16", "1"} else "RGB"
    picture = Image.frombytes(wanted, coded.size, coded.convert(wanted).tobytes())
    fitted = _fitted(entries, picture)
    if isinstance(fitted["ColorSpace"], list) and fitted["ColorSpace"][0] == "Indexed":
        return _encoded(fitted, picture.tobytes())
    node = Node(fitted, settled(b"", picture, JpegStyle()))
    node.entries["Filter"] = Name("DCTDecode")
    return node


def _fax(copier: Copier, data: bytes, entries: dict[str, Any], parms: dict[str, Any]) -> Node:
    """Decode a fax picture by way of the TIFF reader."""
    copier.converted("pdf.ccitt")
    columns, height = parms.get("Columns", 1728), entries["Height"]
    kind = parms.get("K", 0)
    _check_size(copier, columns, height)
    if parms.get("EncodedByteAlign") is True or not isinstance(kind, int):
        raise Hold("broken", "pdf.ccitt")
    picture = _opened(copier, _tiff(data, columns, height, kind), "TIFF")
    picture.load()
    row = (columns + 7) // 8
    samples = picture.tobytes()
    if len(samples) != row * height or math.ceil(entries["Width"] / 8) > row:
        raise Hold("broken", "pdf.ccitt")
    if parms.get("BlackIs1") is True:
        samples = samples.translate(bytes(range(255, -1, -1)))
    return _encoded(
        {**entries, "Width": min(columns, entries["Width"]), "BitsPerComponent": 1},
        _narrowed(samples, row, entries),
    )


def _narrowed(samples: bytes, row: int, entries: dict[str, Any]) -> bytes:
    wanted = math.ceil(entries["Width"] / 8)
    if wanted == row:
        return samples
    return b"".join([samples[at : at + wanted] for at in range(0, len(samples), row)])


def _tiff(data: bytes, columns: int, height: int, kind: int) -> bytes:
    fields = [
        (256, 4, columns), (257, 4, height), (258, 3, 1), (259, 3, 4 if kind < 0 else 3),
        (262, 3, 0), (273, 4, 0), (277, 3, 1), (278, 4, height), (279, 4, len(data)),
    ]  # fmt: skip
    if kind >= 0:
        fields.append((292, 4, 1 if kind > 0 else 0))
    start = 8 + 2 + 12 * len(fields) + 4
    out = [struct.pack("<2sHIH", b"II", 42, 8, len(fields))]
    for tag, type_, value in fields:
        out.append(struct.pack("<HHII", tag, type_, 1, start if tag == 273 else value))
    return b"".join([*out, bytes(4), data])
