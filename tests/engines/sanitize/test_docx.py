"""Word documents cross with their words, tables, pictures and looks; what runs or reaches out does not."""

import html
import io
import re
import shutil
import zipfile
from collections import Counter

import docx
import pypdfium2
import pytest
from docx.shared import Cm, Pt
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.sanitize.direct import Direct, clean, vectors
from tests.engines.sanitize.samples import (
    MARK,
    images,
    word_fields,
    word_packages,
    word_parts,
    word_programs,
    word_references,
    words,
)
from tests.engines.sanitize.samples.packages import opened

from sekisho.sanitize import ConfinementError, Options, sanitize
from sekisho.sanitize.rebuild.ooxml.fields import judge
from sekisho.sanitize.verify import docx as verifier
from sekisho.sanitize.verify.contract import Refused

_TEXTS = re.compile(r"<(?:w|a|m):t(?: [^>]*)?>([^<]*)</")
_COUNTED = (
    "w:p",
    "w:tbl",
    "w:tr",
    "w:tc",
    "w:drawing",
    "w:ins",
    "w:del",
    "w:footnoteReference",
    "w:ruby",
    "w:sectPr",
    "w:numPr",
)


class WithoutPrograms(Direct):
    """A machine on which no program is installed."""

    def run(self, *_, **__):
        raise ConfinementError("program-missing")


def text_of(data):
    """Return the letters of a document, how often each stands there."""
    parts = [
        body.decode()
        for name, body in opened(data).items()
        if re.match(r"word/[a-z]+\d*\.xml$", name)
    ]
    return Counter(
        html.unescape("".join(found for part in parts for found in _TEXTS.findall(part)))
    )


def structure_of(data):
    main = opened(data)["word/document.xml"].decode()
    return {name: len(re.findall(f"<{name}[ />]", main)) for name in _COUNTED}


def alike(before, after):
    """Return how much of two multisets of letters is common, from 0 to 1."""
    return sum((before & after).values()) / max(1, sum((before | after).values()))


def letter():
    """Return a document python-docx made: headings, lists, a table, a picture, headers, sections."""
    made = docx.Document()
    made.core_properties.title = "令和八年度 情報セキュリティ方針"
    made.add_heading("情報セキュリティ方針", 0)
    for number in range(1, 6):
        made.add_heading(f"第{number}章 ①㈱髙﨑", 1)
        made.add_paragraph("職員は、次の各号に掲げる事項を守らなければならない。" * 8)
        made.add_paragraph("記録を残す。", style="List Number")
        made.add_paragraph("鍵を掛ける。", style="List Bullet")
    table = made.add_table(4, 3, style="Table Grid")
    for at, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"項目{at} <&>\"'"
    table.cell(0, 0).merge(table.cell(0, 1))
    run = made.add_paragraph().add_run("太字と下線")
    run.bold, run.underline, run.font.size = True, True, Pt(14)
    made.add_picture(io.BytesIO(images.jpeg()), width=Cm(4))
    made.sections[0].header.paragraphs[0].text = "取扱注意"
    made.sections[0].footer.paragraphs[0].text = "総務課"
    made.add_section().page_width = Cm(29.7)
    made.add_paragraph("横向きの章")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def converted(data, name, target):
    """Return a file another program made out of `data`, in the format `target`."""
    work = Direct().run(
        "soffice",
        (
            "-env:UserInstallation=file:///work/profile",
            "--headless",
            "--convert-to",
            target,
            "--outdir",
            "/work/out",
            name,
        ),
        files={name: data},
        collect=("out/*",),
        wall_seconds=120,
    )
    return next(iter(work.files.values()))


needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed"
)
HTML = """<html><head><meta charset="utf-8"><title>案内</title></head><body><h1>案内</h1><p>本文<b>太字</b><ruby>漢字<rt>かんじ</rt></ruby></p>
<ol><li>一</li><li>二<ul><li>二の一</li></ul></li></ol><table border=1><tr><th>項</th><th>値</th></tr><tr><td>甲</td><td>1</td></tr></table></body></html>"""


@pytest.mark.parametrize(
    "sample",
    [
        sample
        for family in (word_programs, word_references, word_fields, word_parts, word_packages)
        for sample in family.SAMPLES
    ],
    ids=str,
)
def test_nothing_of_it_is_in_any_part(sample):
    result = clean(sample.make(), sample.name)
    assert result.outcome == sample.expected
    assert sample.vector in vectors(result)
    if result.data:
        inside = opened(result.data)
        assert not [name for name, body in inside.items() if MARK.encode() in body or MARK in name]


