"""Pictures become pixels and nothing else: decoded, then encoded anew without metadata.

Also used for the pictures inside documents. Colour profiles are applied (to sRGB) and dropped;
the orientation of Exif is applied and dropped.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import (
    AvifImagePlugin,
    Image,
    ImageChops,
    ImageCms,
    ImageFile,
    ImageOps,
    ImageSequence,
    JpegImagePlugin,
    UnidentifiedImageError,
)

from sekisho.sanitize.options import Limits
from sekisho.sanitize.rebuild.contract import Hold

AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # a confined job may not start threads
READERS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "AVIF")
Image.init()  # loads every reader now: a confined job cannot open files later
Image.MAX_IMAGE_PIXELS = None  # our own limits are asked before a pixel is decoded
ImageFile.LOAD_TRUNCATED_IMAGES = False
ImageCms.createProfile("sRGB")
_SRGB = ImageCms.createProfile("sRGB")
_ROUNDS = 8  # of encoding, until a JPEG stays the same
_QUALITIES = range(30, 96)
_END = b"\xff\xd9"
_ROUNDING_BYTES, _ROUNDING_SHADES = 64, 24
_PLAIN_MODES = {"1", "L", "LA", "P", "RGB", "RGBA"}


def _luminance_tables() -> dict[int, list[int]]:
    """Return this encoder's luminance table for each quality, as it writes them."""
    tables = {}
    for quality in _QUALITIES:
        out = io.BytesIO()
        Image.new("L", (8, 8)).save(out, "JPEG", quality=quality)
        with Image.open(out, formats=("JPEG",)) as written:
            tables[quality] = list(written.quantization[0])  # type: ignore[attr-defined]
    return tables


_LUMINANCE = _luminance_tables()


@dataclass(frozen=True, slots=True)
class JpegStyle:
    """How finely a JPEG is coded: what the source had, so that the new file is not much larger."""

    quality: int = 90
    subsampling: int = 0  # Pillow's word: 0 none, 1 half across, 2 half both ways


@dataclass(frozen=True, slots=True)
class Pixels:
    """Decoded frames with the durations (ms) between them."""

    frames: tuple[Image.Image, ...]
    durations: tuple[int, ...]
    source: str  # the reader that understood it
    loop: int | None = None
    style: JpegStyle | None = None
    lossless: bool = True


def decoded(untrusted: bytes, limits: Limits, *, still: bool = False) -> Pixels:
    """Return the picture's frames; raise `Hold` when it is broken or beyond the limits.

    `still` takes the first frame only.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(untrusted), formats=READERS)
            _check_size(image, limits)
            return _frames(image, limits, still=still)
    except Hold:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError) as error:
        raise Hold("broken") from error
    except (EOFError, IndexError, KeyError, OverflowError, RuntimeError) as error:
        raise Hold("broken") from error
    except Exception as error:  # struct.error, zlib.error and the libraries' own kinds
        raise Hold("broken") from error


def _check_size(image: Image.Image, limits: Limits) -> None:
    if image.width * image.height > limits.pixels or not image.width * image.height:
        raise Hold("limit", "image.pixel-bomb")


def _frames(image: Image.Image, limits: Limits, *, still: bool) -> Pixels:
    source = image.format or ""
    style = jpeg_style(image) if source == "JPEG" else None
    lossless = source not in {"JPEG", "AVIF"} and not _lossy(image, source)
    frames: list[Image.Image] = []
    durations: list[int] = []
    pixels = 0
    for frame in ImageSequence.Iterator(image):
        _check_size(frame, limits)
        pixels += frame.width * frame.height
        if len(frames) >= limits.frames or pixels > limits.pixels:
            raise Hold("limit", "image.frame-bomb")
        frames.append(plain(frame))
        durations.append(_milliseconds(frame.info.get("duration", 0)))
        if still:
            break
    loop = image.info.get("loop")
    return Pixels(
        frames=tuple(frames),
        durations=tuple(durations),
        source=source,
        loop=loop if isinstance(loop, int) else None,
        style=style,
        lossless=lossless,
    )


def _lossy(image: Image.Image, source: str) -> bool:
    """Whether a format that can keep every pixel holds a picture that lost some."""
    if source == "TIFF":
        return image.info.get("compression") in {"jpeg", "tiff_jpeg"}
    return source == "WEBP" and _lossy_webp(image)


def _lossy_webp(image: Image.Image) -> bool:
    """Whether a WebP holds a lossy picture: its bytes name a VP8 chunk, not VP8L."""
    stream = getattr(image, "fp", None)
    if stream is None:
        return True
    stream.seek(0)
    return b"VP8 " in stream.read(64)


def _milliseconds(value: object) -> int:
    return max(0, min(int(value), 60_000)) if isinstance(value, int | float) else 0


def plain(frame: Image.Image) -> Image.Image:
    """Return a copy of `frame` that holds pixels only, in a mode every writer knows, in sRGB."""
    turned = ImageOps.exif_transpose(frame)
    shown = _in_srgb(turned)
    if shown.mode in {"I;16", "I;16B", "I;16L", "I", "F"}:
        shown = _eight_bit(shown)
    if shown.mode not in _PLAIN_MODES:
        shown = shown.convert("RGBA" if shown.mode in {"PA", "La", "RGBa"} else "RGB")
    bare = Image.frombytes(shown.mode, shown.size, shown.tobytes())
    if shown.mode == "P" and shown.palette is not None:
        return _with_palette(shown, bare)
    return bare


def _with_palette(shown: Image.Image, bare: Image.Image) -> Image.Image:
    transparency = shown.info.get("transparency")
    if isinstance(transparency, bytes):
        return shown.convert("RGBA")
    bare.putpalette(shown.getpalette() or [])
    if isinstance(transparency, int):
        bare.info["transparency"] = transparency
    return bare


def _eight_bit(image: Image.Image) -> Image.Image:
    """Return 16-bit and floating greys as eight bits, their whole range kept."""
    low, high = image.getextrema()
    if image.mode.startswith("I;16") or (image.mode == "I" and high > 255):  # type: ignore[operator]
        return image.convert("I").point(lambda value: value / 257).convert("L")
    if image.mode == "F" and high > low:  # type: ignore[operator]
        scale = 255.0 / (high - low)  # type: ignore[operator]
        return image.point(lambda value: value * scale - low * scale).convert("L")  # type: ignore[operator]
    return image.convert("L")


def _in_srgb(image: Image.Image) -> Image.Image:
    """Apply the picture's own colour profile; one that cannot be applied is dropped."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return converted if converted is not None else image


