"""The PDF verifier refuses every byte our writer would not write, with a lexer of its own."""

import ast
import random
import re
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.sanitize.direct import clean
from tests.engines.sanitize.samples.pdfs import SAMPLES
from tests.engines.sanitize.samples.pdfwriter import WORDS, document, stream

from sekisho.sanitize.verify import pdf, pdfstream
from sekisho.sanitize.verify.contract import Refused
from sekisho.sanitize.verify.pdfgrammar import NUMBERS

VERIFIER = sorted(Path(pdf.__file__).parent.glob("pdf*.py"))


def good():
    data = document(
        content=WORDS + b" q 1 0 0 1 9 9 cm /X1 Do Q",
        resources=b"/XObject << /X1 10 0 R >>",
        page=b"/Annots [12 0 R]",
        extra={
            10: stream(b"0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"),
            12: b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://example.jp/) >> >>",
        },
    )
    return clean(data, "a.pdf").data


def mended(data):
    """Return the file with the table a writer would put behind its changed objects."""
    body = data[: data.rindex(b"xref\n0")]
    trailer = data[data.rindex(b"trailer\n") : data.rindex(b"startxref")]
    starts = [match.start() for match in re.finditer(rb"(?m)^\d+ 0 obj\n", body)]
    rows = b"".join(b"%010d 00000 n \n" % start for start in starts)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(starts) + 1, rows)
    return body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(body)


def with_content(data, content):
    """Return the file with the page's content replaced."""
    for match in re.finditer(rb"/Length (\d+)>>\nstream\n", data):
        body = data[match.end() : match.end() + int(match[1])]
        if b"Hello".hex().encode() in zlib.decompress(body):
            packed = zlib.compress(content(zlib.decompress(body)))
            end = match.end() + int(match[1])
            head = data[: match.start()] + b"/Length %d>>\nstream\n" % len(packed)
            return mended(head + packed + data[end:])
    raise AssertionError


def refuse(data):
    with pytest.raises(Refused):
        pdf.verify(data, frozenset())


def test_the_hand_mended_file_itself_is_accepted():
    assert mended(good()) == good()
    pdf.verify(with_content(good(), lambda content: content), frozenset())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/Type /Catalog", b"/OpenAction <</JS <41> /S /JavaScript>> /Type /Catalog"),
        (b"/Type /Catalog", b"/AA <<>> /Type /Catalog"),
        (b"/Type /Catalog", b"/Names <<>> /Type /Catalog"),
        (b"/Type /Catalog", b"/AcroForm <<>> /Type /Catalog"),
        (b"/Type /Catalog", b"/Type /Catalog /Type /Catalog"),
        (b"/Type /Catalog", b"/#54ype /Catalog"),
        (b"/Type /Catalog", b"/Type  /Catalog"),
        (b"/Type /Catalog", b"/Type /Catalog%x\n"),
        (b"/S /URI", b"/S /Launch"),
        (b"/S /URI", b"/Next <<>> /S /URI"),
        (b"/URI <" + b"https".hex().encode(), b"/URI <" + b"javas".hex().encode()),
        (b"/Subtype /Link", b"/Subtype /Screen"),
        (b"/Subtype /Form", b"/Subtype /PS"),
        (b"/BBox [0 0 9 9]", b"/BBox [0 0 9 9] /Ref <<>>"),
        (b"/BBox [0 0 9 9]", b"/BBox [0 0 9]"),
        (b"/BBox [0 0 9 9]", b"/BBox [0 0 9 <41>]"),
        (b"/BBox [0 0 9 9]", b"/BBox [0 0 9 9] /F <41>"),
        (b"/Filter /FlateDecode", b"/Filter /LZWDecode"),
        (b"/Filter /FlateDecode", b"/Filter [/FlateDecode]"),
        (b"/BaseFont /Helvetica", b"/BaseFont /Helvetica /FontMatrix [1 0 0 1 0 <41>]"),
    ],
)
def test_refuses_an_entry_no_type_has(old, new):
    data = good()
    assert old in data
    refuse(mended(data.replace(old, new, 1)))


@pytest.mark.parametrize(
    "line",
    [
        b"/X2 Do\n", b"/X1 run\n", b"(a) Tj\n", b"<4> Tj\n", b"q\n", b"Q\n", b"EMC\n", b"BT\nBT\nET\nET\n",
        b"/OC /L1 BDC\nEMC\n", b"BI\n", b"1 0 0 cm\n", b"1e5 w\n", b"% x\n", b"/F1 12 Tf \n", b"\n", b"BX\n", b"x",
    ],
)  # fmt: skip
def test_refuses_an_instruction_our_writer_does_not_write(line):
    refuse(with_content(good(), lambda content: content + line))


def test_refuses_a_resource_that_is_not_used():
    refuse(with_content(good(), lambda content: content.replace(b"/X1 Do\n", b"")))