def test_comments_cross_or_stay_as_the_policy_says():
    kept = clean(words.commented(), "a.docx")
    assert not kept.removals
    assert MARK.encode() in opened(kept.data)["word/comments.xml"]
    without = clean(words.commented(), "a.docx", Options(comments=False))
    assert vectors(without) == {"ooxml.comment"}
    assert "word/comments.xml" not in opened(without.data)
    assert b"commentR" not in opened(without.data)["word/document.xml"]


def test_a_letter_keeps_its_words_and_its_structure():
    data = letter()
    result = clean(data, "a.docx")
    assert result.outcome == "delivered"
    assert alike(text_of(data), text_of(result.data)) >= 0.999
    assert structure_of(result.data) == structure_of(data)
    assert result.fidelity["tables"] == 1
    assert result.fidelity["images"] == 1
    assert (
        docx.Document(io.BytesIO(result.data)).core_properties.title
        == "令和八年度 情報セキュリティ方針"
    )


def test_rich_words_keep_their_structure():
    ruby = '<w:r><w:ruby><w:rubyPr><w:hps w:val="10"/></w:rubyPr><w:rt><w:r><w:t>かん</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase></w:ruby></w:r>'
    tracked = '<w:ins w:id="1" w:author="山田" w:date="2026-11-25T00:00:00Z"><w:r><w:t>加</w:t></w:r></w:ins><w:del w:id="2" w:author="山田"><w:r><w:delText>削</w:delText></w:r></w:del>'
    note = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    new = words.document(words.paragraph(ruby + tracked + note))
    notes = f'<w:footnotes {words.NS}><w:footnote w:id="1">{words.paragraph("<w:r><w:footnoteRef/><w:t>注</w:t></w:r>")}</w:footnote></w:footnotes>'
    new.part("word/footnotes.xml", words.TYPE + "footnotes+xml", notes)
    new.relate(words.MAIN, "rId9", "footnotes", "footnotes.xml")
    data = new.bytes()
    result = clean(data, "a.docx")
    assert not result.removals
    assert structure_of(result.data) == structure_of(data)
    assert text_of(result.data) == text_of(data)
    assert "削" in opened(result.data)["word/document.xml"].decode()


def test_a_text_box_keeps_the_choice_that_is_understood():
    main = opened(clean(words.text_box(), "a.docx").data)["word/document.xml"].decode()
    assert "枠の中" in main
    assert "wps:wsp" in main
    assert "表示された文" not in main


def test_a_strange_choice_gives_way_to_the_plain_alternative():
    data = words.alternatives(
        f'<x:thing xmlns:x="urn:x">{MARK}</x:thing>', "<w:t>代わり</w:t>", "x"
    )
    result = clean(data, "a.docx")
    assert not result.removals
    assert "代わり" in opened(result.data)["word/document.xml"].decode()


def test_a_field_over_two_alternatives_is_judged_as_it_stands():
    parts = '<mc:AlternateContent><mc:Choice Requires="wps"><w:instrText> </w:instrText></mc:Choice><mc:Fallback><w:instrText>PAGE </w:instrText></mc:Fallback></mc:AlternateContent>'
    code = f"<w:r>{parts}</w:r><w:r><w:instrText>DDEAUTO {MARK}</w:instrText></w:r>"
    data = words.document(
        words.paragraph(
            words.mark("begin") + code + words.mark("separate") + words.SHOWN + words.mark("end")
        )
    ).bytes()
    result = clean(data, "a.docx")
    assert vectors(result) == {"ooxml.field-dde"}
    assert MARK.encode() not in opened(result.data)["word/document.xml"]


def test_without_the_program_a_metafile_becomes_a_plain_picture():
    result = sanitize(words.metafile(), "a.docx", None, sandbox=WithoutPrograms())
    assert result.outcome == "delivered"
    assert vectors(result) == {"ooxml.metafile"}
    assert result.changes == ("図（EMF・WMF）を描けなかったため、灰色の図に替えました。",)
    assert 'cx="952500"' in opened(result.data)["word/document.xml"].decode()


