"""Reading a file in a child process gives what reading it here gives, or a refusal in words."""

import io
import logging
from dataclasses import replace

import docx
import pytest
from tests.web.policies.samples import basic

from sekisho.policytext import ReadError, as_json, read
from sekisho.web.policies.apart import reading as reading_apart
from sekisho.web.policies.apart.reading import LIMITS, read_apart
from sekisho.web.policies.errors import UnreadableFileError
from sekisho.web.ui.papers import Paper, Paragraph, to_pdf

LINES = basic().decode().split("\n\n")


def word_file() -> bytes:
    word = docx.Document()
    for line in LINES:
        word.add_paragraph(line)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


FILES = {
    "方針.md": basic,
    "方針.html": lambda: "".join(f"<p>{line}</p>" for line in LINES).encode(),
    "方針.docx": word_file,
    "方針.pdf": lambda: to_pdf(Paper(LINES[0], blocks=tuple(map(Paragraph, LINES[1:])))),
}


@pytest.mark.parametrize("name", FILES)
def test_the_reading_is_the_same(name):
    data = FILES[name]()
    here = read(data, name=name)
    apart = read_apart(data, name=name)
    assert as_json(apart) == as_json(here)
    assert apart == replace(here, replaces_all=False)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"%PDF-1.7 broken", "雑記".encode()])
def test_a_refusal_keeps_the_readers_code_and_words(data):
    with pytest.raises(ReadError) as here:
        read(data, name="x")
    with pytest.raises(UnreadableFileError) as apart:
        read_apart(data, name="x")
    assert (apart.value.code, str(apart.value)) == (here.value.code, str(here.value))


def test_a_slow_file_is_given_up_in_words():
    with pytest.raises(UnreadableFileError, match="時間がかかりすぎた") as refused:
        read_apart(basic(), name="x.md", limits=replace(LIMITS, seconds=0.01))
    assert refused.value.code == "too-slow"


def test_a_file_that_brings_the_reader_down_is_refused_in_words(caplog):
    with caplog.at_level(logging.WARNING), pytest.raises(UnreadableFileError) as refused:
        read_apart(basic(), name="x.md", limits=replace(LIMITS, address_bytes=30 * 1024**2))
    assert refused.value.code == "unreadable"
    assert "目的" not in caplog.text


@pytest.mark.parametrize("answer", [b"", b"[", b"\xff"])
def test_an_answer_that_is_none_is_refused(monkeypatch, answer):
    monkeypatch.setattr(reading_apart, "run_apart", lambda *_given: answer)
    with pytest.raises(UnreadableFileError) as refused:
        read_apart(basic(), name="x.md")
    assert refused.value.code == "unreadable"
