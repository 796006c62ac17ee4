"""Telephones' photographs (HEIC, AVIF) cross as pixels, decoded apart, upright and unsigned."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat
from tests.engines.sanitize.benign import pictures, programs
from tests.engines.sanitize.direct import Direct, Work, clean, vectors

from sekisho.cli.confinement import Confined
from sekisho.sanitize import ConfinementError, sanitize
from sekisho.sanitize.rebuild.picturewatch import without_exif

encoded = pytest.mark.skipif(
    not (programs.has("heif-enc") and programs.has("heif-convert")),
    reason="libheif-examples がありません（apt-get install libheif-examples で入ります）",
)
HEAD = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"


def heic(image, **more):
    jpeg = pictures.saved(image.convert("RGB"), "JPEG", quality=95, **more)
    return programs.through(programs.HEIF, jpeg, "a.jpg", "a.heic")


def avif(image, **more):
    return pictures.saved(image, "AVIF", quality=90, **more)


def opened(result):
    return Image.open(io.BytesIO(result.data)).convert("RGB")


def apart(before, after):
    """Return how many shades two pictures differ by, on average."""
    assert before.size == after.size
    return ImageStat.Stat(ImageChops.difference(before.convert("RGB"), after).convert("L")).mean[0]


def alike(before, after):
    """Whether a picture looks the same, and much less so upside down."""
    turned = after.transpose(Image.Transpose.ROTATE_180)
    return apart(before, after) < 8 and apart(before, turned) > 2 * apart(before, after)


@encoded
def test_a_photograph_arrives_as_a_picture_every_desk_can_open():
    photo = pictures.photo(90_000, 1)
    result = clean(heic(photo), "現場.heic")
    assert (result.outcome, result.output_name) == ("delivered", "現場.jpg")
    assert alike(photo, opened(result))


@encoded
def test_it_crosses_the_real_confinement():
    with Confined() as sandbox:
        result = sanitize(heic(pictures.photo(30_000, 2)), "a.heic", sandbox=sandbox)
    assert result.outcome == "delivered", result.reasons


def test_the_other_new_format_needs_no_program():
    photo = pictures.photo(90_000, 3)
    with Confined() as sandbox:
        result = sanitize(avif(photo), "a.avif", sandbox=sandbox)
    assert (result.outcome, result.output_name) == ("delivered", "a.jpg"), result.reasons
    assert alike(photo, opened(result))


@encoded
def test_where_it_was_taken_does_not_cross():
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "Camera-SEKISHO", {1: "N", 2: (35.0, 0.0, 0.0)}
    data = heic(pictures.photo(20_000, 4), exif=exif)
    assert b"Camera-SEKISHO" in data
    result = clean(data, "a.heic")
    assert "image.exif" in vectors(result)
    assert b"Camera-SEKISHO" not in result.data


@encoded
def test_it_is_turned_by_the_container_alone():
    """Exif's word about turning is not for readers of HEIF; obeyed as well, it would turn twice."""
    exif = Image.Exif()
    exif[0x0112] = 6
    wide = pictures.photo(20_000, 5).resize((160, 80))
    assert opened(clean(heic(wide, exif=exif), "a.heic")).size == (160, 80)


@encoded
def test_a_cut_or_changed_file_is_held_or_delivered_and_nothing_else():
    data = heic(pictures.photo(4_000, 6))
    for end in range(12, len(data), max(1, len(data) // 12)):
        assert clean(data[:end], "a.heic").outcome == "held"
    for at in range(40, len(data), max(1, len(data) // 25)):
        changed = data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :]
        assert clean(changed, "a.heic").outcome in {"held", "delivered"}


class Without(Direct):
    def run(self, program, arguments, **more):
        raise ConfinementError("program-missing")


def test_without_the_program_it_is_held_with_words_about_it():
    result = sanitize(HEAD + bytes(40), "a.heic", sandbox=Without())
    assert result.outcome == "held"
    assert [reason.code for reason in result.reasons] == ["program-missing"]


class Answers(Direct):
    def __init__(self, files):
        super().__init__()
        self.files = files

    def run(self, program, arguments, **more):
        return Work(files=self.files)


@pytest.mark.parametrize("files", [{}, {"output.png": b""}, {"output.png": b"\x89PNG\r\n\x1a\nno"}])
def test_a_program_that_gave_nothing_useful_holds_it(files):
    assert sanitize(HEAD + bytes(40), "a.heic", sandbox=Answers(files)).outcome == "held"


def test_a_picture_without_exif_keeps_everything_else():
    exif = Image.Exif()
    exif[0x0112] = 6
    plain = pictures.saved(pictures.photo(2_000, 7), "PNG")
    signed = pictures.saved(pictures.photo(2_000, 7), "PNG", exif=exif)
    assert signed != plain
    assert without_exif(signed) == plain
    assert without_exif(plain) == plain
    assert without_exif(b"") == b""
