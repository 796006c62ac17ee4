"""Picture files: PNG, JPEG, GIF, TIFF stay what they are; BMP, WebP and HEIF become PNG or JPEG.

A TIFF of one photograph compressed as JPEG becomes the JPEG: written without loss it would be many
times as large.

A BMP holds its pixels as they are: chosen ones would be chosen bytes in the new file.
"""

import io

from PIL import Image

from sekisho.sanitize.rebuild.contract import Log, Rebuilt, Request
from sekisho.sanitize.rebuild.pictures import JpegStyle, Pixels, as_png, decoded, settled
from sekisho.sanitize.rebuild.picturewatch import report_extras

FORMATS = ("image",)


def rebuild(request: Request) -> Rebuilt:
    """Return the picture encoded anew from its pixels; hold what cannot be decoded."""
    log = Log()
    pixels = decoded(request.data, request.options.limits)
    report_extras(request.data, pixels.source, log)
    log.count("images", len(pixels.frames))
    data, format_ = _encoded(request.data, pixels, log)
    return Rebuilt(data, format_, log)


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
