"""Draws one photograph anew: the program of the child process. Order: the file; answer: a JPEG.

It knows Pillow and the standard library only. JPEG, PNG, WebP and HEIF are read; a picture of more
pixels than the largest phones take, or one that is broken, ends the process.
"""

import io

from pi_heif import register_heif_opener
from PIL import Image, ImageOps

from sekisho.web.ui.apart import answer

LONGEST_SIDE = 1600
QUALITY = 80
MOST_PIXELS = 120_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")


def drawn(untrusted: bytes) -> bytes:
    """Return the pixels as a JPEG of at most LONGEST_SIDE, upright, with nothing beside them."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    register_heif_opener()
    with Image.open(io.BytesIO(untrusted), formats=_FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.frombytes("RGB", upright.size, upright.tobytes())  # no metadata comes along
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


if __name__ == "__main__":
    answer(drawn)
