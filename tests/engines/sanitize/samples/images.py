"""Pictures with one extra each."""

import io
import struct
import zlib

from PIL import Image, PngImagePlugin, TiffImagePlugin
from tests.engines.sanitize.samples import MARK, Sample

_MARK = MARK.encode()


def picture() -> Image.Image:
    image = Image.linear_gradient("L").resize((48, 32))
    return Image.merge("RGB", (image, image.transpose(Image.Transpose.ROTATE_180), image))


def saved(format_: str, image: Image.Image | None = None, **options) -> bytes:
    out = io.BytesIO()
    (image or picture()).save(out, format_, **options)
    return out.getvalue()


def png() -> bytes:
    return saved("PNG")


def jpeg() -> bytes:
    return saved("JPEG", quality=90)


def gif() -> bytes:
    return saved("GIF", picture().quantize(64))


def tiff() -> bytes:
    return saved("TIFF", compression="tiff_deflate")


def bmp() -> bytes:
    return saved("BMP")


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_with(kind: bytes, body: bytes) -> bytes:
    data = png()
    return data[:33] + chunk(kind, body) + data[33:]


def jpeg_with(marker: int, body: bytes) -> bytes:
    data = jpeg()
    return data[:20] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + data[20:]


def exif(*, thumbnail: bool = False) -> bytes:
    tags = Image.Exif()
    tags[0x010E] = MARK
    tags.get_ifd(0x8825)[1] = "N"
    body = tags.tobytes()
    return body + (jpeg() + _MARK if thumbnail else b"")


def _zlib_bomb() -> bytes:
    return b"k\0\0" + zlib.compress(_MARK + bytes(4_000_000), 0)[:200_000]


def _gif_comment() -> bytes:
    data = gif()
    at = 13 + (3 << ((data[10] & 7) + 1))
    return data[:at] + b"\x21\xfe" + bytes([len(_MARK)]) + _MARK + b"\0" + data[at:]


def _gif_private() -> bytes:
    data = gif()
    at = 13 + (3 << ((data[10] & 7) + 1))
    block = b"\x21\xff\x0bSEKISHO1.00" + bytes([len(_MARK)]) + _MARK + b"\0"
    return data[:at] + block + data[at:]


def _frames(count: int) -> bytes:
    still = picture().quantize(8)
    others = [still.transpose(Image.Transpose.ROTATE_180) if n % 2 else still for n in range(count)]
    return saved("GIF", still, save_all=True, append_images=others, duration=20)


def _pixel_bomb() -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 1, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def _tiff_with(tag: int) -> bytes:
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[tag] = _MARK
    info.tagtype[tag] = 7
    return saved("TIFF", tiffinfo=info)


def _tiff_loop() -> bytes:
    data = bytearray(saved("TIFF"))
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    struct.pack_into("<I", data, at + 2 + 12 * count, at)
    return bytes(data)


def _bmp_lie() -> bytes:
    data = bytearray(bmp())
    struct.pack_into("<I", data, 2, 70)
    return bytes(data)


def _profile() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _text_png() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", MARK)
    return saved("PNG", pnginfo=info)


def _xmp_png() -> bytes:
    return png_with(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x>" + _MARK + b"</x>")


SAMPLES = (
    Sample("image.trailing-data", "尾.png", lambda: png() + _MARK, png),
    Sample("image.trailing-data", "尾.jpg", lambda: jpeg() + _MARK, jpeg),
    Sample("image.trailing-data", "尾.gif", lambda: gif() + _MARK, gif),
    Sample("image.polyglot", "両義.jpg", lambda: jpeg() + b"PK\x03\x04" + _MARK, jpeg),
    Sample("image.polyglot", "両義.gif", lambda: gif() + b"<script>" + _MARK, gif),
    Sample("image.exif", "位置.jpg", lambda: saved("JPEG", quality=90, exif=exif()), jpeg),
    Sample("image.exif", "位置.png", lambda: saved("PNG", exif=exif()), png),
    Sample("image.thumbnail", "縮小.jpg", lambda: jpeg_with(0xE1, exif(thumbnail=True)), jpeg),
    Sample(
        "image.maker-note",
        "撮影機.jpg",
        lambda: jpeg_with(0xE1, b"Exif\0\0MM\0*\x92\x7c" + _MARK),
        jpeg,
    ),
    Sample(
        "image.xmp",
        "xmp.jpg",
        lambda: jpeg_with(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + _MARK),
        jpeg,
    ),
    Sample("image.xmp", "xmp.png", _xmp_png, png),
    Sample("image.iptc", "iptc.jpg", lambda: jpeg_with(0xED, b"Photoshop 3.0\08BIM" + _MARK), jpeg),
    Sample("image.icc", "色.png", lambda: saved("PNG", icc_profile=_profile()), png),
    Sample("image.icc", "色.jpg", lambda: saved("JPEG", quality=90, icc_profile=_profile()), jpeg),
    Sample("image.comment", "注.jpg", lambda: jpeg_with(0xFE, _MARK), jpeg),
    Sample("image.comment", "注.gif", _gif_comment, gif),
    Sample("image.text-chunk", "字.png", _text_png, png),
    Sample("image.private-chunk", "独自.png", lambda: png_with(b"seKi", _MARK), png),
    Sample("image.private-chunk", "独自.jpg", lambda: jpeg_with(0xE7, _MARK), jpeg),
    Sample("image.private-chunk", "独自.gif", _gif_private, gif),
    Sample("image.private-chunk", "独自.tif", lambda: _tiff_with(65_000), tiff),
    Sample("image.second-image", "二枚.jpg", lambda: jpeg_with(0xE2, b"MPF\0" + _MARK), jpeg),
    Sample("image.c2pa", "来歴.jpg", lambda: jpeg_with(0xEB, b"JP" + _MARK), jpeg),
    Sample("image.c2pa", "来歴.png", lambda: png_with(b"caBX", _MARK), png),
    Sample("image.chunk-bomb", "膨張.png", lambda: png_with(b"zTXt", _zlib_bomb()), png),
    Sample("image.size-lie", "偽り.bmp", _bmp_lie, bmp),
    Sample("image.ifd-loop", "循環.tif", _tiff_loop, tiff),
    Sample("image.frame-bomb", "多い.gif", lambda: _frames(260), gif, "held"),
    Sample("image.pixel-bomb", "巨大.png", _pixel_bomb, png, "held"),
    Sample("name.extension-mismatch", "偽.jpg", png, png, twin_name="図.png"),
)