@needs_office
def test_metafiles_are_drawn_in_one_round():
    new = words.document(words.pictured() + words.pictured().replace("rId8", "rId7"))
    for number, id_ in ((1, "rId7"), (2, "rId8")):
        new.part(f"word/media/image{number}.emf", "image/x-emf", words.emf()[:-1] + bytes([number]))
        new.relate(words.MAIN, id_, "image", f"media/image{number}.emf")
    result = clean(new.bytes(), "a.docx")
    assert result.outcome == "delivered"
    assert result.changes == ("図（EMF・WMF）を PNG に変えました。",)


@needs_office
@pytest.mark.parametrize(("name", "make"), [("a.html", HTML.encode), ("b.docx", letter)])
def test_another_programs_document_keeps_words_structure_and_pages(name, make):
    writer = "docx:MS Word 2007 XML" if name.endswith("docx") else "docx:Office Open XML Text"
    data = converted(make(), name, writer)
    result = clean(data, "a.docx")
    assert result.outcome == "delivered", result.removals
    assert alike(text_of(data), text_of(result.data)) >= 0.999
    assert structure_of(result.data) == structure_of(data)
    pages = [
        len(pypdfium2.PdfDocument(converted(one, "a.docx", "pdf"))) for one in (data, result.data)
    ]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "make", [letter, words.fielded, words.text_box, words.charted, words.old_picture]
)
def test_again_changes_nothing_and_is_the_same_each_time(make):
    first = clean(make(), "a.docx")
    assert clean(make(), "a.docx").data == first.data
    second = clean(first.data, "a.docx")
    assert second.data == first.data
    assert not second.removals


def test_any_cut_ends_held():
    data = words.fielded()
    for end in range(1, len(data), max(1, len(data) // 40)):
        assert clean(data[:end], "a.docx").outcome in {"held", "delivered"}


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([words.fielded, words.text_box, words.charted, words.old_picture]), st.data()
)
def test_any_flip_inside_a_part_ends_held_or_verified(make, data):
    parts = opened(make())
    name = data.draw(st.sampled_from(sorted(parts)))
    body = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 5))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    result = clean(packed(parts | {name: bytes(body)}), "a.docx")
    assert result.outcome in {"held", "delivered"}
    assert not [reason for reason in result.reasons if reason.code == "not-verified"], (
        result.removals
    )


@settings(max_examples=200, deadline=None)
@given(st.text("PAGEREFDHYLINK \\\"'*@:/.ohtp%#<&-xa_1", max_size=30))
def test_no_field_passes_the_rebuilder_that_the_verifier_refuses(code):
    result = clean(words.split(code.replace("&", "&amp;").replace("<", "&lt;")), "a.docx")
    assert result.outcome == "delivered", (judge(code), result.removals)


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def rewritten(data, name, old, new):
    """Return one of our outputs with words of a part changed, in our own form of ZIP."""
    from sekisho.sanitize.rebuild.zipwrite import write_zip

    parts = opened(data)
    assert old in parts[name]
    return write_zip((n, b.replace(old, new, 1) if n == name else b) for n, b in parts.items())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<w:p>", b'<w:p onclick="x">'),
        (b"<w:p>", b"<w:altChunk/><w:p>"),
        (b"<w:p>", b'<w:p><w:hyperlink r:id="rId77"/>'),
        (b"<w:p>", b"<w:p><!-- x -->"),
        (b"<w:p>", b"<w:p><?x y?>"),
        (b" PAGE ", b" DDEAUTO "),
        (b" PAGEREF ", b" INCLUDETEXT "),
        (b"https://www.city", b"file://www.city"),
        (b"<w:document", b'<!DOCTYPE a [<!ENTITY b "c">]><w:document'),
        (b"</w:instrText>", b"\xe2\x80\xae</w:instrText>"),
        (b'w:val="', b'w:val="http:\xe2\x80\xae'),
        (b"</w:body>", b"<w:p><w:r><w:instrText>DDE</w:instrText></w:r></w:p></w:body>"),
        (b"</w:body>", b'<x:y xmlns:x="urn:x"/></w:body>'),
    ],
)
def test_the_verifier_refuses_what_is_written_in_by_hand(old, new):
    data = clean(words.fielded(), "a.docx").data
    verifier.verify(data, frozenset())
    if old == b'w:val="':
        data = clean(words.bound(), "a.docx").data
    with pytest.raises((Refused, ValueError, LookupError)):
        verifier.verify(rewritten(data, "word/document.xml", old, new), frozenset())
