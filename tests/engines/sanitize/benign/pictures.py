"""Pictures as Pillow writes them: every mode and kind that reaches an office."""

import io
from collections.abc import Callable

from PIL import Image, ImageDraw
from tests.engines.sanitize.benign import Benign
from tests.engines.sanitize.benign.prose import chance


def photo(size: int, seed: int) -> Image.Image:
    """Return something like a photograph: soft shades, edges and a little noise."""
    side = max(24, int((size / 1.2) ** 0.5))
    draw = chance(seed)
    small = Image.frombytes("RGB", (24, 24), draw.randbytes(24 * 24 * 3))
    image = small.resize((side, side), Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(image)
    for _ in range(12):
        a, b = (
            sorted(draw.randrange(side) for _ in range(2)),
            sorted(draw.randrange(side) for _ in range(2)),
        )
        pen.rectangle((a[0], b[0], a[1], b[1]), outline=tuple(draw.randbytes(3)), width=2)
    noise = Image.frombytes("L", (side, side), draw.randbytes(side * side)).convert("RGB")
    return Image.blend(image, noise, 0.04)


def saved(image: Image.Image, format_: str, **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format_, **more)
    return out.getvalue()


def _as(mode: str, format_: str, **more: object) -> Callable[[int, int], bytes]:
    def make(size: int, seed: int) -> bytes:
        return saved(photo(size, seed).convert(mode), format_, **more)

    return make


def _see_through(size: int, seed: int) -> bytes:
    image = photo(size, seed).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return saved(image, "PNG")


def _deep(format_: str) -> Callable[[int, int], bytes]:
    def make(size: int, seed: int) -> bytes:
        grey = photo(size, seed).convert("L")
        pixels = b"".join(
            value.to_bytes(2, "little") * 1 for value in (v * 257 for v in grey.tobytes())
        )
        return saved(Image.frombytes("I;16", grey.size, pixels), format_)

    return make


def _pages(compression: str, mode: str) -> Callable[[int, int], bytes]:
    def make(size: int, seed: int) -> bytes:
        pages = [photo(size // 3, seed + n).convert(mode) for n in range(3)]
        return saved(
            pages[0], "TIFF", save_all=True, append_images=pages[1:], compression=compression
        )

    return make


def _moving(format_: str) -> Callable[[int, int], bytes]:
    def make(size: int, seed: int) -> bytes:
        frames = [photo(size // 4, seed + n) for n in range(4)]
        more = {"save_all": True, "append_images": frames[1:], "duration": 120, "loop": 0}
        return saved(frames[0], format_, **more)

    return make


def _turned(size: int, seed: int) -> bytes:
    """Return a JPEG as a telephone writes it: turned by its EXIF, with a profile and a place."""
    image = photo(size, seed)
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8825] = 6, "Camera", {1: "N", 2: (35.0, 0.0, 0.0)}
    return saved(image, "JPEG", exif=exif, quality=88, progressive=True, dpi=(300, 300))


PICTURES = (
    Benign("写真.jpg", _as("RGB", "JPEG", quality=85), "Pillow"),
    Benign("携帯写真.jpg", _turned, "Pillow"),
    Benign("白黒写真.jpg", _as("L", "JPEG"), "Pillow"),
    Benign("印刷用.jpg", _as("CMYK", "JPEG"), "Pillow"),
    Benign("画面.png", _as("RGB", "PNG"), "Pillow"),
    Benign("透過.png", _see_through, "Pillow"),
    Benign("二値.png", _as("1", "PNG"), "Pillow"),
    Benign("灰色.png", _as("LA", "PNG"), "Pillow"),
    Benign("減色.png", _as("P", "PNG"), "Pillow"),
    Benign("深い.png", _deep("PNG"), "Pillow"),
    Benign("図.gif", _as("P", "GIF"), "Pillow"),
    Benign("動く図.gif", _moving("GIF"), "Pillow"),
    Benign("図.bmp", _as("RGB", "BMP"), "Pillow"),
    Benign("減色.bmp", _as("P", "BMP"), "Pillow"),
    Benign("FAX.tif", _pages("group4", "1"), "Pillow"),
    Benign("複合機.tif", _pages("tiff_lzw", "RGB"), "Pillow"),
    Benign("複合機2.tif", _pages("jpeg", "RGB"), "Pillow"),
    Benign("灰色.tif", _pages("tiff_adobe_deflate", "L"), "Pillow"),
    Benign("図.webp", _as("RGB", "WEBP", quality=80), "Pillow"),
    Benign("図2.webp", _as("RGBA", "WEBP", lossless=True), "Pillow"),
    Benign("動く図.webp", _moving("WEBP"), "Pillow"),
    Benign("図.avif", _as("RGB", "AVIF", quality=80), "Pillow"),
)
