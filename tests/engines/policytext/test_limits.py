"""Reading stops at the first line, character or element too many, in every format."""

import io
import tracemalloc
import zipfile

import pytest
from tests.engines.policytext import making

from sekisho import policytext
from sekisho.policytext import Limits, TooLargeError
from sekisho.policytext.formats import docx, html, markdown, text
from sekisho.policytext.tally import Tally

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PARAGRAPH = "<w:p><w:r><w:t>鍵</w:t></w:r></w:p>"
MEGABYTE = 1_000_000


def word(body: str, encoding: str = "utf-8") -> bytes:
    part = f'<?xml version="1.0" encoding="{encoding}"?><w:document xmlns:w="{W}"><w:body>{body}'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"{part}</w:body></w:document>".encode(encoding))
    return made.getvalue()


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        (text, "鍵\n".encode() * 11),
        (text, "鍵\r\n".encode() * 11),
        (text, "鍵\x0b".encode() * 11),
        (text, b"\n" * 11),
        (markdown, "鍵\n".encode() * 11),
        (html, page("<p>鍵</p>" * 11)),
        (html, page("鍵<br>" * 11)),
        (html, page("<table>" + "<tr><td>鍵</td></tr>" * 11 + "</table>")),
        (docx, word(PARAGRAPH * 11)),
        (docx, word("<w:p><w:r>" + "<w:t>鍵</w:t><w:br/>" * 11 + "</w:r></w:p>")),
    ],
)
def test_a_line_too_many_is_refused_by_the_format_itself(reader, data):
    """So it is refused before the lines are mended, marked and counted again."""
    with pytest.raises(TooLargeError, match="長すぎます"):
        reader.lines(data, Limits(lines=10))


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        (text, "鍵鍵\n".encode() * 5),
        (markdown, "鍵鍵\n".encode() * 5),
        (html, page("<p>鍵鍵鍵</p>" * 5)),
        (docx, word(PARAGRAPH * 15)),
    ],
)
def test_a_character_too_many_is_refused_by_the_format_itself(reader, data):
    with pytest.raises(TooLargeError, match="長すぎます"):
        reader.lines(data, Limits(characters=10))


@pytest.mark.parametrize(
    ("reader", "data", "count"),
    [
        (text, "鍵\n".encode() * 10, 10),
        (markdown, "鍵\n".encode() * 10, 10),
        (html, page("<p>鍵</p>" * 10), 10),
        (docx, word(PARAGRAPH * 10), 10),
    ],
)
def test_a_file_just_within_its_limits_is_read(reader, data, count):
    assert len(reader.lines(data, Limits(lines=10, characters=20))) == count


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        (html, page("<b></b>" * 60)),
        (html, page("<br>" * 60)),
        (html, page("<p " + " ".join(f"a{n}=1" for n in range(300)) + ">鍵</p>")),
        (docx, word("<w:p/>" * 60)),
        (docx, word("<w:p/>" * 60, "utf-16")),
        (docx, word("<w:p " + " ".join(f'a{n}="1"' for n in range(300)) + "/>")),
    ],
)
def test_mark_up_without_words_is_counted_too(reader, data):
    with pytest.raises(TooLargeError, match="長すぎます"):
        reader.lines(data, Limits(elements=50))


def test_the_parts_of_a_word_file_share_one_count():
    data = making.word("端末を守る。")
    with pytest.raises(TooLargeError):
        docx.lines(data, Limits(elements=100))


def test_a_word_file_of_endless_paragraphs_is_refused_after_the_first_ones():
    """What is held in memory grows with the limit, not with what the file unpacks to."""
    hostile = word(PARAGRAPH * 400_000)
    unpacked = 400_000 * len(PARAGRAPH.encode())
    assert len(hostile) < unpacked / 100
    counted = Limits(elements=1_000)
    parsed: list[int] = []

    class Counting(Tally):
        def element(self) -> None:
            parsed.append(1)
            super().element()

    with pytest.MonkeyPatch.context() as patch, pytest.raises(TooLargeError):  # noqa: PT012  # one read
        patch.setattr(docx, "Tally", Counting)
        policytext.read(hostile, limits=counted)
    assert len(parsed) == counted.elements + 1


def test_short_lines_without_end_are_refused_before_they_are_cut():
    data = b"a\n" * (4 * MEGABYTE)
    tracemalloc.start()
    with pytest.raises(TooLargeError):
        policytext.read(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * len(data)