def as_png(frame: Image.Image) -> bytes:
    """Return the frame as a PNG with no chunks but those of its pixels."""
    out = io.BytesIO()
    options = {"transparency": frame.info["transparency"]} if "transparency" in frame.info else {}
    frame.save(out, "PNG", compress_level=6, **options)
    return out.getvalue()


def as_jpeg(frame: Image.Image, style: JpegStyle | None = None) -> bytes:
    """Return the frame as a baseline JPEG with the plainest headers."""
    style = style or JpegStyle()
    out = io.BytesIO()
    opaque = frame if frame.mode in {"L", "RGB"} else frame.convert("RGB")
    opaque.save(out, "JPEG", quality=style.quality, subsampling=style.subsampling)
    return out.getvalue()


def jpeg_style(image: Image.Image) -> JpegStyle:
    """Return the style nearest to how `image` (opened, a JPEG) was coded."""
    tables = getattr(image, "quantization", None) or {}
    if 0 not in tables:
        return JpegStyle()
    sampling = JpegImagePlugin.get_sampling(image) if image.mode == "RGB" else 0
    wanted = list(tables[0])
    nearest = min(_QUALITIES, key=lambda q: (_distance(_LUMINANCE[q], wanted), -q))
    return JpegStyle(nearest, sampling if sampling in {0, 1, 2} else 0)


def _distance(table: list[int], wanted: list[int]) -> int:
    return sum(abs(a - b) for a, b in zip(table, wanted, strict=False))


def jpeg_again(untrusted: bytes, frame: Image.Image, style: JpegStyle) -> bytes:
    """Return `frame`, decoded from the JPEG `untrusted`, as a JPEG of ours.

    JPEG loses a little each time. A file that already is what this encoder writes (same headers to
    the byte, same length but for rounding, same pixels but for rounding) is its own rebuild;
    otherwise cleaning a second time would never end at the same bytes.
    """
    written = as_jpeg(frame, style)
    ours = written[: _start_of_scan(written)]
    if not untrusted.startswith(ours) or untrusted[-2:] != _END:
        return written
    if abs(len(written) - len(untrusted)) > _ROUNDING_BYTES + len(untrusted) // 50:
        return written
    if b"\xff" in untrusted[len(ours) : -2].replace(b"\xff\x00", b""):
        return written  # a marker between
    again = Image.open(io.BytesIO(written), formats=("JPEG",))
    again.load()
    extremes = ImageChops.difference(frame, again).getextrema()
    spread = extremes if isinstance(extremes[0], tuple) else (extremes,)
    return untrusted if all(high <= _ROUNDING_SHADES for _, high in spread) else written


def settled(data: bytes, frame: Image.Image, style: JpegStyle) -> bytes:
    """Return the picture as a JPEG that comes out the same when it is cleaned again.

    Sharp edges lose their overshoot once; after a round or two nothing changes any more.
    """
    for _ in range(_ROUNDS):
        written = jpeg_again(data, frame, style)
        if written == data:
            break
        data = written
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as again:
            again.load()
            frame = Image.frombytes(again.mode, again.size, again.tobytes())
    return data


def _start_of_scan(jpeg: bytes) -> int:
    """Return where the coded pixels of a JPEG of ours begin."""
    at = jpeg.index(b"\xff\xda")
    return at + 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
