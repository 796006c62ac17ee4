"""Picture files: PNG, JPEG, GIF, TIFF stay what they are; BMP, WebP, AVIF, HEIC become PNG or JPEG.

A TIFF of one photograph compressed as JPEG becomes the JPEG: written without loss it would be many
times as large.

HEIC, which telephones write, is decoded by an outside program: its decoders start threads, and a
confined job may not.

A BMP holds its pixels as they are: chosen ones would be chosen bytes in the new file.
"""

import io
from dataclasses import replace

from PIL import Image

from sekisho.sanitize.rebuild.contract import Hold, Log, Need, Rebuilt, Request
from sekisho.sanitize.rebuild.pictures import JpegStyle, Pixels, as_png, decoded, settled
from sekisho.sanitize.rebuild.picturewatch import report_extras, without_exif

FORMATS = ("image",)


_BRANDS = slice(8, 64)
_DECODED = "output.png"


def rebuild(request: Request) -> Rebuilt | Need:
    """Return the picture encoded anew from its pixels; hold what cannot be decoded."""
    if _is_heic(request.data):
        return _photograph(request)
    return _rebuilt(request.data, decoded(request.data, request.options.limits))


def _rebuilt(untrusted: bytes, pixels: Pixels) -> Rebuilt:
    log = Log()
    report_extras(untrusted, pixels.source, log)
    log.count("images", len(pixels.frames))
    data, format_ = _encoded(untrusted, pixels, log)
    return Rebuilt(data, format_, log)


def _is_heic(untrusted: bytes) -> bool:
    """Whether the file is of the HEIF family, and its pictures are not coded as AVIF."""
    return untrusted[4:8] == b"ftyp" and b"avif" not in untrusted[_BRANDS]


def _photograph(request: Request) -> Rebuilt | Need:
    """Have the main picture decoded, then encode it anew.

    The program turns it upright as the container says; what Exif says besides is not for readers
    (ISO/IEC 23008-12, Annex A), and would turn it twice.
    """
    if not request.answers:
        return Need("decode-heif", {"input.heic": request.data})
    if _DECODED not in request.answers[0]:
        raise Hold("broken")
    picture = request.answers[0][_DECODED]
    pixels = decoded(without_exif(picture), request.options.limits)
    made = _rebuilt(b"", replace(pixels, source="HEIC", lossless=False))
    report_extras(picture, "PNG", made.log)
    return made


def _encoded(untrusted: bytes, pixels: Pixels, log: Log) -> tuple[bytes, str]:
    first, source = pixels.frames[0], pixels.source
    if source == "JPEG" and pixels.style is not None:
        return settled(untrusted, first, pixels.style), "jpg"
    if source == "GIF":
        return _as_gif(pixels), "gif"
    single = len(pixels.frames) == 1 and first.mode in {"L", "RGB"}
    if source == "TIFF" and (pixels.lossless or not single):
        return _as_tiff(pixels), "tif"
    if source == "PNG":
        return as_png(first), "png"
    if pixels.lossless or first.mode in {"RGBA", "LA"}:
        log.change(f"{_shown(source)} の画像を PNG にしました。")
        return as_png(first), "png"
    log.change(f"{_shown(source)} の画像を JPEG にしました。")
    return settled(b"", first, JpegStyle()), "jpg"


def _shown(source: str) -> str:
    return {"WEBP": "WebP"}.get(source, source)


def _as_gif(pixels: Pixels) -> bytes:
    frames = [_paletted(frame) for frame in pixels.frames]
    out = io.BytesIO()
    moving = len(frames) > 1
    options: dict[str, object] = {"optimize": False}
    if "transparency" in frames[0].info:
        options["transparency"] = frames[0].info["transparency"]
    if moving:
        options |= {
            "save_all": True,
            "append_images": frames[1:],
            "duration": list(pixels.durations),
            "disposal": 2,
        }
        if pixels.loop is not None:
            options["loop"] = min(max(pixels.loop, 0), 65_535)
    frames[0].save(out, "GIF", **options)
    return out.getvalue()


def _paletted(frame: Image.Image) -> Image.Image:
    """Return the frame with at most 256 colours, as GIF holds them."""
    if frame.mode in {"P", "L", "1"}:
        return frame
    if frame.mode in {"RGBA", "LA"}:
        return _cut_out(frame.convert("RGBA"))
    return frame.convert("P", palette=Image.Palette.ADAPTIVE, dither=Image.Dither.NONE)


def _cut_out(frame: Image.Image) -> Image.Image:
    """Return a frame with see-through places as 255 colours and one for those places."""
    colours = frame.convert("RGB").quantize(colors=255, dither=Image.Dither.NONE)
    hidden = frame.getchannel("A").point(lambda alpha: 255 if alpha < 128 else 0)
    colours.paste(255, mask=hidden)
    colours.info["transparency"] = 255
    return colours


def _as_tiff(pixels: Pixels) -> bytes:
    out = io.BytesIO()
    first, *others = pixels.frames
    first.save(out, "TIFF", compression="tiff_deflate", save_all=True, append_images=others)
    return out.getvalue()
