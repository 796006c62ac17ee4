"""Whatever the bytes are, reading returns a document or raises a ReadError."""

import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.policytext import making

from sekisho import policytext
from sekisho.policytext import Document, ReadError

NAMES = ("", "a.txt", "a.md", "a.html", "a.docx", "a.pdf")


def survives(data: bytes, name: str = "") -> None:
    try:
        document = policytext.read(data, name=name)
    except ReadError as error:
        refusal = error
    else:
        assert isinstance(document, Document)
        policytext.render(document)
        policytext.as_json(document)
        return
    assert str(refusal)
    assert refusal.code != ReadError.code


def mutated(data: bytes, seed: int) -> bytes:
    """Return the bytes with a few of them changed, cut out, doubled, or the end missing."""
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(changed))
        length = chance.randint(1, 40)
        kind = chance.randrange(4)
        if kind == 0:
            changed[at] = chance.randrange(256)
        elif kind == 1:
            del changed[at : at + length]
        elif kind == 2:
            changed[at:at] = changed[at : at + length]
        else:
            changed[at : at + 4] = chance.randbytes(4)
        if len(changed) < 2:
            break
    return bytes(changed[: chance.randint(1, len(changed))] if chance.random() < 0.3 else changed)


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400), st.sampled_from(NAMES))
def test_random_bytes_never_crash_the_reader(data, name):
    survives(data, name)


@settings(deadline=None, max_examples=150)
@given(
    st.text(
        alphabet="第条項号章附則(（）)①アイ1２.―・、。\n\t 　「」をいう目次@A|#<>-", max_size=300
    )
)
def test_random_marks_never_crash_the_reader(text):
    survives(("1 目的\n端末を管理する。\n" + text).encode())


@settings(deadline=None, max_examples=120)
@given(st.sampled_from(sorted(p.name for p in making.SAMPLES.iterdir())), st.integers(0, 2**32))
def test_damaged_text_files_never_crash_the_reader(name, seed):
    survives(mutated(making.sample(name), seed), name)


@pytest.fixture(scope="module")
def word() -> bytes:
    return making.word("1 目的", "端末を守る。", "2 対策", "(1) 鍵をかける。", title="端末管理規程")


@pytest.mark.parametrize("seed", range(40))
def test_damaged_word_files_never_crash_the_reader(word, seed):
    survives(mutated(word, seed))


@pytest.mark.parametrize("seed", range(40))
def test_word_files_with_damaged_parts_never_crash_the_reader(word, seed):
    """The zip is whole, so that the damage reaches the XML."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            part = old.read(info)
            damaged = info.filename.startswith("word/") and info.filename.endswith(".xml")
            new.writestr(info.filename, mutated(part, seed) if damaged else part)
    survives(made.getvalue())


@pytest.fixture(scope="module")
def printed() -> bytes:
    return making.pdf("端末管理規程\n\n1 目的\n\n端末を守る。")


@pytest.mark.parametrize("seed", range(60))
def test_damaged_pdfs_never_crash_the_reader(printed, seed):
    survives(mutated(printed, seed))


def test_every_beginning_of_a_word_file_is_read_or_refused(word):
    for length in range(1, len(word), max(1, len(word) // 60)):
        survives(word[:length])
