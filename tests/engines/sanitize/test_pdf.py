"""PDF crosses rebuilt: the same pages and words, none of the constructs of the published list."""

import io
import time

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from tests.engines.sanitize.direct import clean, vectors
from tests.engines.sanitize.samples import MARK, pdf_places
from tests.engines.sanitize.samples.pdfs import BOMBS, SAMPLES, tiles
from tests.engines.sanitize.samples.pdfwriter import WORDS, document, stream

from sekisho.sanitize import Options
from sekisho.sanitize.options import Limits
from sekisho.sanitize.vectors import VECTORS

ONLY_A = Options(pdf_grades=("A",))


def options_of(sample):
    return Options(hidden_text=False) if sample.vector == "pdf.hidden-text" else Options()


def words(data):
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def pictures(data):
    with pypdfium2.PdfDocument(data) as pdf:
        return [page.render(scale=1).to_pil().convert("RGB") for page in pdf]


def test_there_is_a_sample_for_every_vector():
    assert {sample.vector for sample in (*SAMPLES, *pdf_places.SAMPLES)} == {
        id_ for id_ in VECTORS if id_.startswith("pdf.")
    }


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_the_construct_does_not_cross_and_is_named(sample):
    result = clean(sample.make(), "a.pdf", options_of(sample))
    assert str(result.outcome) == sample.expected
    assert sample.vector in vectors(result)
    if result.data is not None:
        assert MARK.encode() not in result.data
        with pikepdf.open(io.BytesIO(result.data)) as pdf:
            streams = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
            plain = [each for each in streams if "/DCTDecode" not in str(each.get("/Filter"))]
            assert all(MARK.encode() not in each.read_bytes() for each in plain)
            assert MARK.encode() not in b"".join(
                each.unparse(resolved=True) for each in pdf.objects
            )
            assert not any(MARK.encode().hex().encode() in each.read_bytes() for each in plain)


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_the_twin_without_it_is_delivered_with_nothing_removed(sample):
    data = sample.twin()
    result = clean(data, "a.pdf", options_of(sample))
    assert result.outcome == "delivered"
    assert result.grade == "A"
    assert not result.removals
    assert words(result.data) == words(data)


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.expected == "delivered"], ids=str)
def test_a_second_cleaning_changes_and_removes_nothing(sample):
    first = clean(sample.make(), "a.pdf", options_of(sample))
    second = clean(first.data, "a.pdf", options_of(sample))
    assert second.data == first.data
    assert not second.removals
    assert (
        clean(sample.make(), "a.pdf", options_of(sample)).data == first.data
        or sample.vector == "pdf.encrypted"
    )


@pytest.mark.parametrize("sample", BOMBS, ids=str)
def test_bombs_end_held_before_they_cost_much(sample):
    data = sample.make()
    start = time.process_time()
    result = clean(data, "a.pdf")
    assert result.outcome == "held"
    assert result.reasons[0].code == "limit"
    assert time.process_time() - start < 5


def test_tiles_within_tiles_are_a_bomb_too():
    result = clean(tiles(), "a.pdf")
    assert result.outcome == "held"
    assert vectors(result) == {"pdf.form-bomb"}


def test_the_limits_are_those_of_the_options():
    many = document(content=WORDS + b" 0 0 m 9 9 l S" * 200)
    assert clean(many, "a.pdf").outcome == "delivered"
    assert clean(many, "a.pdf", Options(limits=Limits(content_operators=100))).outcome == "held"
    assert clean(many, "a.pdf", Options(limits=Limits(pdf_objects=2))).outcome == "held"


def test_grade_b_redraws_what_grade_a_cannot_carry():
    data = document(content=WORDS + b" q 64 0 0 64 72 500 cm /X1 Do Q", resources=b"/XObject << /X1 10 0 R >>", extra={
        10: stream(b"x", b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /ColorSpace /DeviceGray"
                   b" /BitsPerComponent 1 /Filter /JBIG2Decode")})  # fmt: skip
    assert clean(data, "a.pdf", ONLY_A).outcome == "held"
    result = clean(data, "a.pdf")
    assert (result.outcome, result.grade) == ("delivered", "B")
    assert vectors(result) == {"pdf.jbig2"}
    assert words(result.data)[0].strip() == "Hello, office"


