"""Photographs are drawn anew in a child process: pixels only, bounded, upright, or refused."""

import io

import pytest
from PIL import Image
from tests.web.premises.standing import png

from sekisho.web.premises import pictures
from sekisho.web.premises.apart.drawing import LONGEST_SIDE, drawn
from sekisho.web.premises.errors import PremisesError
from sekisho.web.ui.apart import ApartLimits

SECRET = b"35.0116,135.7681 secret note"


def _read(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content), formats=["JPEG"])


def _exif(**tags: object) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    for tag, value in tags.items():
        exif[{"orientation": 0x0112}[tag]] = value
    return exif.tobytes()


def test_a_child_process_gives_back_a_jpeg_of_the_same_shape():
    found = _read(pictures.draw_anew(png(400, 300)))
    assert (found.format, found.size) == ("JPEG", (400, 300))
    red, green, blue = found.getpixel((200, 150))
    assert red > 150
    assert max(green, blue) < 80


@pytest.mark.parametrize(("size", "kept"), [((3200, 1600), (1600, 800)), ((100, 4800), (33, 1600))])
def test_large_ones_are_made_small(size, kept):
    assert _read(drawn(png(*size))).size == kept
    assert max(kept) == LONGEST_SIDE


def test_nothing_but_pixels_comes_along():
    sent = png(format="JPEG", exif=_exif(), comment=SECRET)
    assert SECRET in sent
    kept = drawn(sent + b"trailing <script>" + SECRET)
    assert SECRET not in kept
    assert b"script" not in kept
    assert not _read(kept).getexif()


def test_a_phone_held_sideways_gives_an_upright_picture():
    assert _read(drawn(png(40, 30, format="JPEG", exif=_exif(orientation=6)))).size == (30, 40)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_phones_and_cameras_write_is_read(kind):
    assert _read(drawn(png(format=kind))).size == (40, 30)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"not a picture",
        b"<svg onload='x'/>",
        png()[:60],
        png(format="GIF"),
        b"\xff\xd8\xff\xe0" * 9,
    ],
)
def test_what_is_no_picture_is_refused_in_words(sent):
    with pytest.raises(PremisesError, match="写真を読み取れません"):
        pictures.draw_anew(sent)


def test_what_is_too_large_is_refused_before_a_process_is_started(monkeypatch):
    monkeypatch.setattr(pictures, "run_apart", None)
    with pytest.raises(PremisesError, match="大きすぎます"):
        pictures.draw_anew(b"x" * (pictures.LARGEST_BYTES + 1))


def test_too_many_pixels_end_the_child(monkeypatch):
    monkeypatch.setattr("sekisho.web.premises.apart.drawing.MOST_PIXELS", 100)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)  # what is drawn sets it for its process
    with pytest.raises((ValueError, Image.DecompressionBombError)):
        drawn(png(40, 30))


def test_little_memory_is_a_refusal_and_no_crash():
    limits = ApartLimits(seconds=30, cpu_seconds=20, address_bytes=30 * 1024**2)
    with pytest.raises(PremisesError):
        pictures.draw_anew(png(), limits=limits)
