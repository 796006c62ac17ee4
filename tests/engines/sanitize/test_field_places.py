"""A field's code must lie in one story and one change: what two readers join differently is refused twice."""

import io
import re
import zipfile

import pytest
from tests.engines.sanitize.direct import clean, vectors
from tests.engines.sanitize.samples import words
from tests.engines.sanitize.samples.words import SHOWN, document, mark, paragraph

from sekisho.sanitize.rebuild.zipwrite import write_zip
from sekisho.sanitize.verify import docx
from sekisho.sanitize.verify.contract import Refused

CODE = '<w:r><w:instrText xml:space="preserve">{}</w:instrText></w:r>'
BOX = '<w:r><w:pict><v:shape id="s1"><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>'
_FRAME = re.compile(r"</?w:pict>|</?v:[^>]*>")  # the verifier asks about stories, not about frames
CHANGES = {
    "a text box": BOX.format(paragraph(CODE.format("ATE "))),
    "a deletion": '<w:del w:id="1" w:author="x">' + CODE.format("ATE ") + "</w:del>",
    "an insertion": '<w:ins w:id="1" w:author="x">' + CODE.format("ATE ") + "</w:ins>",
    "a move": '<w:moveFrom w:id="1" w:author="x">' + CODE.format("ATE ") + "</w:moveFrom>",
}


def field(inside):
    return f"{mark('begin')}{inside}{mark('separate')}{SHOWN}{mark('end')}"


def rebuilt(body):
    """Return the words of a document as our own writer writes them, with `body` put in afterwards."""
    made = clean(words.plain(), "a.docx").data
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        parts = [(name, package.read(name)) for name in package.namelist()]
    put = f"<w:p>{_FRAME.sub('', body)}</w:p></w:body>".encode()
    return write_zip(
        [(n, p.replace(b"</w:body>", put) if n == "word/document.xml" else p) for n, p in parts]
    )


def verified(body):
    docx.verify(rebuilt(body), frozenset())


def test_what_is_put_in_this_way_is_verified():
    verified(field(CODE.format(" DATE ")))


@pytest.mark.parametrize("place", CHANGES)
def test_the_verifier_by_itself_refuses_code_spread_over_places(place):
    spread = field(CODE.format(" D") + CHANGES[place] + CODE.format("DEAUTO cmd "))
    with pytest.raises(Refused, match="place"):
        verified(spread)


def test_the_verifier_by_itself_refuses_a_field_of_two_stories():
    with pytest.raises(Refused, match="stories"):
        verified(mark("begin") + CODE.format(" DATE ") + BOX.format(paragraph(mark("end"))))


@pytest.mark.parametrize("place", CHANGES)
def test_the_rebuilder_by_itself_takes_it_out(place):
    spread = field(CODE.format(" D") + CHANGES[place] + CODE.format("DEAUTO cmd "))
    result = clean(document(paragraph(spread)).bytes(), "a.docx")
    assert result.outcome == "delivered"
    assert "ooxml.field-context" in vectors(result)
    assert b"DEAUTO" not in zipfile.ZipFile(io.BytesIO(result.data)).read("word/document.xml")


@pytest.mark.parametrize(
    "whole",
    [
        BOX.format(paragraph(field(CODE.format(" DATE ")))),
        '<w:ins w:id="1" w:author="x">' + field(CODE.format(" DATE ")) + "</w:ins>",
        '<w:ins w:id="1" w:author="x">' + mark("begin") + "</w:ins>"
        '<w:ins w:id="2" w:author="x">' + CODE.format(" DATE ") + "</w:ins>"
        + mark("separate") + SHOWN + mark("end"),
    ],
)  # fmt: skip
def test_a_whole_field_in_one_place_crosses_without_a_word(whole):
    result = clean(document(paragraph(whole)).bytes(), "a.docx")
    assert result.outcome == "delivered"
    assert not result.removals
    assert b" DATE " in zipfile.ZipFile(io.BytesIO(result.data)).read("word/document.xml")


def test_an_empty_mark_of_a_change_is_no_trouble():
    """Word marks a changed paragraph end with an element that holds nothing."""
    marked = '<w:pPr><w:rPr><w:ins w:id="1" w:author="x"/></w:rPr></w:pPr>' + SHOWN
    result = clean(document(paragraph(marked)).bytes(), "a.docx")
    assert result.outcome == "delivered"
    assert not result.removals
