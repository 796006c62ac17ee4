"""Draws the first pages of a document as pixels: the job of a confined process.

The payload is a PDF or a picture, as it came or as it was rebuilt. The answer is pixels only: for
each page width, height and as many bytes of red, green and blue. Whatever a hostile document does
to this process, no other form can come out of it (`sekisho.web.transfers.pictures` reads it).
"""

import io
import struct

import pypdfium2
from PIL import Image, ImageOps

from sekisho.web.transfers.apart.measures import HEIGHT, PAGES, WIDTH

_HEAD = struct.Struct(">HH")
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_PIXELS = 64_000_000  # of a source picture; larger ones are not opened


def draw(payload: bytes) -> bytes:
    """Return the pages as pixels."""
    pages = _of_pdf(payload) if payload.startswith(b"%PDF") else _of_picture(payload)
    return b"".join(_HEAD.pack(*each.size) + each.tobytes() for each in pages)


def _of_pdf(data: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(data)
    return [_page(document[at]) for at in range(min(len(document), PAGES))]


def _page(page: pypdfium2.PdfPage) -> Image.Image:
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1.0), HEIGHT / max(height, 1.0))
    bitmap = page.render(scale=scale, rev_byteorder=True)
    picture: Image.Image = bitmap.to_pil()
    return _fitted(picture)


def _of_picture(data: bytes) -> list[Image.Image]:
    Image.MAX_IMAGE_PIXELS = _PIXELS
    with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
        opened.draft("RGB", (WIDTH * 2, HEIGHT * 2))
        turned = ImageOps.exif_transpose(opened)
        return [_fitted(turned)]


def _fitted(picture: Image.Image) -> Image.Image:
    """Return the picture within the bounds, on white."""
    shown = picture.convert("RGBA")
    shown.thumbnail((WIDTH, HEIGHT))
    ground = Image.new("RGB", shown.size, "white")
    ground.paste(shown, mask=shown.getchannel("A"))
    return ground


def rehearse() -> None:
    """Draw a page and a picture of each kind of ours once: what it makes ready, no job has to."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(100, 100)
    out = io.BytesIO()
    document.save(out)
    draw(out.getvalue())
    for kind in _FORMATS:
        picture = io.BytesIO()
        Image.new("RGB", (8, 8)).save(picture, kind)
        draw(picture.getvalue())
