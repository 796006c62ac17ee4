"""Pictures cross as pixels: nothing beside them, nothing after them, and they look the same."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from tests.engines.sanitize.direct import clean, vectors
from tests.engines.sanitize.samples import MARK, images

from sekisho.sanitize.verify import image as verifier
from sekisho.sanitize.verify.contract import Refused

MAKERS = {
    "png": images.png,
    "jpg": images.jpeg,
    "gif": images.gif,
    "tif": images.tiff,
    "bmp": images.bmp,
}


@pytest.mark.parametrize("sample", images.SAMPLES, ids=str)
def test_names_the_vector_and_takes_it_out(sample):
    result = clean(sample.make(), sample.name)
    assert result.outcome == sample.expected
    assert sample.vector in vectors(result)
    assert MARK.encode() not in (result.data or b"")


@pytest.mark.parametrize("sample", [s for s in images.SAMPLES if s.twin], ids=str)
def test_reports_nothing_on_the_benign_twin(sample):
    result = clean(sample.twin(), sample.twin_name or sample.name)
    assert result.outcome == "delivered"
    assert not result.removals


@pytest.mark.parametrize("kind", MAKERS)
def test_a_second_cleaning_gives_the_same_bytes(kind):
    first = clean(MAKERS[kind](), f"a.{kind}")
    second = clean(first.data, first.output_name)
    assert second.data == first.data
    assert not second.removals


@pytest.mark.parametrize("kind", MAKERS)
def test_looks_the_same(kind):
    before = Image.open(io.BytesIO(MAKERS[kind]())).convert("RGB")
    after = Image.open(io.BytesIO(clean(MAKERS[kind](), f"a.{kind}").data)).convert("RGB")
    assert max(high for _, high in ImageChops.difference(before, after).getextrema()) <= 8


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "F"])
@pytest.mark.parametrize("kind", ["png", "tiff", "jpeg", "webp", "gif", "bmp"])
def test_delivers_every_pixel_mode(mode, kind):
    image = Image.new(mode, (9, 7), None)
    try:
        data = images.saved(kind.upper(), image)
    except (OSError, KeyError, ValueError):
        pytest.skip(f"{kind} has no {mode}")
    result = clean(data, f"a.{kind}")
    assert result.outcome == "delivered"
    assert Image.open(io.BytesIO(result.data)).size == (9, 7)


def test_keeps_every_page_of_a_tiff():
    page = images.picture()
    data = images.saved("TIFF", page, save_all=True, append_images=[page, page])
    result = clean(data, "a.tif")
    assert Image.open(io.BytesIO(result.data)).n_frames == 3


def test_a_photograph_in_a_tiff_does_not_grow():
    """JPEG inside TIFF would be written without loss, several times as large."""
    photo = Image.effect_noise((300, 200), 40).convert("RGB").resize((900, 600))
    out = io.BytesIO()
    photo.save(out, "TIFF", compression="jpeg")
    result = clean(out.getvalue(), "現場.tif")
    assert result.output_name == "現場.jpg"
    assert len(result.data) < 1.5 * len(out.getvalue())
    again = clean(result.data, result.output_name)
    assert again.data == result.data
    drawing = io.BytesIO()
    photo.save(drawing, "TIFF", compression="tiff_deflate")
    assert clean(drawing.getvalue(), "図.tif").output_name == "図.tif"


def test_turns_a_photograph_upright():
    tags = Image.Exif()
    tags[0x0112] = 6
    result = clean(images.saved("JPEG", exif=tags.tobytes()), "a.jpg")
    assert Image.open(io.BytesIO(result.data)).size == (32, 48)


@pytest.mark.parametrize("kind", MAKERS)
def test_any_cut_ends_held_or_verified(kind):
    data = MAKERS[kind]()
    for end in range(1, len(data), max(1, len(data) // 40)):
        assert clean(data[:end], f"a.{kind}").outcome in {"held", "delivered"}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(MAKERS)), st.data())
def test_any_flip_ends_held_or_verified(kind, data):
    body = bytearray(MAKERS[kind]())
    for _ in range(data.draw(st.integers(1, 6))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    assert clean(bytes(body), f"a.{kind}").outcome in {"held", "delivered", "rejected"}


@pytest.mark.parametrize(
    "sample",
    # A name that lies is put right by the name given out; the bytes are a picture like any other.
    [s for s in images.SAMPLES if s.twin and s.expected == "delivered" and not s.twin_name],
    ids=str,
)
def test_the_verifier_refuses_what_the_rebuilder_would_take_out(sample):
    with pytest.raises((Refused, ValueError, LookupError)):
        verifier.verify(sample.make(), frozenset())