def test_a_redrawing_that_loses_the_words_is_not_delivered():
    sample = next(s for s in SAMPLES if s.vector == "pdf.font-program")
    assert clean(sample.make(), "a.pdf", Options(pdf_grades=("B",))).outcome == "held"
    result = clean(sample.make(), "a.pdf")
    assert (result.outcome, result.grade) == ("delivered", "C")
    assert words(result.data)[0].split() == ["Hello,", "office"]


def test_grade_c_delivers_pictures_with_words_that_can_be_found():
    data = document(content=WORDS + b" 1 0 0 rg 300 300 100 100 re f")
    result = clean(data, "a.pdf", Options(pdf_grades=("C",)))
    assert (result.outcome, result.grade) == ("delivered", "C")
    assert words(result.data)[0].split() == ["Hello,", "office"]
    difference = ImageChops.difference(pictures(data)[0], pictures(result.data)[0]).convert("L")
    assert sum(difference.histogram()[64:]) < 0.01 * difference.width * difference.height
    again = clean(result.data, "a.pdf")
    assert again.data == result.data
    assert not again.removals


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_grade_c_keeps_turned_pages_as_they_are_shown(turn):
    data = document(page=b"/Rotate %d" % turn)
    result = clean(data, "a.pdf", Options(pdf_grades=("C",)))
    before, after = pictures(data)[0], pictures(result.data)[0]
    assert before.size == after.size
    assert words(result.data)[0].split() == ["Hello,", "office"]


@pytest.mark.parametrize("grade", ["A", "B", "C"])
def test_bombs_are_held_in_every_grade(grade):
    sample = next(s for s in BOMBS if s.vector == "pdf.form-bomb")
    assert clean(sample.make(), "a.pdf", Options(pdf_grades=(grade,))).outcome == "held"


def locked(user):
    with pikepdf.open(io.BytesIO(document())) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="owner", user=user, R=6))
        return out.getvalue()


@pytest.mark.parametrize("grade", ["A", "B", "C"])
def test_a_password_opens_the_document_in_every_grade(grade):
    data, options = locked("himitsu"), Options(pdf_grades=(grade,))
    assert clean(data, "a.pdf", options).reasons[0].code == "password-needed"
    assert clean(data, "a.pdf", options, ("x", "y")).reasons[0].code == "password-wrong"
    result = clean(data, "a.pdf", options, ("x", "himitsu"))
    assert result.outcome == "delivered"
    assert words(result.data)[0].split() == ["Hello,", "office"]
    assert b"/Encrypt" not in result.data


