"""Presentations cross as shapes, words and pictures; what runs, plays or calls out stays behind."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.sanitize.direct import clean, vectors
from tests.engines.sanitize.samples import MARK, slides
from tests.engines.sanitize.samples.packages import opened
from tests.engines.sanitize.samples.viewing import pages_of

from sekisho.sanitize import Options
from sekisho.sanitize.rebuild.zipwrite import write_zip
from sekisho.sanitize.verify import pptx as verifier
from sekisho.sanitize.verify.contract import Refused

BENIGN = {
    "plain": slides.deck,
    "comments": slides.commented,
    "chart": slides.charted,
    "diagram": slides.diagram,
}
FIRST = "ppt/slides/slide1.xml"


def part(result, name):
    return opened(result.data)[name].decode()


@pytest.mark.parametrize("sample", slides.SAMPLES, ids=str)
def test_names_the_vector_and_takes_it_out(sample):
    result = clean(sample.make(), sample.name)
    assert result.outcome == sample.expected, (result.reasons, result.removals)
    assert sample.vector in vectors(result)
    if result.data:
        assert not any(MARK.encode() in body for body in opened(result.data).values())


@pytest.mark.parametrize("sample", [s for s in slides.SAMPLES if s.twin], ids=str)
def test_reports_nothing_on_the_benign_twin(sample):
    result = clean(sample.twin(), sample.name)
    assert result.outcome == "delivered", result.removals
    assert not result.removals


@pytest.mark.parametrize("kind", BENIGN)
def test_a_second_cleaning_gives_the_same_bytes(kind):
    first = clean(BENIGN[kind]().bytes(), "a.pptx")
    second = clean(first.data, first.output_name)
    assert not first.removals
    assert second.data == first.data
    assert not second.removals


@pytest.mark.parametrize(
    "sample", [s for s in slides.SAMPLES if s.expected == "delivered"], ids=str
)
def test_the_cleaned_sample_is_clean(sample):
    first = clean(sample.make(), sample.name)
    second = clean(first.data, first.output_name)
    assert second.data == first.data
    assert not second.removals


def test_keeps_words_tables_pictures_notes_and_movement():
    result = clean(slides.benign(), "a.pptx")
    first = part(result, FIRST)
    for text in ("令和八年度 方針説明", "費目", "金額", "<p:fade/>", "style.visibility"):
        assert text in first
    assert "ここで間を置く" in part(result, "ppt/notesSlides/notesSlide1.xml")
    counted = result.fidelity
    assert (counted["slides"], counted["images"], counted["tables"]) == (2, 1, 1)


def test_a_video_leaves_its_poster():
    sample = next(s for s in slides.SAMPLES if s.vector == "ooxml.media" and s.name == "q.pptx")
    result = clean(sample.make(), "a.pptx")
    assert part(result, FIRST).count("<p:pic>") == 2
    assert "videoFile" not in part(result, FIRST)
    assert not any(name.endswith(".mp4") for name in opened(result.data))


def test_an_object_leaves_its_picture():
    sample = next(s for s in slides.SAMPLES if s.vector == "ooxml.ole")
    result = clean(sample.make(), "a.pptx")
    assert part(result, FIRST).count("<p:pic>") == 2
    assert "oleObj" not in part(result, FIRST)


def test_a_diagram_becomes_its_shapes():
    result = clean(slides.diagram().bytes(), "a.pptx")
    assert not result.removals
    assert result.changes
    assert "最高情報責任者" in part(result, FIRST)
    assert '<a:off x="1000000" y="2000000"/>' in part(result, FIRST)


@pytest.mark.parametrize(
    ("jump", "goal"), [("nextslide", "slide2"), ("lastslide", "slide2"), ("firstslide", "slide1")]
)
def test_a_button_to_another_slide_leads_to_that_slide(jump, goal):
    link = f'<a:hlinkClick r:id="" action="ppaction://hlinkshowjump?jump={jump}"/>'
    new = slides.deck(slides.text("進む", 12, link), "")
    result = clean(new.bytes(), "a.pptx")
    assert not result.removals
    id_ = re.search(r'hlinkClick [^>]*r:id="(\w+)"', part(result, FIRST))[1]
    relations = part(result, "ppt/slides/_rels/slide1.xml.rels")
    assert re.search(rf'Id="{id_}"[^>]*Target="/ppt/slides/{goal}.xml"', relations)


def test_movement_of_what_stayed_behind_stays_behind():
    new = slides.deck(slides.text("一"), slides.moved(spid="99"))
    result = clean(new.bytes(), "a.pptx")
    assert "timing" not in part(result, FIRST)
    assert result.changes


def test_hidden_slides_stay_unless_the_body_says_otherwise():
    new = slides.deck()
    new.edit("ppt/slides/slide2.xml", "<p:sld ", '<p:sld show="0" ')
    kept = clean(new.bytes(), "a.pptx")
    assert kept.fidelity["slides"] == 2
    assert kept.changes
    assert not kept.removals
    dropped = clean(new.bytes(), "a.pptx", Options(hidden_text=False))
    assert dropped.fidelity["slides"] == 1
    assert "ooxml.hidden-slide" in vectors(dropped)


def test_comments_go_when_the_body_says_so():
    kept = clean(slides.commented().bytes(), "a.pptx")
    assert "図を直す" in part(kept, "ppt/comments/comment1.xml")
    gone = clean(slides.commented().bytes(), "a.pptx", Options(comments=False))
    assert "ooxml.comment" in vectors(gone)
    assert not any("omment" in name for name in opened(gone.data))


@pytest.mark.parametrize("kind", BENIGN)
def test_any_cut_ends_held(kind):
    data = BENIGN[kind]().bytes()
    for end in range(1, len(data), max(1, len(data) // 25)):
        assert clean(data[:end], "a.pptx").outcome in {"held", "delivered"}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(BENIGN)), st.data())
def test_any_flip_inside_a_part_ends_held_or_verified(kind, data):
    new = BENIGN[kind]()
    name = data.draw(st.sampled_from(sorted(new.parts)))
    type_, body = new.parts[name]
    changed = bytearray(body)
    for _ in range(data.draw(st.integers(1, 5))):
        changed[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    new.parts[name] = (type_, bytes(changed))
    result = clean(new.bytes(), "a.pptx")
    assert result.outcome in {"held", "delivered"}
    assert not [reason for reason in result.reasons if reason.code == "not-verified"], (
        result.removals
    )


def test_the_verifier_refuses_what_is_put_into_a_good_presentation():
    good = clean(
        slides.deck(
            slides.FIRST
            + slides.text(
                "次", 12, '<a:hlinkClick r:id="" action="ppaction://hlinkshowjump?jump=nextslide"/>'
            )
        ).bytes(),
        "a.pptx",
    ).data
    verifier.verify(good, frozenset())
    for name, old, new in (
        (FIRST, "ppaction://hlinksldjump", "ppaction://program"),
        (FIRST, "<p:timing>", '<p:timing><p:cmd cmd="x"/>'),
        (FIRST, "<p:fade/>", "<p:fade/><p:sndAc/>"),
        (FIRST, "</p:spTree>", "</p:spTree><p:controls/>"),
        (FIRST, "<a:t>", "<a:t>\u202e"),
        (FIRST, "r:embed=", "r:link="),
        (FIRST, 'r:embed="rId', 'r:embed="rId9'),
        ("ppt/presentation.xml", "<p:sldSz", "<p:embeddedFontLst/><p:sldSz"),
        ("ppt/slides/_rels/slide1.xml.rels", "notesSlide", "oleObject"),
    ):
        files = [
            (n, b.replace(old.encode(), new.encode(), 1) if n == name else b)
            for n, b in opened(good).items()
        ]
        assert dict(files)[name] != opened(good)[name], (name, old)
        if (old, new) != ("r:embed=", "r:link="):
            with pytest.raises((Refused, ValueError, LookupError)):
                verifier.verify(write_zip(files), frozenset())


@pytest.mark.parametrize("sample", slides.SAMPLES, ids=str)
def test_the_verifier_refuses_the_sample_itself(sample):
    with pytest.raises((Refused, ValueError, LookupError)):
        verifier.verify(sample.make(), frozenset())


@pytest.mark.parametrize("kind", ["plain", "chart", "diagram"])
def test_looks_the_same_in_another_program(kind, tmp_path):
    before = pages_of(BENIGN[kind]().bytes(), "pptx", tmp_path / "before")
    after = pages_of(clean(BENIGN[kind]().bytes(), "a.pptx").data, "pptx", tmp_path / "after")
    assert after == before
    assert len(after) == 2


def test_reports_nothing_on_what_powerpoint_writes_every_day():
    result = clean(slides.everyday(), "a.pptx")
    assert result.outcome == "delivered"
    assert not result.removals
    assert "<p:fade/>" in part(result, FIRST)
    assert "style.visibility" in part(result, FIRST)


def test_newer_comments_are_named_with_their_authors():
    new = slides.deck()
    newer = "http://schemas.microsoft.com/office/2018/10/relationships/"
    for part_, kind in ((FIRST, "comments"), (slides.MAIN, "authors")):
        new.relate(part_, "rId90", newer + kind, f"/ppt/{kind}.xml")
        new.part(f"ppt/{kind}.xml", "application/xml", f"<x>{MARK}</x>")
    assert vectors(clean(new.bytes(), "a.pptx")) == {"ooxml.comment"}