def test_refuses_an_object_nothing_refers_to():
    data = good()
    at = data.rindex(b"xref\n0")
    count = int(re.search(rb"/Size (\d+)", data)[1])
    more = data[:at] + b"%d 0 obj\n<</A 1>>\nendobj\n" % count + data[at:]
    refuse(mended(more.replace(b"/Size %d" % count, b"/Size %d" % (count + 1))))


def test_refuses_drawings_that_draw_each_other():
    data = good()
    form = re.search(rb"(\d+) 0 obj\n<<[^\n]*/Subtype /Form", data)[1]
    resources = re.search(
        rb"<<[^\n]*/Subtype /Form[^\n]*|<<[^\n]*/Resources (\d+) 0 R[^\n]*/Subtype /Form", data
    )
    own = re.search(rb"/Resources (\d+) 0 R", resources[0])[1]
    body = zlib.compress(b"/X1 Do\n")
    data = re.sub(
        rb"\n%b 0 obj\n<<[^\n]*\nendobj" % own,
        b"\n%b 0 obj\n<</XObject <</X1 %b 0 R>>>>\nendobj" % (own, form),
        data,
    )
    start = data.index(b"%b 0 obj\n" % form)
    at = data.index(b"\nstream\n", start)
    end = data.index(b"\nendstream", at)
    head = re.sub(rb"/Length \d+", b"/Length %d" % len(body), data[start:at])
    refuse(mended(data[:start] + head + b"\nstream\n" + body + data[end:]))


@pytest.mark.parametrize("junk", [b"\n", b"PK\x03\x04", b"%%EOF\n"])
def test_refuses_bytes_before_or_behind(junk):
    refuse(good() + junk)
    refuse(junk + good())


def test_refuses_children():
    with pytest.raises(Refused):
        pdf.verify(good(), frozenset({"0" * 64}))


@pytest.mark.parametrize("sample", [s for s in SAMPLES if "bomb" not in s.vector], ids=str)
def test_refuses_every_sample_as_it_came(sample):
    with pytest.raises((Refused, ValueError, LookupError, TypeError)):
        pdf.verify(sample.make(), frozenset())


def test_refuses_almost_every_changed_byte():
    """A byte outside compressed data that is changed at random leaves a file we would not write."""
    data, chance = good(), random.Random(7)
    survived = 0
    for _ in range(400):
        at = chance.randrange(len(data))
        changed = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
        try:
            pdf.verify(changed, frozenset())
            survived += 1
        except (Refused, ValueError, LookupError, TypeError):
            continue
    assert survived < 40  # digits of a coordinate, letters of an address


NUMBER = st.sampled_from(
    [b"0", b"-1", b"12.5", b".25", b"7.", b"-.5", b"--1", b"1e3", b"12345678901"]
)
WORD = st.sampled_from(sorted({name.encode() for names in NUMBERS.values() for name in names}))
COLOUR = st.sampled_from([b"sc", b"SC", b"scn", b"SCN"])


def counted(operands, operator):
    """Say by counting alone whether an instruction of numbers is one of ours."""
    fit = all(re.fullmatch(rb"-?(\d{1,10}(\.\d{0,10})?|\.\d{1,10})", each) for each in operands)
    if operator in {b"sc", b"SC", b"scn", b"SCN"}:
        return fit and operator[-1:] in b"nN" * (len(operands) <= 32) + b"cC" * (
            0 < len(operands) <= 32
        )
    return fit and operator.decode() in NUMBERS.get(len(operands), ())


@given(st.lists(NUMBER, max_size=34), WORD | COLOUR)
def test_an_instruction_of_numbers_is_known_by_how_many_it_takes(operands, operator):
    line = b" ".join([*operands, operator]) + b"\n"
    matched = pdfstream._STREAM.fullmatch(line) is not None
    assert matched == counted(operands, operator)


@given(st.sampled_from(range(34)), COLOUR)
def test_a_colour_takes_up_to_thirty_two_numbers(count, operator):
    line = b"1 " * count + operator + b"\n"
    matched = pdfstream._STREAM.fullmatch(line) is not None
    assert matched == counted([b"1"] * count, operator)


@pytest.mark.parametrize("line", [b"<414> Tj", b"[<41> 3 <4>] TJ"])
def test_refuses_a_string_with_half_a_byte(line):
    refuse(with_content(good(), lambda content: content + b"BT\n" + line + b"\nET\n"))


@pytest.mark.parametrize("line", [b"<4142> Tj", b"[<41> 3 <42>] TJ"])
def test_accepts_the_same_strings_when_whole(line):
    words = with_content(good(), lambda content: content + b"BT\n" + line + b"\nET\n")
    pdf.verify(words, frozenset())


def test_the_verifier_stands_alone():
    """Only the standard library and its own room; together at most seven hundred and fifty lines."""
    allowed = {"re", "zlib", "struct", "typing", "collections", "collections.abc", "importlib"}
    lines = 0
    for path in VERIFIER:
        text = path.read_text("utf-8")
        lines += len(text.splitlines())
        for node in ast.walk(ast.parse(text)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) else []
            assert all(n in allowed or n.startswith("sekisho.sanitize.verify") for n in names)
    assert lines <= 750