def test_links_stay_as_the_options_say():
    link = b"<< /Type /Annot /Subtype /Link /Rect [72 600 200 620] /A << /S /URI /URI (https://example.jp/a?b=c) >> >>"
    data = document(page=b"/Annots [10 0 R 11 0 R]", extra={
        10: link, 11: b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /Dest [3 0 R /XYZ 0 800 0] >>"})  # fmt: skip
    kept = clean(data, "a.pdf")
    assert not kept.removals
    with pikepdf.open(io.BytesIO(kept.data)) as pdf:
        address, inside = pdf.pages[0].Annots
        assert str(address.A.URI) == "https://example.jp/a?b=c"
        assert inside.Dest[0].objgen == pdf.pages[0].objgen
    for choice in ("text", "defang"):
        assert b"example.jp".hex().encode() not in clean(data, "a.pdf", Options(links=choice)).data


def test_a_japanese_title_and_bookmarks_stay():
    title = ("見出し①㈱").encode("utf-16-be").hex().encode()
    data = document(
        catalog=b"/Outlines 10 0 R",
        trailer=b"/Info 12 0 R",
        extra={
            10: b"<< /First 11 0 R /Last 11 0 R /Count 1 >>",
            11: b"<< /Title <feff%s> /Parent 10 0 R /Dest [3 0 R /Fit] >>" % title,
            12: b"<< /Title <feff%s> /Author (Taro) /Producer (Word) >>" % title,
        },
    )
    result = clean(data, "a.pdf")
    assert not result.removals
    with pikepdf.open(io.BytesIO(result.data)) as pdf:
        assert str(pdf.docinfo.Title) == "見出し①㈱"
        assert list(pdf.docinfo.keys()) == ["/Title"]
        assert str(pdf.Root.Outlines.First.Title) == "見出し①㈱"


@pytest.mark.parametrize(
    "value", [b"(Yamada)", b"<feff" + "山田".encode("utf-16-be").hex().encode() + b">"]
)
def test_a_field_without_a_drawing_keeps_its_value(value):
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V %s /Rect [72 500 300 520] >>"
        % value
    )
    data = document(
        page=b"/Annots [10 0 R]", catalog=b"/AcroForm << /Fields [10 0 R] >>", extra={10: field}
    )
    result = clean(data, "a.pdf")
    assert vectors(result) == {"pdf.acroform"}
    assert ("Yamada" in words(result.data)[0]) or ("山田" in words(result.data)[0])


def test_what_an_annotation_shows_becomes_part_of_the_page():
    stamp = b"<< /Type /Annot /Subtype /Stamp /Rect [100 100 200 200] /F 4 /AP << /N 11 0 R >> >>"
    shape = stream(
        b"1 0 0 rg 0 0 10 10 re f",
        b"/Type /XObject /Subtype /Form /BBox [0 0 10 10] /Matrix [0 1 -1 0 0 0]",
    )
    data = document(page=b"/Annots [10 0 R]", extra={10: stamp, 11: shape})
    before, after = pictures(data)[0], pictures(clean(data, "a.pdf").data)[0]
    assert ImageChops.difference(before, after).getbbox() is None
    assert after.getpixel((150, 842 - 150)) == (255, 0, 0)
    hidden = document(
        page=b"/Annots [10 0 R]", extra={10: stamp.replace(b"/F 4", b"/F 2"), 11: shape}
    )
    assert pictures(clean(hidden, "a.pdf").data)[0].getpixel((150, 842 - 150)) == (255, 255, 255)


def made_picture(colour, bits, data, more=b""):
    entries = b"/Type /XObject /Subtype /Image /Width 16 /Height 16 /ColorSpace %s /BitsPerComponent %d %s"
    return document(
        content=b"q 160 0 0 160 72 500 cm /X1 Do Q",
        resources=b"/XObject << /X1 10 0 R >>",
        extra={10: stream(data, entries % (colour, bits, more), flate=not more)},
    )


def jpeg(mode):
    out = io.BytesIO()
    Image.linear_gradient("L").resize((16, 16)).convert(mode).save(out, "JPEG", quality=90)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        made_picture(b"/DeviceGray", 8, bytes(range(256))),
        made_picture(b"/DeviceRGB", 8, bytes(range(256)) * 3),
        made_picture(b"/DeviceCMYK", 8, bytes(range(256)) * 4),
        made_picture(b"/DeviceGray", 1, b"\xaa\x55" * 16),
        made_picture(b"/DeviceGray", 4, bytes(range(128))),
        made_picture(b"[/Indexed /DeviceRGB 1 <ff000000ff00>]", 1, b"\xaa\x55" * 16),
        made_picture(b"[/Indexed /DeviceRGB 255 10 0 R]", 8, bytes(256)).replace(
            b"255 10 0 R]", b"1 <000000ff>]"
        ),
        made_picture(b"/DeviceGray", 8, jpeg("L"), b"/Filter /DCTDecode"),
        made_picture(b"/DeviceRGB", 8, jpeg("RGB"), b"/Filter /DCTDecode"),
    ],
)
def test_pictures_look_the_same(data):
    result = clean(data, "a.pdf", ONLY_A)
    assert result.outcome == "delivered"
    difference = ImageChops.difference(pictures(data)[0], pictures(result.data)[0])
    assert all(high <= 8 for _, high in difference.getextrema())


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    at=st.sampled_from([s for s in SAMPLES if "bomb" not in s.vector]),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12),
    cut=st.floats(0.2, 1),
)
def test_damaged_documents_are_held_or_verified(at, edits, cut):
    data = bytearray(at.make())
    for place, byte in edits:
        data[int(place * (len(data) - 1))] = byte
    result = clean(bytes(data[: max(9, int(cut * len(data)))]), "a.pdf", ONLY_A)
    assert (result.data is None) == (result.outcome in {"held", "rejected"})
    assert result.outcome == "delivered" or result.reasons[0].code != "not-verified"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_content_stream_ends_verified(noise):
    result = clean(document(content=noise), "a.pdf", ONLY_A)
    assert result.outcome == "delivered" or result.reasons[0].code in {"broken", "limit"}
    if result.data is not None:
        assert clean(result.data, "a.pdf", ONLY_A).data == result.data
