"""Pages as pictures: drawn by pdfium, with the words it reads laid over them unseen.

The last way to deliver a document. Nothing of the source's structure is in the result; searching
and copying text still work.
"""

import pypdfium2
from PIL import Image, ImageChops

from sekisho.sanitize.rebuild.contract import Hold, Log, Request
from sekisho.sanitize.rebuild.pdf.model import Name, Node, Value
from sekisho.sanitize.rebuild.pdf.plaintext import coded, unseen_font
from sekisho.sanitize.rebuild.pdf.writing import deflated, number, written
from sekisho.sanitize.rebuild.pictures import JpegStyle, settled
from sekisho.sanitize.rebuild.words import visible

_DPI = 150
_COLOUR, _GREY = JpegStyle(quality=80, subsampling=2), JpegStyle(quality=80, subsampling=0)
_LARGEST, _SEGMENTS = 14_400, 20_000
_PIXELS = 16_000_000  # of one page: larger ones are drawn coarser
_WIDE = 1000  # a full-width letter's width in the plain font


def pictured(request: Request, data: bytes, log: Log) -> bytes:
    """Return a new document of pictures; hold it when pdfium cannot read it."""
    try:
        source = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Hold("broken") from error
    count = len(source)
    if count > request.options.limits.pages:
        raise Hold("limit", "pdf.page-bomb")
    if not count:
        raise Hold("broken")
    root = Node({"Type": Name("Pages"), "Count": count})
    font = unseen_font()
    try:
        root.entries["Kids"] = [_page(source[at], root, font, log) for at in range(count)]
    except pypdfium2.PdfiumError as error:
        raise Hold("broken") from error
    log.count("pages", count)
    return written(Node({"Type": Name("Catalog"), "Pages": root}), None)


def characters(data: bytes) -> int | None:
    """Return how many characters pdfium reads in a document, None when it cannot read it."""
    try:
        source = pypdfium2.PdfDocument(data)
        return sum(int(source[at].get_textpage().count_chars()) for at in range(len(source)))
    except pypdfium2.PdfiumError:
        return None


def _page(page: pypdfium2.PdfPage, root: Node, font: Node, log: Log) -> Node:
    width, height = page.get_size()
    if not (0 < width <= _LARGEST and 0 < height <= _LARGEST):
        raise Hold("limit", "pdf.media-box")
    picture = _drawn(page, width, height)
    words = _words(page, log)
    resources: dict[str, Value] = {"XObject": {"Page": picture}}
    if words:
        resources["Font"] = {"F": font}
    drawing = b"q\n%s 0 0 %s 0 0 cm\n/Page Do\nQ\n" % (number(width), number(height))
    return Node(
        {
            "Type": Name("Page"), "Parent": root, "MediaBox": [0, 0, width, height],
            "Contents": deflated(drawing + words), "Resources": Node(resources),
        }
    )  # fmt: skip


def _drawn(page: pypdfium2.PdfPage, width: float, height: float) -> Node:
    scale = min(_DPI / 72, (_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True)
    picture = bitmap.to_pil().convert("RGB")
    bitmap.close()
    red, green, blue = picture.split()
    plain = (
        ImageChops.difference(red, green).getbbox() is None
        and ImageChops.difference(red, blue).getbbox() is None
    )
    shown: Image.Image = red if plain else picture
    node = Node(data=settled(b"", shown, _GREY if plain else _COLOUR))
    node.entries |= {
        "Type": Name("XObject"), "Subtype": Name("Image"), "Width": shown.width, "Height": shown.height,  # noqa: E501
        "BitsPerComponent": 8, "ColorSpace": Name("DeviceGray" if plain else "DeviceRGB"),
        "Filter": Name("DCTDecode"),
    }  # fmt: skip
    return node


def _words(page: pypdfium2.PdfPage, log: Log) -> bytes:
    """Return the page's words where they stand, in letters nobody sees."""
    text = page.get_textpage()
    frame, turn = page.get_bbox(), page.get_rotation()
    out = [b"BT", b"3 Tr"]
    for at in range(min(text.count_rects(), _SEGMENTS)):
        left, bottom, right, top = text.get_rect(at)
        words = visible(
            text.get_text_bounded(left, bottom, right, top).replace("\ufffe", "")
        ).strip()
        line = " ".join(words.split())
        if not line:
            continue
        log.count("characters", len(line))
        x, y, wide, tall = _placed((left, bottom, right, top), frame, turn)
        size = max(1.0, min(tall, 200.0))
        natural = sum(_WIDE if ord(letter) > 0xFF else _WIDE // 2 for letter in line) / _WIDE * size
        stretch = max(10.0, min(1000.0, 100 * wide / natural))
        out.append(
            b"/F %s Tf\n%s Tz\n1 0 0 1 %s %s Tm"
            % tuple(number(round(v, 2)) for v in (size, stretch, x, y))
        )
        out.append(b"<%s> Tj" % coded(line).hex().encode())
    text.close()
    return b"\n".join([*out, b"ET", b""]) if len(out) > 2 else b""


def _placed(
    rect: tuple[float, float, float, float], frame: tuple[float, float, float, float], turn: int
) -> tuple[float, float, float, float]:
    """Return a rectangle's corner and size on the page as it is shown."""
    left, bottom, right, top = rect
    wide, tall = right - left, top - bottom
    if turn == 90:
        return bottom - frame[1], frame[2] - right, tall, wide
    if turn == 180:
        return frame[2] - right, frame[3] - top, wide, tall
    if turn == 270:
        return frame[3] - top, left - frame[0], tall, wide
    return left - frame[0], bottom - frame[1], wide, tall
